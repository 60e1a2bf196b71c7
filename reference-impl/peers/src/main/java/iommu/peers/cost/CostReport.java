package iommu.peers.cost;

import iommu.arch.Capabilities;
import iommu.emulator.machine.ListenerRefusedException;
import iommu.guest.TableDriver.Style;
import iommu.view.BarChart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The price of every setting: one table and one chart for each guest. */
public final class CostReport {

    /** What a row counts: its name in the table's head, and in the chart. */
    private enum Column {
        WRITES("reg.wr", "Register writes of the guest", Count::registerWrites),
        DESCRIPTORS("descr", "Descriptors put into the queue", Count::descriptors),
        REQUESTS("requests", "Requests of devices", Count::requests),
        WRONG("wrong", "Requests that did not reach the frame mapped there", Count::wrong),
        WALKS("walks", "Page walks for requests", Count::walks),
        AGAIN("reread", "Page walks for listeners", Count::readAgain),
        EVENTS("events", "Events told to listeners", Count::events),
        TRAPS("traps", "Trapped stores", Count::traps);

        private final String head;
        private final String words;
        private final Function<Count, Long> value;

        Column(String head, String words, Function<Count, Long> value) {
            this.head = head;
            this.words = words;
            this.value = value;
        }
    }

    /** What a group of bars shows. */
    private record Measure(String words, ToLongFunction<Count> value) {

        private OptionalLong of(Guest guest, Following following) {
            return guest.rows().stream().filter(row -> row.setting() == following).findFirst().flatMap(Row::count)
                    .map(count -> OptionalLong.of(value.applyAsLong(count))).orElse(OptionalLong.empty());
        }
    }

    private static final Measure STOPS = new Measure("stops (register writes and trapped stores)",
            count -> count.registerWrites() + count.traps());
    private static final Measure WORK = new Measure("work for listeners (page walks and events)",
            count -> count.readAgain() + count.events());
    private static final DriverCost.Load LOAD = new DriverCost.Load(1, 2000, 16);
    private static final int LABEL = 24;
    private static final int WIDTH = 80;

    /**
     * One setting. @param count empty if the setting is unsafe and refused @param refusal then the reason, else empty
     */
    public record Row(Following setting, Optional<Count> count, String refusal) {
    }

    /** All settings of one guest. @param key names it in a file of values: no blanks */
    public record Guest(String key, String title, List<Row> rows) {
        public Guest {
            rows = List.copyOf(rows);
        }
    }

    /** Makes the count of one setting. */
    @FunctionalInterface
    private interface Counting {
        Count of(Following following) throws IOException;
    }

    private final List<Guest> guests;

    private CostReport(List<Guest> guests) {
        this.guests = List.copyOf(guests);
    }

    /**
     * The recorded guests, then the reference driver with caching mode on and off, strict and batched.
     *
     * @throws iommu.peers.recording.RecordingException if one of the files is no recording
     */
    public static CostReport of(List<Path> recordings) throws IOException {
        List<Guest> guests = new ArrayList<>();
        for (Path recording : recordings) {
            String name = recording.getFileName().toString().replaceFirst("\\.events(\\.gz)?$", "");
            guests.add(new Guest(name, name + ", as recorded",
                    rows(following -> RecordedCost.of(recording, following))));
        }
        for (boolean cachingMode : new boolean[] {true, false}) {
            Capabilities unit = Capabilities.DEFAULT.with(c -> c.cachingMode = cachingMode);
            for (Style style : Style.values()) {
                String name = style.name().toLowerCase(Locale.ROOT);
                guests.add(new Guest("driver-cm" + (cachingMode ? 1 : 0) + "-" + name,
                        "reference driver, " + name + ", caching-mode=" + (cachingMode ? "on" : "off"), rows(following -> DriverCost.of(unit, style, following, LOAD))));
            }
        }
        return new CostReport(guests);
    }

    private static List<Row> rows(Counting counting) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Following following : Following.values()) {
            try {
                rows.add(new Row(following, Optional.of(counting.of(following)), ""));
            } catch (ListenerRefusedException e) {
                rows.add(new Row(following, Optional.empty(), e.getMessage()));
            }
        }
        return rows;
    }

    public List<Guest> guests() {
        return guests;
    }

    /** Tables of at most 80 columns, with what they count below. */
    public String text() {
        StringBuilder out = new StringBuilder();
        for (Guest guest : guests) {
            out.append(guest.title()).append('\n').append(" ".repeat(LABEL));
            for (Column column : Column.values()) {
                out.append(right(column.head, width(column)));
            }
            out.append('\n');
            guest.rows().forEach(row -> out.append(line(row)));
            out.append('\n');
        }
        return out.append(notes()).toString();
    }

    private static String line(Row row) {
        StringBuilder line = new StringBuilder(left(row.setting().toString()));
        if (row.count().isEmpty()) {
            return line.append("refused: the listener would miss what the guest maps\n").toString();
        }
        for (Column column : Column.values()) {
            line.append(right(Long.toString(column.value.apply(row.count().get())), width(column)));
        }
        return line.append('\n').toString();
    }

    private static int width(Column column) {
        return switch (column) {
            case WRITES, EVENTS -> 7;
            case REQUESTS -> 9;
            case AGAIN -> 8;
            case DESCRIPTORS, WRONG, WALKS, TRAPS -> 6;
        };
    }

    private static String left(String text) {
        return text + " ".repeat(Math.max(1, LABEL - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }

    private String notes() {
        StringBuilder out = new StringBuilder();
        for (Column column : Column.values()) {
            String gap = " ".repeat(10 - column.head.length());
            out.append("  ").append(column.head).append(gap).append(column.words).append('\n');
        }
        out.append("""

                The guest stops for the emulator at register writes and at trapped stores.
                A recording shows the net change of a word between two stops of the
                recorder, not every store: its trapped stores are a lower bound. The driver's
                are exact.
                """);
        guests.stream().flatMap(g -> g.rows().stream()).map(Row::refusal).filter(r -> !r.isEmpty()).distinct()
                .forEach(refusal -> out.append(folded("Refused: " + refusal)));
        return out.toString();
    }

    private static String folded(String sentence) {
        StringBuilder out = new StringBuilder();
        int column = 0;
        for (String word : sentence.split(" ")) {
            boolean breaks = column + 1 + word.length() > WIDTH;
            out.append(column == 0 ? "" : breaks ? "\n" : " ").append(word);
            column = (breaks || column == 0 ? 0 : column + 1) + word.length();
        }
        return out.append('\n').toString();
    }

    /** One line a setting, with a head: guest, setting, then each count; empty where the setting is refused. */
    public String csv() {
        StringBuilder out = new StringBuilder("guest,setting,register_writes,descriptors,requests,wrong,")
                .append("walks,reread,events,traps\n");
        for (Guest guest : guests) {
            for (Row row : guest.rows()) {
                out.append(guest.key()).append(',').append(row.setting().brief());
                for (Column column : Column.values()) {
                    out.append(',').append(row.count().map(c -> column.value.apply(c).toString()).orElse(""));
                }
                out.append('\n');
            }
        }
        return out.toString();
    }

    /** How often each guest has to stop for the emulator, setting by setting. */
    public BarChart stops() {
        return chart("What keeping an external cache true costs the guest (-: refused)", List.of(STOPS));
    }

    /** The same, and what listeners take. */
    public BarChart chart() {
        return chart("What it costs to keep an external cache true to the guest's tables (-: refused)",
                List.of(STOPS, WORK));
    }

    private BarChart chart(String title, List<Measure> measures) {
        List<String> groups = guests.stream().flatMap(g -> measures.stream().map(m -> g.title() + ": " + m.words())).toList();
        List<BarChart.Case> cases = new ArrayList<>();
        for (Following following : Following.values()) {
            cases.add(new BarChart.Case(following.toString(), guests.stream()
                    .flatMap(g -> measures.stream().map(m -> m.of(g, following))).toList()));
        }
        return BarChart.of(title, groups, cases);
    }
}
