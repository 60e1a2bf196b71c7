/**
 * Judging at every save: {@link iommu.grade.watch.Saves} tells of them, {@link iommu.grade.watch.Watcher} passes each
 * new version to the judge and drops the one before, {@link iommu.grade.watch.Screen} keeps the last verdict in sight.
 *
 * <p>Read {@code Watcher} first.
 */
package iommu.grade.watch;
