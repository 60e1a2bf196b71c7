package iommu.peers.recording;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.Field;
import iommu.arch.register.Register;
import iommu.peers.recording.ReplayReport.Finding;
import iommu.peers.recording.ReplayReport.Verdict;
import java.util.List;
import java.util.Optional;

/** Holds recorded interrupt-remapping entries and remapped interrupts against the reference's (§5.1). */
final class Interrupts {

    private static final int ENTRY = 16;

    private final ReplayedUnit unit;
    private Gpa table = new Gpa(0);

    Interrupts(ReplayedUnit unit) {
        this.unit = unit;
    }

    /** Software has written a register: SIRTP takes IRTA over (§6.7). */
    void written(RecordedEvent.Write write) {
        if (write.offset() == Register.GCMD.offset() && Field.GCMD_SIRTP.isSet(write.value())) {
            table = new Gpa(unit.read(Register.IRTA.offset(), 8)).alignedTo(4096);
        }
    }

    Finding compare(RecordedEvent.EntryRead recorded) {
        unit.missEntry(recorded.index());
        Gpa at = table.plus(ENTRY * (long) recorded.index());
        Entry128 theirs = new Entry128(recorded.low(), recorded.high());
        Optional<Entry128> ours = unit.entry(at);
        return new Finding(ours.equals(Optional.of(theirs)) ? Verdict.EQUAL : Verdict.WRONG, said(theirs),
                ours.map(Interrupts::said).orElse("an access error"), List.of("the entry lies at " + at));
    }

    private static String said(Entry128 entry) {
        return Words.hex(entry.high()) + " " + Words.hex(entry.low());
    }

    Finding compare(RecordedEvent.Interrupt recorded) {
        SourceId source = sender(recorded);
        InterruptOutcome result = unit.interrupt(source, new Iova(recorded.address()), recorded.data());
        Verdict verdict = switch (result) {
            case InterruptOutcome.Interrupt i -> equal(recorded.outAddress() == address(i) && recorded.outData() == data(i));
            case InterruptOutcome.Unchanged u -> equal(recorded.outAddress() == recorded.address()
                    && recorded.outData() == recorded.data());
            case InterruptOutcome.Posted p -> Verdict.WRONG;
            case InterruptOutcome.Blocked b ->
                QemuProfile.letsPass(recorded, b.fault().reason()) ? Verdict.ALLOWED : Verdict.WRONG;
        };
        return new Finding(verdict, message(recorded.outAddress(), recorded.outData()), said(recorded, result),
                List.of("sent as " + source + ", whom the entry names"));
    }

    private static Verdict equal(boolean same) {
        return same ? Verdict.EQUAL : Verdict.WRONG;
    }

    /** A recording doesn't say who sends: it is whom the entry lets (§9.9: SVT, SQ, SID). */
    private SourceId sender(RecordedEvent.Interrupt recorded) {
        long handle = recorded.address() >>> 5 & 0x7FFF | (recorded.address() >>> 2 & 1) << 15; // §5.1.2
        boolean subhandle = (recorded.address() >>> 3 & 1) != 0;
        long index = handle + (subhandle ? recorded.data() & 0xFFFF : 0);
        long high = unit.entry(table.plus(ENTRY * index)).map(Entry128::high).orElse(0L);
        int named = (int) high & 0xFFFF;
        return switch ((int) (high >>> 18) & 3) { // SVT
            case 1 -> new SourceId(named);
            case 2 -> new SourceId(named & 0xFF00);
            default -> new SourceId(0);
        };
    }

    /** As an x86 message; a destination of more than 8 bits continues in bits 63:40. */
    private static long address(InterruptOutcome.Interrupt interrupt) {
        long destination = Integer.toUnsignedLong(interrupt.destination());
        return 0xFEE0_0000L | (destination & 0xFF) << 12 | destination >>> 8 << 40 | (interrupt.redirect() ? 1 << 3 : 0)
                | (interrupt.logical() ? 1 << 2 : 0);
    }

    private static int data(InterruptOutcome.Interrupt interrupt) {
        return interrupt.vector() | interrupt.deliveryMode() << 8 | 1 << 14 | (interrupt.level() ? 1 << 15 : 0);
    }

    private static String said(RecordedEvent.Interrupt recorded, InterruptOutcome result) {
        return switch (result) {
            case InterruptOutcome.Interrupt i -> message(address(i), data(i));
            case InterruptOutcome.Unchanged u -> message(recorded.address(), recorded.data()) + ", unchanged";
            case InterruptOutcome.Posted p -> "posted into the descriptor at " + p.descriptor();
            case InterruptOutcome.Blocked b -> Words.of(b.fault().reason());
        };
    }

    private static String message(long address, int data) {
        return "data " + Words.hex(Integer.toUnsignedLong(data)) + " to " + Words.hex(address);
    }
}
