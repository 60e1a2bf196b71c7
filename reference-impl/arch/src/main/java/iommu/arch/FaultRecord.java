package iommu.arch;

/**
 * What a fault recording register holds of one fault (§11.4.7.6).
 *
 * @param source     the requester
 * @param pasid      its PASID, or {@link Pasid#NONE}: for a request without PASID, whatever RID_PASID says
 * @param page       the 4 KiB page of the request's address: the address with bits 11:0 cleared; of an interrupt, its index
 *                   in bits 63:48
 * @param access     what the request did
 * @param kind       its address type
 * @param reason     FR
 * @param attributes what else the request was
 */
public record FaultRecord(SourceId source, Pasid pasid, Iova page, Access access, RequestKind kind, FaultReason reason,
        Attributes attributes) {

    /** A request of user privilege that executes nothing. */
    public FaultRecord(SourceId source, Pasid pasid, Iova page, Access access, RequestKind kind, FaultReason reason) {
        this(source, pasid, page, access, kind, reason, Attributes.NONE);
    }

    /**
     * @param supervisor  PRIV; counts only with a PASID
     * @param execute     EXE; counts only with a PASID
     * @param pageRequest T1=0, T2=1: it was a page request, and {@code access} does not count
     */
    public record Attributes(boolean supervisor, boolean execute, boolean pageRequest) {

        public static final Attributes NONE = new Attributes(false, false, false);
    }
}
