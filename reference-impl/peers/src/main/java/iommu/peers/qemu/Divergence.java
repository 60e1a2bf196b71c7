package iommu.peers.qemu;

/**
 * A place where the two units, or a unit and the oracle, differ and nothing explains it.
 *
 * @param line of the scenario, from 1
 * @param kind what sort of difference; a run is shrunk only as long as this stays the same
 * @param what in one sentence, with both sides
 */
public record Divergence(int line, Kind kind, String what) {

    /** Sorts of differences. */
    public enum Kind {
        /** Our unit answered a request as the oracle does not allow. */
        REFERENCE,
        /** The peer recorded a fault that is not allowed. */
        RECORDED,
        /** The peer let a request go where it may not. */
        WENT,
        /** The peer stopped a request and said nothing. */
        VANISHED,
        /** The peer's processor was sent another interrupt than is allowed. */
        INTERRUPT,
        /** A register that the stream read. */
        REGISTER,
        /** The registers, or status words, that are compared after every statement. */
        STATE,
        /** Memory at the end. */
        MEMORY
    }

    /** A difference before its place is known. */
    record Wrong(Kind kind, String what) {

        Divergence at(int line) {
            return new Divergence(line, kind, what);
        }
    }
}
