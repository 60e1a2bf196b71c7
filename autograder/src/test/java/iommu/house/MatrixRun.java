package iommu.house;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.Host;
import iommu.emulator.machine.Listening;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.emulator.shadow.TrapTables;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** One careless guest on one machine with all the listeners that its configuration allows, judged by the law all the way. */
final class MatrixRun implements MatrixGuest.Unit {

    private static final Access[] KINDS = {Access.READ, Access.WRITE};

    /** What happened, over many runs. */
    static final class Count {
        long operations;
        long requests;
        long stale;
        long quiescent;
        long views;
        long single;
        long mapped;
        final Map<String, Integer> silences = new TreeMap<>();

        void add(Count other) {
            operations += other.operations;
            requests += other.requests;
            stale += other.stale;
            quiescent += other.quiescent;
            views += other.views;
            single += other.single;
            mapped += other.mapped;
            other.silences.forEach((why, times) -> silences.merge(why, times, Integer::sum));
        }

        @Override
        public String toString() {
            return operations + " operations, " + requests + " DMAs, " + stale + " of them to a page changed and not yet invalidated; "
                    + quiescent + " quiescent points, " + views + " views, " + single + " with one answer, " + mapped + " mapped; "
                    + "runs that the law had no more to say of: " + silences;
        }
    }

    private final Random random;
    private final Count count = new Count();
    private final List<Stimulus> told = new ArrayList<>();
    private final Machine machine;
    private final MachineRelation law;
    private final MatrixGuest guest;
    private final List<MatrixWatch> watches = new ArrayList<>();
    private final List<Set<Wish>> wishes;
    private final UnaryOperator<MappingListener> between;
    private final Map<DmaRequest, Set<DmaOutcome>> views = new HashMap<>();
    private int attached;

    /**
     * @param policy  of this configuration: who may listen
     * @param wishes  of the listeners
     * @param between hears what they are told, and passes it on
     */
    MatrixRun(long seed, SafetyPolicy policy, List<Set<Wish>> wishes, UnaryOperator<MappingListener> between) {
        random = new Random(seed);
        this.between = between;
        Configuration configuration = policy.configuration();
        this.wishes = wishes;
        boolean scalable = !configuration.stages().equals(Set.of(Stages.SECOND)) || random.nextBoolean();
        Capabilities unit = unit(configuration, scalable);
        machine = new Machine(unit, 1 + random.nextInt(16), new Options(1, random.nextBoolean(), false),
                Host.listening(listening(policy, unit)));
        law = new MachineRelation(unit, Prefetch.ALLOW);
        guest = new MatrixGuest(random, configuration, scalable, this);
    }

    private static Listening listening(SafetyPolicy policy, Capabilities unit) {
        Listening listening = new Listening(policy);
        Shadowing shadowing = policy.configuration().shadowing();
        return shadowing == Shadowing.OFF ? listening
                : listening.withShadow((memory, map) -> new TrapTables(memory, unit, map, shadowing));
    }

    private static Capabilities unit(Configuration of, boolean scalable) {
        return Capabilities.DEFAULT.with(c -> {
            c.cachingMode = of.cachingMode();
            c.coherent = of.coherent();
            c.snoopControl = of.snoop() != Snoop.NOT_OFFERED;
            c.deviceTlb = of.deviceTlb();
            c.passThrough = of.passThrough();
            c.scalableMode = scalable;
            c.secondStage = scalable && of.stages().contains(Stages.SECOND);
            c.firstStage = of.stages().contains(Stages.FIRST);
            c.nested = of.stages().contains(Stages.NESTED);
            c.snoopedWalks = scalable;
            c.levels = of.stages().contains(Stages.SECOND) ? c.levels : Set.of();
        });
    }

    Count play(int operations) {
        try {
            MatrixGuest.DEVICES.forEach(d -> MatrixGuest.PAGES.forEach(p -> view(d, p, Access.READ))); // at once, while it costs little
            guest.prepare();
            boolean early = random.nextBoolean();
            if (early) {
                wishes.forEach(this::attach);
            }
            guest.translation(true);
            for (int i = 0; i < operations && law.silence().isEmpty(); i++) {
                if (!early && i == operations / 4) {
                    wishes.forEach(this::attach);
                }
                operate();
                count.operations++;
                judge();
            }
            law.silence().ifPresent(why -> count.silences.merge(why, 1, Integer::sum));
            return count;
        } catch (AssertionError | RuntimeException wrong) {
            throw new AssertionError(wrong.getMessage() + "\nafter operation " + count.operations + "; the last steps:\n" + last(), wrong);
        }
    }

    private String last() {
        return String.join("\n", told.subList(Math.max(0, told.size() - 80), told.size()).stream().map(Object::toString).toList());
    }

    private void operate() {
        int kind = random.nextInt(100);
        if (!guest.translating() && kind < 30) {
            guest.translation(true);
        } else if (kind < 40) {
            request();
        } else if (kind < 76) {
            guest.change();
        } else if (kind < 83) {
            guest.pay();
        } else if (kind < 96) {
            guest.invalidateSomething();
        } else if (kind < 98) {
            guest.await();
        } else if (kind == 98) {
            reattach();
        } else {
            guest.translation(!guest.translating());
        }
    }

    @Override
    public void tell(Stimulus step) {
        told.add(step);
        views.clear();
        if (step instanceof Stimulus.DeviceTlbDone) { // the machine's devices answer at once
            law.on(step);
            return;
        }
        machine.on(step);
        law.on(step);
    }

    @Override
    public void revoked(List<Iova> pages) {
        watches.forEach(watch -> watch.revoke(pages));
    }

    /** What the law allows now. It is asked again only after something has happened. */
    private Set<DmaOutcome> view(SourceId source, Iova page, Access access) {
        return views.computeIfAbsent(DmaRequest.untranslated(source, page, access), r -> law.view(source, page, access));
    }

    private void attach(Set<Wish> wished) {
        SourceId source = MatrixGuest.DEVICES.get(wished.contains(Wish.MAP) ? 0 : wished.contains(Wish.DEVICE_TLB) ? 2 : 1);
        MatrixWatch watch = new MatrixWatch(attached++, source, wished, request -> asked(request));
        machine.attach(watch.listener(), between.apply(watch));
        watches.add(watch);
    }

    /** A listener goes, and a new one with the same wishes comes. */
    private void reattach() {
        if (!watches.isEmpty()) {
            MatrixWatch gone = watches.remove(random.nextInt(watches.size()));
            machine.detach(gone.listener());
            attach(gone.listener().wishes());
        }
    }

    /** A request to the unit itself. */
    private DmaOutcome asked(DmaRequest request) {
        Stimulus step = new Stimulus.Dma(request);
        told.add(step);
        views.clear();
        boolean speaks = law.speaks(step);
        Set<Answer> allowed = law.on(step);
        Answer answer = machine.on(step);
        DmaOutcome outcome = ((Answer.Dma) answer).outcome();
        if (speaks && law.silence().isEmpty() && !grantsNothing(outcome) && !allowed.contains(answer)) {
            throw new AssertionError("the unit answers " + answer + ", allowed " + allowed);
        }
        return outcome;
    }

    private static boolean grantsNothing(DmaOutcome outcome) {
        return outcome instanceof DmaOutcome.Granted granted && granted.rights().equals(Rights.NONE);
    }

    private void request() {
        if (watches.isEmpty()) {
            return;
        }
        MatrixWatch watch = watches.get(random.nextInt(watches.size()));
        List<Iova> changed = changed(watch);
        for (int i = 0; i < 3 && changed.isEmpty(); i++) {
            watch = watches.get(random.nextInt(watches.size()));
            changed = changed(watch);
        }
        SourceId source = watch.listener().source();
        List<Iova> among = changed.isEmpty() || random.nextInt(4) == 0 ? MatrixGuest.PAGES : changed;
        Iova page = among.get(random.nextInt(among.size()));
        Access access = KINDS[random.nextInt(2)];
        count.requests++;
        count.stale += changed.contains(page) && guest.translating() ? 1 : 0;
        Set<DmaOutcome> allowed = view(source, page, access);
        List<MatrixWatch.Held> held = watch.held(page, access);
        DmaOutcome outcome = watch.request(DmaRequest.untranslated(source, page, access), random.nextInt(2));
        boolean own = watch.maps() || held.stream().anyMatch(h -> !h.fromDeviceTlb() && h.outcome().equals(outcome));
        if (own && law.silence().isEmpty() && !allows(allowed, outcome)) {
            throw new AssertionError(watch.listener() + ": " + access + " of " + page + " ends as " + outcome + ", allowed " + allowed);
        }
    }

    /** The pages that the guest has changed for the device and not yet invalidated. */
    private List<Iova> changed(MatrixWatch watch) {
        SourceId source = watch.listener().source();
        int device = MatrixGuest.DEVICES.indexOf(source);
        return MatrixGuest.PAGES.stream().filter(p -> guest.debt().concerns(device, guest.attachment(source), p)).toList();
    }

    private static boolean allows(Set<DmaOutcome> allowed, DmaOutcome seen) {
        return seen instanceof DmaOutcome.Translated ? allowed.contains(seen)
                : allowed.stream().anyMatch(DmaOutcome.Blocked.class::isInstance);
    }

    /** At a quiescent point nothing that a listener holds is out of what the law allows its device. */
    private void judge() {
        if (!machine.failures().isEmpty()) {
            throw new AssertionError(machine.failures().getFirst().text());
        }
        if (!law.quiescent() || law.silence().isPresent()) {
            return;
        }
        count.quiescent++;
        for (MatrixWatch watch : watches) {
            for (Iova page : MatrixGuest.PAGES) {
                for (Access access : KINDS) {
                    watch.held(page, access).forEach(held -> judge(watch, page, access, held));
                }
            }
        }
    }

    private void judge(MatrixWatch watch, Iova page, Access access, MatrixWatch.Held held) {
        if (held.fromDeviceTlb() && !(held.overdue() && guest.translating())) {
            return; // §6.5.2.5: what it was granted it may keep until it is told
        }
        Set<DmaOutcome> allowed = view(watch.listener().source(), page, access);
        if (law.silence().isPresent()) {
            return;
        }
        count.views++;
        count.single += allowed.size() == 1 ? 1 : 0;
        count.mapped += held.outcome() instanceof DmaOutcome.Translated ? 1 : 0;
        if (!allows(allowed, held.outcome())) {
            throw new AssertionError(watch.listener() + " holds for " + access + " of " + page + " " + held.outcome() + ", allowed "
                    + allowed);
        }
    }
}
