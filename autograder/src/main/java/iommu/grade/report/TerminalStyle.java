package iommu.grade.report;

import iommu.grade.verdict.Verdict;
import java.util.Map;

/**
 * What a terminal can show.
 *
 * @param width  columns, at least 40
 * @param colour whether escape sequences for colour are welcome; words and numbers say the same without
 */
public record TerminalStyle(int width, boolean colour) {

    /** Eighty columns, no colour. */
    public static final TerminalStyle PLAIN = new TerminalStyle(80, false);

    public TerminalStyle {
        width = Math.max(40, width);
    }

    /**
     * What suits this process.
     *
     * @param environment where {@code COLUMNS} says how wide it is, 80 if it doesn't, and a non-empty {@code NO_COLOR},
     *                    or {@code TERM=dumb}, forbids colour
     * @param terminal    whether the output goes to a terminal; a file gets no colour
     */
    public static TerminalStyle of(Map<String, String> environment, boolean terminal) {
        boolean forbidden = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        String columns = environment.getOrDefault("COLUMNS", "");
        int width = columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : PLAIN.width;
        return new TerminalStyle(width, terminal && !forbidden);
    }

    String paint(Verdict verdict, String text) {
        if (!colour) {
            return text;
        }
        int code = switch (verdict) {
            case PASSED -> 32;
            case FAILED -> 31;
            case REJECTED -> 33;
            case INCONCLUSIVE, NOT_JUDGED -> 35;
        };
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    /** The text in bold, where that is welcome. */
    public String strong(String text) {
        return colour ? "\u001b[1m" + text + "\u001b[0m" : text;
    }
}
