package iommu.peers.qemu;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import java.util.Collections;

/** Takes out of a peer's fault record what its known departures put in, and nothing else. */
final class RecordMask {

    private static final int NO_PASID = 0xFFFF;
    private static final long PASID_PRESENT = 1L << 31;
    private static final long PASID_VALUE = 0xF_FFFFL << 40;
    private static final int REASON = 32;
    private static final long REASON_MASK = 0xFFL << REASON;

    private final Profile profile;
    private final long widest;
    private final Tally tally;
    private int recorded;
    private int meant;

    RecordMask(Profile profile, Capabilities unit, Tally tally) {
        this.profile = profile;
        this.tally = tally;
        widest = (1L << 12 + 9 * Collections.max(unit.levels())) - 1;
    }

    /** @param before the snapshot before this one: a record is counted when it is new */
    Snapshot masked(Snapshot theirs, Snapshot before) {
        if (!theirs.recordPending()) {
            return theirs;
        }
        long low = theirs.record().low();
        long high = theirs.record().high();
        boolean isNew = !before.recordPending();
        if (isNew) {
            means(0, 0);
        }
        if (!theirs.recording().pasidPresent() && theirs.recording().pasid() == NO_PASID
                && takes(Departure.PASID_OF_RECORD, isNew)) {
            high &= ~PASID_VALUE;
        }
        if (theirs.recording().pasidPresent() && theirs.recording().pasid() == 0
                && takes(Departure.PRESENT_RID_PASID, isNew)) {
            high &= ~PASID_PRESENT;
        }
        if ((low & ~widest) != 0 && takes(Departure.ADDRESS_OF_RECORD, isNew)) {
            low &= widest;
        }
        return inOurCode(theirs.with(new Entry128(low, high)));
    }

    /** As long as the present record is pending, its code stands for the one that the specification has. */
    void means(int theirs, int specified) {
        recorded = theirs;
        meant = specified;
    }

    /** The same with the code that {@link #means} has said. */
    Snapshot inOurCode(Snapshot theirs) {
        boolean stands = theirs.recordPending() && recorded != meant && theirs.recording().reason() == recorded;
        long high = theirs.record().high() & ~REASON_MASK | (long) meant << REASON;
        return stands ? theirs.with(new Entry128(theirs.record().low(), high)) : theirs;
    }

    private boolean takes(Departure departure, boolean isNew) {
        if (isNew && profile.has(departure)) {
            tally.count(departure);
        }
        return profile.has(departure);
    }

    /** What a record says of this address (§11.4.7.6: FI above the widest AGAW reads 0). */
    long page(long address) {
        return address & widest & -4096L;
    }
}
