package iommu.grade.confidence;

import iommu.grade.explain.Behaviours;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.Receipt;
import iommu.grade.judge.Suite;
import iommu.grade.judge.Trials;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.sandbox.Outcome;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Sends every subject through the judge: by the visible cases, by generated ones under each seed, and again and again. */
public final class Measurement {

    private final Subjects subjects;
    private final Trials trials;
    private final Ledger ledger;
    private final Terms terms;
    private final Map<String, Path> classes = new ConcurrentHashMap<>();

    /**
     * Under which terms it is measured.
     *
     * @param suites  one for each seed, the whole of it
     * @param repeats how often each lab is judged again
     * @param workers subjects at a time
     * @param grader  everything else that a verdict depends on
     */
    public record Terms(List<Suite> suites, int repeats, int workers, String grader) {

        public Terms {
            suites = List.copyOf(suites);
        }
    }

    public Measurement(Subjects subjects, Trials trials, Ledger ledger, Terms terms) {
        this.subjects = subjects;
        this.trials = trials;
        this.ledger = ledger;
        this.terms = terms;
    }

    /** How many judgements {@link #subjects} and {@link #flakes} make of these labs. */
    public int judgements(List<Lab> labs) throws IOException {
        int all = 0;
        for (Lab lab : labs) {
            int some = subjects.of(lab).size();
            all += some * (1 + terms.suites().size()) + (some == 0 ? 0 : terms.repeats());
        }
        return all;
    }

    /** Judges every subject of these labs. @param made is told of every judgement as it is made, one at a time */
    public Map<Lab, List<Seen>> subjects(List<Lab> labs, Consumer<String> made) throws IOException, InterruptedException {
        Map<Lab, List<Callable<Seen>>> work = new LinkedHashMap<>();
        for (Lab lab : labs) {
            work.put(lab, subjects.of(lab).stream().<Callable<Seen>>map(subject -> () -> see(lab, subject, made)).toList());
        }
        return inParallel(work);
    }

    /** All of it in one process, as a submission is judged; each case begins with fresh classes. */
    private Seen see(Lab lab, Subject subject, Consumer<String> made) throws IOException {
        LabSources sources = subjects.sources(lab, subject);
        try (Opened trial = new Opened(lab, subject, sources)) {
            Observation visible = observe(trial, terms.suites().getFirst().only(Suite.Part.VISIBLE));
            tell(made, subject.name() + ", visible: " + told(visible));
            List<Observation> hidden = new ArrayList<>();
            for (Suite suite : terms.suites()) {
                hidden.add(observe(trial, suite.only(Suite.Part.HIDDEN)));
                tell(made, subject.name() + ", seed " + suite.seed() + ": " + told(hidden.getLast()));
            }
            return new Seen(lab, subject, visible, hidden);
        }
    }

    /** A trial that is opened when something has not been observed yet. */
    private final class Opened implements AutoCloseable {

        private final Lab lab;
        private final Subject subject;
        private final LabSources sources;
        private Trials.Trial trial;

        private Opened(Lab lab, Subject subject, LabSources sources) {
            this.lab = lab;
            this.subject = subject;
            this.sources = sources;
        }

        private Trials.Trial trial() {
            if (trial == null) {
                trial = trials.open(lab, classes(lab, subject, sources));
            }
            return trial;
        }

        @Override
        public void close() {
            if (trial != null) {
                trial.close();
            }
        }
    }

    private static void tell(Consumer<String> made, String sentence) {
        synchronized (made) {
            made.accept(sentence);
        }
    }

    private static String told(Observation seen) {
        return !seen.host().isEmpty() ? seen.host() : seen.failed().isEmpty() ? "passes"
                : "fails " + String.join(", ", seen.failed());
    }

    private Observation observe(Opened opened, Suite suite) throws IOException {
        boolean hidden = suite.part() == Suite.Part.HIDDEN;
        String key = key(opened.subject, opened.sources, suite.part() + (hidden ? " " + suite.seed() : ""));
        var known = ledger.find(key);
        if (known.isPresent()) {
            return known.get();
        }
        LabResult look = opened.trial().look(suite);
        Observation seen = new Observation(key, failed(look), "", 0, host(look));
        if (hidden && opened.subject.isBug() && !seen.failed().isEmpty()) {
            seen = explained(opened.trial(), suite, opened.lab, seen);
        }
        ledger.add(seen);
        return seen;
    }

    /** With the class and the size of what a learner is shown first. */
    private static Observation explained(Trials.Trial trial, Suite suite, Lab lab, Observation seen) {
        Group first = lab.groups().stream().filter(g -> g.id().equals(seen.failed().getFirst())).findFirst().orElseThrow();
        GroupResult result = trial.judge(suite, first);
        String word = result.counterexample().map(c -> Behaviours.of(first.id(), c).word()).orElse("");
        int lines = result.counterexample().map(c -> (int) c.scenario().lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#")).count()).orElse(0);
        String host = result.verdict() == Verdict.FAILED ? "" : "failed at first, then " + result.verdict();
        return new Observation(seen.key(), seen.failed(), word, lines, host);
    }

    private Path classes(Lab lab, Subject subject, LabSources sources) {
        return classes.computeIfAbsent(subject.name(), any -> switch (trials.compile(lab, sources)) {
            case Outcome.Compiled(Path folder) -> folder;
            case Outcome.Rejected(String reason, List<String> errors) -> throw new SubjectException(subject.name() + ": "
                    + reason + ": " + String.join("; ", errors));
            case Outcome.Inconclusive(String why) -> throw new SubjectException(subject.name() + ": " + why);
        });
    }

    /** Judges each lab's subjects again in turn, by the whole suite. @return those that did not end as they did before */
    public Map<Lab, List<String>> flakes(Map<Lab, List<Seen>> seen, Consumer<String> made) throws IOException, InterruptedException {
        Map<Lab, List<Callable<List<String>>>> work = new LinkedHashMap<>();
        seen.forEach((lab, all) -> work.put(lab, repeats(lab, all, made)));
        Map<Lab, List<String>> flakes = new LinkedHashMap<>();
        inParallel(work).forEach((lab, all) -> flakes.put(lab, all.stream().flatMap(List::stream).toList()));
        return flakes;
    }

    private List<Callable<List<String>>> repeats(Lab lab, List<Seen> seen, Consumer<String> made) {
        List<Callable<List<String>>> work = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            int first = i;
            work.add(() -> again(lab, seen.get(first), IntStream.iterate(first, turn -> turn < terms.repeats(), turn -> turn + seen.size()), made));
        }
        return work;
    }

    /** All repeats of one subject, each by another seed: in one process again, and a new one. */
    private List<String> again(Lab lab, Seen before, IntStream turns, Consumer<String> made) throws IOException {
        List<String> flakes = new ArrayList<>();
        int place = 0;
        try (Opened trial = new Opened(lab, before.subject(), subjects.sources(lab, before.subject()))) {
            for (int turn : turns.toArray()) {
                String flake = repeat(trial, before, place++ % terms.suites().size(), turn, made);
                if (!flake.isEmpty()) {
                    flakes.add(flake);
                }
            }
        }
        return flakes;
    }

    private String repeat(Opened trial, Seen before, int place, int turn, Consumer<String> made) throws IOException {
        Suite suite = terms.suites().get(place);
        String key = key(before.subject(), trial.sources, "repeat " + turn + " " + suite.seed());
        Observation again = ledger.find(key).orElse(null);
        if (again == null) {
            LabResult look = trial.trial().look(suite);
            again = new Observation(key, failed(look), "", 0, host(look));
            ledger.add(again);
        }
        tell(made, before.subject().name() + " again: " + told(again));
        boolean same = again.host().isEmpty() && new LinkedHashSet<>(again.failed()).equals(before.failed(place));
        return same ? "" : before.subject().name() + ", seed " + suite.seed() + ": " + before.failed(place) + ", then "
                + again.failed() + (again.host().isEmpty() ? "" : ": " + again.host());
    }

    private String key(Subject subject, LabSources sources, String what) {
        String receipt = Receipt.of(Map.of(sources.labNumber(), sources)).substring(0, 16);
        return String.join("|", subject.name(), receipt, what, terms.grader());
    }

    private static List<String> failed(LabResult look) {
        return look.groups().stream().filter(g -> g.verdict() == Verdict.FAILED).map(GroupResult::id).toList();
    }

    private static String host(LabResult look) {
        return look.groups().stream().filter(g -> g.verdict() == Verdict.INCONCLUSIVE).map(GroupResult::message).findFirst()
                .orElse("");
    }

    /** All labs at once: where one ends, nobody waits for its last subject. */
    private <T> Map<Lab, List<T>> inParallel(Map<Lab, List<Callable<T>>> work) throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(terms.workers());
        try {
            Map<Lab, List<Future<T>>> running = new LinkedHashMap<>();
            work.forEach((lab, all) -> running.put(lab, all.stream().map(pool::submit).toList()));
            Map<Lab, List<T>> done = new LinkedHashMap<>();
            for (var lab : running.entrySet()) {
                List<T> results = new ArrayList<>();
                for (Future<T> one : lab.getValue()) {
                    results.add(one.get());
                }
                done.put(lab.getKey(), results);
            }
            return done;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SubjectException rotten) {
                throw rotten;
            }
            throw new IOException("the grader failed: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }
}
