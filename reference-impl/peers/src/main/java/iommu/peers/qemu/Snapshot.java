package iommu.peers.qemu;

import iommu.arch.Entry128;
import iommu.arch.register.FaultRecording;
import iommu.arch.register.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * What is compared after every statement: registers, zero-extended, and the words that wait descriptors store to.
 *
 * @param record FRCD[0]
 * @param words  of memory, in the order in which they are watched
 */
record Snapshot(long gsts, long fsts, Entry128 record, long iqh, long ics, List<Long> words) {

    boolean recordPending() {
        return new FaultRecording(record).pending();
    }

    boolean overflow() {
        return Field.FSTS_PFO.isSet(fsts);
    }

    boolean queueError() {
        return Field.FSTS_IQE.isSet(fsts);
    }

    FaultRecording recording() {
        return new FaultRecording(record);
    }

    /** A record that is not pending says nothing. */
    Snapshot settled() {
        return recordPending() ? this : new Snapshot(gsts, fsts, new Entry128(0, 0), iqh, ics, words);
    }

    /** The same with another fault record. */
    Snapshot with(Entry128 other) {
        return new Snapshot(gsts, fsts, other, iqh, ics, words);
    }

    /** The same with another GSTS. */
    Snapshot withStatus(long other) {
        return new Snapshot(other, fsts, record, iqh, ics, words);
    }

    /** Whether the fault log, FSTS but for its queue errors and the record, is the same. */
    boolean sameFaults(Snapshot other) {
        long faults = Field.FSTS_PFO.mask() | Field.FSTS_PPF.mask() | Field.FSTS_FRI.mask();
        return (fsts & faults) == (other.fsts & faults) && settled().record.equals(other.settled().record);
    }

    /** What differs, as a sentence: this is the peer's, the other ours. */
    String difference(Snapshot own) {
        List<String> parts = new ArrayList<>();
        differ(parts, "GSTS", hex(gsts), hex(own.gsts));
        differ(parts, "FSTS", hex(fsts), hex(own.fsts));
        differ(parts, "FRCD", hex(record.high()) + " " + hex(record.low()), hex(own.record.high()) + " " + hex(own.record.low()));
        differ(parts, "IQH", hex(iqh), hex(own.iqh));
        differ(parts, "ICS", hex(ics), hex(own.ics));
        differ(parts, "the status words", words.toString(), own.words.toString());
        return String.join("; ", parts);
    }

    private static void differ(List<String> parts, String name, String theirs, String own) {
        if (!theirs.equals(own)) {
            parts.add(name + ": QEMU " + theirs + ", the reference " + own);
        }
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
