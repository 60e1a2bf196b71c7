package iommu.probe;

/** A learner's room could not be made: no such class or constructor, or it threw. */
final class NoRoomException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoRoomException(ReflectiveOperationException cause) {
        super(cause);
    }
}
