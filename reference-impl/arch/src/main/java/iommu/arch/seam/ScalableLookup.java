package iommu.arch.seam;

import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Pasid;
import iommu.arch.PasidResult;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import java.util.Optional;

/**
 * Room 12a, {@code pasid}: from the root pointer to the context entry, and from there to the PASID-table entry
 * (§3.4.3, §9.2-§9.6). Two steps, because a unit may cache what each of them found (§6.2.2, §6.2.3).
 */
public interface ScalableLookup {

    /** @return what the entries say, or a fault of SRT.1-3 or SCT.1-4 */
    ScalableContextResult context(Gpa rootTable, SourceId source);

    /** @return a fault of SCT.5-10 or SGN.10, if the context entry does not serve requests of this kind */
    Optional<Fault> refusal(ScalableContext context, Query query);

    /** @param pasid of the request, or RID_PASID @return what the entries say, or a fault of SPD.1-3 or SPT.1-4 */
    PasidResult entry(ScalableContext context, int pasid);

    /** What a request asks for. @param pasid of the request, or {@link Pasid#NONE} */
    record Query(Pasid pasid, Purpose purpose) {
    }

    /** The kind of request. */
    enum Purpose {
        UNTRANSLATED, TRANSLATION, TRANSLATED, PAGE_REQUEST
    }
}
