package iommu.board;

/** The command line can't be served; the message says what is wrong and what would do. */
final class SetupException extends Exception {

    private static final long serialVersionUID = 1;

    SetupException(String message) {
        super(message);
    }
}
