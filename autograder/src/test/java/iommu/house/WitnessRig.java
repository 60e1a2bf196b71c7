package iommu.house;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.Host;
import iommu.emulator.machine.Listening;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.emulator.shadow.TrapTables;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import java.util.Set;

/** A machine on which one device runs into what a refusal would have kept it from: one page, mapped and unmapped. */
final class WitnessRig {

    static final SourceId DEVICE = SourceId.parse("00:03.0");
    static final Iova PAGE = new Iova(0x1000);
    static final Gpa FRAME = new Gpa(0x40_0000);
    /** SNP of a second-stage leaf, bit 11. */
    static final long SNP = 1 << 11;

    private static final long ROOT = 0x10_0000;
    private static final long CONTEXTS = 0x10_1000;
    private static final long QUEUE = 0x10_2000;
    private static final long DIRECTORY = 0x10_3000;
    private static final long PASIDS = 0x10_4000;
    private static final long FIRST = 0x20_0000;
    private static final long SECOND = 0x30_0000;

    private final SafetyPolicy.Configuration configuration;
    private final boolean first;
    private final Machine machine;
    private final MachineRelation law;
    private int tail;

    /** @param policy of the configuration; the guest uses a first stage if there is one, nested if that is offered */
    WitnessRig(SafetyPolicy policy) {
        configuration = policy.configuration();
        first = configuration.stages().contains(Stages.FIRST);
        Capabilities unit = unit();
        Listening listening = new Listening(policy);
        if (configuration.shadowing() != Shadowing.OFF) {
            listening = listening.withShadow((memory, map) -> new TrapTables(memory, unit, map, configuration.shadowing()));
        }
        machine = new Machine(unit, 8, Options.DEFAULT, Host.listening(listening));
        law = new MachineRelation(unit, Prefetch.ALLOW);
    }

    private Capabilities unit() {
        return Capabilities.DEFAULT.with(c -> {
            c.cachingMode = configuration.cachingMode();
            c.snoopControl = configuration.snoop() != Snoop.NOT_OFFERED;
            c.deviceTlb = configuration.deviceTlb();
            c.scalableMode = first;
            c.firstStage = first;
            c.secondStage = first && configuration.stages().contains(Stages.SECOND);
            c.nested = configuration.stages().contains(Stages.NESTED);
            c.snoopedWalks = first;
            c.levels = configuration.stages().contains(Stages.SECOND) ? c.levels : Set.of();
        });
    }

    /** The device's tables stand, empty; they are announced, and translation is on. */
    WitnessRig start() {
        store128(ROOT, CONTEXTS | 1, 0);
        store(SECOND, SECOND + 0x1000 | 3);
        store(SECOND + 0x1000, first ? 0x83 : SECOND + 0x2000 | 3); // beneath a first stage addresses stand for themselves
        if (first) {
            store(FIRST, FIRST + 0x1000 | 0x27);
            store(FIRST + 0x1000, FIRST + 0x2000 | 0x27);
            store(FIRST + 0x2000, FIRST + 0x3000 | 0x27);
            store(DIRECTORY, PASIDS | 1);
            boolean nested = configuration.stages().contains(Stages.NESTED);
            long snooped = configuration.snoop() == Snoop.NOT_OFFERED ? 0 : 1 << 24;
            store128(PASIDS + 16, FIRST, 0);
            store128(PASIDS, nested ? SECOND | 3 << 6 | 1 << 2 | 1 : 1 << 6 | 1, 1 | 1 << 23 | snooped);
            store128(CONTEXTS + DEVICE.value() * 32L, DIRECTORY | 1, 0);
            store(SECOND, SECOND + 0x1000 | 3);
            for (int i = 0; i < 4; i++) {
                store(SECOND + 0x1000 + i * 8, i * 0x20_0000L | 0x83);
            }
        } else {
            store128(CONTEXTS + DEVICE.value() * 16L, SECOND | 1, 1 | 1 << 8);
        }
        register(0x90, 8, QUEUE | (first ? 1 << 11 : 0));
        register(0x18, 4, 1 << 26);
        register(0x20, 8, ROOT | (first ? 1 << 10 : 0));
        register(0x18, 4, 1 << 26 | 1 << 30);
        register(0x18, 4, 1 << 26 | 1L << 31);
        return invalidate();
    }

    WitnessRig attach(MappingListener sink, Wish... wishes) {
        machine.attach(new Listener(1, DEVICE, Set.of(wishes)), sink);
        return this;
    }

    /** Maps the page, and tells nobody. @param flags of the leaf beside read and write */
    WitnessRig map(long flags) {
        return first ? store(FIRST + 0x3008, FRAME.value() | 0x67 | flags) : store(SECOND + 0x2008, FRAME.value() | 3 | flags);
    }

    /** Unmaps the page, and tells nobody. */
    WitnessRig unmap() {
        return store(first ? FIRST + 0x3008 : SECOND + 0x2008, 0);
    }

    /** All caches of the unit, in serial order, and waits for it. */
    WitnessRig invalidate() {
        descriptor(1 | 1 << 4, 0);
        if (first) {
            descriptor(7 | 3 << 4, 0);
        }
        descriptor(2 | 1 << 4, 0);
        return descriptor(5 | 1 << 6, 0);
    }

    /** The device-TLB of the device, all of it. */
    WitnessRig invalidateDeviceTlb() {
        descriptor(3 | (long) DEVICE.value() << 32, 0x7FFF_FFFF_FFFF_F001L);
        tellLaw(new Stimulus.DeviceTlbDone(DEVICE));
        return this;
    }

    /** IQE of the fault status register: the queue has met a descriptor that is none. */
    boolean queueFailed() {
        return (machine.unit().read(0x34, 4) & 1 << 4) != 0;
    }

    /** How the law lets the device's read end. */
    Set<DmaOutcome> allowed() {
        return law.view(DEVICE, PAGE, Access.READ);
    }

    static DmaRequest read() {
        return DmaRequest.untranslated(DEVICE, PAGE, Access.READ);
    }

    Machine machine() {
        return machine;
    }

    private WitnessRig descriptor(long low, long high) {
        store128(QUEUE + tail, low, high);
        tail += first ? 32 : 16;
        return register(0x88, 8, tail);
    }

    private WitnessRig store(long at, long value) {
        return tell(new Stimulus.Store64(new Gpa(at), value));
    }

    private WitnessRig store128(long at, long low, long high) {
        return tell(new Stimulus.Store128(new Gpa(at), new Entry128(low, high)));
    }

    private WitnessRig register(int offset, int size, long value) {
        return tell(new Stimulus.RegisterWrite(offset, size, size == 4 ? value & 0xFFFF_FFFFL : value));
    }

    private WitnessRig tell(Stimulus step) {
        machine.on(step);
        return tellLaw(step);
    }

    private WitnessRig tellLaw(Stimulus step) {
        law.on(step);
        return this;
    }
}
