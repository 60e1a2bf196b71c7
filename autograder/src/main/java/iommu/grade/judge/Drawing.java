package iommu.grade.judge;

import iommu.arch.ContextResult;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import iommu.arch.WalkResult;
import iommu.arch.WalkStep;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.secondstage.SecondStageWalk;
import iommu.grade.verdict.Divergence;
import iommu.probe.CaseMemory;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import iommu.view.AllowedAnswer;
import iommu.view.CacheTimeline;
import iommu.view.ContextPicture;
import iommu.view.EntryRead;
import iommu.view.Mark;
import iommu.view.Picture;
import iommu.view.TimelineRow;
import iommu.view.WalkPicture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Draws what the reference does at the step of a run that went wrong. */
public final class Drawing {

    private static final List<String> HEAD = List.of("vtd ", "room ", "unit ");
    private static final List<String> ASKS = List.of("status", "mmio   read", "mmio read");

    private Drawing() {
    }

    /**
     * The picture of the step at this line, by the reference.
     *
     * @param plan  the run, expanded
     * @param first where a learner's room went wrong in it
     */
    public static Optional<Picture> of(Scenario scenario, Plan plan, Divergence first) {
        int line = first.line();
        CaseMemory memory = new CaseMemory(plan.capabilities().hostAddressWidth());
        for (Step step : plan.steps()) {
            switch (step.stimulus()) {
                case Stimulus.Walk walk when step.line() == line -> {
                    return Optional.of(walk(memory, plan, walk, first));
                }
                case Stimulus.LookUpContext lookup when step.line() == line -> {
                    return Optional.of(context(memory, plan, lookup, first));
                }
                case Stimulus.CachedTranslationOf of when step.line() == line -> {
                    return Optional.of(timeline(scenario, first));
                }
                case Stimulus.CachedContextOf of when step.line() == line -> {
                    return Optional.of(timeline(scenario, first));
                }
                case Stimulus.CachedPrefixOf of when step.line() == line -> {
                    return Optional.of(timeline(scenario, first));
                }
                case Stimulus.Store64 store -> memory.store(store);
                case Stimulus.Store128 store -> memory.store(store);
                case Stimulus.Readable change -> memory.restrict(change);
                default -> {
                }
            }
        }
        return plan.room().judgedAsItGoes() ? Optional.of(calls(scenario, first)) : Optional.empty();
    }

    private static Picture walk(CaseMemory memory, Plan plan, Stimulus.Walk walk, Divergence first) {
        Watched watched = new Watched(memory);
        WalkResult outcome = new SecondStageWalk(watched, plan.capabilities()).walk(walk.start(), walk.address(),
                walk.access());
        List<WalkStep> steps = new ArrayList<>();
        for (EntryRead read : watched.reads) {
            read.entry().ifPresent(e -> steps.add(new WalkStep(walk.start().level() - steps.size(), read.at(), e.low())));
        }
        return WalkPicture.of(walk.start(), walk.address(), walk.access(), steps, outcome)
                .marked(new Mark(steps.size(), "your room: " + first.answered()));
    }

    private static Picture context(CaseMemory memory, Plan plan, Stimulus.LookUpContext lookup, Divergence first) {
        Watched watched = new Watched(memory);
        ContextResult outcome = new RootAndContextLookup(watched, plan.capabilities()).lookUp(lookup.rootTable(),
                lookup.source());
        return ContextPicture.of(lookup.rootTable(), lookup.source(), watched.reads, outcome)
                .marked(new Mark(watched.reads.size(), "your room: " + first.answered()));
    }

    private static Picture timeline(Scenario scenario, Divergence first) {
        List<TimelineRow> rows = new ArrayList<>();
        for (int number = 1; number <= first.line(); number++) {
            String text = scenario.lines().get(number - 1).expecting(Optional.empty()).text().split("#", 2)[0].strip();
            Optional<TimelineRow.Kind> kind = kind(text);
            if (kind.isPresent()) {
                rows.add(row(number, text, kind.get(), first));
            }
        }
        return CacheTimeline.of(rows, first.allowed().stream().map(a -> new AllowedAnswer(a, 0, "")).toList());
    }

    /** The life of a room whose answers depend on all that came before. */
    private static Picture calls(Scenario scenario, Divergence first) {
        List<TimelineRow> rows = new ArrayList<>();
        for (int number = 1; number <= first.line(); number++) {
            String text = scenario.lines().get(number - 1).expecting(Optional.empty()).text().split("#", 2)[0].strip();
            if (!text.isEmpty() && HEAD.stream().noneMatch(text::startsWith)) {
                rows.add(row(number, text, ASKS.stream().anyMatch(text::startsWith) ? TimelineRow.Kind.LOOKUP
                        : TimelineRow.Kind.OTHER, first));
            }
        }
        return CacheTimeline.of("The room", rows, first.allowed().stream().map(a -> new AllowedAnswer(a, 0, "")).toList());
    }

    private static TimelineRow row(int number, String text, TimelineRow.Kind kind, Divergence first) {
        String[] words = text.split(" +", 2);
        boolean wrong = number == first.line();
        return new TimelineRow(number, words[0],
                (words.length < 2 ? "" : words[1]) + (wrong ? ": your room: " + first.answered() : ""), kind, wrong);
    }

    private static Optional<TimelineRow.Kind> kind(String text) {
        if (text.startsWith("fill")) {
            return Optional.of(TimelineRow.Kind.FILL);
        }
        if (text.startsWith("lookup")) {
            return Optional.of(TimelineRow.Kind.LOOKUP);
        }
        return text.startsWith("invalidate") ? Optional.of(TimelineRow.Kind.INVALIDATION) : Optional.empty();
    }

    /** Remembers every read. */
    private static final class Watched implements TableMemory {

        private final TableMemory memory;
        private final List<EntryRead> reads = new ArrayList<>();

        private Watched(TableMemory memory) {
            this.memory = memory;
        }

        @Override
        public OptionalLong read64(Gpa at) {
            OptionalLong bits = memory.read64(at);
            reads.add(new EntryRead(at, bits.isPresent() ? Optional.of(new Entry128(bits.getAsLong(), 0)) : Optional.empty()));
            return bits;
        }

        @Override
        public Optional<Entry128> read128(Gpa at) {
            Optional<Entry128> bits = memory.read128(at);
            reads.add(new EntryRead(at, bits));
            return bits;
        }
    }
}
