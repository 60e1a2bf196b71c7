/**
 * What listeners come to believe, held against what their devices may find: the law of rooms 08 and 10.
 *
 * <p>What devices may find is asked of {@link iommu.belief.DeviceViews}. The oracle answers it
 * ({@code iommu.oracle.UnitViews}); where the oracle must not be, a record of its answers does. So nothing here knows tables,
 * and nothing here may be built on the oracle.
 *
 * <p>Read first: {@link iommu.belief.NotifierRelation}.
 */
package iommu.belief;
