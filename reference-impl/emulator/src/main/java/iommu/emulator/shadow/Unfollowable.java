package iommu.emulator.shadow;

/** One listener's tables can't be followed any further; the message says why, as a part of a sentence. */
final class Unfollowable extends RuntimeException {

    private static final long serialVersionUID = 1;

    Unfollowable(String reason) {
        super(reason);
    }
}
