package iommu.grade.intake;

/** What the user asked for can't be done as asked. The message is one sentence for that user; exit code 2. */
public final class UsageException extends RuntimeException {

    public UsageException(String message) {
        super(message);
    }
}
