package iommu.view;

import iommu.arch.Access;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How numbers and outcomes are said, the same in every picture. */
final class Words {

    private Words() {
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** All 16 digits. */
    static String wholeHex(long value) {
        String digits = Long.toHexString(value);
        return "0x" + "0".repeat(16 - digits.length()) + digits;
    }

    static String bit(boolean set) {
        return set ? "1" : "0";
    }

    static String of(Access access) {
        return switch (access) {
            case READ -> "read";
            case WRITE -> "write";
            case ATOMIC -> "atomic";
            case ZERO_LENGTH_READ -> "zero-length read";
        };
    }

    /** A size in bytes with the largest unit that divides it. */
    static String size(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
        int unit = 0;
        long left = bytes;
        while (unit < units.length - 1 && left != 0 && left % 1024 == 0) {
            left /= 1024;
            unit++;
        }
        return left + " " + units[unit];
    }

    static String name(FaultReason reason) {
        String code = Integer.toHexString(reason.code()).toUpperCase(Locale.ROOT);
        return "fault " + reason + " (" + reason.condition() + ", " + (code.length() < 2 ? "0" : "") + code + "h)";
    }

    /** A fault in lines: its name, its place, whether it may be recorded. */
    static List<String> lines(Fault fault) {
        List<String> lines = new ArrayList<>();
        lines.add(name(fault.reason()));
        if (fault.level() > 0) {
            lines.add("found at level " + fault.level());
        }
        if (fault.holeSize() > 0) {
            lines.add("every address in the same " + size(fault.holeSize()) + " meets it");
        }
        if (fault.suppressed()) {
            lines.add("silent: FPD was set, so it is not recorded");
        }
        return lines;
    }

    /** The text in lines of at most {@code width} characters, broken at spaces where there are any. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : SafeText.line(text).split(" ")) {
            String rest = word;
            if (!line.isEmpty() && line.length() + 1 + rest.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (rest.length() > width) {
                lines.add(rest.substring(0, width));
                rest = rest.substring(width);
            }
            line.append(line.isEmpty() ? "" : " ").append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    /** The text, cut to {@code width} characters with an ellipsis if it is longer. */
    static String shortened(String text, int width) {
        String line = SafeText.line(text);
        return line.length() <= width ? line : line.substring(0, Math.max(0, width - 3)) + "...";
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    static String paddedLeft(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
