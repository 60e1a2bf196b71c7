package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * How each allowed answer can come about: the allowed sets of a run, and for every member the histories that make it
 * possible.
 *
 * <p>It asks {@link MachineRelation} and knows no rule of its own. The run is repeated with MAY emptied, wholly or in
 * part, at one moment: an answer that outlives this after line 7 but not after line 8 needs something that could be
 * taken up between the two, and was held since.
 */
public final class Histories {

    /** One stimulus of the run. @param line where it comes from; lines ascend */
    public record Step(int line, Stimulus stimulus) {
    }

    /**
     * A request of a device.
     *
     * @param allowed every answer that some legal unit could give, in a fixed order, each with at least one history;
     *                empty where the oracle does not speak
     * @param silence why it does not speak any more; empty if it does, or only passes over this request
     */
    public record Access(int line, Stimulus asked, Map<Answer, List<History>> allowed, Optional<String> silence) {

        public Access {
            allowed = Collections.unmodifiableMap(new LinkedHashMap<>(allowed));
        }
    }

    /** How many states of the run are kept, to begin repetitions from. */
    private static final int CHECKPOINTS = 256;

    /** How many things held together are looked for, if fewer make another history. */
    private static final int MOST_TRACES = 3;

    private static final Set<Holding> CACHES = EnumSet.complementOf(EnumSet.of(Holding.LINE));
    private static final Set<Holding> EVERYTHING = EnumSet.allOf(Holding.class);

    /** The steps of each line. */
    private final List<List<Step>> lines;
    private final Set<Holding> worthAsking;
    private final int spacing;
    private final List<MachineRelation> checkpoints = new ArrayList<>();
    private final MachineRelation snooping;
    private final boolean alwaysSnoops;

    private Histories(Capabilities unit, Prefetch prefetch, List<Step> run) {
        lines = byLine(run);
        spacing = 1 + lines.size() / CHECKPOINTS;
        checkpoints.add(new MachineRelation(unit, prefetch));
        snooping = new MachineRelation(unit, prefetch, true);
        alwaysSnoops = unit.coherent() && !unit.scalable().offered();
        worthAsking = EnumSet.of(Holding.CONTEXT, Holding.TRANSLATION, Holding.PREFIX);
        if (!alwaysSnoops) {
            worthAsking.add(Holding.LINE);
        }
        if (unit.scalable().offered()) {
            worthAsking.add(Holding.PASID);
        }
    }

    /** The requests of the run, in their order. */
    public static List<Access> of(Capabilities unit, Prefetch prefetch, List<Step> run) {
        return new Histories(unit, prefetch, run).accesses();
    }

    private static List<List<Step>> byLine(List<Step> run) {
        List<List<Step>> lines = new ArrayList<>();
        int last = 0;
        for (Step step : run) {
            if (lines.isEmpty() || step.line() != last) {
                lines.add(new ArrayList<>());
                last = step.line();
            }
            lines.getLast().add(step);
        }
        return lines;
    }

    private List<Access> accesses() {
        List<Access> accesses = new ArrayList<>();
        MachineRelation run = checkpoints.getFirst().copy();
        for (int place = 0; place < lines.size(); place++) {
            for (Step step : lines.get(place)) {
                Set<Answer> allowed = run.on(step.stimulus());
                Set<Answer> snooped = alwaysSnoops ? allowed : snooping.on(step.stimulus());
                if (isAccess(step.stimulus())) {
                    Map<Answer, List<History>> histories = new LinkedHashMap<>();
                    for (Answer answer : allowed) {
                        histories.put(answer, new Question(place, answer).histories(!snooped.contains(answer)));
                    }
                    accesses.add(new Access(step.line(), step.stimulus(), histories, run.silence()));
                }
            }
            if ((place + 1) % spacing == 0) {
                checkpoints.add(run.copy());
            }
        }
        return accesses;
    }

    private static boolean isAccess(Stimulus step) {
        return step instanceof Stimulus.Dma || step instanceof Stimulus.Interrupt;
    }

    /** The run as it is before this line. */
    private MachineRelation before(int place) {
        MachineRelation run = checkpoints.get(place / spacing).copy();
        play(run, place / spacing * spacing, place);
        return run;
    }

    private void play(MachineRelation run, int from, int to) {
        for (List<Step> line : lines.subList(from, to)) {
            line.forEach(step -> run.on(step.stimulus()));
        }
    }

    /** How this answer can come about at the access of this line. */
    private final class Question {

        private final int place;
        private final Answer answer;

        Question(int place, Answer answer) {
            this.place = place;
            this.answer = answer;
        }

        List<History> histories(boolean unsnooped) {
            if (suffices(before(place), EnumSet.noneOf(Holding.class))) {
                return List.of(new History(List.of(), unsnooped, false));
            }
            List<Set<Holding>> ways = new ArrayList<>();
            for (int size = 1; size <= MOST_TRACES || ways.isEmpty() && size <= EVERYTHING.size(); size++) {
                for (Set<Holding> held : sets(size)) {
                    if (ways.stream().noneMatch(held::containsAll) && suffices(before(place), held)) {
                        ways.add(held);
                    }
                }
            }
            return ways.stream().map(held -> history(held, unsnooped)).toList();
        }

        private List<Set<Holding>> sets(int size) {
            Set<Holding> candidates = asksForInterrupt() ? EnumSet.of(Holding.LINE, Holding.INTERRUPT) : worthAsking;
            List<Set<Holding>> sets = new ArrayList<>(List.of(EnumSet.noneOf(Holding.class)));
            for (Holding one : candidates) {
                for (Set<Holding> set : List.copyOf(sets)) {
                    Set<Holding> larger = EnumSet.copyOf(set);
                    larger.add(one);
                    sets.add(larger);
                }
            }
            return sets.stream().filter(s -> s.size() == size).toList();
        }

        private boolean asksForInterrupt() {
            return lines.get(place).getLast().stimulus() instanceof Stimulus.Interrupt;
        }

        private History history(Set<Holding> held, boolean unsnooped) {
            List<History.Trace> traces = new ArrayList<>();
            for (Holding one : held) {
                Set<Holding> root = one == Holding.LINE ? EnumSet.of(one) : CACHES;
                traces.add(new History.Trace(one, last(EnumSet.of(one), held), last(root, held)));
            }
            MachineRelation finished = before(place);
            finished.finish();
            return new History(traces, unsnooped || held.contains(Holding.LINE), !suffices(finished, held));
        }

        /** The last line at which what is forgotten could be taken up anew. */
        private int last(Set<Holding> forgotten, Set<Holding> held) {
            int after = latest(place, from -> {
                MachineRelation run = before(from);
                run.forget(forgotten);
                play(run, from, place);
                return suffices(run, held);
            });
            return lines.get(after).getFirst().line();
        }

        /** Whether the answer is allowed although nothing is held but this. @param run before the line; it is used up */
        private boolean suffices(MachineRelation run, Set<Holding> held) {
            for (Step step : lines.get(place)) {
                if (isAccess(step.stimulus())) {
                    Set<Holding> others = EnumSet.copyOf(EVERYTHING);
                    others.removeAll(held);
                    run.forget(others);
                    return run.on(step.stimulus()).contains(answer);
                }
                run.on(step.stimulus());
            }
            throw new IllegalStateException("no access at line " + place);
        }
    }

    /** The largest number below the limit that holds, if all smaller ones do; looked for from above. */
    private static int latest(int limit, IntPredicate holds) {
        int below = limit;
        int reach = 1;
        while (below - reach > 0 && !holds.test(below - reach)) {
            below -= reach;
            reach *= 2;
        }
        int found = Math.max(0, below - reach);
        while (below - found > 1) {
            int middle = (found + below) >>> 1;
            if (holds.test(middle)) {
                found = middle;
            } else {
                below = middle;
            }
        }
        return found;
    }
}
