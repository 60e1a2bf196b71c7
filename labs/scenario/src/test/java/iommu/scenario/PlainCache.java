package iommu.scenario;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A cache for the tests that forgets nothing: its last matching entry is its answer; all of them, and a miss, are
 * allowed.
 */
final class PlainCache {

    /** A mistake, and the group whose cases must show it. */
    enum Bug {
        NONE(""), SOURCE_8_BITS("04.tags"), ADDRESS_32_BITS("04.tags"), LARGE_ENDS_LATE("04.tags"),
        SILENCE_LOST("04.tags"), PREFIX_OF_ANY_DOMAIN("04.tags"),
        SECOND_DEVICE_STAYS("04.domains"), DOMAIN_OF_DEVICE_NOW("04.domains"), DOMAIN_BY_IDENTITY("04.domains"),
        PREFIX_STAYS_IN_DOMAIN("04.domains"), GLOBAL_KEEPS("04.domains"),
        MASK_OFF_BY_ONE("04.pages"), RANGE_FROM_ADDRESS("04.pages"), LARGE_BY_START("04.pages"),
        LARGE_MISSED("04.pages"), ONE_PAGE_ONLY("04.pages"), MASK_4_BITS("04.pages"),
        PREFIX_STAYS_IN_RANGE("04.pages"), LARGE_STAYS_IN_DOMAIN("04.pages"),
        CONTEXT_BY_BUS("04.context"), FUNCTION_MASK_IGNORED("04.context"), FUNCTION_MASK_INVERTED("04.context"),
        FUNCTION_MASK_LOW_BITS("04.context"), CONTEXT_DOMAIN_KEEPS("04.context"),
        CACHED_WITHOUT_CACHING_MODE("04.negatives"), CONTEXT_CACHED_WITHOUT_CACHING_MODE("04.negatives"),
        NEGATIVE_CONTEXT_KEEPS_DOMAIN("04.negatives"), NEGATIVE_WITH_DOMAIN_0("04.negatives"),
        EPOCH_IGNORED("04.late-fills"), CONTEXT_EPOCH_IGNORED("04.late-fills"), PREFIX_EPOCH_IGNORED("04.late-fills"),
        KEEPS_NOTHING("04.reuse"), FIRST_FILL_WINS("04.reuse"), EMPTIES_ON_PAGE("04.keeps"),
        EMPTIES_ON_DEVICE("04.keeps"), IDENTITY("*"), ALWAYS_FAULT("*");

        final String group;

        Bug(String group) {
            this.group = group;
        }
    }

    private record Translation(SourceId source, Iova page, long size, DomainId tag, CachedTranslation entry) {
    }

    private record Context(SourceId source, DomainId tag, ContextResult entry) {
    }

    private record Prefix(DomainId domain, Iova block, WalkStart entry) {
        long size() {
            return 0x1000L << 9 * entry.level();
        }
    }

    private final Capabilities unit;
    private final Bug bug;
    private final List<Translation> translations = new ArrayList<>();
    private final List<Context> contexts = new ArrayList<>();
    private final List<Prefix> prefixes = new ArrayList<>();
    private final List<Invalidation> done = new ArrayList<>();
    private final Map<Integer, Integer> epochs = new TreeMap<>();
    private final Map<SourceId, DomainId> lastTag = new TreeMap<>();

    PlainCache(Capabilities unit, Bug bug) {
        this.unit = unit;
        this.bug = bug;
    }

    Answer on(Stimulus stimulus) {
        List<Answer> answers = new ArrayList<>(allowed(stimulus));
        return answers.get(bug == Bug.FIRST_FILL_WINS ? Math.min(1, answers.size() - 1) : answers.size() - 1);
    }

    /** Every allowed answer, a miss first, the last fill last. */
    Set<Answer> allowed(Stimulus stimulus) {
        Set<Answer> answers = new LinkedHashSet<>();
        switch (stimulus) {
            case Stimulus.CachedTranslationOf t -> translations(t, answers);
            case Stimulus.CachedContextOf c -> {
                if (bug == Bug.IDENTITY || bug == Bug.ALWAYS_FAULT) {
                    answers.add(new Answer.CachedContext(Optional.of(bug == Bug.ALWAYS_FAULT
                            ? Fault.of(FaultReason.CONTEXT_NOT_PRESENT) : new TranslationContext(new DomainId(1),
                                    TranslationType.PASS_THROUGH, new Gpa(0), 4, false))));
                    return answers;
                }
                answers.add(new Answer.CachedContext(Optional.empty()));
                contexts.stream().filter(e -> bug == Bug.CONTEXT_BY_BUS ? e.source().bus() == c.source().bus()
                        : sameSource(e.source(), c.source()))
                        .forEach(e -> answers.add(new Answer.CachedContext(Optional.of(e.entry()))));
            }
            case Stimulus.CachedPrefixOf p -> {
                answers.add(new Answer.Prefix(Optional.empty()));
                prefixes.stream().filter(e -> (e.domain().equals(p.domain()) || bug == Bug.PREFIX_OF_ANY_DOMAIN)
                        && p.address().alignedTo(e.size()).equals(e.block()))
                        .forEach(e -> answers.add(new Answer.Prefix(Optional.of(e.entry()))));
            }
            default -> {
                perform(stimulus);
                answers.add(new Answer.Done());
            }
        }
        return answers;
    }

    private void translations(Stimulus.CachedTranslationOf t, Set<Answer> answers) {
        if (bug == Bug.IDENTITY) {
            answers.add(new Answer.Translation(Optional.of(new CachedTranslation(new DomainId(1), false, new Mapping(
                    t.address().alignedTo(4096), new Gpa(t.address().value() & -4096), 4096, Rights.RW, false,
                    List.of())))));
            return;
        }
        if (bug == Bug.ALWAYS_FAULT) {
            answers.add(new Answer.Translation(Optional.of(new CachedTranslation(new DomainId(1), false,
                    Fault.atLevel(FaultReason.READ_DENIED, 1)))));
            return;
        }
        answers.add(new Answer.Translation(Optional.empty()));
        for (Translation e : translations) {
            if (sameSource(e.source(), t.source()) && holds(e, t.address())) {
                CachedTranslation entry = e.entry();
                if (bug == Bug.SILENCE_LOST) {
                    entry = new CachedTranslation(entry.domain(), false, entry.result());
                }
                if (bug == Bug.ADDRESS_32_BITS && entry.result() instanceof Mapping m) { // as if it were asked for
                    entry = new CachedTranslation(entry.domain(), entry.silent(), new Mapping(
                            t.address().alignedTo(m.size()), m.frame(), m.size(), m.rights(), m.snoop(), List.of()));
                }
                answers.add(new Answer.Translation(Optional.of(entry)));
            }
        }
    }

    private boolean sameSource(SourceId a, SourceId b) {
        int mask = bug == Bug.SOURCE_8_BITS ? 0xFF : 0xFFFF;
        return ((a.value() ^ b.value()) & mask) == 0;
    }

    private boolean holds(Translation e, Iova address) {
        long mask = bug == Bug.ADDRESS_32_BITS ? 0xFFFF_FFFFL : -1;
        long size = bug == Bug.LARGE_ENDS_LATE && e.size() > 4096 ? e.size() + 1 : e.size();
        long distance = (address.value() & mask) - (e.page().value() & mask);
        return distance >= 0 && distance < size;
    }

    private void perform(Stimulus stimulus) {
        switch (stimulus) {
            case Stimulus.TakeEpoch t -> epochs.put(t.slot(), done.size());
            case Stimulus.Invalidate i -> invalidate(i.command());
            case Stimulus.FillTranslation f -> fill(f);
            case Stimulus.FillContext f -> fill(f);
            case Stimulus.FillPrefix f -> {
                long span = 0x1000L << 9 * f.entry().level();
                Prefix prefix = new Prefix(f.domain(), f.address().alignedTo(span), f.entry());
                if (late(f.slot(), Bug.PREFIX_EPOCH_IGNORED).noneMatch(c -> right().covers(c, prefix)) && keeps()) {
                    prefixes.add(prefix);
                }
            }
            default -> { }
        }
    }

    private PlainCache right() {
        return new PlainCache(unit, Bug.NONE);
    }

    private boolean keeps() {
        return bug != Bug.KEEPS_NOTHING;
    }

    private Stream<Invalidation> late(int slot, Bug ignoring) {
        int from = slot == Stimulus.NOW || bug == ignoring ? done.size() : epochs.get(slot);
        return done.subList(from, done.size()).stream();
    }

    private void fill(Stimulus.FillTranslation f) {
        boolean fault = f.entry().result() instanceof Fault;
        if (fault && !unit.cachingMode() && bug != Bug.CACHED_WITHOUT_CACHING_MODE || !keeps()) {
            return;
        }
        long size = f.entry().result() instanceof Mapping m ? m.size() : ((Fault) f.entry().result()).holeSize();
        DomainId tag = fault && bug == Bug.NEGATIVE_WITH_DOMAIN_0 ? DomainId.ZERO : f.entry().domain();
        Translation entry = new Translation(f.source(), f.address().alignedTo(size), size, tag, f.entry());
        if (late(f.slot(), Bug.EPOCH_IGNORED).noneMatch(c -> right().covers(c, entry))) {
            translations.add(entry);
            lastTag.put(f.source(), f.entry().domain());
        }
    }

    private void fill(Stimulus.FillContext f) {
        boolean fault = f.entry() instanceof Fault;
        if (fault && !unit.cachingMode() && bug != Bug.CONTEXT_CACHED_WITHOUT_CACHING_MODE || !keeps()) {
            return;
        }
        DomainId tag = f.entry() instanceof TranslationContext c ? c.domain()
                : bug == Bug.NEGATIVE_CONTEXT_KEEPS_DOMAIN ? new DomainId(0xABC) : DomainId.ZERO;
        Context entry = new Context(f.source(), tag, f.entry());
        if (late(f.slot(), Bug.CONTEXT_EPOCH_IGNORED).noneMatch(c -> right().covers(c, entry))) {
            contexts.add(entry);
        }
    }

    private void invalidate(Invalidation command) {
        done.add(command);
        if (bug == Bug.GLOBAL_KEEPS && command instanceof IotlbInvalidation
                && command.granularity() == Granularity.GLOBAL) {
            return;
        }
        if (bug == Bug.SECOND_DEVICE_STAYS && command instanceof IotlbInvalidation i
                && i.granularity() == Granularity.DOMAIN) {
            Optional<Translation> first = translations.stream().filter(e -> covers(command, e)).findFirst();
            translations.removeIf(e -> covers(command, e) && e.source().equals(first.orElseThrow().source()));
        } else {
            translations.removeIf(e -> covers(command, e));
        }
        contexts.removeIf(e -> covers(command, e));
        prefixes.removeIf(e -> covers(command, e));
        if (bug == Bug.EMPTIES_ON_PAGE && command.granularity() == Granularity.PAGE) {
            translations.clear();
        }
        if (bug == Bug.EMPTIES_ON_DEVICE && command.granularity() == Granularity.DEVICE) {
            contexts.clear();
        }
    }

    private boolean covers(Invalidation command, Translation e) {
        if (!(command instanceof IotlbInvalidation i)) {
            return false;
        }
        DomainId tag = bug == Bug.DOMAIN_OF_DEVICE_NOW ? lastTag.getOrDefault(e.source(), e.tag()) : e.tag();
        boolean domain = tag.equals(i.domain()) && (bug != Bug.DOMAIN_BY_IDENTITY || tag.value() < 128);
        return switch (i.granularity()) {
            case GLOBAL -> true;
            case DOMAIN -> domain && (bug != Bug.LARGE_STAYS_IN_DOMAIN || e.size() == 4096);
            case PAGE, DEVICE -> domain && overlaps(i, e);
        };
    }

    private boolean overlaps(IotlbInvalidation i, Translation e) {
        int mask = bug == Bug.MASK_OFF_BY_ONE ? Math.max(0, i.addressMask() - 1)
                : bug == Bug.MASK_4_BITS ? i.addressMask() & 15 : bug == Bug.ONE_PAGE_ONLY ? 0 : i.addressMask();
        long span = 4096L << mask;
        long start = i.address().value() & (bug == Bug.RANGE_FROM_ADDRESS ? -4096L : -span);
        if (e.size() > 4096 && bug == Bug.LARGE_MISSED) {
            return false;
        }
        long page = e.page().value();
        return page < start + span && (bug == Bug.LARGE_BY_START ? page >= start : page + e.size() > start);
    }

    private boolean covers(Invalidation command, Prefix e) {
        if (!(command instanceof IotlbInvalidation i)) {
            return false;
        }
        long span = 4096L << i.addressMask();
        long start = i.address().value() & -span;
        boolean domain = e.domain().equals(i.domain());
        return switch (i.granularity()) {
            case GLOBAL -> true;
            case DOMAIN -> domain && bug != Bug.PREFIX_STAYS_IN_DOMAIN;
            case PAGE, DEVICE -> domain && !i.leafOnly() && bug != Bug.PREFIX_STAYS_IN_RANGE
                    && e.block().value() < start + span && e.block().value() + e.size() > start;
        };
    }

    private boolean covers(Invalidation command, Context e) {
        if (!(command instanceof ContextInvalidation c)) {
            return false;
        }
        int[] masks = {0, 4, 6, 7};
        int mask = switch (bug) {
            case FUNCTION_MASK_IGNORED -> 0;
            case FUNCTION_MASK_INVERTED -> ~masks[c.functionMask()] & 7;
            case FUNCTION_MASK_LOW_BITS -> (1 << c.functionMask()) - 1;
            default -> masks[c.functionMask()];
        };
        boolean domain = e.tag().equals(c.domain());
        return switch (c.granularity()) {
            case GLOBAL -> true;
            case DOMAIN -> domain && bug != Bug.CONTEXT_DOMAIN_KEEPS;
            case DEVICE, PAGE -> domain && ((e.source().value() ^ c.source().value()) & ~mask) == 0;
        };
    }
}
