package iommu.peers.qemu;

/** The peer could not be started, died, or stopped answering: its host's trouble, not a divergence. */
public final class PeerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PeerException(String what) {
        super(what);
    }

    PeerException(String what, Throwable cause) {
        super(what, cause);
    }
}
