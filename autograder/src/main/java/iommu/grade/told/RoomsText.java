package iommu.grade.told;

import iommu.arch.Gpa;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.told.RecordedRooms.Edge;
import iommu.grade.told.RecordedRooms.Kind;
import iommu.grade.told.RecordedRooms.Spell;
import iommu.probe.AnswerCodec;
import iommu.probe.ProtocolException;
import iommu.probe.StimulusCodec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How {@link RecordedRooms} are written down: calls and answers once, as their bytes travel, and then by number. */
public final class RoomsText {

    private static final String TAB = "\t";
    private static final String CALL = "call";
    private static final String ANSWER = "answer";
    private static final String TABLE = "table";
    private static final String ROOM = "room";
    private static final String FAULTS = "keeps-faults";
    private static final String ENTRY = "entry";
    private static final String REMOVES = "removes";
    private static final String STATUS = "status";

    private final Map<Stimulus, Integer> calls = new LinkedHashMap<>();
    private final Map<Answer, Integer> answers = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    private RoomsText() {
    }

    /** Lines of words with a tabulator between them. */
    public static List<String> write(RecordedRooms rooms) {
        return new RoomsText().lines(rooms);
    }

    private List<String> lines(RecordedRooms rooms) {
        rooms.lookups().forEach((call, spells) -> spells.forEach(spell ->
            line(TABLE, number(call), spell.from(), spell.to(), number(spell.answer()))));
        rooms.machines().forEach((kind, edges) -> edges.forEach(edge ->
            line(ROOM, kind, edge.from(), edge.memory(), number(edge.call()), number(edge.answer()), edge.to())));
        if (rooms.keepsFault()) {
            line(FAULTS);
        }
        rooms.entries().forEach(entry -> line(ENTRY, entry.text()));
        rooms.removals().forEach((command, removed) -> line(REMOVES, number(new Stimulus.Invalidate(command)), ranges(removed)));
        rooms.statuses().forEach(at -> line(STATUS, Long.toHexString(at.value())));
        List<String> all = new ArrayList<>();
        calls.keySet().forEach(call -> all.add(CALL + TAB + HexFormat.of().formatHex(StimulusCodec.encode(call))));
        answers.keySet().forEach(answer -> all.add(ANSWER + TAB + HexFormat.of().formatHex(AnswerCodec.encode(answer))));
        all.addAll(lines);
        return all;
    }

    private void line(Object... words) {
        List<String> texts = new ArrayList<>();
        for (Object word : words) {
            texts.add(word.toString());
        }
        lines.add(String.join(TAB, texts));
    }

    private int number(Stimulus call) {
        return calls.computeIfAbsent(call, none -> calls.size());
    }

    private int number(Answer answer) {
        return answers.computeIfAbsent(answer, none -> answers.size());
    }

    private static String ranges(BitSet set) {
        List<String> ranges = new ArrayList<>();
        for (int from = set.nextSetBit(0); from >= 0; ) {
            int to = set.nextClearBit(from);
            ranges.add(from + "-" + (to - 1));
            from = set.nextSetBit(to);
        }
        return String.join(",", ranges);
    }

    private static BitSet set(String ranges) {
        BitSet set = new BitSet();
        if (!ranges.isEmpty()) {
            for (String range : ranges.split(",")) {
                String[] ends = range.split("-");
                set.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1);
            }
        }
        return set;
    }

    /** @throws IllegalArgumentException if the lines are none of recorded rooms */
    public static RecordedRooms read(List<String> lines) {
        List<Stimulus> calls = new ArrayList<>();
        List<Answer> answers = new ArrayList<>();
        Map<Stimulus, List<Spell>> lookups = new HashMap<>();
        Map<Kind, List<Edge>> machines = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            machines.put(kind, new ArrayList<>());
        }
        boolean keepsFault = false;
        List<CacheEntry> entries = new ArrayList<>();
        Map<Invalidation, BitSet> removals = new HashMap<>();
        Set<Gpa> statuses = new HashSet<>();
        for (String line : lines) {
            String[] words = line.split(TAB, -1);
            switch (words[0]) {
                case CALL -> calls.add(call(words[1]));
                case ANSWER -> answers.add(answer(words[1]));
                case TABLE -> lookups.computeIfAbsent(calls.get(number(words, 1)), none -> new ArrayList<>())
                        .add(new Spell(number(words, 2), number(words, 3), answers.get(number(words, 4))));
                case ROOM -> machines.get(Kind.valueOf(words[1])).add(new Edge(number(words, 2), number(words, 3),
                        calls.get(number(words, 4)), answers.get(number(words, 5)), number(words, 6)));
                case FAULTS -> keepsFault = true;
                case ENTRY -> entries.add(CacheEntry.read(words[1]));
                case REMOVES -> removals.put(((Stimulus.Invalidate) calls.get(number(words, 1))).command(), set(words[2]));
                case STATUS -> statuses.add(new Gpa(Long.parseUnsignedLong(words[1], 16)));
                default -> throw new IllegalArgumentException("nothing of recorded rooms: " + line);
            }
        }
        return new RecordedRooms(lookups, machines, keepsFault, entries, removals, statuses);
    }

    private static int number(String[] words, int at) {
        return Integer.parseInt(words[at]);
    }

    private static Stimulus call(String hex) {
        try {
            return StimulusCodec.decode(HexFormat.of().parseHex(hex));
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Answer answer(String hex) {
        try {
            return AnswerCodec.decode(HexFormat.of().parseHex(hex));
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
