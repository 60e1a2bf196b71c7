package iommu.emulator.machine;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptSink;
import iommu.arch.Iova;
import iommu.arch.Memory;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A machine with its tables at fixed places, in plain words: root table 0x10_0000, context table of bus 0 at
 * 0x10_1000, tables of levels 3, 2, 1 at 0x30_0000, 0x20_0000, 0x11_0000, queue at 0x40_0000, status at 0x50_0000.
 */
final class Rig {

    static final SourceId DEVICE = SourceId.parse("00:03.0");

    /** A machine of whatever rooms. */
    interface Driven {
        Answer on(Stimulus stimulus);

        /** Its memory as the guest's processor sees it. */
        Memory guest();
    }

    /** Makes the machines that the tests run on. */
    interface Maker {
        Driven make(Capabilities unit, int capacity, Options options, InterruptSink interrupts);
    }

    static Maker maker = Rig::plain;

    final List<String> messages = new ArrayList<>();
    final Driven machine;
    private int tail;

    Rig(Capabilities unit, int capacity, Options options) {
        machine = maker.make(unit, capacity, options,
                (address, data) -> messages.add(Long.toHexString(address) + "=" + Integer.toHexString(data)));
    }

    /** A machine of plain rooms. */
    static Driven plain(Capabilities unit, int capacity, Options options, InterruptSink interrupts) {
        Machine plain = new Machine(unit, capacity, options, interrupts);
        return driven(plain::on, plain.memory().guest());
    }

    static Driven driven(Function<Stimulus, Answer> steps, Memory guest) {
        return new Driven() {
            @Override
            public Answer on(Stimulus stimulus) {
                return steps.apply(stimulus);
            }

            @Override
            public Memory guest() {
                return guest;
            }
        };
    }

    Rig(Capabilities unit, int capacity) {
        this(unit, capacity, Options.DEFAULT);
    }

    /** Domain 1 for the device, 0x1000 to 0x777_7000 with every right, three levels; then translation on. */
    static Rig running(Capabilities unit, int capacity, Options options) {
        return new Rig(unit, capacity, options).tables().root(0x10_0000).queue().translate();
    }

    static Rig running(Capabilities unit) {
        return running(unit, 16, Options.DEFAULT);
    }

    Rig tables() {
        store(0x11_0008, 0x777_7003);
        store(0x20_0000, 0x11_0003);
        store(0x30_0000, 0x20_0003);
        context(0x30_0001, 0x101);
        return store(0x10_0000, 0x10_1001);
    }

    Rig context(long low, long high) {
        machine.on(new Stimulus.Store128(new Gpa(0x10_1180), new Entry128(low, high)));
        return this;
    }

    Rig store(long at, long word) {
        machine.on(new Stimulus.Store64(new Gpa(at), word));
        return this;
    }

    long word(long at) {
        return machine.guest().read64(new Gpa(at)).orElseThrow();
    }

    Rig root(long rtaddr) {
        return write(0x20, 8, rtaddr).write(0x18, 4, 1L << 30);
    }

    Rig queue() {
        return write(0x90, 8, 0x40_0000).write(0x18, 4, 1L << 26);
    }

    Rig translate() {
        return write(0x18, 4, 1L << 31 | 1L << 26);
    }

    Rig write(int offset, int size, long value) {
        machine.on(new Stimulus.RegisterWrite(offset, size, value));
        return this;
    }

    long read(int offset, int size) {
        return ((Answer.Value) machine.on(new Stimulus.RegisterRead(offset, size))).value();
    }

    Rig submit(long low, long high) {
        machine.on(new Stimulus.Store128(new Gpa(0x40_0000 + 16L * tail), new Entry128(low, high)));
        tail++;
        return write(0x88, 8, 16L * tail);
    }

    Rig readable(long page, Stimulus.Reads reads) {
        machine.on(new Stimulus.Readable(new Gpa(page), reads));
        return this;
    }

    DmaOutcome dma(Access access, long address) {
        return dma(new DmaRequest(DEVICE, Pasid.NONE, new Iova(address), access, RequestKind.UNTRANSLATED));
    }

    DmaOutcome dma(RequestKind kind, long address) {
        return dma(new DmaRequest(DEVICE, Pasid.NONE, new Iova(address), Access.READ, kind));
    }

    DmaOutcome dma(DmaRequest request) {
        return ((Answer.Dma) machine.on(new Stimulus.Dma(request))).outcome();
    }

    static DmaOutcome to(long address) {
        return new DmaOutcome.Translated(new Gpa(address));
    }

    static DmaOutcome blocked(FaultReason reason) {
        return new DmaOutcome.Blocked(reason, false);
    }

    static DmaOutcome granted(long frame, long size, Rights rights) {
        return new DmaOutcome.Granted(new Gpa(frame), size, rights, false, false);
    }

    static DmaOutcome refused(FaultReason reason, DmaOutcome.CompletionStatus status) {
        return new DmaOutcome.Refused(reason, false, status);
    }

    static DmaOutcome silent(FaultReason reason) {
        return new DmaOutcome.Blocked(reason, true);
    }
}
