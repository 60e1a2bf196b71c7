package iommu.grade.kills;

import iommu.grade.judge.PreparedCase;
import iommu.grade.verdict.TestsResult;

/** A test of a learner's, once it was read. */
sealed interface ReadTest {

    /** The name of its file. */
    String name();

    /** It can be played, and nothing is known against it. @param law its steps, with what the law allows */
    record Ready(String name, PreparedCase law) implements ReadTest {
    }

    /** It counts for nothing. */
    record Refused(String name, TestsResult.Refusal why) implements ReadTest {
    }
}
