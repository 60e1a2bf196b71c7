package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.sandbox.ProbeSession;
import iommu.grade.sandbox.Reply;
import iommu.probe.NeighbourPort;
import iommu.scenario.Expectation;
import iommu.scenario.Outcome;
import iommu.scenario.Room;
import iommu.scenario.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A learner's room in its sandboxed process, ready to play cases. One process serves case after case, each with fresh
 * classes; when it ends, the next case gets a new one.
 */
final class LearnerRoom implements AutoCloseable {

    /** So many steps are sent ahead of the one that is answered: then nobody waits for each. */
    private static final int AHEAD = 32;

    private static final CaseResult NOT_HERE = new CaseResult.Unjudged("the rooms that a unit is wired from are not here");

    /** What a unit calls is not here. */
    private static final NeighbourPort NO_ROOMS = new NeighbourPort() {
        @Override
        public void step(Stimulus step) {
        }

        @Override
        public Answer call(Stimulus call) {
            return new Answer.Broken(Answer.Breach.THREW, "it is not here");
        }
    };

    private final Supplier<ProbeSession> opener;
    private ProbeSession session;
    private ProbeSession second;
    private boolean usedBefore;
    private boolean brokeOff;

    LearnerRoom(Supplier<ProbeSession> opener) {
        this.opener = opener;
    }

    /** Plays a case in the current process. */
    CaseResult play(PreparedCase graded) {
        return play(graded, AHEAD);
    }

    /** The same for a room that was wrong before, and is played again and again: what lies behind a wrong answer may never end. */
    CaseResult playStepwise(PreparedCase graded) {
        return play(graded, 1);
    }

    private CaseResult play(PreparedCase graded, int ahead) {
        if (session != null && !session.finish()) {
            leave();
        }
        usedBefore = session != null;
        if (session == null) {
            session = opener.get();
        }
        CaseResult result = play(session, graded, ahead);
        if (result instanceof CaseResult.BrokeOff) {
            brokeOff = true;
            leave();
        }
        return result;
    }

    /** Whether a process has ended in the middle of a case. */
    boolean brokeOff() {
        return brokeOff;
    }

    /** Whether the last case was played in a process that other cases had been played in before. */
    boolean usedBefore() {
        return usedBefore;
    }

    /**
     * Plays a case in a second process, where nothing was played but what failed in the first one, and failed again.
     *
     * @param alone in a process where nothing was played at all
     */
    CaseResult playAgain(PreparedCase graded, boolean alone) {
        if (alone || second == null || !second.finish()) {
            leaveSecond();
            second = opener.get();
        }
        CaseResult result = play(second, graded, 1);
        if (result instanceof CaseResult.BrokeOff) {
            leaveSecond();
        }
        return result;
    }

    /** Ends the second process: what is played again next begins in a new one. */
    void leaveSecond() {
        if (second != null) {
            second.close();
            second = null;
        }
    }

    /** Goes through a case with whoever is there, and lets every answer pass. */
    static void rehearse(ProbeSession session, PreparedCase graded) {
        session.serve(graded.begin().neighbours());
        session.startCase(graded.plan().capabilities(), graded.plan().capacity());
        for (Step step : graded.plan().steps()) {
            if (step.stimulus().asks()) {
                session.ask(step.stimulus());
            } else {
                session.tell(step.stimulus());
            }
        }
        session.settle();
    }

    private static CaseResult play(ProbeSession session, PreparedCase graded, int ahead) {
        RunJudge judge = graded.begin();
        if (graded.plan().room() == Room.UNIT && judge.neighbours().isEmpty()) {
            return alone(session, graded);
        }
        session.serve(judge.neighbours());
        session.startCase(graded.plan().capabilities(), graded.plan().capacity());
        List<Step> steps = graded.plan().steps();
        int told = 0;
        for (int i = 0; i < steps.size(); i++) {
            while (told < Math.min(i + ahead, steps.size())) {
                session.tell(steps.get(told++).stimulus());
            }
            Reply reply = session.next();
            if (judge.gap().isPresent()) {
                return new CaseResult.Unjudged("in " + place(graded, i) + " " + judge.gap().get());
            }
            CaseResult result = judged(graded, i, reply, judge);
            if (!(result instanceof CaseResult.Kept)) {
                return result;
            }
        }
        return kept(judge);
    }

    private static String place(PreparedCase graded, int step) {
        String[] path = graded.scenario().name().split("/");
        return String.join("/", List.of(path).subList(Math.max(0, path.length - 2), path.length)) + ", line "
                + graded.plan().steps().get(step).line() + ",";
    }

    /** A unit without its rooms can be seen not to be written, and no more. */
    private static CaseResult alone(ProbeSession session, PreparedCase graded) {
        session.serve(Optional.of(NO_ROOMS));
        session.startCase(graded.plan().capabilities(), graded.plan().capacity());
        List<Step> steps = graded.plan().steps();
        for (int i = 0; i < steps.size(); i++) {
            session.tell(steps.get(i).stimulus());
            if (session.next() instanceof Reply.Answered(Answer.Broken broken)) {
                return broken.what() != Answer.Breach.NOT_WRITTEN ? NOT_HERE
                        : new CaseResult.Diverged(i, broken, new RunJudge.Objection("", List.of()));
            }
        }
        return NOT_HERE;
    }

    private static CaseResult kept(RunJudge judge) {
        return judge.silence().<CaseResult>map(CaseResult.Unjudged::new).orElse(new CaseResult.Kept());
    }

    private static CaseResult judged(PreparedCase graded, int step, Reply reply, RunJudge judge) {
        return switch (reply) {
            case Reply.Ended end -> new CaseResult.BrokeOff(reached(graded, step), end);
            case Reply.Answered(Answer.Broken broken) -> new CaseResult.Diverged(step, broken,
                    new RunJudge.Objection("", graded.allowed().get(step).map(Expectation::outcomes).orElse(List.of()).stream()
                            .map(Outcome::toString).toList()));
            case Reply.Answered(Answer answer) -> judge.judge(step, answer)
                    .filter(objection -> graded.plan().steps().get(step).stimulus().asks()) // where nothing is asked nothing is wrong yet
                    .<CaseResult>map(objection -> new CaseResult.Diverged(step, answer, objection)).orElse(new CaseResult.Kept());
        };
    }

    /** A store is the probe's own doing: what ended the room was the next step that calls it. */
    private static int reached(PreparedCase graded, int step) {
        List<Step> steps = graded.plan().steps();
        int calling = step;
        while (calling < steps.size() - 1 && isGuests(steps.get(calling).stimulus())) {
            calling++;
        }
        return calling;
    }

    private static boolean isGuests(Stimulus stimulus) {
        return stimulus instanceof Stimulus.Store64 || stimulus instanceof Stimulus.Store128
                || stimulus instanceof Stimulus.Flush || stimulus instanceof Stimulus.Readable;
    }

    private void leave() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public void close() {
        leave();
        leaveSecond();
    }
}
