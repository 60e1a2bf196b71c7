package iommu.arch.register;

import iommu.arch.SourceId;

/**
 * What software can see of the invalidation queue (§11.4.9).
 *
 * @param head          IQH.QH: the descriptor that is fetched next, counted in 128-bit units
 * @param waitCompleted ICS.IWC
 * @param eventPending  IECTL.IP
 * @param error         IQERCD.IQEI, while FSTS.IQE is set
 * @param timedOut      IQERCD.ITESID, while FSTS.ITE is set
 * @param unexpected    IQERCD.ICESID, while FSTS.ICE is set
 */
public record QueueStatus(int head, boolean waitCompleted, boolean eventPending, QueueError error, SourceId timedOut,
        SourceId unexpected) {

    /** Nothing unexpected. */
    public QueueStatus(int head, boolean waitCompleted, boolean eventPending, QueueError error, SourceId timedOut) {
        this(head, waitCompleted, eventPending, error, timedOut, new SourceId(0));
    }

    /** After reset (§6.5.2). */
    public static final QueueStatus RESET =
            new QueueStatus(0, false, false, QueueError.NO_INFORMATION, new SourceId(0));
}
