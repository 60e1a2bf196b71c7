package iommu.grade.recorded;

import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A verdict with a text.
 *
 * @param verdict all of it but the text counts
 * @param spoken  the text must not be blank
 * @param words   that count in the text; within a longer one of them a word doesn't
 * @param named   which of them a text may name: sets of them, each a number with the bit of each word that is in it
 */
public record SaidShape(Verdict verdict, boolean spoken, List<String> words, Set<Integer> named) implements Shape {

    static final String WORD = "said";
    private static final String SPOKEN = "spoken";

    public SaidShape {
        words = List.copyOf(words);
        named = Set.copyOf(named);
    }

    static SaidShape read(List<String> fields) {
        return new SaidShape(((RoomAnswer.Decided) Shape.answer(fields.get(0))).verdict(), fields.get(1).equals(SPOKEN),
                fields.subList(3, fields.size()), Arrays.stream(fields.get(2).split(",")).map(Integer::valueOf).collect(Collectors.toSet()));
    }

    @Override
    public boolean fits(Answer answer) {
        return answer instanceof RoomAnswer.Decided(Verdict said) && Shape.saying(said, "").equals(Shape.saying(verdict, ""))
                && (!spoken || !text(said).isBlank()) && named.contains(in(text(said)));
    }

    /** Which of the words the text names, as a number with a bit for each. */
    private int in(String text) {
        return IntStream.range(0, words.size()).filter(i -> without(text, words.get(i)).contains(words.get(i))).map(i -> 1 << i).sum();
    }

    private String without(String text, String word) {
        String rest = text;
        for (String longer : words) {
            rest = longer.length() > word.length() && longer.contains(word) ? rest.replace(longer, "") : rest;
        }
        return rest;
    }

    private static String text(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed allowed -> "";
            case Verdict.Refused refused -> refused.text();
            case Verdict.NoConfiguration no -> no.text();
            case Verdict.NotNow no -> no.text();
        };
    }

    @Override
    public Answer example() {
        int fewest = named.stream().min(Comparator.<Integer>comparingInt(Integer::bitCount).thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        String text = IntStream.range(0, words.size()).filter(i -> (fewest >>> i & 1) != 0).mapToObj(words::get)
                .collect(Collectors.joining(" "));
        return new RoomAnswer.Decided(Shape.saying(verdict, spoken && text.isEmpty() ? "why" : text));
    }

    @Override
    public List<String> fields() {
        List<String> fields = new ArrayList<>(List.of(WORD, HexFormat.of().formatHex(Shape.bytes(new RoomAnswer.Decided(verdict))),
                spoken ? SPOKEN : "free", new TreeSet<>(named).stream().map(String::valueOf).collect(Collectors.joining(","))));
        fields.addAll(words);
        return fields;
    }
}
