package iommu.grade.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * A structure in memory as a row of fields: what is needed to say its bits by name, and nothing else.
 *
 * @param name    such as {@code context entry}
 * @param section where the specification draws it
 */
record Layout(String name, String section, List<Field> fields) {

    /** How a field is said. */
    private enum Form {
        FLAG, NUMBER, HEX, ADDRESS, RESERVED
    }

    /**
     * @param high    its highest bit, counted over the whole structure
     * @param meaning what its values mean, from 0 on; empty where the number says it all
     */
    private record Field(String name, int high, int low, Form form, List<String> meaning) {
    }

    static Layout of(String name, String section) {
        return new Layout(name, section, List.of());
    }

    private Layout with(Field field) {
        List<Field> more = new ArrayList<>(fields);
        more.add(field);
        return new Layout(name, section, List.copyOf(more));
    }

    Layout flag(String field, int bit) {
        return with(new Field(field, bit, bit, Form.FLAG, List.of()));
    }

    Layout number(String field, int high, int low, String... meaning) {
        return with(new Field(field, high, low, Form.NUMBER, List.of(meaning)));
    }

    Layout hex(String field, int high, int low) {
        return with(new Field(field, high, low, Form.HEX, List.of()));
    }

    /** A pointer: its bits mean an address where they stand. */
    Layout address(String field, int high, int low) {
        return with(new Field(field, high, low, Form.ADDRESS, List.of()));
    }

    /** Bits that must be 0; said only where they are not. */
    Layout reserved(int high, int low) {
        return with(new Field("", high, low, Form.RESERVED, List.of()));
    }

    /** The fields with their values, in lines. @param words the structure, lowest 64 bits first */
    List<String> lines(List<Long> words) {
        List<String> said = new ArrayList<>();
        for (Field field : fields) {
            long value = value(words, field);
            if (field.form() != Form.RESERVED || value != 0) {
                said.add(said(field, value));
            }
        }
        List<String> lines = new ArrayList<>();
        for (String one : said) {
            int last = lines.size() - 1;
            boolean fits = last >= 0 && lines.get(last).length() + 2 + one.length() <= 56;
            if (fits) {
                lines.set(last, lines.get(last) + "  " + one);
            } else {
                lines.add(one);
            }
        }
        return lines;
    }

    private static long value(List<Long> words, Field field) {
        int word = field.low() / 64;
        long bits = word < words.size() ? words.get(word) >>> field.low() % 64 : 0;
        int width = field.high() - field.low() + 1;
        return width == 64 ? bits : bits & (1L << width) - 1;
    }

    private static String said(Field field, long value) {
        return switch (field.form()) {
            case FLAG -> field.name() + "=" + value;
            case NUMBER -> field.name() + "=" + value + (field.meaning().isEmpty() ? ""
                    : " (" + (value < field.meaning().size() ? field.meaning().get((int) value) : "no such value") + ")");
            case HEX -> field.name() + "=0x" + Long.toHexString(value);
            case ADDRESS -> field.name() + "=0x" + Long.toHexString(value << field.low() % 64);
            case RESERVED -> "bits " + field.high() + ":" + field.low() + " must be 0 and are 0x" + Long.toHexString(value);
        };
    }
}
