package iommu.grade.stub;

/** A source from which no stub can be cut as the plan says; the message tells the file and why. */
public final class StubException extends Exception {

    private static final long serialVersionUID = 1L;

    public StubException(String message) {
        super(message);
    }
}
