package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.InterruptSink;
import iommu.arch.Memory;
import iommu.arch.PasidContext;
import iommu.arch.seam.RegisterFile;
import iommu.arch.seam.ScalableCache;
import iommu.arch.seam.StagedWalk;
import iommu.arch.seam.TranslationCache;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.adversary.EagerCache;
import iommu.emulator.adversary.EagerScalableCache;
import iommu.emulator.adversary.LazyCache;
import iommu.emulator.adversary.LazyScalableCache;
import iommu.emulator.adversary.RegisterWatch;
import iommu.emulator.adversary.SeededCache;
import iommu.emulator.adversary.SeededScalableCache;
import iommu.emulator.adversary.UnflushedMemory;
import iommu.emulator.adversary.Whim;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.firststage.ScalableWalk;
import iommu.emulator.pasid.PasidTableLookup;
import iommu.emulator.secondstage.SecondStageWalk;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Makes machines that do the worst that the architecture allows, so that a guest's missing invalidation or flush shows:
 * {@code AdversarialMachine.lazy(capabilities).on(stimulus)}.
 *
 * <p>Where walks need not snoop, they see what each 64-byte line held at its last flush, so a guest of such a unit must
 * be driven with its {@link Stimulus.Flush} steps.
 */
public final class AdversarialMachine {

    /** Entries of plain caches: room for every interrupt, and whatever else there is. */
    private static final int EVERYTHING = 1 << 16;

    /**
     * What may be said of such a machine besides.
     *
     * @param interrupts gets the unit's own events
     * @param change     makes other rooms of those that it would have
     */
    public record Setting(Options options, InterruptSink interrupts, UnaryOperator<Rooms> change) {

        /** Paging structures are cached and hits decide; events go nowhere; the rooms stay. */
        public static final Setting DEFAULT =
                new Setting(new Options(1, true, false, true, true), (address, data) -> { }, rooms -> rooms);
    }

    private final Capabilities capabilities;
    private final Setting setting;
    private final SparseMemory memory;
    private final UnflushedMemory unflushed;

    private AdversarialMachine(Capabilities capabilities, Setting setting, Function<SparseMemory, UnflushedMemory> unflushed) {
        this.capabilities = capabilities;
        this.setting = setting;
        this.memory = new SparseMemory(capabilities.hostAddressWidth());
        this.unflushed = unflushed.apply(memory);
    }

    /** Its caches keep everything and answer with the oldest; what it need not snoop it sees as it was last flushed. */
    public static Machine lazy(Capabilities capabilities) {
        return lazy(capabilities, Setting.DEFAULT);
    }

    /** As {@link #lazy(Capabilities)}. */
    public static Machine lazy(Capabilities capabilities, Setting setting) {
        return new AdversarialMachine(capabilities, setting, AdversarialMachine::neverFlushed).lazy();
    }

    /** As lazy, but its caches fill before they are asked, for each source and page that they have met. */
    public static Machine eager(Capabilities capabilities) {
        return eager(capabilities, Setting.DEFAULT);
    }

    /** As {@link #eager(Capabilities)}. */
    public static Machine eager(Capabilities capabilities, Setting setting) {
        return new AdversarialMachine(capabilities, setting, AdversarialMachine::neverFlushed).eager();
    }

    /** Its caches, and lines of memory that were not flushed, show now this and now that, by seed, step and object alone. */
    public static Machine seeded(Capabilities capabilities, long seed) {
        return seeded(capabilities, seed, Setting.DEFAULT);
    }

    /** As {@link #seeded(Capabilities, long)}. */
    public static Machine seeded(Capabilities capabilities, long seed, Setting setting) {
        Whim whim = new Whim(seed);
        return new AdversarialMachine(capabilities, setting, memory -> new UnflushedMemory(memory, memory.guest(), whim))
                .seeded(whim);
    }

    /** A plain machine but for its memory: what it need not snoop it sees as it was last flushed. */
    public static Machine lagging(Capabilities capabilities, int cacheCapacity, Setting setting) {
        AdversarialMachine machine = new AdversarialMachine(capabilities, setting, AdversarialMachine::neverFlushed);
        return machine.of(machine.unsnooping(cacheCapacity), () -> { }, step -> { });
    }

    private static UnflushedMemory neverFlushed(SparseMemory memory) {
        return new UnflushedMemory(memory, memory.guest());
    }

    private Machine lazy() {
        Rooms rooms = unsnooping(EVERYTHING);
        return of(with(rooms, new LazyCache(capabilities, tables()), new LazyScalableCache(capabilities), rooms.registers()),
                () -> { }, step -> { });
    }

    private Machine eager() {
        Rooms rooms = unsnooping(EVERYTHING);
        RegisterWatch registers = new RegisterWatch(rooms.registers());
        EagerCache legacy = new EagerCache(capabilities,
                new EagerCache.Readers(rooms.legacy().context(), rooms.legacy().walk(), tables()), registers);
        EagerScalableCache scalable = new EagerScalableCache(capabilities, new EagerScalableCache.Readers(rooms.scalable().lookup(),
                rooms.scalable().walk(), rooms.scalable().separateRightsWalk()), registers);
        return of(with(rooms, legacy, scalable, registers), () -> {
            legacy.prefetch();
            scalable.prefetch();
        }, step -> {
            if (!step.asks()) {
                legacy.changed();
                scalable.changed();
            }
        });
    }

    private Machine seeded(Whim whim) {
        Rooms rooms = unsnooping(EVERYTHING);
        return of(with(rooms, new SeededCache(capabilities, tables(), whim), new SeededScalableCache(capabilities, whim),
                rooms.registers()), () -> { }, step -> whim.nextStep());
    }

    private static Rooms with(Rooms rooms, TranslationCache legacy, ScalableCache scalable, RegisterFile registers) {
        return new Rooms(new Rooms.Legacy(rooms.legacy().context(), rooms.legacy().walk(), legacy),
                new Rooms.Scalable(rooms.scalable().lookup(), rooms.scalable().walk(), rooms.scalable().separateRightsWalk(),
                        scalable),
                rooms.faults(), registers, rooms.queue(), rooms.interrupts(), rooms.pageRequests());
    }

    private Machine of(Rooms rooms, Runnable after, Consumer<Stimulus> before) {
        return new Machine(capabilities, setting.options(), Host.of(capabilities, setting.interrupts()),
                new Machine.Parts(memory, setting.change().apply(rooms), new Machine.Witness() {
                    @Override
                    public void before(Stimulus step) {
                        unflushed.before(step);
                        before.accept(step);
                    }

                    @Override
                    public void after() {
                        after.run();
                    }
                }));
    }

    /** The memory of root, context and PASID tables, of interrupt entries and of legacy mode's second stage (§3.10). */
    private Memory tables() {
        return capabilities.coherent() ? memory : unflushed; // ECAP.C
    }

    /** Plain rooms that snoop only where they must. */
    private Rooms unsnooping(int cacheCapacity) {
        Rooms plain = Rooms.plain(memory, capabilities, cacheCapacity, setting.options());
        Rooms.Legacy legacy = new Rooms.Legacy(new RootAndContextLookup(tables(), capabilities),
                new SecondStageWalk(tables(), capabilities), plain.legacy().cache());
        Rooms.Scalable scalable = new Rooms.Scalable(new PasidTableLookup(tables(), capabilities),
                bySnooping(plain.scalable().walk(), new ScalableWalk(unflushed, capabilities)),
                bySnooping(plain.scalable().separateRightsWalk(), new ScalableWalk(unflushed, capabilities, true)),
                plain.scalable().cache());
        return new Rooms(legacy, scalable, plain.faults(), plain.registers(), plain.queue(),
                new UnsnoopedInterruptTable(memory, tables(), capabilities, cacheCapacity), plain.pageRequests());
    }

    private StagedWalk bySnooping(StagedWalk snooped, StagedWalk unsnooped) {
        return (context, request) -> (snoops(context) ? snooped : unsnooped).walk(context, request);
    }

    private boolean snoops(PasidContext context) {
        return capabilities.scalable().snoopedWalks() && context.flags().snoopedWalk(); // §3.10: ECAP.SMPWCS and PWSNP
    }
}
