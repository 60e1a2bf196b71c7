package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.ScalableContext;
import iommu.arch.SourceId;
import iommu.arch.WalkStart;
import iommu.oracle.ContextReading.Astray;
import iommu.oracle.ContextReading.Directed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Requests in scalable mode (§3.4.3): context entry, PASID-table entry, then what its type says. A request without
 * PASID goes by RID_PASID.
 */
final class ScalableMode implements Mode {

    /** One way to a PASID-table entry that serves. @param silent FPD of any entry on the way */
    private record Route(PasidContext entry, int pasid, boolean supervisor, boolean silent, Timelines when) {
        Tag tag() {
            return Tag.of(entry, pasid);
        }
    }

    private record Attempt(Route route, Descent descent) {
    }

    /** Where a request may have got to before any table is walked. */
    private static final class Found {
        private final Map<ContextReading, Timelines> contexts;
        private final List<Route> routes = new ArrayList<>();
        private final Set<DmaOutcome> outcomes = new LinkedHashSet<>();
        /** FPD that may be found. */
        private final Set<Boolean> silent = new LinkedHashSet<>();
        /** Whether some context entry serves requests of this kind. */
        private boolean served;

        private Found(Map<ContextReading, Timelines> contexts) {
            this.contexts = contexts;
        }
    }

    private final World world;
    private final ScalableRules rules;
    private final Descents descents;
    private final FirstStage firstStage;
    private final Replies replies;
    private boolean nested;

    ScalableMode(World world) {
        this.world = world;
        rules = new ScalableRules(world.unit, world.memory, world.flags, at -> world.read(at));
        descents = new Descents(world);
        firstStage = new FirstStage(world, descents);
        replies = new Replies(world.walks, world.unit.scalable().noWriteFlag());
    }

    /** Whether a nested translation was ever met. */
    boolean nested() {
        return nested;
    }

    @Override
    public Set<DmaOutcome> request(DmaRequest request) {
        Found found = find(request, world.may);
        List<Attempt> attempts = request.kind() == RequestKind.TRANSLATED ? List.of()
                : attempts(found, request.address(), world.may);
        for (Attempt a : attempts) {
            tell(request, a.descent().content(), a.descent().block(), a.route().supervisor(), a.route().silent(), found.outcomes);
        }
        if (request.kind() == RequestKind.UNTRANSLATED || request.kind() == RequestKind.TRANSLATION && found.served) {
            hits(request, found);
        }
        if (found.served && executes(request)) {
            // Freedom: no order between SPT.5 and what else the PASID entry is found to be.
            found.silent.forEach(s -> found.outcomes.add(Replies.fault(request.kind(), FaultReason.PASID_EXECUTE_REQUESTED, s)));
        }
        for (Attempt a : attempts) {
            Content content = a.descent().content();
            long offset = request.address().value() - a.descent().block().start().value();
            Content.Ask ask = ask(request, a.route());
            boolean translates = !executes(request) && (request.kind() == RequestKind.TRANSLATION
                    ? content.usable(a.descent().block()) : content.translates(world.walks, ask, offset));
            world.flags.set(a.descent().marks(), translates && (ask.writes() || request.kind() == RequestKind.TRANSLATION));
            fill(Requester.of(request), a, translates, world.may);
        }
        return found.outcomes;
    }

    @Override
    public boolean prefetch(Requester who, Iova page, May into) {
        Found found = find(new DmaRequest(who.source(), who.pasid(), page, Access.READ, RequestKind.UNTRANSLATED), into);
        boolean news = false;
        for (Attempt a : attempts(found, page, into)) {
            world.flags.set(a.descent().marks(), false);
            news |= fill(who, a, a.descent().content().usable(a.descent().block()), into);
        }
        return news;
    }

    @Override
    public boolean current(May.ContextEntry entry) {
        return rules.contexts(world.root(), entry.source()).contains(entry.reading());
    }

    @Override
    public boolean current(May.PasidEntry entry) {
        return rules.contexts(world.root(), entry.source()).stream().anyMatch(c -> c instanceof Directed(ScalableContext context)
                && rules.entries(context, entry.pasid()).contains(entry.reading()));
    }

    @Override
    public Set<May.Prefix> current(Set<Requester> requesters, Iova page) {
        May scratch = new May(world.open);
        boolean news = true;
        while (news) {
            news = false;
            for (Requester who : requesters) {
                news |= prefetch(who, page, scratch);
            }
        }
        Set<May.Prefix> current = new LinkedHashSet<>();
        scratch.prefixes(page, (prefix, when) -> current.add(prefix));
        return current;
    }

    /** SPT.5: no unit of today has ECAP.ERS. Translated requests are not concerned. */
    private static boolean executes(DmaRequest request) {
        return request.execute() && request.pasid().present() && request.kind() != RequestKind.TRANSLATED;
    }

    /** What a request may be told by this content of the block around its address. */
    private void tell(DmaRequest request, Content content, Block block, boolean supervisor, boolean silent, Set<DmaOutcome> into) {
        Set<DmaOutcome> told = new LinkedHashSet<>();
        replies.tell(request.kind(), content, block, request.address(), new Content.Ask(request.access(), supervisor), silent, told);
        if (executes(request)) {
            told.removeIf(o -> o instanceof DmaOutcome.Translated || o instanceof DmaOutcome.Granted);
            told.add(Replies.fault(request.kind(), FaultReason.PASID_EXECUTE_REQUESTED, silent)); // SPT.5
        }
        into.addAll(told);
    }

    private Content.Ask ask(DmaRequest request, Route route) {
        return new Content.Ask(request.access(), route.supervisor());
    }

    private Found find(DmaRequest request, May may) {
        SourceId source = request.source();
        Map<ContextReading, Timelines> contexts = new LinkedHashMap<>();
        rules.contexts(world.root(), source).forEach(r -> contexts.put(r, world.open.live()));
        may.contexts(source).forEach((entry, when) -> contexts.merge(entry.reading(), when, Timelines::or));
        Found found = new Found(contexts);
        contexts.forEach((reading, when) -> {
            if (world.unit.cachingMode() || reading.sound()) { // §6.2.2, L1
                may.add(new May.ContextEntry(source, reading), when);
            }
            switch (reading) {
                case Astray astray -> {
                    found.silent.add(astray.silent());
                    found.outcomes.add(Replies.fault(request.kind(), astray.result().reason(), astray.silent()));
                    if (request.pasid().present()) {
                        astray.withPasid().ifPresent(r -> found.outcomes.add(Replies.fault(request.kind(), r, astray.silent())));
                    }
                }
                case Directed(ScalableContext context) -> through(context, when, request, may, found);
                case ContextReading.Legacy legacy -> { }
            }
        });
        return found;
    }

    private void through(ScalableContext context, Timelines when, DmaRequest request, May may, Found found) {
        Set<FaultReason> refusals = rules.refusals(context, request);
        refusals.forEach(r -> found.outcomes.add(Replies.fault(request.kind(), r, context.silent())));
        found.silent.add(context.silent());
        if (!refusals.isEmpty()) {
            return;
        }
        found.served = true;
        if (request.kind() == RequestKind.TRANSLATED) {
            found.outcomes.add(unchanged(request.address(), context.silent()));
            return;
        }
        int pasid = request.pasid().present() ? request.pasid().value() : context.ridPasid();
        boolean supervisor = request.pasid().present() ? request.supervisor() : context.ridPrivilege();
        entries(context, when, request.source(), pasid, may).forEach((reading, since) -> {
            boolean silent = context.silent() || reading.silent();
            found.silent.add(silent);
            if (world.unit.cachingMode() || reading instanceof PasidReading.Served) { // §6.2.3, L1
                may.add(new May.PasidEntry(request.source(), pasid, reading), since);
                if (silent && !reading.silent()) { // Freedom: kept with FPD of the context entry that led to it, or without
                    may.add(new May.PasidEntry(request.source(), pasid, reading.silenced()), since);
                }
            }
            switch (reading) {
                case PasidReading.Served(PasidContext entry) -> {
                    nested |= entry.type() == PasidType.NESTED;
                    found.routes.add(new Route(entry, pasid, supervisor, silent, since));
                }
                case PasidReading.Unserved(var fault, var beside) -> {
                    found.outcomes.add(Replies.fault(request.kind(), fault.reason(), silent));
                    beside.filter(limit -> limit.excludes(request.address().value()))
                            .ifPresent(limit -> found.outcomes.add(Replies.fault(request.kind(), limit.reason(), silent)));
                }
            }
        });
    }

    /** What may be taken for the PASID's entry: by memory now, or by the PASID cache. */
    private Map<PasidReading, Timelines> entries(ScalableContext context, Timelines when, SourceId source, int pasid, May may) {
        Map<PasidReading, Timelines> entries = new LinkedHashMap<>();
        rules.entries(context, pasid).forEach(r -> entries.put(r, when));
        may.pasids(source).forEach((entry, since) -> {
            Timelines both = when.and(since);
            if (entry.pasid() == pasid && !both.none()) {
                entries.merge(entry.reading(), both, Timelines::or);
            }
        });
        return entries;
    }

    private List<Attempt> attempts(Found found, Iova address, May may) {
        List<Attempt> attempts = new ArrayList<>();
        for (Route route : found.routes) {
            descents(route, address, may).forEach(d -> attempts.add(new Attempt(route, d)));
        }
        return attempts;
    }

    private List<Descent> descents(Route route, Iova address, May may) {
        PasidContext entry = route.entry();
        boolean first = entry.type() == PasidType.FIRST_STAGE || entry.type() == PasidType.NESTED;
        Content.Guard guard = Content.Guard.secondStage(entry.flags().supervisor());
        PasidReading.AddressLimit limit = PasidRules.limit(world.unit, entry);
        if (limit.excludes(address.value())) { // SGN.1, SGN.4, SGN.5: nothing is walked
            return List.of(new Descent(route.when(), Block.of(address, 12), Content.fault(limit.reason(), guard), List.of(),
                    !first, FlagWords.Marks.NONE));
        }
        return switch (entry.type()) {
            case SECOND_STAGE -> descents.of(secondStage(entry), route.when(), address, may);
            case FIRST_STAGE, NESTED -> firstStage.descents(new FirstStage.Tables(entry, route.tag(), secondStage(entry)),
                    route.when(), address, may);
            case PASS_THROUGH -> {
                Block block = Block.of(address, World.IDENTITY_BITS);
                yield List.of(new Descent(route.when(), block, Content.identity(block, guard, entry.flags().snoopedPages())));
            }
        };
    }

    private Descents.Tables secondStage(PasidContext entry) {
        int levels = entry.secondStage().levels();
        boolean snoop = world.unit.scalable().snoopedWalks() && entry.flags().snoopedWalk(); // §3.10
        return new Descents.Tables(Tag.plain(entry.domain()),
                new WalkStart(entry.secondStage().top(), levels, Rights.RW, 12 + 9 * levels),
                new SecondStage.View(snoop, world.separateRights()), Content.Guard.secondStage(entry.flags().supervisor()),
                entry.flags().secondStageDirty(), entry.flags().snoopedPages());
    }

    /** Freedom: rights may be enforced from a hit, or the hit passed over; both are in the set. */
    private void hits(DmaRequest request, Found found) {
        Set<Boolean> privileges = new LinkedHashSet<>();
        if (request.pasid().present()) {
            privileges.add(request.supervisor());
        } else {
            // Freedom: RID_PRIV of a hit is that of any context entry that may be known.
            found.contexts.keySet().forEach(
                    c -> privileges.add(c instanceof Directed(ScalableContext context) && context.ridPrivilege()));
        }
        world.may.translations(request.source(), request.address(), (entry, when) -> {
            if (entry.answers(request.pasid())) {
                // Freedom: FPD of a fault found on a hit is that of the fill or that of now.
                Set<Boolean> silent = new LinkedHashSet<>(found.silent);
                silent.add(entry.silent());
                for (boolean supervisor : privileges) {
                    silent.forEach(s -> tell(request, entry.content(), entry.block(), supervisor, s, found.outcomes));
                }
            }
        });
    }

    private boolean fill(Requester who, Attempt attempt, boolean translates, May may) {
        Descent descent = attempt.descent();
        world.used(attempt.route().tag());
        world.used(Tag.plain(attempt.route().entry().domain()));
        boolean news = world.keep(descent, may);
        if (translates || world.unit.cachingMode() && descent.negatives()) { // §6.2.4.1, L1
            may.add(new May.Translation(who.source(), who.pasid(), attempt.route().tag(), descent.block(), descent.content(),
                    attempt.route().silent()), descent.when());
        }
        return news;
    }

    /** §4.2.5: a translated request, whose context entry lets it pass. */
    private DmaOutcome unchanged(Iova address, boolean silent) {
        return address.value() >>> world.unit.hostAddressWidth() != 0
                ? Replies.fault(RequestKind.TRANSLATED, FaultReason.SCALABLE_ADDRESS_BEYOND_HOST_WIDTH, silent) // SGN.4.1
                : SecondStage.interruptRange(address.value())
                ? Replies.fault(RequestKind.TRANSLATED, FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT, silent) // SGN.8.3
                : new DmaOutcome.Translated(new Gpa(address.value()));
    }
}
