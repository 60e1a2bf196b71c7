package iommu.grade.recorded;

import iommu.grade.judge.CaseSeeds;
import iommu.grade.judge.CaseSource;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.RunJudge;
import iommu.grade.judge.Soonest;
import iommu.grade.judge.VisibleCases;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.verdict.Verdict;
import iommu.scenario.Expander;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The visible cases, each with what was recorded of it: beside this class, below {@code cases}. */
public final class RecordedCases implements CaseSource {

    /** Of a scenario in which each line has the whole set of its answers. */
    public static final String SETS = ".sets";
    /** Of a {@link Recording}. */
    public static final String RUNS = ".runs";
    /** Of {@link RecordedViews}. */
    public static final String VIEWS = ".views";
    /** Of a {@link DriverCase}. */
    public static final String DRIVERS = ".driver";
    /** Of a {@link UnitCase}. */
    public static final String UNITS = ".unit";
    /** Of {@link Ways}. */
    public static final String WAYS = ".ways";

    private static final String UNKNOWN = "this scenario is none that the kit came with, so nothing is recorded of it";

    private final Path labsFolder;
    private final Soonest soonest = new Soonest();

    public RecordedCases(Path labsFolder) {
        this.labsFolder = labsFolder;
    }

    /** The service. */
    public static final class OfHandout implements Maker {

        @Override
        public CaseSource make(Path labsFolder, Manifest manifest, CaseSeeds seeds) {
            return new RecordedCases(labsFolder);
        }

        @Override
        public boolean knowsTheOracle() {
            return false;
        }
    }

    @Override
    public List<PreparedCase> visible(Lab lab, Group group) {
        return soonest.among(group, VisibleCases.of(labsFolder, lab, group).stream().sorted(Comparator.comparing(s -> s.lines().size()))
                .map(scenario -> prepare(group, scenario)).toList());
    }

    /** What was recorded of a scenario of this group. */
    public static PreparedCase prepare(Group group, Scenario scenario) {
        String name = fileName(scenario);
        return judgedBy(scenario, ending -> read(group.id() + "/" + name + ending));
    }

    /** What was recorded of a scenario; empty if nothing was, or it was changed since. @param group its folder's name */
    static Optional<PreparedCase> known(String group, Scenario scenario) {
        String place = group + "/" + fileName(scenario);
        return Optional.of(judgedBy(scenario, ending -> read(place + ending)))
                .filter(judged -> !judged.begin().silence().equals(Optional.of(UNKNOWN)));
    }

    /** What was recorded of the beginning of a case, as a check leaves it in {@code counterexamples}; empty if it is the beginning of none. */
    public Optional<PreparedCase> beginning(Lab lab, Group group, Scenario run) {
        return begun(lab, group, run).filter(b -> b.whole().begin().silence().isEmpty()).map(Beginning::judged);
    }

    /** How a right room comes to its answer at the last line of a run, as it was told when the kit was made. */
    public Optional<String> way(Lab lab, Group group, Scenario run) {
        return begun(lab, group, run).flatMap(b -> read(group.id() + "/" + fileName(b.whole().scenario()) + WAYS)
                .flatMap(text -> Ways.read(text, b.last())));
    }

    private Optional<Beginning> begun(Lab lab, Group group, Scenario run) {
        return VisibleCases.of(labsFolder, lab, group).stream().map(whole -> Beginning.of(run, prepare(group, whole)))
                .flatMap(Optional::stream).findFirst();
    }

    private static String fileName(Scenario scenario) {
        return scenario.name().substring(scenario.name().lastIndexOf('/') + 1);
    }

    /** @param written what was recorded, by {@link #SETS} and the other endings; of another scenario it counts as nothing */
    public static PreparedCase judgedBy(Scenario scenario, Function<String, Optional<String>> written) {
        Plan plan = Expander.expand(scenario);
        Optional<Plan> sets = written.apply(SETS).map(text -> Expander.expand(Scenario.parse(scenario.name() + SETS, text)));
        if (sets.isPresent() && sameSteps(plan, sets.get())) {
            return new PreparedCase(scenario, plan, sets.get().steps().stream().map(step -> step.expectation()).toList(), Optional.empty());
        }
        String digest = Recording.digest(scenario);
        Optional<Supplier<RunJudge>> views = written.apply(VIEWS).map(RecordedViews::read).filter(v -> v.scenario().equals(digest))
                .map(recorded -> () -> new ListenerJudge(plan, recorded));
        Optional<Supplier<RunJudge>> driver = written.apply(DRIVERS).map(DriverCase::read).filter(d -> d.scenario().equals(digest))
                .map(known -> () -> known.judge(plan));
        Optional<Supplier<RunJudge>> unit = written.apply(UNITS).map(UnitCase::read).filter(u -> u.scenario().equals(digest))
                .map(known -> known.judges(plan));
        Recording recording = written.apply(RUNS).map(Recording::read).filter(r -> r.scenario().equals(digest))
                .orElse(Recording.none(scenario, UNKNOWN));
        return new PreparedCase(scenario, plan, Collections.nCopies(plan.steps().size(), Optional.empty()),
                views.or(() -> driver).or(() -> unit).or(() -> Optional.of(() -> new RecordedJudge(plan, recording))));
    }

    private static boolean sameSteps(Plan plan, Plan recorded) {
        return plan.capabilities().equals(recorded.capabilities()) && plan.capacity() == recorded.capacity()
                && plan.steps().stream().map(step -> step.stimulus()).toList()
                        .equals(recorded.steps().stream().map(step -> step.stimulus()).toList());
    }

    private static Optional<String> read(String name) {
        try (InputStream in = RecordedCases.class.getResourceAsStream("cases/" + name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read what was recorded of " + name, e);
        }
    }

    @Override
    public List<PreparedCase> generated(Lab lab, Group group) {
        return List.of();
    }

    @Override
    public Shrink shrink() {
        return soonest;
    }

    @Override
    public Verdict unjudged() {
        return Verdict.NOT_JUDGED;
    }
}
