package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The runs of one case that were in order so far, answer by answer. Most rooms answer like another one until they err, and
 * what the same answers were worth once they are worth again: the law is asked only from where a run leaves the known
 * paths, after it has been told what led there. For several threads. Not for a case with neighbours, in which more is
 * judged than the answers.
 */
final class JudgedBefore {

    /** How many times its length a case may remember, whatever is answered. */
    private static final int RUNS = 6;

    private final Supplier<RunJudge> law;
    private final Step root = new Step(null, null);
    private int room;

    /** An answer that was allowed after those that lead to it. */
    private static final class Step {

        private final Answer answer;
        private final Step sibling;
        private volatile Step child;
        private volatile Optional<String> silence;

        private Step(Answer answer, Step sibling) {
            this.answer = answer;
            this.sibling = sibling;
        }

        private Step next(Answer wanted) {
            for (Step each = child; each != null; each = each.sibling) {
                if (each.answer.equals(wanted)) {
                    return each;
                }
            }
            return null;
        }
    }

    /** @param steps of the case. @param law begins a judge of a run, which answers alike whenever it is told alike */
    JudgedBefore(int steps, Supplier<RunJudge> law) {
        this.law = law;
        this.room = steps * RUNS;
    }

    RunJudge begin() {
        return new Run();
    }

    private synchronized Step remember(Step before, Answer answer) {
        Step known = before.next(answer);
        if (known == null && room > 0) {
            room--;
            known = new Step(answer, before.child);
            before.child = known;
        }
        return known;
    }

    private final class Run implements RunJudge {

        private final List<Answer> past = new ArrayList<>();
        /** Null where there was no room to remember. */
        private Step at = root;
        /** Null on a known path. */
        private RunJudge asked;

        @Override
        public Optional<Objection> judge(int step, Answer answer) {
            if (step != past.size()) {
                throw new IllegalStateException("step " + step + " is judged after " + past.size());
            }
            Step known = at == null ? null : at.next(answer);
            Optional<Objection> objection = Optional.empty();
            if (known == null || asked != null) {
                objection = asked().judge(step, answer);
                known = at == null || objection.isPresent() ? null : remember(at, answer);
            }
            past.add(answer);
            at = known;
            return objection;
        }

        private RunJudge asked() {
            if (asked == null) {
                asked = law.get();
                for (int i = 0; i < past.size(); i++) {
                    asked.judge(i, past.get(i));
                }
            }
            return asked;
        }

        @Override
        public Optional<String> silence() {
            if (at == null) {
                return asked().silence();
            }
            if (at.silence == null) {
                at.silence = asked().silence();
            }
            return at.silence;
        }
    }
}
