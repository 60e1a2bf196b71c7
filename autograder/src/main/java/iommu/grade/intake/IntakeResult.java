package iommu.grade.intake;

/** What came of reading one submission. */
public sealed interface IntakeResult {

    /** The submission's name: the folder's, or the archive's without its ending; printable. */
    String name();

    /** Its sources are at hand, though a lab of it may carry a rejection of its own. */
    record Received(Submission submission) implements IntakeResult {
        @Override
        public String name() {
            return submission.name();
        }
    }

    /**
     * Nothing of it can be graded as sent.
     *
     * @param sentence why, for the person who sent it; printable
     */
    record Refused(String name, String sentence) implements IntakeResult {
    }
}
