package iommu.grade.driver;

import iommu.arch.Iova;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingDriver.Act;
import java.util.ArrayList;
import java.util.List;

/** The invalidations that a driver has put into the queue: what there is to say of them beside what they cover. */
final class Commands {

    /** So many may be under way at once; the contract allows one less. */
    static final int MOST_OPEN = 8;
    /** Where a wait follows, so many are taken as if one came after them already: nothing is asked in between. */
    private static final int TOGETHER = 7;
    private static final long TABLE = 1 << 21; // what a table of pages translates

    private final List<IotlbInvalidation> selective = new ArrayList<>();
    private int open;
    private boolean odd;

    /** @param rest what the driver did after it, in the same call @return whether there was room for it */
    boolean take(Invalidation command, List<Act> rest) {
        if (command instanceof IotlbInvalidation iotlb) {
            odd |= iotlb.address().offsetIn(4096) != 0;
            if (iotlb.granularity() == Granularity.PAGE) {
                selective.add(iotlb);
            }
        }
        boolean room = open < MOST_OPEN;
        open = waits(rest) && untilWait(rest) % TOGETHER == 0 ? 0 : open + 1;
        return room;
    }

    /** Whether a wait comes, and no release before it. */
    private static boolean waits(List<Act> rest) {
        return rest.stream().filter(act -> act instanceof Act.Wait || act instanceof Act.Release).findFirst()
                .filter(Act.Wait.class::isInstance).isPresent();
    }

    private static long untilWait(List<Act> rest) {
        return rest.stream().takeWhile(act -> !(act instanceof Act.Wait)).filter(Act.Invalidate.class::isInstance).count();
    }

    /** All that were taken are complete. */
    void complete() {
        open = 0;
    }

    /** Nothing is owed any longer. */
    void settle() {
        selective.clear();
    }

    /** Whether one had an address with low bits, which mean something else in the queue. */
    boolean areOdd() {
        return odd;
    }

    /**
     * Whether a unit in caching mode may yet take the page for absent: the command for it left what is cached of a new table
     * (IH=1), and only one for another page removed that (§6.1, §6.5.2.3).
     */
    boolean leaveBehind(Iova page) {
        return selective.stream().anyMatch(c -> c.leafOnly() && covers(c, page))
                && selective.stream().noneMatch(c -> !c.leafOnly() && covers(c, page))
                && selective.stream().anyMatch(c -> !c.leafOnly() && c.address().alignedTo(TABLE).equals(page.alignedTo(TABLE)));
    }

    private static boolean covers(IotlbInvalidation command, Iova page) {
        return (command.address().value() ^ page.value()) >>> 12 + Math.min(51, command.addressMask()) == 0;
    }
}
