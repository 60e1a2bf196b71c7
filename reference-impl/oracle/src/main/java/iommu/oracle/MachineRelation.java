package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The law of a whole unit: stores, register writes and requests go in, and for each request of a device, be it for
 * memory or for an interrupt, comes the set of outcomes that some legal unit could have.
 *
 * <p>It does not speak ({@link #speaks} is false, the set is empty) of register values; of page requests; of requests
 * without PASID into the interrupt range FEEx_xxxxh that are no interrupts; of anything of a device-TLB while
 * translation is off (§4.2.1 names no fault for it); and of anything after a step that § leaves undefined. A wait
 * descriptor counts as waited for; a register command, and PMEN, count as polled once their register is read.
 *
 * <p>VER.MAX is not known here. What requests meet is allowed as in every version: see {@link World#request} and
 * {@link #outside}. Commands by CCMD and IOTLB_REG are taken to be served, as they are up to VER.MAX 5.
 */
public final class MachineRelation implements Relation {

    private final Capabilities unit;
    private final Prefetch prefetch;
    private final Registers registers;
    private final List<Consumer<World>> past = new ArrayList<>();
    private final Interrupts interrupts;
    private World world;

    public MachineRelation(Capabilities capabilities, Prefetch prefetch) {
        this(capabilities, prefetch, false);
    }

    /**
     * @param snoops every walk is known to see every store, though the unit doesn't promise it (§3.10): for runs that
     *               tell nothing of cache flushes
     */
    public MachineRelation(Capabilities capabilities, Prefetch prefetch, boolean snoops) {
        unit = capabilities;
        this.prefetch = prefetch;
        interrupts = new Interrupts(capabilities, prefetch == Prefetch.ALLOW);
        registers = new Registers(capabilities, new Effects());
        world = prefetch == Prefetch.ALLOW ? new PrefetchingWorld(capabilities, snoops, Set.of(), Set.of())
                : new World(capabilities, snoops);
    }

    /** A requests-only law over a world of the caller's choice. */
    MachineRelation(World world) {
        unit = world.unit;
        prefetch = Prefetch.REQUESTS_ONLY;
        interrupts = new Interrupts(unit, false);
        registers = new Registers(unit, new Effects());
        this.world = world;
    }

    private MachineRelation(MachineRelation from) {
        unit = from.unit;
        prefetch = from.prefetch;
        interrupts = from.interrupts.copy();
        registers = from.registers.copyFor(new Effects());
        past.addAll(from.past);
        world = from.world.copy();
    }

    /** The same run so far; later steps of one are unknown to the other. */
    MachineRelation copy() {
        return new MachineRelation(this);
    }

    /** From now on nothing is held of these kinds that was taken up before. */
    void forget(Set<Holding> kinds) {
        happen(w -> w.forget(kinds));
        if (kinds.contains(Holding.INTERRUPT)) {
            interrupts.forget();
        }
    }

    /** Every invalidation under way turns out to be complete. */
    void finish() {
        for (OpenInvalidations.Port port : OpenInvalidations.Port.values()) {
            happen(w -> w.complete(port, Integer.MAX_VALUE));
        }
        interrupts.complete(Integer.MAX_VALUE);
    }

    /** The invalidation has been carried out, whichever way it came. */
    void carryOut(Invalidation command) {
        happen(w -> w.open(new OpenInvalidations.Open(new Removal(command, unit), OpenInvalidations.Port.CONTEXT_REGISTER)));
        happen(w -> w.complete(OpenInvalidations.Port.CONTEXT_REGISTER, Integer.MAX_VALUE));
    }

    /** The unit's registers say so by now. @param rtaddr means nothing if translation is off */
    void programme(boolean translating, long rtaddr) {
        int enable = translating ? 1 << 31 : 0;
        if (translating) {
            int kept = registers.translation() == Registers.Translation.OFF ? 0 : enable;
            registers.write(Registers.RTADDR, 8, rtaddr);
            registers.write(Registers.GCMD, 4, (kept | 1 << 30) & 0xFFFF_FFFFL);
        }
        registers.write(Registers.GCMD, 4, enable & 0xFFFF_FFFFL);
    }

    boolean cachingMode() {
        return unit.cachingMode();
    }

    /** MAY as it is now, with all that has been put off. */
    May may() {
        World copy = world.copy();
        copy.settleAll();
        return copy.may;
    }

    /** Why nothing is said of requests any more; empty while something is. */
    public Optional<String> silence() {
        return world.crowded() ? Optional.of("more ways to translate an address, or contents of a line, than are told apart")
                : registers.silence();
    }

    /**
     * Whether {@link #on} would say anything of this step now: if not, every answer passes. It may find only on its way
     * that there is too much to tell apart: then its set is empty, and {@link #silence} says so from then on.
     */
    public boolean speaks(Stimulus step) {
        return switch (step) {
            case Stimulus.Dma(DmaRequest r) -> silence().isEmpty()
                    // §4.2.1: with TES=0 what a device-TLB sends is unsupported, and no fault has a name for it.
                    && (r.kind() == RequestKind.UNTRANSLATED || registers.translation() == Registers.Translation.ON)
                    && (r.pasid().present() || r.address().value() >>> 20 != 0xFEE); // §3.14, §3.15: not to be translated
            case Stimulus.Interrupt i -> silence().isEmpty() && i.address().value() >>> 20 == 0xFEE;
            default -> !step.asks();
        };
    }

    /**
     * How an untranslated request without PASID could end now. It is not made: neither MAY nor anything else that a
     * later answer depends on changes, and no register command counts as polled.
     *
     * <p>A source or a page that the run has not touched may be asked for as well: with {@link Prefetch#ALLOW} it could
     * have been prefetched for all along. Then the first question costs as much as the run so far; further ones cost
     * one request. With {@link Prefetch#REQUESTS_ONLY} each costs a copy of MAY.
     *
     * @return the set that {@link #on} would answer a request with; empty if nothing would be said of it
     */
    public Set<DmaOutcome> view(SourceId source, Iova page, Access access) {
        DmaRequest request = DmaRequest.untranslated(source, page, access);
        if (!speaks(new Stimulus.Dma(request))) {
            return Set.of();
        }
        if (prefetch == Prefetch.REQUESTS_ONLY) {
            return outcomes(world.copy(), request);
        }
        touch((PrefetchingWorld) world, Requester.of(request), page.alignedTo(4096));
        FlagWords before = world.flags.copy(); // a write that is not made sets no dirty bit
        Set<DmaOutcome> outcomes = outcomes(world, request); // what it leaves in MAY could be prefetched all the same
        world.flags.become(before);
        return outcomes;
    }

    /** From now on a {@link #view} of these costs no more than a request. All at once cost hardly more than one. */
    void prepare(Collection<SourceId> sources, Collection<Iova> pages) {
        Set<Iova> news = new LinkedHashSet<>();
        pages.stream().filter(page -> page.value() >>> 20 != 0xFEE).forEach(page -> news.add(page.alignedTo(4096)));
        if (!(world instanceof PrefetchingWorld) || news.isEmpty() || silence().isPresent()) {
            return;
        }
        sources.forEach(source -> touch((PrefetchingWorld) world, new Requester(source, Pasid.NONE), news.iterator().next()));
        PrefetchingWorld eager = (PrefetchingWorld) world;
        news.removeIf(eager::knows);
        if (!news.isEmpty()) {
            eager.adopt(relived(eager.sources(), news));
        }
    }

    /** How a source's untranslated requests without PASID may be treated now; empty if nothing is said, as in scalable mode. */
    Set<Treatment> treatments(SourceId source) {
        if (silence().isPresent() || registers.translation() == Registers.Translation.OFF) {
            return silence().isPresent() ? Set.of() : Set.of(Treatment.OFF); // §4.2: TES=0
        }
        if (world instanceof PrefetchingWorld eager) {
            touch(eager, new Requester(source, Pasid.NONE), eager.pages().stream().findFirst().orElse(new Iova(0)));
        }
        Set<Treatment> treatments = new LinkedHashSet<>(world.mode().treatments(source, world.may));
        if (!treatments.isEmpty() && registers.translation() == Registers.Translation.EITHER) {
            treatments.add(Treatment.OFF);
        }
        return treatments;
    }

    /** Whether translation is surely off (§4.2.1). */
    public boolean translatesNothing() {
        return silence().isEmpty() && registers.translation() == Registers.Translation.OFF;
    }

    /** Whether no invalidation of translations is under way: every one that the unit was given is known to be complete. */
    public boolean quiescent() {
        return world.open.removals().isEmpty();
    }

    @Override
    public Set<Answer> on(Stimulus step) {
        if (silence().isPresent()) {
            return step.asks() ? Set.of() : Set.of(new Answer.Done());
        }
        switch (step) {
            case Stimulus.RegisterWrite w -> registers.write(w.offset(), w.size(), w.value());
            case Stimulus.RegisterRead r -> registers.read(r.offset(), r.size());
            case Stimulus.Dma(DmaRequest request) -> {
                if (speaks(step)) {
                    return answers(request);
                }
                passBy(request);
            }
            case Stimulus.Interrupt i -> {
                Set<Answer> allowed = new LinkedHashSet<>();
                interrupts.request(i, world.memory).forEach(r -> allowed.add(new Answer.Interrupt(r)));
                return speaks(step) ? allowed : Set.of();
            }
            case Stimulus.AskForPage(PageRequest page) -> passBy(new DmaRequest(page.source(), page.pasid(), page.address(),
                    Access.READ, RequestKind.UNTRANSLATED)); // what it invalidates (§6.5.3.1) may be cached again at once
            case Stimulus.Store64 s -> store(s);
            case Stimulus.Store128 s -> store(s);
            case Stimulus.Readable r -> store(r);
            case Stimulus.Flush f -> store(f);
            case Stimulus.DeviceTlbDone(var source) -> registers.deviceTlb(source, true);
            case Stimulus.DeviceTlbTimeout(var source) -> registers.deviceTlb(source, false);
            default -> { }
        }
        return step.asks() ? Set.of() : Set.of(new Answer.Done());
    }

    private void store(Stimulus step) {
        interrupts.around(step, world.memory, () -> happen(w -> w.memory(step)));
    }

    private Set<Answer> answers(DmaRequest request) {
        if (world instanceof PrefetchingWorld eager) {
            touch(eager, Requester.of(request), request.address().alignedTo(4096));
        }
        Set<Answer> allowed = new LinkedHashSet<>();
        outcomes(world, request).forEach(o -> allowed.add(new Answer.Dma(o)));
        return allowed;
    }

    private Set<DmaOutcome> outcomes(World asked, DmaRequest request) {
        Set<DmaOutcome> outcomes = new LinkedHashSet<>();
        if (registers.translation() != Registers.Translation.ON) { // then it is untranslated: see speaks
            outside(new DmaOutcome.Translated(new Gpa(request.address().value())), true, outcomes); // §4.2: TES=0
        }
        if (registers.translation() != Registers.Translation.OFF) {
            boolean surely = request.kind() == RequestKind.TRANSLATED;
            asked.request(request).forEach(o -> outside(o, surely, outcomes));
        }
        return asked.crowded() ? Set.of() : outcomes; // not every way was followed
    }

    /** What is left of an outcome by protected memory. Pass-through is not told apart from a table that maps an address to itself. */
    private void outside(DmaOutcome outcome, boolean surely, Set<DmaOutcome> into) {
        ProtectedRanges.Access access = outcome instanceof DmaOutcome.Translated(Gpa address) ? registers.protection(address)
                : ProtectedRanges.Access.FREE;
        access.leave(outcome, surely, into);
    }

    /** A request that nothing is said of leaves its traces all the same: its context may be cached from now on. */
    private void passBy(DmaRequest request) {
        if (registers.translation() == Registers.Translation.OFF) {
            return;
        }
        if (world instanceof PrefetchingWorld eager) {
            touch(eager, Requester.of(request), request.address().alignedTo(4096));
        } else {
            world.prefetch(Requester.of(request), request.address().alignedTo(4096));
        }
    }

    /** A source or page that is new to the run could have been prefetched for all along: go through the past again. */
    private void touch(PrefetchingWorld eager, Requester source, Iova page) {
        if (!eager.sources().contains(source)) {
            Set<Requester> sources = new LinkedHashSet<>(eager.sources());
            sources.add(source);
            Set<Iova> pages = new LinkedHashSet<>(eager.pages());
            pages.add(page);
            world = relived(sources, pages);
        } else if (!eager.knows(page)) {
            eager.adopt(relived(eager.sources(), Set.of(page)));
        }
    }

    private PrefetchingWorld relived(Set<Requester> sources, Set<Iova> pages) {
        PrefetchingWorld again = new PrefetchingWorld(unit, world.snoops, sources, pages);
        past.forEach(step -> step.accept(again));
        again.flags.addAll(world.flags);
        return again;
    }

    private void happen(Consumer<World> step) {
        step.accept(world);
        if (prefetch == Prefetch.ALLOW) {
            past.add(step);
        }
    }

    /** What registers do to the world. */
    private final class Effects implements Registers.Ports {
        @Override
        public void root(World.Root set) {
            happen(w -> w.root(set));
        }

        @Override
        public void translation(boolean on) {
            happen(w -> w.translation(on));
        }

        @Override
        public void open(OpenInvalidations.Open invalidation) {
            happen(w -> w.open(invalidation));
        }

        @Override
        public void complete(OpenInvalidations.Port port, int before) {
            happen(w -> w.complete(port, before));
        }

        @Override
        public int opened() {
            return world.open.count();
        }

        @Override
        public void abandon(int from) {
            happen(w -> w.abandon(from));
        }

        @Override
        public int openedInterrupts() {
            return interrupts.opened();
        }

        @Override
        public void openInterrupts(Descriptor.Interrupts invalidation) {
            interrupts.open(invalidation);
        }

        @Override
        public void completeInterrupts(int before) {
            interrupts.complete(before);
        }

        @Override
        public void abandonInterrupts(int from) {
            interrupts.abandon(from);
        }

        @Override
        public void interruptTable(long irta) {
            interrupts.table(irta, world.memory);
        }

        @Override
        public void interrupts(boolean remapping, boolean compatibility) {
            interrupts.enable(remapping, compatibility, world.memory);
        }

        @Override
        public boolean room() {
            return !world.open.full() && !interrupts.full();
        }

        @Override
        public Optional<Entry128> fetch(Gpa at) {
            return world.memory.read128(at);
        }

        @Override
        public void writeStatus(Gpa at, int status) {
            long before = world.memory.stored(at);
            long shift = (at.value() & 4) * 8;
            long after = before & ~(0xFFFF_FFFFL << shift) | (status & 0xFFFF_FFFFL) << shift;
            store(new Stimulus.Store64(at.alignedTo(8), after));
        }
    }
}
