package iommu.grade.recorded;

import iommu.arch.Access;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.stimulus.Answer;
import iommu.grade.labs.Judged;
import iommu.grade.recorded.Moment.Asked;
import iommu.grade.recorded.Moment.Fact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What devices may find in a case of a room that tells listeners. It depends on the case's steps alone, so all that a
 * room may tell is judged by it.
 *
 * @param scenario  {@linkplain Recording#digest which case} it is of
 * @param judged    what its group judges
 * @param reference one right answer for each step of the plan
 * @param moments   by the step's index; nothing is asked at the others
 */
public record RecordedViews(String scenario, Judged judged, List<Answer> reference, Map<Integer, Moment> moments) {

    private static final String HEAD = "views 1";
    private static final String TAB = "\t";
    private static final String AND = ",";

    public RecordedViews {
        reference = List.copyOf(reference);
        moments = Map.copyOf(moments);
    }

    public String text() {
        List<String> lines = new ArrayList<>(List.of(HEAD, "scenario" + TAB + scenario, "judged" + TAB + judged));
        for (int i = 0; i < reference.size(); i++) {
            lines.add(line("answer", i, List.of(HexFormat.of().formatHex(Shape.bytes(reference.get(i))))));
        }
        Map<List<String>, Integer> maps = new LinkedHashMap<>();
        List<String> said = new ArrayList<>();
        new TreeMap<>(moments).forEach((step, moment) -> said.addAll(lines(step, moment, maps)));
        maps.forEach((fields, number) -> lines.add(line("map", number, fields)));
        lines.addAll(said);
        return String.join("\n", lines) + "\n";
    }

    private static List<String> lines(int step, Moment moment, Map<List<String>, Integer> maps) {
        List<String> lines = new ArrayList<>(List.of(line("step", step, List.of(names(moment.facts())))));
        moment.silence().ifPresent(why -> lines.add(line("silence", step, List.of(why))));
        moment.modes().forEach((source, modes) -> lines.add(line("modes", step, List.of(source.toString(), names(modes)))));
        moment.views().forEach((asked, map) -> lines.add(line("view", step, List.of(asked.source().toString(), asked.access().name(),
                "" + maps.computeIfAbsent(map.fields(), fields -> maps.size())))));
        return lines;
    }

    private static String line(String word, int number, List<String> fields) {
        return word + TAB + number + TAB + String.join(TAB, fields);
    }

    private static String names(Set<? extends Enum<?>> set) {
        return set.stream().map(Enum::name).sorted().collect(Collectors.joining(AND));
    }

    /** @throws IllegalArgumentException if the text is none of such views */
    public static RecordedViews read(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 3 || !lines.getFirst().equals(HEAD)) {
            throw new IllegalArgumentException("recorded views begin with: " + HEAD);
        }
        Reader reader = new Reader();
        lines.subList(3, lines.size()).forEach(line -> reader.take(Arrays.asList(line.split(TAB, -1))));
        return new RecordedViews(lines.get(1).split(TAB)[1], Judged.valueOf(lines.get(2).split(TAB)[1]), reader.reference,
                reader.moments());
    }

    /** Collects what the lines say. */
    private static final class Reader {

        private final List<Answer> reference = new ArrayList<>();
        private final Map<Integer, PageMap> maps = new HashMap<>();
        private final Map<Integer, Set<Fact>> facts = new LinkedHashMap<>();
        private final Map<Integer, String> silences = new HashMap<>();
        private final Map<Integer, Map<SourceId, Set<Mode>>> modes = new HashMap<>();
        private final Map<Integer, Map<Asked, PageMap>> views = new HashMap<>();

        void take(List<String> fields) {
            int number = Integer.parseInt(fields.get(1));
            switch (fields.getFirst()) {
                case "answer" -> reference.add(Shape.answer(fields.get(2)));
                case "map" -> maps.put(number, PageMap.read(fields.subList(2, fields.size())));
                case "step" -> facts.put(number, set(Fact.class, fields.get(2)));
                case "silence" -> silences.put(number, fields.get(2));
                case "modes" -> modes.computeIfAbsent(number, none -> new HashMap<>())
                        .put(SourceId.parse(fields.get(2)), set(Mode.class, fields.get(3)));
                case "view" -> views.computeIfAbsent(number, none -> new HashMap<>()).put(
                        new Asked(SourceId.parse(fields.get(2)), Access.valueOf(fields.get(3))), maps.get(Integer.parseInt(fields.get(4))));
                default -> throw new IllegalArgumentException("nothing of recorded views: " + fields.getFirst());
            }
        }

        private static <E extends Enum<E>> Set<E> set(Class<E> kind, String names) {
            EnumSet<E> set = EnumSet.noneOf(kind);
            Arrays.stream(names.split(AND)).filter(name -> !name.isEmpty()).forEach(name -> set.add(Enum.valueOf(kind, name)));
            return set;
        }

        Map<Integer, Moment> moments() {
            Map<Integer, Moment> moments = new HashMap<>();
            facts.forEach((step, held) -> moments.put(step, new Moment(held, Optional.ofNullable(silences.get(step)),
                    modes.getOrDefault(step, Map.of()), views.getOrDefault(step, Map.of()))));
            return moments;
        }
    }
}
