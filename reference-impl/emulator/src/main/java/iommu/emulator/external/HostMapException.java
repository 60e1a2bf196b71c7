package iommu.emulator.external;

/** What a host map does not do. */
public final class HostMapException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    HostMapException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The rules of a host map. */
    public enum Kind {
        /** A MAP over addresses of which some are mapped. */
        ALREADY_MAPPED,
        /** A REPLACE of what is not mapped in this place and size. */
        NOT_MAPPED,
        /** An UNMAP that would leave a part of a mapping. */
        BISECTS,
        /** A start or frame that is no multiple of 4 KiB, or a size that is none. */
        UNALIGNED,
        /** A change of the mode while something is mapped, or a MAP in a mode without mappings. */
        WRONG_MODE,
        /** More mappings than the host allows. */
        FULL,
        /** An event that says nothing to a host map. */
        UNKNOWN
    }
}
