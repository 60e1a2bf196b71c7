package iommu.grade.verdict;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a learner's own tests of one lab are worth: how many of its seeded bugs they expose. It says nothing of a bug but
 * its number and its stage.
 *
 * @param lab    number and name, such as {@code 02-walk}
 * @param stages for each bug, in the order of their numbers, the stage of the lab's README that it is about
 * @param tests  in the order of their names
 * @param host   what the grader could not do, so that nothing here counts; empty if it could
 */
public record TestsResult(String lab, List<Integer> stages, List<Test> tests, String host) {

    /**
     * One test.
     *
     * @param file    its name
     * @param refusal why it counts for nothing; empty if it counts
     * @param exposes the numbers of the bugs that fail it, from 1
     */
    public record Test(String file, Optional<Refusal> refusal, List<Integer> exposes) {

        public Test {
            exposes = List.copyOf(exposes);
        }
    }

    /**
     * Why a test counts for nothing: it can't be read, or a right unit fails it.
     *
     * @param line     from 1; 0 for the file as a whole
     * @param column   from 1; 0 for the line as a whole
     * @param sentence without the place
     */
    public record Refusal(int line, int column, String sentence) {

        /** File, line and column, then the sentence. */
        public String at(String file) {
            return file + (line == 0 ? "" : ":" + line) + (line == 0 || column == 0 ? "" : ":" + column) + ": " + sentence;
        }
    }

    public TestsResult {
        stages = List.copyOf(stages);
        tests = List.copyOf(tests);
    }

    public int bugs() {
        return stages.size();
    }

    /** How many bugs at least one test exposes. */
    public int exposed() {
        return (int) tests.stream().flatMap(t -> t.exposes().stream()).distinct().count();
    }

    public int bugs(int stage) {
        return (int) stages.stream().filter(s -> s == stage).count();
    }

    public int exposed(int stage) {
        return (int) tests.stream().flatMap(t -> t.exposes().stream()).distinct().filter(bug -> stages.get(bug - 1) == stage).count();
    }

    /** The stages that have bugs, in their order. */
    public List<Integer> stagesWithBugs() {
        return List.copyOf(new TreeSet<>(stages));
    }

    /** The places in {@link #tests} of those that expose a bug. @param bug from 1 */
    public List<Integer> exposers(int bug) {
        return java.util.stream.IntStream.range(0, tests.size()).filter(i -> tests.get(i).exposes().contains(bug)).boxed().toList();
    }

    /** How many tests count for nothing. */
    public int refused() {
        return (int) tests.stream().filter(t -> t.refusal().isPresent()).count();
    }
}
