/**
 * What listens to a unit in practice: the other end of {@link iommu.arch.seam.MappingListener}. No room of the unit, and
 * known to none.
 *
 * <p>{@link iommu.emulator.external.HostMap} is a real device's host IOMMU, mapped as VFIO does: it learns every mapping
 * and asks nobody. {@link iommu.emulator.external.AskingCache} is an emulated device's own cache, which asks the unit and
 * must forget; {@link iommu.emulator.external.DeviceTlb} does the same by translation requests (§4.1). All three take
 * requests where their device would send them, so that what the device sees can be compared with what the unit answers.
 */
package iommu.emulator.external;
