package iommu.arch.seam;

import iommu.arch.Effect;
import iommu.arch.PageRequest;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.PageRequestStatus;
import java.util.List;

/** The page request queue: where the requests of devices wait for software (§7.4.1, §7.5, §11.4.11). Part of room 12. */
public interface PageRequestQueue {

    /** Software wrote PQA, PQH or PQT. */
    void update(PageRequestRegisters registers);

    /** A device asks for a page, and its context entry serves that. */
    List<Effect> take(PageRequest request);

    /** Software wrote 1 to these bits of PRS. */
    List<Effect> clear(boolean pending, boolean overflow);

    /** Software programmed the event; unmasking it sends a message that was held back. */
    List<Effect> program(EventRegisters event);

    /** What software can see. */
    PageRequestStatus status();

    /** A reset that is not power-good (§11.3): sticky fields stay, everything else takes its default value. */
    default void reset() {
    }
}
