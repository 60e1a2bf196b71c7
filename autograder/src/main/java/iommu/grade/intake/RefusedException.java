package iommu.grade.intake;

/** A submission can't be read as sent; the message is the sentence for {@link IntakeResult.Refused}. */
final class RefusedException extends Exception {

    RefusedException(String sentence) {
        super(sentence);
    }
}
