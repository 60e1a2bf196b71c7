package iommu.view;

import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Verdict;
import java.util.Set;

/**
 * One cell of the safety matrix.
 *
 * @param wishes  of the one listener; empty if nobody listens
 * @param verdict what a policy answered
 */
public record MatrixCell(Configuration configuration, Set<Wish> wishes, Verdict verdict) {
}
