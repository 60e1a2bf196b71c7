package iommu.scenario;

import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** As much of a run as {@link Coverage} must know: who is where, how large pages are, what was asked and covered. */
final class CoverageModel {

    private record Asked(SourceId source, Iova page) {
    }

    private final Map<SourceId, DomainId> domains = new TreeMap<>();
    private final Map<DomainId, Map<Iova, Long>> sizes = new TreeMap<>();
    private final Set<Asked> asked = new HashSet<>();
    private final Set<Asked> covered = new HashSet<>();

    void before(Statement statement) {
        switch (statement) {
            case Statement.Unflushed s -> before(s.statement());
            case Statement.Attach s -> domains.put(s.source(), s.domain());
            case Statement.MapPages s -> {
                s.domain().ifPresent(domain -> domains.put(s.source(), domain));
                DomainId domain = domains.get(s.source());
                Map<Iova, Long> mapped = sizes.computeIfAbsent(domain, d -> new TreeMap<>());
                for (int i = 0; i < s.pages(); i++) {
                    mapped.put(s.iova().plus(i * s.size()), s.size());
                }
            }
            case Statement.Fill s -> {
                domains.put(s.source(), s.domain());
                asked.add(new Asked(s.source(), s.iova().alignedTo(4096)));
            }
            case Statement.Invalidate s -> asked.stream().filter(a -> covers(s.command(), a)).forEach(covered::add);
            default -> { }
        }
    }

    void ask(Statement statement, Set<String> met) {
        switch (statement) {
            case Statement.Dma s -> {
                size(s, met);
                ask(new Asked(s.source(), s.iova().alignedTo(4096)), met, true);
            }
            case Statement.Lookup s -> ask(new Asked(s.source(), s.iova().alignedTo(4096)), met, false);
            default -> { }
        }
    }

    private void ask(Asked now, Set<String> met, boolean fills) {
        boolean before = asked.contains(now);
        if (covered.remove(now)) {
            met.add(Coverage.COVERED);
            asked.remove(now);
        } else if (before) {
            met.add(Coverage.HIT);
        }
        if (fills) {
            asked.add(now);
        }
    }

    private void size(Statement.Dma s, Set<String> met) {
        Map<Iova, Long> mapped = sizes.getOrDefault(domains.getOrDefault(s.source(), DomainId.ZERO), Map.of());
        for (long size = 4096; size <= 1L << 30; size <<= 9) {
            if (mapped.getOrDefault(s.iova().alignedTo(size), 0L) == size) {
                met.add(Coverage.page(size));
            }
        }
    }

    private boolean covers(Invalidation command, Asked a) {
        boolean domain = command instanceof IotlbInvalidation i && i.domain().equals(domains.get(a.source()));
        return switch (command) {
            case ContextInvalidation c -> false;
            case IotlbInvalidation i -> switch (i.granularity()) {
                case GLOBAL -> true;
                case DOMAIN -> domain;
                case PAGE, DEVICE -> {
                    int shift = Math.min(12 + i.addressMask(), 63);
                    yield domain && i.address().value() >>> shift == a.page().value() >>> shift;
                }
            };
        };
    }
}
