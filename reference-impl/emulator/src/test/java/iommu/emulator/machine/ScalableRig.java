package iommu.emulator.machine;

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
import iommu.arch.register.Register;
import iommu.arch.InterruptOutcome;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A machine in scalable mode with its tables at fixed places, in plain words.
 *
 * <pre>
 *  root 0x100000 · context tables 0x101000 (devices 0-15), 0x102000 · directory 0x103000 · PASID table 0x104000
 *  second stage, levels 3, 2, 1: 0x300000, 0x200000, 0x110000   0x1000 -&gt; 0x7777000, 0x200000-0x3fffff -&gt; itself
 *  first stage, levels 4 to 1: 0x340000, 0x330000, 0x320000, 0x310000   0x1000 -&gt; 0x6666000, 0x2000 -&gt; 0x1000
 *  queue 0x400000, 32 bytes each · interrupt-remapping table 0x500000 · page request queue 0x510000
 *  PASID 0 (of requests without one): second stage · 5: first stage · 6: nested · 7: pass-through
 * </pre>
 */
final class ScalableRig {

    static final SourceId DEVICE = SourceId.parse("00:03.0");
    static final long CONTEXT = 0x10_1000 + 0x18 * 32;
    static final long DIRECTORY = 0x10_3000;
    static final long TABLE = 0x10_4000;

    static final Capabilities FULL = Capabilities.DEFAULT.with(c -> {
        c.levels = java.util.Set.of(3, 4);
        c.deviceTlb = true;
        c.abortMode = true;
        c.protectedLow = true;
        c.protectedHigh = true;
        c.scalableMode = true;
        c.firstStage = true;
        c.secondStage = true;
        c.nested = true;
        c.gigabyteFirstStage = true;
        c.pasidBits = 10;
        c.snoopedWalks = true;
        c.secondStageDirty = true;
        c.ridPasid = true;
        c.supervisorRequests = true;
        c.ridPrivilege = true;
        c.extendedAccessed = true;
        c.pageRequests = true;
        c.translatedWithPasid = true;
        c.interruptRemapping = true;
        c.extendedInterruptMode = true;
        c.postedInterrupts = true;
    });

    final List<String> messages = new ArrayList<>();
    final Machine machine;
    private int tail;

    ScalableRig(Capabilities unit, int capacity, Options options) {
        machine = new Machine(unit, capacity, options,
                (address, data) -> messages.add(Long.toHexString(address) + "=" + Integer.toHexString(data)));
    }

    static ScalableRig running(Capabilities unit, Options options) {
        return new ScalableRig(unit, 16, options).tables().root(0x10_0000 | 0x400).faultEvents().queue().translate();
    }

    static ScalableRig running() {
        return running(FULL, Options.DEFAULT);
    }

    ScalableRig tables() {
        store(0x10_0000, 0x10_1001).store(0x10_0008, 0x10_2001);
        context(DIRECTORY | 0xD | 1 << 4, 0);
        store(DIRECTORY, TABLE | 1);
        entry(0, 0x30_0000 | 2 << 6 | 1 << 2 | 1, 1 | 1 << 23, 0);
        entry(5, 1 << 6 | 1, 2 | 1 << 23, 0x34_0000);
        entry(6, 0x30_0000 | 3 << 6 | 1 << 2 | 1, 3 | 1 << 23, 0x34_0000);
        entry(7, 4 << 6 | 1 << 2 | 1, 4, 0);
        store(0x30_0000, 0x20_0003).store(0x20_0000, 0x11_0003).store(0x20_0008, 0x20_0083).store(0x11_0008, 0x777_7003);
        store(0x34_0000, 0x33_0007).store(0x33_0000, 0x32_0007).store(0x32_0000, 0x31_0007);
        return store(0x31_0008, 0x666_6007).store(0x31_0010, 0x1007);
    }

    /** Its upper 128 bits are 0. */
    ScalableRig context(long low, long high) {
        machine.on(new Stimulus.Store128(new Gpa(CONTEXT), new Entry128(low, high)));
        return this;
    }

    /** The first three of a PASID entry's eight words; the others are 0. */
    ScalableRig entry(int pasid, long first, long second, long third) {
        return store(TABLE + 64L * pasid, first).store(TABLE + 64L * pasid + 8, second).store(TABLE + 64L * pasid + 16, third);
    }

    ScalableRig or(long at, long bits) {
        return store(at, word(at) | bits);
    }

    long word(long at) {
        return machine.memory().guest().read64(new Gpa(at)).orElseThrow();
    }

    ScalableRig store(long at, long word) {
        machine.on(new Stimulus.Store64(new Gpa(at), word));
        return this;
    }

    ScalableRig readable(long page, Stimulus.Reads reads) {
        machine.on(new Stimulus.Readable(new Gpa(page), reads));
        return this;
    }

    ScalableRig root(long rtaddr) {
        return write(0x20, 8, rtaddr).write(0x18, 4, 1L << 30);
    }

    ScalableRig faultEvents() {
        return write(0x3C, 4, 0x41).write(0x40, 4, 0xFEE0_2000L).write(0x38, 4, 0);
    }

    ScalableRig queue() {
        return write(0x90, 8, 0x40_0000 | 0x800).write(0x18, 4, 1L << 26);
    }

    ScalableRig translate() {
        return write(0x18, 4, 1L << 31 | 1L << 26);
    }

    ScalableRig write(int offset, int size, long value) {
        machine.on(new Stimulus.RegisterWrite(offset, size, value));
        return this;
    }

    long read(int offset, int size) {
        return ((Answer.Value) machine.on(new Stimulus.RegisterRead(offset, size))).value();
    }

    /** Submits a descriptor whose upper 128 bits are 0. */
    ScalableRig submit(long low, long high) {
        long at = 0x40_0000 + 32L * tail;
        machine.on(new Stimulus.Store128(new Gpa(at), new Entry128(low, high)));
        machine.on(new Stimulus.Store128(new Gpa(at + 16), new Entry128(0, 0)));
        tail++;
        return write(0x88, 8, 32L * tail);
    }

    DmaOutcome dma(Access access, long address) {
        return dma(new DmaRequest(DEVICE, Pasid.NONE, new Iova(address), access, RequestKind.UNTRANSLATED));
    }

    DmaOutcome dma(int pasid, Access access, long address) {
        return dma(new DmaRequest(DEVICE, new Pasid(pasid), new Iova(address), access, RequestKind.UNTRANSLATED));
    }

    DmaOutcome supervisor(int pasid, Access access, long address) {
        return dma(new DmaRequest(DEVICE, new Pasid(pasid), new Iova(address), access, RequestKind.UNTRANSLATED, true, false));
    }

    DmaOutcome execute(int pasid, long address) {
        return dma(new DmaRequest(DEVICE, new Pasid(pasid), new Iova(address), Access.READ, RequestKind.UNTRANSLATED, false, true));
    }

    DmaOutcome ask(RequestKind kind, Pasid pasid, Access access, long address) {
        return dma(new DmaRequest(DEVICE, pasid, new Iova(address), access, kind));
    }

    DmaOutcome dma(DmaRequest request) {
        return ((Answer.Dma) machine.on(new Stimulus.Dma(request))).outcome();
    }

    OptionalInt page(Pasid pasid, long address, boolean last) {
        return ((Answer.Page) machine.on(new Stimulus.AskForPage(new PageRequest(DEVICE, pasid, new Iova(address), true,
                false, false, false, last, 3)))).response();
    }

    InterruptOutcome interrupt(long address, int data) {
        return ((Answer.Interrupt) machine.on(new Stimulus.Interrupt(DEVICE, new Iova(address), data))).result();
    }

    /** The fault record at {@code index}, upper half: F, T1, AT, PV, FR, PP, EXE, PRIV, T2, SID. */
    long record(int index) {
        return read(Register.FRCD.offset() + 16 * index + 8, 8);
    }
}
