package iommu.grade.recorded;

import iommu.grade.judge.CaseSeeds;
import iommu.grade.judge.CaseSource;
import iommu.grade.judge.PreparedCase;
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

/** The visible cases, each with what was recorded of it: beside this class, below {@code cases}. */
public final class RecordedCases implements CaseSource {

    /** Of a scenario in which each line has the whole set of its answers. */
    public static final String SETS = ".sets";
    /** Of a {@link Recording}. */
    public static final String RUNS = ".runs";

    private static final String UNKNOWN = "this scenario is none that the kit came with, so nothing is recorded of it";

    private final Path labsFolder;

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

    /** The shortest first: the first that fails is the smallest that there is to show. */
    @Override
    public List<PreparedCase> visible(Lab lab, Group group) {
        return VisibleCases.of(labsFolder, lab, group).stream().sorted(Comparator.comparing(s -> s.lines().size()))
                .map(scenario -> prepare(group, scenario)).toList();
    }

    /** What was recorded of a scenario of this group. */
    public static PreparedCase prepare(Group group, Scenario scenario) {
        String name = scenario.name().substring(scenario.name().lastIndexOf('/') + 1);
        return judgedBy(scenario, read(group.id() + "/" + name + SETS), read(group.id() + "/" + name + RUNS));
    }

    /** What was recorded of the beginning of a case, as a check leaves it in {@code counterexamples}; empty if it is the beginning of none. */
    public Optional<PreparedCase> beginning(Lab lab, Group group, Scenario scenario) {
        List<String> begun = Recording.bare(scenario);
        Plan plan = Expander.expand(scenario);
        return VisibleCases.of(labsFolder, lab, group).stream().filter(whole -> {
            List<String> all = Recording.bare(whole);
            return begun.size() <= all.size() && all.subList(0, begun.size()).equals(begun);
        }).map(whole -> prepare(group, whole)).filter(whole -> whole.begin().silence().isEmpty())
                .findFirst().map(whole -> new PreparedCase(scenario, plan, whole.allowed().subList(0, plan.steps().size()), whole.relation()));
    }

    /** @param sets and {@code runs}: the texts that were recorded, if they were; of another scenario they count as none */
    public static PreparedCase judgedBy(Scenario scenario, Optional<String> sets, Optional<String> runs) {
        Plan plan = Expander.expand(scenario);
        Optional<Plan> recorded = sets.map(text -> Expander.expand(Scenario.parse(scenario.name() + SETS, text)));
        if (recorded.isPresent() && sameSteps(plan, recorded.get())) {
            return new PreparedCase(scenario, plan, recorded.get().steps().stream().map(step -> step.expectation()).toList(), Optional.empty());
        }
        Recording recording = runs.map(Recording::read).filter(r -> r.scenario().equals(Recording.digest(scenario)))
                .orElse(Recording.none(scenario, UNKNOWN));
        return new PreparedCase(scenario, plan, Collections.nCopies(plan.steps().size(), Optional.empty()),
                Optional.of(() -> new RecordedJudge(plan, recording)));
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
        return Shrink.NOT_AT_ALL;
    }

    @Override
    public Verdict unjudged() {
        return Verdict.NOT_JUDGED;
    }
}
