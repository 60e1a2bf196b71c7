package iommu.grade.confidence;

/** A subject that can't be made any more, or never could. Its message says which and why. */
public final class SubjectException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SubjectException(String message) {
        super(message);
    }
}
