package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.InterruptSink;
import iommu.arch.Memory;
import iommu.arch.PasidContext;
import iommu.arch.seam.StagedWalk;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.adversary.LazyCache;
import iommu.emulator.adversary.UnflushedMemory;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.firststage.ScalableWalk;
import iommu.emulator.pasid.PasidTableLookup;
import iommu.emulator.secondstage.SecondStageWalk;
import java.util.function.UnaryOperator;

/**
 * Makes machines that do the worst that the architecture allows, so that a guest's missing invalidation or flush shows:
 * {@code AdversarialMachine.lazy(capabilities).on(stimulus)}.
 *
 * <p>Where walks need not snoop, they see what each 64-byte line held at its last flush, so a guest of such a unit must
 * be driven with its {@link Stimulus.Flush} steps.
 */
public final class AdversarialMachine {

    /** Entries of the interrupt-entry cache: room for every interrupt. */
    private static final int EVERY_INTERRUPT = 1 << 16;

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

    private AdversarialMachine(Capabilities capabilities, Setting setting) {
        this.capabilities = capabilities;
        this.setting = setting;
        memory = new SparseMemory(capabilities.hostAddressWidth());
        unflushed = new UnflushedMemory(memory, memory.guest());
    }

    /** Its caches keep everything and answer with the oldest; what it need not snoop it sees as it was last flushed. */
    public static Machine lazy(Capabilities capabilities) {
        return lazy(capabilities, Setting.DEFAULT);
    }

    /** As {@link #lazy(Capabilities)}. */
    public static Machine lazy(Capabilities capabilities, Setting setting) {
        return new AdversarialMachine(capabilities, setting).lazy();
    }

    private Machine lazy() {
        Rooms rooms = unsnooping();
        Rooms.Legacy legacy = new Rooms.Legacy(rooms.legacy().context(), rooms.legacy().walk(),
                new LazyCache(capabilities, tables()));
        return machine(new Rooms(legacy, rooms.scalable(), rooms.faults(), rooms.registers(), rooms.queue(),
                rooms.interrupts(), rooms.pageRequests()));
    }

    private Machine machine(Rooms rooms) {
        return new Machine(capabilities, setting.options(), setting.interrupts(),
                new Machine.Parts(memory, setting.change().apply(rooms), new Machine.Witness() {
                    @Override
                    public void before(Stimulus step) {
                        unflushed.before(step);
                    }

                    @Override
                    public void after() {
                    }
                }));
    }

    /** The memory of root, context and PASID tables, of interrupt entries and of legacy mode's second stage (§3.10). */
    private Memory tables() {
        return capabilities.coherent() ? memory : unflushed; // ECAP.C
    }

    /** Plain rooms that snoop only where they must. */
    private Rooms unsnooping() {
        Rooms plain = Rooms.plain(memory, capabilities, 0, setting.options());
        Rooms.Legacy legacy = new Rooms.Legacy(new RootAndContextLookup(tables(), capabilities),
                new SecondStageWalk(tables(), capabilities), plain.legacy().cache());
        Rooms.Scalable scalable = new Rooms.Scalable(new PasidTableLookup(tables(), capabilities),
                bySnooping(plain.scalable().walk(), new ScalableWalk(unflushed, capabilities)),
                bySnooping(plain.scalable().separateRightsWalk(), new ScalableWalk(unflushed, capabilities, true)),
                plain.scalable().cache());
        return new Rooms(legacy, scalable, plain.faults(), plain.registers(), plain.queue(),
                new UnsnoopedInterruptTable(memory, tables(), capabilities, EVERY_INTERRUPT), plain.pageRequests());
    }

    private StagedWalk bySnooping(StagedWalk snooped, StagedWalk unsnooped) {
        return (context, request) -> (snoops(context) ? snooped : unsnooped).walk(context, request);
    }

    private boolean snoops(PasidContext context) {
        return capabilities.scalable().snoopedWalks() && context.flags().snoopedWalk(); // §3.10: ECAP.SMPWCS and PWSNP
    }
}
