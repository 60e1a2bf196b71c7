package iommu.grade.kills;

import iommu.grade.verdict.TestsResult;
import iommu.scenario.Expectation;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tests of one learner, and what was found out about them so far. */
final class Judged {

    private final String receipt;
    private final List<ReadTest> tests;
    private final List<ReadTest.Ready> ready;
    private final Map<ReadTest, TestsResult.Refusal> refused = new IdentityHashMap<>();
    private final Map<ReadTest, List<Integer>> exposes = new IdentityHashMap<>();
    private String host = "";

    /** @param receipt of all their files */
    Judged(String receipt, List<ReadTest> tests) {
        this.receipt = receipt;
        this.tests = List.copyOf(tests);
        this.ready = tests.stream().filter(ReadTest.Ready.class::isInstance).map(ReadTest.Ready.class::cast).toList();
    }

    String receipt() {
        return receipt;
    }

    /** Those that can be played. */
    List<ReadTest.Ready> ready() {
        return ready;
    }

    /** Takes how the ready tests ended on a room. @param bug its number from 1; 0 for an equivalent */
    void take(int bug, List<End> ends) {
        for (int i = 0; i < ends.size(); i++) {
            End end = ends.get(i);
            ReadTest.Ready test = ready.get(i);
            switch (end.kind()) {
                case KEPT, SKIPPED -> { }
                case HOST -> host = end.said();
                case TOO_STRICT -> refused.putIfAbsent(test, new TestsResult.Refusal(end.line(), 0,
                        RightUnits.tooStrict(written(test, end.line()), end.said())));
                case EXPOSED, ENDED -> {
                    if (bug > 0) {
                        exposes.computeIfAbsent(test, t -> new ArrayList<>()).add(bug);
                    } else if (end.kind() == End.Kind.ENDED) { // whatever ends right rooms would end every bug, too
                        refused.putIfAbsent(test, new TestsResult.Refusal(end.line(), 0, "is too much for a right unit: " + end.said()));
                    }
                }
            }
        }
    }

    private static Expectation written(ReadTest.Ready test, int line) {
        return test.law().scenario().lines().get(line - 1).expectation().orElseThrow();
    }

    TestsResult result(String lab, List<Integer> stages) {
        return new TestsResult(lab, stages, tests.stream().map(this::result).toList(), host);
    }

    private TestsResult.Test result(ReadTest test) {
        Optional<TestsResult.Refusal> why = test instanceof ReadTest.Refused(String name, TestsResult.Refusal refusal)
                ? Optional.of(refusal) : Optional.ofNullable(refused.get(test));
        return new TestsResult.Test(test.name(), why, why.isPresent() ? List.of() : exposes.getOrDefault(test, List.of()));
    }
}
