package iommu.board;

import iommu.arch.Gpa;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The qtest protocol: one command a line, one answer a line. {@code OK}, with a value where the command asks for one,
 * or {@code FAIL} and why.
 *
 * <pre>
 * endianness                    inb|inw|inl PORT            outb|outw|outl PORT VALUE
 * readb|readw|readl|readq ADDR  writeb|writew|writel|writeq ADDR VALUE
 * read ADDR LENGTH              write ADDR LENGTH 0xBYTES   memset ADDR LENGTH BYTE
 * b64read ADDR LENGTH           b64write ADDR LENGTH BASE64
 * </pre>
 *
 * <p>Numbers are unsigned and written as in C.
 */
final class QtestProtocol {

    /** How many bytes one command moves at most. */
    static final int MOST_BYTES = 1 << 24;

    private static final int LONGEST_REASON = 200;

    private final Board board;

    QtestProtocol(Board board) {
        this.board = board;
    }

    /** Does what a line asks. @param line without its end @return the answer, without its end */
    String answer(String line) {
        String[] words = line.replaceFirst("^ +", "").split(" +");
        try {
            return answer(words);
        } catch (IllegalArgumentException e) {
            return fail(words[0] + ": " + e.getMessage());
        }
    }

    private String answer(String[] words) {
        return switch (words[0]) {
            case "endianness" -> "OK little";
            case "inb", "inw", "inl" -> String.format("OK 0x%04x", board.in(port(words), size(words[0])));
            case "outb", "outw", "outl" -> {
                board.out(port(words), size(words[0]), number(words, 2));
                yield "OK";
            }
            case "readb", "readw", "readl", "readq" ->
                    String.format("OK 0x%016x", littleEndian(board.read(address(words), size(words[0]))));
            case "writeb", "writew", "writel", "writeq" -> {
                board.write(address(words), littleEndian(number(words, 2), size(words[0])));
                yield "OK";
            }
            case "read" -> "OK 0x" + HexFormat.of().formatHex(board.read(address(words), length(words)));
            case "write" -> write(words, hexadecimal(word(words, 3)));
            case "memset" -> {
                board.fill(address(words), length(words), (byte) number(words, 3));
                yield "OK";
            }
            case "b64read" -> "OK " + Base64.getEncoder().encodeToString(board.read(address(words), length(words)));
            case "b64write" -> write(words, Base64.getDecoder().decode(word(words, 3)));
            default -> fail("Unknown command '" + words[0] + "'");
        };
    }

    /** One line, whatever the client sent. */
    private static String fail(String why) {
        return "FAIL " + (why.length() > LONGEST_REASON ? why.substring(0, LONGEST_REASON) + "..." : why)
                .replaceAll("[^ -~]", "?");
    }

    private String write(String[] words, byte[] data) {
        if (data.length != length(words)) {
            throw new IllegalArgumentException("the length is " + words[2] + ", but there are " + data.length + " bytes");
        }
        board.write(address(words), data);
        return "OK";
    }

    /** By the last letter of the command. */
    private static int size(String command) {
        return switch (command.charAt(command.length() - 1)) {
            case 'b' -> 1;
            case 'w' -> 2;
            case 'l' -> 4;
            default -> 8;
        };
    }

    private static int port(String[] words) {
        long port = number(words, 1);
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("there is no port " + words[1]);
        }
        return (int) port;
    }

    private static Gpa address(String[] words) {
        return new Gpa(number(words, 1));
    }

    private static int length(String[] words) {
        long length = number(words, 2);
        if (length < 0 || length > MOST_BYTES) {
            throw new IllegalArgumentException("a length of at most " + MOST_BYTES + " bytes is served, not " + words[2]);
        }
        return (int) length;
    }

    private static String word(String[] words, int index) {
        if (index >= words.length) {
            throw new IllegalArgumentException("argument " + index + " is missing");
        }
        return words[index];
    }

    private static long number(String[] words, int index) {
        try {
            return Numbers.parse(word(words, index));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("argument " + index + " is no number: " + words[index], e);
        }
    }

    private static byte[] hexadecimal(String text) {
        if (!text.startsWith("0x")) {
            throw new IllegalArgumentException("bytes look like 0x01ab, not " + text);
        }
        return HexFormat.of().parseHex(text, 2, text.length());
    }

    private static long littleEndian(byte[] bytes) {
        long value = 0;
        for (int i = 0; i < bytes.length; i++) {
            value |= (bytes[i] & 0xFFL) << 8 * i;
        }
        return value;
    }

    private static byte[] littleEndian(long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }
}
