package iommu.grade.kills;

import iommu.grade.confidence.Subject;
import iommu.grade.confidence.Subjects;
import iommu.grade.intake.Receipt;
import iommu.grade.intake.TestFile;
import iommu.grade.judge.Suite;
import iommu.grade.judge.Trials;
import iommu.grade.labs.Lab;
import iommu.grade.verdict.TestsResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds out what tests of one lab are worth: plays those of every learner on every seeded bug and every equivalent, one
 * process for each room, in which all of them are played.
 */
public final class KillRun {

    private final Subjects subjects;
    private final SubjectClasses classes;
    private final Trials trials;
    private final Terms terms;

    /**
     * How it is done.
     *
     * @param ledger  what is known already
     * @param workers rooms at a time
     * @param grader  everything that the end of a test depends on beside test and room
     * @param suite   its visible cases are nobody's own tests
     */
    public record Terms(KillLedger ledger, int workers, String grader, Suite suite) {
    }

    public KillRun(Subjects subjects, SubjectClasses classes, Trials trials, Terms terms) {
        this.subjects = subjects;
        this.classes = classes;
        this.trials = trials;
        this.terms = terms;
    }

    /** How many rooms there are to play on. */
    public int rooms(Lab lab) throws IOException {
        List<Subject> all = subjects.of(lab);
        return equivalents(all).size() + SeededBugs.of(lab, all).bugs().size();
    }

    private static List<Subject> equivalents(List<Subject> all) {
        return all.stream().filter(s -> !s.isBug()).toList();
    }

    /**
     * What the tests of each learner are worth.
     *
     * @param tests by the learner's name
     * @param done  is run after each room, one at a time
     */
    public Map<String, TestsResult> run(Lab lab, Map<String, List<TestFile>> tests, Runnable done)
            throws IOException, InterruptedException {
        TestReader reader = new TestReader(lab, KitRuns.of(terms.suite(), lab));
        Map<String, Judged> judged = new TreeMap<>();
        tests.forEach((learner, files) -> judged.put(learner, new Judged(Receipt.ofTests(files), files.stream().map(reader::read).toList())));
        List<Subject> all = subjects.of(lab);
        SeededBugs bugs = SeededBugs.of(lab, all);
        List<Subject> rooms = new ArrayList<>(equivalents(all));
        rooms.addAll(bugs.bugs());
        Map<Subject, Map<String, List<End>>> ends = played(lab, rooms, judged, done);
        for (Subject room : rooms) {
            int bug = bugs.bugs().indexOf(room) + 1;
            judged.forEach((learner, own) -> own.take(bug, ends.get(room).get(learner)));
        }
        Map<String, TestsResult> results = new TreeMap<>();
        judged.forEach((learner, own) -> results.put(learner, own.result(lab.id(), bugs.stages())));
        return results;
    }

    private Map<Subject, Map<String, List<End>>> played(Lab lab, List<Subject> rooms, Map<String, Judged> judged, Runnable done)
            throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(terms.workers());
        try {
            Map<Subject, Future<Map<String, List<End>>>> running = new LinkedHashMap<>();
            for (Subject room : rooms) {
                running.put(room, pool.submit(() -> {
                    Map<String, List<End>> ends = played(lab, room, judged);
                    synchronized (done) {
                        done.run();
                    }
                    return ends;
                }));
            }
            Map<Subject, Map<String, List<End>>> all = new LinkedHashMap<>();
            for (Subject room : rooms) {
                all.put(room, running.get(room).get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IOException("a seeded bug can't be played on: " + e.getCause().getMessage(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private Map<String, List<End>> played(Lab lab, Subject room, Map<String, Judged> judged) throws IOException {
        Map<String, List<End>> ends = new TreeMap<>();
        String receipt = classes.receipt(lab, room);
        Trials.Trial trial = null;
        try {
            for (var learner : judged.entrySet()) {
                String key = String.join("|", lab.number(), receipt, learner.getValue().receipt(), terms.grader());
                List<End> known = terms.ledger().find(key).orElse(null);
                if (known == null && !learner.getValue().ready().isEmpty()) {
                    trial = trial == null ? trials.open(lab, classes.of(lab, room)) : trial;
                    known = played(trial, learner.getValue().ready());
                    terms.ledger().add(key, known);
                }
                ends.put(learner.getKey(), known == null ? List.of() : known);
            }
            return ends;
        } finally {
            if (trial != null) {
                trial.close();
            }
        }
    }

    /** One learner's tests on one room. What ends its process has exposed it, and is not waited for again. */
    private static List<End> played(Trials.Trial room, List<ReadTest.Ready> tests) {
        List<End> ends = new ArrayList<>();
        boolean over = false;
        for (ReadTest.Ready test : tests) {
            ends.add(over ? End.SKIPPED : End.of(room, test.law()));
            over |= ends.getLast().kind() == End.Kind.ENDED || ends.getLast().kind() == End.Kind.HOST;
        }
        return ends;
    }
}
