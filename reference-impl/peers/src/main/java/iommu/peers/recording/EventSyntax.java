package iommu.peers.recording;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.peers.recording.RecordedEvent.Policy;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a recording. Numbers are hexadecimal without 0x, but for sizes and indices. */
final class EventSyntax {

    private static final Pattern SOURCE = Pattern.compile("([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2})\\.0?([0-7])");
    private static final Pattern ENTRY = Pattern.compile("I index (\\d{1,5}) low (0x[0-9a-fA-F]+) high (0x[0-9a-fA-F]+)");
    private static final Pattern INTERRUPT = Pattern.compile("J \\(addr (0x[0-9a-fA-F]+), data (0x[0-9a-fA-F]+)\\) -> "
            + "\\(addr (0x[0-9a-fA-F]+), data (0x[0-9a-fA-F]+)\\)");

    private EventSyntax() {
    }

    /** @throws IllegalArgumentException saying what is wrong with the line */
    static RecordedEvent parse(String line) {
        String[] words = line.split(" ", -1);
        return switch (words[0]) {
            case "R" -> new RecordedEvent.Read(offset(words, "R off size val"), size(words[2]), number(words[3], 64));
            case "W" -> new RecordedEvent.Write(offset(words, "W off size val"), size(words[2]), number(words[3], 64));
            case "S" -> note(words.length >= 2, "S n type");
            case "U" -> note(words.length == 5, "U sid iova entry did");
            case "M" -> changed(shaped(words, 3, "M pa value"));
            case "D" -> submitted(words);
            case "C" -> contextCache(shaped(words, 2, "C hit|fill")[1]);
            case "T" -> translated(shaped(words, 6, "T bb:dd.ff iova gpa mask H|M|P"));
            case "F" -> faulted(shaped(words, 5, "F sid reason addr w"));
            case "Q" -> message(shaped(words, 3, "Q addr data"));
            case "I" -> entryRead(line);
            case "J" -> interrupt(line);
            default -> throw new IllegalArgumentException("no line begins with '" + shown(words[0])
                    + "', only R W S M D C U T F Q I J do");
        };
    }

    private static String[] shaped(String[] words, int count, String shape) {
        require(words.length == count, "a line of this kind looks like '" + shape + "'");
        return words;
    }

    private static RecordedEvent note(boolean shaped, String shape) {
        require(shaped, "a line of this kind looks like '" + shape + "'");
        return new RecordedEvent.Note();
    }

    private static int offset(String[] words, String shape) {
        return (int) number(shaped(words, 4, shape)[1], 31);
    }

    private static int size(String word) {
        require(List.of("1", "2", "4", "8").contains(word), "a size is 1, 2, 4 or 8, not '" + shown(word) + "'");
        return word.charAt(0) - '0';
    }

    private static RecordedEvent changed(String[] words) {
        long at = number(words[1], 64);
        require(at % 8 == 0, "a changed word lies at a multiple of 8");
        return new RecordedEvent.Changed(new Gpa(at), number(words[2], 64));
    }

    private static RecordedEvent submitted(String[] words) {
        require(words.length == 3 || words.length == 5, "a line of this kind looks like 'D hi lo' or 'D hi lo w2 w3'");
        long high = number(words[1], 64);
        long low = number(words[2], 64);
        return new RecordedEvent.Submitted(words.length == 3 ? List.of(low, high)
                : List.of(low, high, number(words[3], 64), number(words[4], 64)));
    }

    private static RecordedEvent contextCache(String word) {
        require(word.equals("hit") || word.equals("fill"), "'" + shown(word) + "' is neither hit nor fill");
        return new RecordedEvent.ContextCache(word.equals("hit"));
    }

    private static RecordedEvent translated(String[] words) {
        Matcher source = SOURCE.matcher(words[1]);
        require(source.matches(), "a source-id looks like 00:04.00, not '" + shown(words[1]) + "'");
        int device = Integer.parseInt(source.group(2), 16);
        require(device < 32, "a bus has 32 devices");
        long mask = number(words[4], 64);
        require((mask & mask + 1) == 0 && (mask & 0xFFF) == 0xFFF, "a page mask is 1 in its low bits, 12 at least");
        Policy policy = switch (words[5]) {
            case "H" -> Policy.HIT;
            case "M" -> Policy.MISS;
            case "P" -> Policy.PASS_THROUGH;
            default -> throw new IllegalArgumentException("'" + shown(words[5]) + "' is none of H, M, P");
        };
        return new RecordedEvent.Translated(SourceId.of(Integer.parseInt(source.group(1), 16), device,
                Integer.parseInt(source.group(3))), new Iova(number(words[2], 64)), new Gpa(number(words[3], 64)), mask, policy);
    }

    private static RecordedEvent faulted(String[] words) {
        require(words[4].equals("0") || words[4].equals("1"), "a fault ends with 1 for a write or 0");
        return new RecordedEvent.Faulted(new SourceId((int) number(words[1], 16)), (int) number(words[2], 8),
                new Iova(number(words[3], 64)), words[4].equals("1"));
    }

    private static RecordedEvent message(String[] words) {
        return new RecordedEvent.Message(number(words[1], 64), (int) number(words[2], 32));
    }

    /** What the recorder calls low is bits 127:64. */
    private static RecordedEvent entryRead(String line) {
        Matcher entry = ENTRY.matcher(line);
        require(entry.matches(), "a line of this kind looks like 'I index 1 low 0x4ff00 high 0x1000030000d'");
        return new RecordedEvent.EntryRead(Integer.parseInt(entry.group(1)), prefixed(entry.group(3), 64),
                prefixed(entry.group(2), 64));
    }

    private static RecordedEvent interrupt(String line) {
        Matcher message = INTERRUPT.matcher(line);
        require(message.matches(), "a line of this kind looks like "
                + "'J (addr 0xfee00030, data 0x2) -> (addr 0xfee0100c, data 0x4030)'");
        return new RecordedEvent.Interrupt(prefixed(message.group(1), 64), (int) prefixed(message.group(2), 32),
                prefixed(message.group(3), 64), (int) prefixed(message.group(4), 32));
    }

    private static long prefixed(String word, int bits) {
        return number(word.substring(2), bits);
    }

    private static long number(String word, int bits) {
        boolean digits = word.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
        require(digits && !word.isEmpty() && word.length() <= 16,
                "'" + shown(word) + "' is no hexadecimal number of at most 64 bits");
        long value = Long.parseUnsignedLong(word, 16);
        require(bits == 64 || value >>> bits == 0, "0x" + word + " has more than " + bits + " bits");
        return value;
    }

    private static String shown(String word) {
        String short20 = word.length() > 20 ? word.substring(0, 20) + "…" : word;
        return short20.chars().mapToObj(c -> c < 0x20 || c > 0x7E && c != '…' ? "?" : Character.toString(c))
                .reduce("", String::concat);
    }

    private static void require(boolean ok, String otherwise) {
        if (!ok) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
