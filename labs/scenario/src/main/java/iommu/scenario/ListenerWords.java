package iommu.scenario;

import iommu.arch.Iova;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.scenario.Words.Word;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads and writes the statements of the rooms that tell listeners, and what these are told. {@link FlatFacts} carries them out. */
final class ListenerWords {

    static final List<String> USAGE = List.of(
            "join N SID map|unmap|device-tlb…|none [first=A] [last=A] [replaces]",
            "leave N",
            "replay N",
            "translate on [root=GPA] or translate off",
            "ask N read|write IOVA [gpa=A]",
            "drop-device-tlb SID iova=A size=S|all",
            "view N IOVA",
            "no-memory gpa=A size=S",
            "trapped GPA");

    private static final int MOST_LISTENERS = 256;
    private static final long PAGE = 4096;
    private static final String NONE = "none";
    private static final String ALL = "all";
    /** A description is to be read by people. */
    private static final int EVENTS = 16;

    private ListenerWords() {
    }

    static Statement read(String keyword, Words words) {
        return switch (keyword) {
            case "join" -> join(words);
            case "leave" -> new RoomStatement.Leave(id(words));
            case "replay" -> new RoomStatement.Replay(id(words));
            case "translate" -> StatementReader.word(words, "on or off", "on", "off").equals("on")
                    ? new RoomStatement.Translate(true, words.named("root").map(word -> words.aligned(word, (int) PAGE)))
                    : new RoomStatement.Translate(false, Optional.empty());
            case "ask" -> new RoomStatement.Ask(id(words), StatementReader.access(words), words.iova(words.plain("the address")),
                    words.named("gpa").map(word -> words.aligned(word, (int) PAGE)));
            case "drop-device-tlb" -> drop(words);
            case "trapped" -> new RoomStatement.Trapped(words.aligned(words.plain("the page"), (int) PAGE));
            case "view" -> new RoomStatement.View(id(words), words.iova(words.plain("the address")));
            default -> new RoomStatement.NoMemory(words.aligned(words.required("gpa"), (int) PAGE), size(words, words.required("size")));
        };
    }

    private static int id(Words words) {
        return words.number(words.plain("the listener's number"), 0, MOST_LISTENERS - 1);
    }

    private static Statement join(Words words) {
        int id = id(words);
        var source = words.source();
        Set<Wish> wishes = EnumSet.noneOf(Wish.class);
        if (!words.flag(NONE)) {
            wishes.add(StatementReader.choose(words, Wish.values(), ListenerWords::of, "the wish"));
            for (Optional<Wish> more = words.choice(Wish.values(), ListenerWords::of); more.isPresent();
                    more = words.choice(Wish.values(), ListenerWords::of)) {
                wishes.add(more.get());
            }
        }
        Optional<Word> first = words.named("first");
        Optional<Word> last = words.named("last");
        Range range = range(words, first, last);
        return new RoomStatement.Join(new Listener(id, source, wishes, range, words.flag("replaces")));
    }

    private static Range range(Words words, Optional<Word> first, Optional<Word> last) {
        Iova from = first.map(words::iova).orElse(Range.ALL.first());
        Iova to = last.map(words::iova).orElse(Range.ALL.last());
        try {
            return new Range(from, to);
        } catch (IllegalArgumentException e) {
            throw words.error(first.or(() -> last).orElseThrow().column(), e.getMessage());
        }
    }

    private static Statement drop(Words words) {
        var source = words.source();
        Word word = words.required("size");
        long size = word.text().equals(ALL) ? 0 : size(words, word);
        if (Long.bitCount(size) > 1) {
            throw words.error(word.column(), "'" + word.text() + "' is no power of two");
        }
        return new RoomStatement.DropDeviceTlb(source, words.iova(words.required("iova")), size);
    }

    private static long size(Words words, Word word) {
        long size = words.number(word);
        if (size <= 0 || size % PAGE != 0) {
            throw words.error(word.column(), "'" + word.text() + "' is no multiple of 4096");
        }
        return size;
    }

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String text(RoomStatement.OfListeners statement) {
        return switch (statement) {
            case RoomStatement.Join s -> "join " + s.listener().id() + " " + s.listener().source() + " " + wishes(s.listener().wishes())
                    + (s.listener().range().first().equals(Range.ALL.first()) ? "" : " first=" + s.listener().range().first())
                    + (s.listener().range().last().equals(Range.ALL.last()) ? "" : " last=" + s.listener().range().last())
                    + (s.listener().replaces() ? " replaces" : "");
            case RoomStatement.Leave s -> "leave " + s.id();
            case RoomStatement.Replay s -> "replay " + s.id();
            case RoomStatement.Translate s -> "translate " + (s.on() ? "on" : "off") + s.root().map(root -> " root=" + root).orElse("");
            case RoomStatement.Ask s -> "ask " + s.id() + " " + StatementText.of(s.access()) + " " + s.page()
                    + s.frame().map(frame -> " gpa=" + frame).orElse("");
            case RoomStatement.DropDeviceTlb s -> "drop-device-tlb " + s.source() + " iova=" + s.start() + " size="
                    + (s.size() == 0 ? ALL : Numbers.size(s.size()));
            case RoomStatement.View s -> "view " + s.id() + " " + s.page();
            case RoomStatement.Trapped s -> "trapped " + s.page();
            case RoomStatement.NoMemory s -> "no-memory gpa=" + s.start() + " size=" + Numbers.size(s.size());
        };
    }

    static String wishes(Set<Wish> wishes) {
        return wishes.isEmpty() ? NONE : wishes.stream().sorted().map(ListenerWords::of).collect(Collectors.joining(" "));
    }

    /** What is told, for reports. */
    static String text(List<Event> events) {
        if (events.isEmpty()) {
            return "nothing";
        }
        Stream<String> first = events.stream().limit(EVENTS).map(ListenerWords::text);
        return first.collect(Collectors.joining(", ")) + (events.size() > EVENTS ? ", … (" + events.size() + " events)" : "");
    }

    static String text(Event event) {
        return "to " + event.to().id() + ": " + switch (event) {
            case Event.Mapped e -> "MAP " + text(e.piece());
            case Event.Replaced e -> "REPLACE " + text(e.piece());
            case Event.Skipped e -> "SKIP " + text(e.piece());
            case Event.Unmapped e -> "UNMAP " + block(e.start(), e.size());
            case Event.ModeChanged e -> "MODE " + of(e.mode());
            case Event.DeviceTlbInvalidated e -> "device-TLB " + (e.size() == 0 ? ALL : block(e.start(), e.size()));
        };
    }

    private static String text(Piece piece) {
        return block(piece.start(), piece.size()) + " to " + piece.frame() + " " + piece.rights() + (piece.snoop() ? " snoop" : "");
    }

    private static String block(Iova start, long size) {
        return start + "+" + (size > 0 ? Numbers.size(size) : Numbers.hex(size));
    }
}
