package iommu.grade.work;

import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.report.TerminalStyle;
import iommu.grade.report.TerminalText;
import iommu.grade.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All labs and their stages in words: nothing is said by colour or place alone. */
public final class ProgressMap {

    private final TerminalStyle style;
    private final StringBuilder out = new StringBuilder();

    /**
     * A lab and how far it is.
     *
     * @param diary empty if it has not been begun
     * @param edited whether the sources are other than those that were judged last
     */
    public record Place(Lab lab, Optional<Diary> diary, boolean edited) {
    }

    private ProgressMap(TerminalStyle style) {
        this.style = style;
    }

    /** The map of all labs: a heading, then for each lab the stages that passed, that failed and that are to come. */
    public static String of(List<Place> places, TerminalStyle style) {
        ProgressMap map = new ProgressMap(style);
        int points = places.stream().mapToInt(ProgressMap::points).sum();
        int passed = places.stream().mapToInt(p -> stages(p).getOrDefault("passed", List.of()).size()).sum();
        long all = places.stream().mapToLong(p -> p.lab().groups().stream().map(Group::stage).distinct().count()).sum();
        map.paragraph("Your labs: " + points + " of " + places.size() * Lab.POINTS + " points, " + passed + " of " + all
                + " stages passed.", "");
        places.forEach(map::lab);
        return map.out.toString();
    }

    /** One lab, with a line or more for each of its groups. */
    public static String ofLab(Place place, TerminalStyle style) {
        ProgressMap map = new ProgressMap(style);
        map.heading(place);
        for (Group group : place.lab().groups()) {
            String word = word(place.diary().flatMap(d -> d.verdict(group)));
            map.paragraph("stage " + group.stage() + " " + word + ": " + group.id() + ", " + group.title(), "  ");
        }
        return map.out.toString();
    }

    private static int points(Place place) {
        return place.diary().map(d -> d.points(place.lab())).orElse(0);
    }

    private void lab(Place place) {
        out.append('\n');
        heading(place);
        stages(place).forEach((word, stages) -> paragraph((stages.size() == 1 ? "stage " : "stages ")
                + stages.stream().map(Object::toString).collect(Collectors.joining(", ")) + " " + word, "  "));
    }

    private void heading(Place place) {
        Lab lab = place.lab();
        String state = place.diary().isEmpty() ? "not begun" : points(place) + " of " + Lab.POINTS + " points";
        out.append(style.strong(TerminalText.cut("lab " + lab.number() + " " + lab.name() + ": " + state, style.width()))).append('\n');
        place.diary().filter(d -> !d.trouble().isEmpty()).ifPresent(d -> paragraph("Not judged since: "
                + d.trouble(), "  "));
        if (place.edited()) {
            paragraph("Edited since it was judged.", "  ");
        }
    }

    private void paragraph(String text, String indent) {
        out.append(TerminalText.paragraph(text, indent, style));
    }

    /** The stages by what became of them; a stage has failed if any group of it has. None of a lab not begun. */
    private static Map<String, List<Integer>> stages(Place place) {
        Map<String, List<Integer>> byWord = new LinkedHashMap<>();
        if (place.diary().isEmpty()) {
            return byWord;
        }
        for (int stage : new TreeSet<>(place.lab().groups().stream().map(Group::stage).toList())) {
            List<Optional<Verdict>> verdicts = place.lab().groups().stream().filter(g -> g.stage() == stage)
                    .map(place.diary().get()::verdict).toList();
            Optional<Verdict> worst = verdicts.contains(Optional.of(Verdict.FAILED)) ? Optional.of(Verdict.FAILED)
                    : verdicts.contains(Optional.<Verdict>empty()) ? Optional.empty() : verdicts.getFirst();
            byWord.computeIfAbsent(word(worst), w -> new ArrayList<>()).add(stage);
        }
        return byWord;
    }

    private static String word(Optional<Verdict> verdict) {
        return verdict.map(Verdict::toString).orElse("to do");
    }
}
