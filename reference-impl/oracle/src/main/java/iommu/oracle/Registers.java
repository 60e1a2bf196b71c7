package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.TableMode;
import iommu.oracle.OpenInvalidations.Open;
import iommu.oracle.OpenInvalidations.Port;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The registers that decide what a request may do, and the invalidation queue (§11.4, §6.5.2).
 *
 * <p>IVA and IOTLB lie at {@link #IVA}, as ECAP.IRO of this kit's unit says. What § leaves to the unit or calls a
 * software error ends the oracle's speech: {@link #silence()} says why.
 */
final class Registers {

    static final int GCMD = 0x18;
    static final int RTADDR = 0x20;
    static final int CCMD = 0x28;
    static final int FSTS = 0x34;
    static final int IQT = 0x88;
    static final int IQA = 0x90;
    static final int IRTA = 0xB8;
    static final int IVA = 0xF0;
    static final int IOTLB = 0xF8;

    private static final int TE = 1 << 31;
    private static final int SRTP = 1 << 30;
    private static final int QIE = 1 << 26;
    private static final int IRE = 1 << 25;
    private static final int SIRTP = 1 << 24;
    private static final int CFI = 1 << 23;
    private static final int LEVELS = TE | QIE | IRE | CFI;
    private static final int ONE_SHOTS = SRTP | 1 << 27 | SIRTP;

    /** Whether requests are translated. */
    enum Translation {
        OFF, ON,
        /** Freedom: enabled without a fresh root pointer (§6.6), which a unit may refuse. */
        EITHER
    }

    private final Capabilities unit;
    private final Ports ports;
    private final Map<Integer, Integer> dwords = new TreeMap<>();
    private Translation translation = Translation.OFF;
    private boolean rootEver;
    private boolean rootFresh;
    private World.Root root = new World.Root(new Gpa(0), TableMode.LEGACY, false);
    private int levels;
    private final InvalidationQueue queue;
    private final ProtectedRanges ranges;
    private String silence;

    /** Where the effects go. */
    interface Ports {
        void root(World.Root set);

        void translation(boolean on);

        void open(Open invalidation);

        /** How many invalidations were ever opened. */
        int opened();

        /** Those of this port are complete that were opened before so many others. */
        void complete(Port port, int before);

        /** The queue's invalidations from this one on may never be executed. */
        void abandon(int from);

        /** How many invalidations of interrupt entries were ever opened. */
        int openedInterrupts();

        void openInterrupts(Descriptor.Interrupts invalidation);

        void completeInterrupts(int before);

        void abandonInterrupts(int from);

        /** IRTA was taken over. */
        void interruptTable(long irta);

        /** IRES and CFIS are now so. */
        void interrupts(boolean remapping, boolean compatibility);

        /** Whether one more invalidation can be kept open. */
        boolean room();

        Optional<Entry128> fetch(Gpa at);

        void writeStatus(Gpa at, int status);
    }

    Registers(Capabilities unit, Ports ports) {
        this.unit = unit;
        this.ports = ports;
        queue = new InvalidationQueue(unit, ports);
        ranges = new ProtectedRanges(unit);
    }

    private Registers(Registers from, Ports ports) {
        unit = from.unit;
        this.ports = ports;
        queue = from.queue.copyFor(ports);
        ranges = from.ranges.copy();
    }

    Registers copyFor(Ports other) {
        Registers copy = new Registers(this, other);
        copy.dwords.putAll(dwords);
        copy.translation = translation;
        copy.rootEver = rootEver;
        copy.rootFresh = rootFresh;
        copy.root = root;
        copy.levels = levels;
        copy.silence = silence;
        return copy;
    }

    Translation translation() {
        return translation;
    }

    /** Why nothing can be said any more; empty as long as something can. */
    Optional<String> silence() {
        return silence == null ? queue.silence() : Optional.of(silence);
    }

    void write(int offset, int size, long value) {
        if (offset == GCMD && size == 8) {
            silence = "an 8-byte write over two 32-bit registers (§11.2)";
            return;
        }
        if (offset % size != 0) {
            silence = "a write off its alignment (§11.2)";
            return;
        }
        write32(offset, (int) value);
        if (size == 8) {
            write32(offset + 4, (int) (value >>> 32)); // §11.2: low dword first
        }
    }

    /**
     * Software polls a register command until its busy bit is clear: reading it is taken as having done so.
     */
    void read(int offset, int size) {
        if (offset <= CCMD + 4 && offset + size > CCMD + 4) {
            ports.complete(Port.CONTEXT_REGISTER, Integer.MAX_VALUE);
        }
        if (offset <= IOTLB + 4 && offset + size > IOTLB + 4) {
            ports.complete(Port.IOTLB_REGISTER, Integer.MAX_VALUE);
        }
        if (offset <= ProtectedRanges.PMEN && offset + size > ProtectedRanges.PMEN) {
            ranges.polled();
        }
    }

    private void write32(int offset, int value) {
        if (offset == IQA && queue.busy(setting())) {
            silence = "IQA written while the queue is not empty (§6.5.2)";
        }
        ranges.written(offset, dwords.getOrDefault(offset, 0), value);
        dwords.put(offset, value);
        switch (offset) {
            case GCMD -> command(value);
            case FSTS -> {
                queue.cleared((value & 1 << 4) != 0, (value & 1 << 6) != 0);
                queue.drain(setting());
            }
            case IQT -> queue.drain(setting());
            case CCMD + 4 -> contextCommand(qword(CCMD));
            case IOTLB + 4 -> iotlbCommand(qword(IOTLB));
            default -> { }
        }
    }

    private void command(int bits) {
        int value = bits & offered();
        int changed = (value ^ levels) & LEVELS | value & ONE_SHOTS;
        if (Integer.bitCount(changed) > 1) {
            silence = "several commands in one write of GCMD (§11.4.4.1)";
            return;
        }
        levels = value & LEVELS;
        switch (changed) {
            case TE -> translation(enabled(TE));
            case SRTP -> setRoot(qword(RTADDR));
            case QIE -> {
                queue.enable(enabled(QIE));
                queue.drain(setting());
            }
            case SIRTP -> ports.interruptTable(qword(IRTA));
            case IRE, CFI -> ports.interrupts(enabled(IRE), enabled(CFI));
            default -> { }
        }
    }

    /** The commands that the unit has; the bits of others are reserved (§11.4.4.1). */
    private int offered() {
        int all = LEVELS | ONE_SHOTS;
        int without = unit.interrupts().remapping() ? all : all & ~(IRE | CFI | SIRTP);
        return unit.platform().queuedInvalidation() ? without : without & ~QIE;
    }

    private void translation(boolean on) {
        if (on && !rootEver) {
            silence = "translation enabled without any root pointer (§6.6)";
            return;
        }
        translation = !on ? Translation.OFF : rootFresh ? Translation.ON : Translation.EITHER;
        rootFresh &= on;
        ports.translation(on);
    }

    private void setRoot(long rtaddr) {
        boolean separate = unit.platform().separateRights() && (rtaddr >>> 7 & 1) != 0;
        World.Root set = new World.Root(new Gpa(rtaddr & -4096L), TableMode.values()[(int) (rtaddr >>> 10) & 3], separate);
        if (enabled(TE) && !unit.platform().rootPointerInvalidates()
                && (set.mode() != root.mode() || set.separateRights() != root.separateRights())) {
            silence = "another translation table mode while translation is enabled (§11.4.5)";
            return;
        }
        root = set;
        rootEver = true;
        rootFresh = true;
        ports.root(set);
    }

    private InvalidationQueue.Setting setting() {
        return new InvalidationQueue.Setting(qword(IQA), dwords.getOrDefault(IQT, 0) & 0x7FFF0, root.mode());
    }

    /** A device has answered its oldest device-TLB invalidation, or has not in time. */
    void deviceTlb(SourceId source, boolean inTime) {
        if (inTime) {
            queue.answered(source);
        } else {
            queue.timedOut(source);
        }
        queue.drain(setting());
    }

    /** Whether protected memory lets an access through to this address (§11.4.8). */
    ProtectedRanges.Access protection(Gpa address) {
        return ranges.of(address.value(), dwords);
    }

    private void contextCommand(long ccmd) {
        int granularity = (int) (ccmd >>> 61) & 3;
        if (ccmd < 0 && granularity != 0 && byRegister()) {
            queue.open(new Removal(Descriptor.context(granularity, Descriptor.domain(ccmd), Descriptor.source(ccmd >>> 16),
                    (int) (ccmd >>> 32) & 3), unit), Port.CONTEXT_REGISTER);
        }
    }

    private void iotlbCommand(long iotlb) {
        int granularity = (int) (iotlb >>> 60) & 3;
        long iva = qword(IVA);
        int mask = (int) iva & 0x3F;
        boolean supported = granularity != 3 || unit.pageSelective() && mask <= unit.maxAddressMask(); // §11.4.6: else ignored
        if (iotlb < 0 && granularity != 0 && supported && byRegister()) {
            queue.open(new Removal(Descriptor.iotlb(granularity, Descriptor.domain(iotlb >>> 32), new Iova(iva & -4096L), mask,
                    (iva >>> 6 & 1) != 0), unit), Port.IOTLB_REGISTER);
        }
    }

    /** Freedom (§6.5.1): while the queue is on a unit may ignore register commands; then nothing is sure to be removed. */
    private boolean byRegister() {
        return !enabled(QIE) && root.mode() == TableMode.LEGACY; // §11.4.6: in other modes the request is ignored
    }

    private boolean enabled(int bit) {
        return (levels & bit) != 0;
    }

    private long qword(int offset) {
        return dwords.getOrDefault(offset, 0) & 0xFFFF_FFFFL | (long) dwords.getOrDefault(offset + 4, 0) << 32;
    }
}
