package iommu.arch;

/**
 * One DMA request as it reaches the unit. It never crosses a 4 KiB boundary (§3.13).
 *
 * @param source     the requester-id
 * @param pasid      the PASID of the request, or {@link Pasid#NONE}
 * @param address    the input address, in bytes
 * @param access     what it does there; of a translation request, what it asks to be allowed
 * @param kind       its address type
 * @param supervisor the PASID prefix asks for supervisor privilege (PR=1, §3.4.1); false without PASID
 * @param execute    the PASID prefix asks for execute permission (ER=1); false without PASID
 */
public record DmaRequest(SourceId source, Pasid pasid, Iova address, Access access, RequestKind kind, boolean supervisor,
        boolean execute) {

    /** A request of user privilege that executes nothing. */
    public DmaRequest(SourceId source, Pasid pasid, Iova address, Access access, RequestKind kind) {
        this(source, pasid, address, access, kind, false, false);
    }

    /** An untranslated request without PASID, the only kind that legacy mode translates. */
    public static DmaRequest untranslated(SourceId source, Iova address, Access access) {
        return new DmaRequest(source, Pasid.NONE, address, access, RequestKind.UNTRANSLATED);
    }
}
