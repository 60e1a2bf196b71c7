package iommu.arch;

/**
 * What a fault recording register holds of one fault (§11.4.7.6).
 *
 * @param source  the requester
 * @param pasid   its PASID, or {@link Pasid#NONE}
 * @param page    the 4 KiB page of the request's address
 * @param access  what the request did
 * @param kind    its address type
 * @param reason  FR
 */
public record FaultRecord(SourceId source, Pasid pasid, Iova page, Access access, RequestKind kind, FaultReason reason) {
}
