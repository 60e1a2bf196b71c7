package iommu.grade.confidence;

import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What was measured of one lab, or of several together.
 *
 * @param title         the lab, or {@code all}
 * @param transplanted  how many of the bugs are in code that is not shaped like the reference
 * @param hidden        bugs that generated cases alone fail, under every seed
 * @param visible       bugs that the cases that everybody can read fail
 * @param named         judgements of bugs under which the right class was named
 * @param equivalents   equivalents that pass every law group
 * @param outsideMedian the median of the points that a bug costs outside the group that is about it and those that it blocks
 * @param outsideMost   the most of them, in percent of the lab's points
 * @param elsewhereMedian the median of the points that a bug costs outside the group that is about it
 * @param flakes        repeats that did not end as before
 * @param lines         the median length of a smallest failing run
 */
public record Scores(String title, Rate transplanted, Rate hidden, Rate visible, Rate named, Rate equivalents,
        double outsideMedian, double outsideMost, double elsewhereMedian, Rate flakes, double lines) {

    private static final double VISIBLE = 95;
    private static final double NAMED = 90;
    private static final double OUTSIDE_MOST = 25;
    private static final double LINES = 8;

    /** @param seen of one lab or more @param flakes how many of so many repeats */
    public static Scores of(String title, List<Seen> seen, Rate flakes) {
        List<Seen> bugs = seen.stream().filter(s -> s.subject().isBug()).toList();
        List<Seen> equivalents = seen.stream().filter(s -> !s.subject().isBug()).toList();
        return new Scores(title,
                new Rate(count(bugs, s -> !s.subject().shapedLikeTheReference()), bugs.size()),
                new Rate(count(bugs, Seen::caughtHidden), bugs.size()),
                new Rate(count(bugs, Seen::caughtVisible), bugs.size()),
                new Rate(bugs.stream().mapToInt(Seen::rightlyNamed).sum(), bugs.stream().mapToInt(s -> s.hidden().size()).sum()),
                new Rate(count(equivalents, Seen::keepsTheLaw), equivalents.size()),
                median(bugs.stream().mapToInt(Seen::outside)),
                bugs.stream().mapToDouble(s -> 100.0 * s.outside() / points(s.lab())).max().orElse(0),
                median(bugs.stream().mapToInt(Seen::elsewhere)), flakes,
                median(bugs.stream().flatMap(s -> s.hidden().stream()).mapToInt(Observation::lines).filter(n -> n > 0)));
    }

    private static int count(List<Seen> seen, Predicate<Seen> which) {
        return (int) seen.stream().filter(which).count();
    }

    static int points(Lab lab) {
        return lab.groups().stream().mapToInt(Group::points).sum();
    }

    static double median(IntStream values) {
        int[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length == 0 ? 0 : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }

    /** The goals that are missed, a sentence each; empty if every one is met. */
    public List<String> missed() {
        List<String> missed = new ArrayList<>();
        demand(missed, hidden.isAll(), "every bug must fail in the hidden cases, under every seed");
        demand(missed, visible.percent() >= VISIBLE, "at least 95 % of the bugs must fail in the visible cases");
        demand(missed, named.percent() >= NAMED, "the right class must be named in at least 90 %");
        demand(missed, equivalents.isAll(), "every equivalent must pass every law group");
        demand(missed, outsideMedian == 0, "a bug must cost no point outside its own group, by the median");
        demand(missed, outsideMost <= OUTSIDE_MOST, "no bug may cost more than a quarter of its lab outside its own group");
        demand(missed, flakes.hits() == 0, "no repeat may end otherwise than before");
        demand(missed, lines <= LINES, "the median of the smallest failing runs must be at most 8 lines");
        return missed;
    }

    private static void demand(List<String> missed, boolean met, String sentence) {
        if (!met) {
            missed.add(sentence);
        }
    }
}
