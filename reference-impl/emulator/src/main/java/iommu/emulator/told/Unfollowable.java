package iommu.emulator.told;

/** One listener's tables can't be followed any further; the message says why, as a part of a sentence. */
public final class Unfollowable extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param reason follows "it can't be followed:" */
    public Unfollowable(String reason) {
        super(reason);
    }
}
