package iommu.grade.recorded;

import iommu.grade.judge.RunJudge;
import iommu.grade.labs.Judged;
import iommu.grade.told.RecordedRooms;
import iommu.grade.told.RoomsText;
import iommu.grade.told.ToldRooms;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A case of a unit: what its rooms say, and what must be seen of it from outside.
 *
 * @param judged      what its group judges
 * @param translating the steps of requests that are translated
 * @param outside     requests, registers and effects, {@linkplain Recording#scenario of its scenario}
 */
public record UnitCase(Judged judged, Set<Integer> translating, Recording outside, RecordedRooms rooms) {

    private static final String HEAD = "unit 1";
    private static final String TAB = "\t";
    private static final String AND = ",";
    private static final int OWN_LINES = 3;

    /** Of which scenario it is. */
    String scenario() {
        return outside.scenario();
    }

    /** Judges runs of it. */
    Supplier<RunJudge> judges(Plan plan) {
        ToldRooms.Book book = new ToldRooms.Book(rooms);
        return () -> new UnitJudge(plan, this, book);
    }

    public String text() {
        List<String> lines = new ArrayList<>(List.of(HEAD, "judges" + TAB + judged.word(), "translating" + TAB
                + new TreeSet<>(translating).stream().map(String::valueOf).collect(Collectors.joining(AND))));
        lines.addAll(RoomsText.write(rooms));
        return String.join("\n", lines) + "\n" + outside.text();
    }

    /** @throws IllegalArgumentException if the text is none of such a case */
    static UnitCase read(String text) {
        List<String> lines = text.lines().toList();
        int rest = lines.indexOf(Recording.HEAD);
        if (rest < OWN_LINES || !lines.getFirst().equals(HEAD)) {
            throw new IllegalArgumentException("a case of a unit begins with: " + HEAD);
        }
        Judged judged = Judged.named(field(lines.get(1))).orElseThrow(() -> new IllegalArgumentException("nothing to judge: " + lines.get(1)));
        Set<Integer> translating = Arrays.stream(field(lines.get(2)).split(AND)).filter(step -> !step.isEmpty()).map(Integer::parseInt)
                .collect(Collectors.toSet());
        return new UnitCase(judged, translating, Recording.read(String.join("\n", lines.subList(rest, lines.size()))),
                RoomsText.read(lines.subList(OWN_LINES, rest)));
    }

    private static String field(String line) {
        return line.substring(line.indexOf(TAB) + 1);
    }
}
