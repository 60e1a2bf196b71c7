package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.invalidation.Invalidation;
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
    static final int IVA = 0xF0;
    static final int IOTLB = 0xF8;

    private static final int TE = 1 << 31;
    private static final int SRTP = 1 << 30;
    private static final int QIE = 1 << 26;
    private static final int LEVELS = TE | QIE | 1 << 25 | 1 << 23;
    private static final int ONE_SHOTS = SRTP | 1 << 27 | 1 << 24;

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
    private int levels;
    private int head;
    private boolean stopped;
    private String silence;

    /** Where the effects go. */
    interface Ports {
        void root(Gpa table);

        void translation(boolean on);

        void open(Open invalidation);

        void complete(Port port);

        /** Whether one more invalidation can be kept open. */
        boolean room();

        Optional<Entry128> fetch(Gpa at);

        void writeStatus(Gpa at, int status);
    }

    Registers(Capabilities unit, Ports ports) {
        this.unit = unit;
        this.ports = ports;
    }

    Registers copyFor(Ports other) {
        Registers copy = new Registers(unit, other);
        copy.dwords.putAll(dwords);
        copy.translation = translation;
        copy.rootEver = rootEver;
        copy.rootFresh = rootFresh;
        copy.levels = levels;
        copy.head = head;
        copy.stopped = stopped;
        copy.silence = silence;
        return copy;
    }

    Translation translation() {
        return translation;
    }

    /** Why nothing can be said any more; empty as long as something can. */
    Optional<String> silence() {
        return Optional.ofNullable(silence);
    }

    void write(int offset, int size, long value) {
        if (offset == GCMD && size == 8) {
            silence = "an 8-byte write over two 32-bit registers (§11.2)";
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
            ports.complete(Port.CONTEXT_REGISTER);
        }
        if (offset <= IOTLB + 4 && offset + size > IOTLB + 4) {
            ports.complete(Port.IOTLB_REGISTER);
        }
    }

    private void write32(int offset, int value) {
        if (offset == IQA && enabled(QIE) && head != tail()) {
            silence = "IQA written while the queue is not empty (§6.5.2)";
        }
        dwords.put(offset, value);
        switch (offset) {
            case GCMD -> command(value);
            case FSTS -> {
                if ((value & 1 << 4) != 0) {
                    stopped = false; // §6.5.2.11: clearing IQE resumes by itself
                    drain();
                }
            }
            case IQT -> drain();
            case CCMD + 4 -> contextCommand(qword(CCMD));
            case IOTLB + 4 -> iotlbCommand(qword(IOTLB));
            default -> { }
        }
    }

    private void command(int value) {
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
                head = 0; // §6.5.2: IQH is 0 while the queue is disabled
                stopped = false;
                drain();
            }
            default -> { }
        }
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
        if ((rtaddr >>> 10 & 3) != 0) {
            silence = "a translation table mode that is not legacy";
            return;
        }
        rootEver = true;
        rootFresh = true;
        ports.root(new Gpa(rtaddr & -4096L));
    }

    private void drain() {
        long base = qword(IQA) & -4096L;
        int size = 4096 << (dwords.getOrDefault(IQA, 0) & 7);
        while (enabled(QIE) && !stopped && silence == null && head != tail()) {
            boolean wide = (dwords.getOrDefault(IQA, 0) >>> 11 & 1) != 0;
            Optional<Entry128> bits = wide || tail() >= size ? Optional.empty() : ports.fetch(new Gpa(base + head));
            Descriptor descriptor = bits.map(b -> Descriptor.decode(b, unit)).orElse(new Descriptor.Erroneous());
            switch (descriptor) {
                case Descriptor.Invalidate(Invalidation command) -> open(command, Port.QUEUE);
                case Descriptor.Wait wait -> complete(wait);
                case Descriptor.Elsewhere e -> { }
                case Descriptor.Erroneous e -> stopped = true; // §6.5.2.11: IQH stays, nothing more is fetched
                case Descriptor.Unsettled(String why) -> silence = why;
            }
            if (!stopped) {
                head = (head + 16) % size;
            }
        }
    }

    private void complete(Descriptor.Wait wait) {
        ports.complete(Port.QUEUE); // §6.5.2.9
        if (wait.writes()) {
            ports.writeStatus(wait.at(), wait.status());
        }
    }

    private void open(Invalidation command, Port port) {
        if (!ports.room()) {
            silence = "more than " + Timelines.MOST_OPEN + " invalidations open at once";
            return;
        }
        ports.open(new Open(new Removal(command, unit), port));
    }

    private void contextCommand(long ccmd) {
        int granularity = (int) (ccmd >>> 61) & 3;
        if (ccmd < 0 && granularity != 0 && byRegister()) {
            open(Descriptor.context(granularity, Descriptor.domain(ccmd), Descriptor.source(ccmd >>> 16),
                    (int) (ccmd >>> 32) & 3), Port.CONTEXT_REGISTER);
        }
    }

    private void iotlbCommand(long iotlb) {
        int granularity = (int) (iotlb >>> 60) & 3;
        long iva = qword(IVA);
        int mask = (int) iva & 0x3F;
        boolean supported = granularity != 3 || unit.pageSelective() && mask <= unit.maxAddressMask(); // §11.4.6: else ignored
        if (iotlb < 0 && granularity != 0 && supported && byRegister()) {
            open(Descriptor.iotlb(granularity, Descriptor.domain(iotlb >>> 32), new Iova(iva & -4096L), mask,
                    (iva >>> 6 & 1) != 0), Port.IOTLB_REGISTER);
        }
    }

    /** Freedom (§6.5.1): while the queue is on a unit may ignore register commands; then nothing is sure to be removed. */
    private boolean byRegister() {
        return !enabled(QIE);
    }

    private boolean enabled(int bit) {
        return (levels & bit) != 0;
    }

    private int tail() {
        return dwords.getOrDefault(IQT, 0) & 0x7FFF0;
    }

    private long qword(int offset) {
        return dwords.getOrDefault(offset, 0) & 0xFFFF_FFFFL | (long) dwords.getOrDefault(offset + 4, 0) << 32;
    }
}
