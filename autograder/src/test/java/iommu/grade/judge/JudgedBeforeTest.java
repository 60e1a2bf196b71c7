package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A case that was judged before")
class JudgedBeforeTest {

    private final List<String> asked = new ArrayList<>();
    private final JudgedBefore known = new JudgedBefore(4, Law::new);

    /** Objects to the answer "wrong", to whatever follows "late", and is silent after "silent". */
    private final class Law implements RunJudge {

        private String past = "";

        @Override
        public Optional<Objection> judge(int step, Answer answer) {
            String said = ((Answer.Broken) answer).text();
            asked.add(step + said);
            boolean objects = said.equals("wrong") || past.contains("late");
            past += said;
            return objects ? Optional.of(new Objection(past, List.of())) : Optional.empty();
        }

        @Override
        public Optional<String> silence() {
            return past.contains("silent") ? Optional.of("undefined") : Optional.empty();
        }
    }

    /** @return the objection's text, or how it ended */
    private String run(String... said) {
        RunJudge run = known.begin();
        for (int i = 0; i < said.length; i++) {
            Optional<RunJudge.Objection> objection = run.judge(i, new Answer.Broken(Breach.THREW, said[i]));
            if (objection.isPresent()) {
                return i + ": " + objection.get().why();
            }
        }
        return run.silence().orElse("kept");
    }

    @Test
    @DisplayName("asks the law of the same answers once")
    void once() {
        assertThat(run("a", "b", "c")).isEqualTo("kept");
        assertThat(asked).containsExactly("0a", "1b", "2c");
        assertThat(run("a", "b", "c")).isEqualTo("kept");
        assertThat(asked).hasSize(3);
    }

    @Test
    @DisplayName("tells the law all that led to the first answer that is new")
    void departs() {
        run("a", "b", "c");
        asked.clear();
        assertThat(run("a", "late", "c")).isEqualTo("2: alatec");
        assertThat(asked).containsExactly("0a", "1late", "2c");
        assertThat(run("a", "b", "wrong")).isEqualTo("2: abwrong");
        assertThat(run("a", "b", "wrong")).as("an objection is made anew").isEqualTo("2: abwrong");
        assertThat(run("a", "late", "b")).as("what follows is not known because other answers were followed by it").isEqualTo("2: alateb");
    }

    @Test
    @DisplayName("is as silent as the law was, also where nothing is asked any more")
    void silent() {
        assertThat(run("a", "silent")).isEqualTo("undefined");
        assertThat(run("a", "silent")).isEqualTo("undefined");
        assertThat(run("a")).isEqualTo("kept");
        assertThat(run("a", "silent", "b")).isEqualTo("undefined");
        assertThat(run("a", "b")).isEqualTo("kept");
        assertThat(run()).isEqualTo("kept");
    }

    @Test
    @DisplayName("remembers no more than some runs, and judges the others by the law")
    void bounded() {
        for (int i = 0; i < 1000; i++) {
            assertThat(run("x" + i, "y", "z", i % 2 == 0 ? "w" : "wrong")).isEqualTo(i % 2 == 0 ? "kept" : "3: x" + i + "yzwrong");
        }
        asked.clear();
        run("x999", "y", "z", "w");
        assertThat(asked).hasSize(4);
        asked.clear();
        run("x0", "y", "z", "w");
        assertThat(asked).isEmpty();
    }

    @Test
    @DisplayName("serves several threads at once with what one alone would hear")
    void threads() throws InterruptedException {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        JudgedBefore shared = new JudgedBefore(50, () -> (step, answer) -> ((Answer.Broken) answer).text().equals("9")
                ? Optional.of(new RunJudge.Objection("at " + step, List.of())) : Optional.empty());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 2000; i++) {
                    RunJudge run = shared.begin();
                    int step = 0;
                    Optional<RunJudge.Objection> objection = Optional.empty();
                    for (int digits = first + i; objection.isEmpty() && step < 4; digits /= 10) {
                        objection = run.judge(step++, new Answer.Broken(Breach.THREW, "" + digits % 10));
                    }
                    int place = new StringBuilder("%04d".formatted(first + i)).reverse().indexOf("9");
                    if (!objection.map(RunJudge.Objection::why).orElse("").equals(place < 0 ? "" : "at " + place)) {
                        heard.add(first + i + ": " + objection);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(heard).isEmpty();
    }
}
