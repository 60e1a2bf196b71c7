package iommu.arch.seam;

import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Pasid;
import iommu.arch.SourceId;

/** Room 12a, {@code pasid}: from the root pointer, source-id and PASID to the PASID-table entry (§3.4.3, §9.2-§9.6). */
@FunctionalInterface
public interface ScalableLookup {

    /** @param pasid of the request, or {@link Pasid#NONE}: RID_PASID is used then */
    Result lookUp(Gpa rootTable, SourceId source, Pasid pasid);

    /** How the lookup ends. */
    sealed interface Result {

        /**
         * @param firstStage  FSPTPTR, meaningless without first stage
         * @param secondStage SSPTPTR, meaningless without second stage
         * @param silent      some FPD bit was set on the way
         */
        record Found(DomainId domain, Type type, Tables firstStage, Tables secondStage, boolean silent)
                implements Result {
        }

        record Failed(Fault fault) implements Result {
        }
    }

    /** The top table of a stage. @param levels how many there are */
    record Tables(Gpa top, int levels) {
    }

    /** PGTT (§9.6). */
    enum Type {
        FIRST_STAGE, SECOND_STAGE, NESTED, PASS_THROUGH
    }
}
