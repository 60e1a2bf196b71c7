package iommu.arch;

/** What PASID directory and PASID table say of a PASID, or a fault. */
public sealed interface PasidResult permits PasidContext, Fault {
}
