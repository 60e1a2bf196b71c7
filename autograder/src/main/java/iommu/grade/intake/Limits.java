package iommu.grade.intake;

/** How much a submission may hold. Generous for people, small for a grader. */
final class Limits {

    /** Java files that are read. */
    static final int FILES = 500;
    /** Files and folders looked at, those that are left out included. */
    static final int ENTRIES = 10_000;
    /** Folders inside one another. */
    static final int DEPTH = 40;
    /** Bytes of one Java file. */
    static final int FILE_BYTES = 1 << 20;
    /** Bytes of all Java files together. */
    static final int TOTAL_BYTES = 8 << 20;
    /** Bytes of a zip file. */
    static final int ARCHIVE_BYTES = 16 << 20;
    /** Java text shrinks to a fifth or so; a file that shrinks more than this is no text that a person wrote. */
    static final int RATIO = 200;
    /** Below this many bytes the ratio says nothing. */
    static final int RATIO_MATTERS_FROM = 64 << 10;

    /** Learners' tests that are looked at; {@link TestFile} says how many of one lab are judged, and how large they may be. */
    static final int TESTS = 500;

    private Limits() {
    }
}
