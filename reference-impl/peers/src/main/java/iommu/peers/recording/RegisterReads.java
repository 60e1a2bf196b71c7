package iommu.peers.recording;

import iommu.arch.register.Field;
import iommu.arch.register.Register;
import iommu.peers.recording.ReplayReport.Finding;
import iommu.peers.recording.ReplayReport.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Holds recorded reads of registers against the reference's. */
final class RegisterReads {

    private static final int RECORD = 16;

    private final ReplayedUnit unit;

    RegisterReads(ReplayedUnit unit) {
        this.unit = unit;
    }

    Finding compare(RecordedEvent.Read read) {
        long ours = unit.read(read.offset(), read.size());
        long mask = -1L >>> 64 - 8 * read.size();
        List<String> why = new ArrayList<>(Words.differences(read.offset(), read.value(), ours));
        Verdict verdict;
        if ((ours & mask) == (read.value() & mask)) {
            verdict = Verdict.EQUAL;
        } else if (isFaultRecord(read.offset())) {
            verdict = sameFault(read) ? Verdict.EQUAL : Verdict.WRONG;
        } else if (undefined(read)) {
            verdict = Verdict.ALLOWED;
            why.add("what a read gives here is not defined (§11.3), or the recorded unit lacks the register");
        } else {
            verdict = Verdict.WRONG;
        }
        return new Finding(verdict, Words.hex(read.value()), Words.hex(ours), why);
    }

    /** Write-only registers; and IQERCD, which QEMU 7.2 doesn't have. */
    private static boolean undefined(RecordedEvent.Read read) {
        return read.offset() == Register.GCMD.offset()
                || read.offset() / 8 * 8 == Register.IVA.offset()
                || read.offset() / 8 * 8 == Register.IQERCD.offset() && read.value() == 0;
    }

    private long records() {
        return Field.CAP_FRO.get(unit.read(Register.CAP.offset(), 8)) * RECORD;
    }

    private boolean isFaultRecord(int offset) {
        long past = offset - records();
        return past >= 0 && past < RECORD * (Field.CAP_NFR.get(unit.read(Register.CAP.offset(), 8)) + 1);
    }

    /** A record's fields count only while F is set (§11.4.7.6). */
    private boolean sameFault(RecordedEvent.Read read) {
        int past = (int) (read.offset() - records());
        int record = (int) records() + past / RECORD * RECORD;
        long high = unit.read(record + 8, 8);
        if (past % RECORD < 8) {
            return !QemuProfile.pending(high);
        }
        int shift = past % 8 * 8;
        long mask = -1L >>> 64 - 8 * read.size() << shift;
        return QemuProfile.sameFault(high & ~mask | read.value() << shift & mask, high);
    }
}
