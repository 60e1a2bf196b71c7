package iommu.peers.recording;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of a replay: for each kind of answer how many were compared, and how they compared. */
public final class ReplayReport {

    /** A kind of answer that a recording holds. */
    public enum Kind {
        REGISTER_READ("register reads"), TRANSLATION("translations"), FAULT("faults"), MESSAGE("fault-event messages"),
        ENTRY("interrupt entries read"), INTERRUPT("remapped interrupts");

        private final String plural;

        Kind(String plural) {
            this.plural = plural;
        }
    }

    /** How one answer of the reference compares with the recorded one. */
    public enum Verdict {
        EQUAL,
        /** The architecture allows the reference's answer too, or does not define one. */
        ALLOWED,
        WRONG
    }

    /**
     * One comparison.
     *
     * @param recorded  what the recorded unit answered
     * @param reference what the reference answered
     * @param why       what is allowed, or which fields differ; a line each
     */
    public record Finding(Verdict verdict, String recorded, String reference, List<String> why) {
        public Finding {
            why = List.copyOf(why);
        }
    }

    private record Place(int line, String text, Finding finding) {
    }

    /** The counts of one kind. */
    public static final class Tally {
        private int equal;
        private int allowed;
        private int wrong;
        private Place firstWrong;
        private Place firstAllowed;

        public int compared() {
            return equal + allowed + wrong;
        }

        public int equal() {
            return equal;
        }

        public int allowed() {
            return allowed;
        }

        public int wrong() {
            return wrong;
        }

        private void add(Place place) {
            switch (place.finding().verdict()) {
                case EQUAL -> equal++;
                case ALLOWED -> {
                    firstAllowed = allowed++ == 0 ? place : firstAllowed;
                }
                case WRONG -> {
                    firstWrong = wrong++ == 0 ? place : firstWrong;
                }
            }
        }
    }

    private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);
    private int lines;
    private int stores;
    private int writes;
    private int descriptors;

    ReplayReport() {
        for (Kind kind : Kind.values()) {
            tallies.put(kind, new Tally());
        }
    }

    void add(Kind kind, int line, String text, Finding finding) {
        tallies.get(kind).add(new Place(line, text, finding));
    }

    void fed(RecordedEvent event) {
        lines++;
        stores += event instanceof RecordedEvent.Changed ? 1 : 0;
        writes += event instanceof RecordedEvent.Write ? 1 : 0;
        descriptors += event instanceof RecordedEvent.Submitted ? 1 : 0;
    }

    public Tally tally(Kind kind) {
        return tallies.get(kind);
    }

    /** Whether no answer was wrong. */
    public boolean nothingWrong() {
        return tallies.values().stream().allMatch(tally -> tally.wrong == 0);
    }

    /** The report in words, lines that end in a line feed. */
    public String text() {
        StringBuilder out = new StringBuilder("replayed " + lines + " events: " + stores + " changed words, " + writes
                + " register writes, " + descriptors + " descriptors\n");
        tallies.forEach((kind, tally) -> out.append(line(kind, tally)));
        tallies.forEach((kind, tally) -> {
            Optional.ofNullable(tally.firstWrong).ifPresent(p -> explain(out, "wrong: " + kind.plural, p));
            Optional.ofNullable(tally.firstAllowed).ifPresent(p -> explain(out, "allowed but different: " + kind.plural, p));
        });
        int wrong = tallies.values().stream().mapToInt(Tally::wrong).sum();
        return out.append(wrong == 0 ? "Nothing is wrong.\n" : wrong == 1 ? "1 answer is wrong.\n"
                : wrong + " answers are wrong.\n").toString();
    }

    private static String line(Kind kind, Tally tally) {
        return String.format("%-24s%7d compared%7d equal%7d allowed but different%7d wrong%n", kind.plural + ":",
                tally.compared(), tally.equal, tally.allowed, tally.wrong).replace("\r\n", "\n");
    }

    private static void explain(StringBuilder out, String what, Place place) {
        out.append("First ").append(what).append(", line ").append(place.line()).append(":  ").append(place.text()).append('\n')
                .append("    recorded   ").append(place.finding().recorded()).append('\n')
                .append("    reference  ").append(place.finding().reference()).append('\n');
        place.finding().why().forEach(line -> out.append("    ").append(line).append('\n'));
    }
}
