package iommu.view;

import iommu.arch.Fault;
import java.util.List;
import java.util.Optional;

/**
 * A lookup through tables: the key split into fields on top, below it one rung for each entry read and one for what
 * came out. From each field a line falls to the rung that it indexes. May be skipped on first reading.
 *
 * @param title what is looked up
 * @param facts more about it, a line each
 * @param slots the fields of the key, most significant first
 * @param rungs what was read, in order; the last is the outcome
 */
record Ladder(String title, List<String> facts, List<Slot> slots, List<Rung> rungs) implements Picture {

    /**
     * One field of the key.
     *
     * @param bits  such as {@code 47:39}
     * @param value in hexadecimal
     * @param name  what it is for
     * @param used  whether a rung was reached with it
     */
    record Slot(String bits, String value, String name, boolean used) {
    }

    /** How a rung ends. */
    enum Tone {
        PLAIN, GOOD, BAD
    }

    /**
     * One entry, or the outcome.
     *
     * @param heading where it lies
     * @param lines   what it holds
     * @param slot    the field that leads to it, its place in {@link Ladder#slots}; negative for none
     * @param sum     how the field is used, such as {@code + 8 * 0x1ff}
     * @param mark    what differs here first, if this is the place
     */
    record Rung(String heading, List<String> lines, int slot, String sum, Tone tone, Optional<String> mark) {

        /** The outcome of a lookup that ended with a fault. */
        static Rung of(Fault fault, Optional<String> mark) {
            List<String> lines = Words.lines(fault);
            return new Rung(lines.get(0), lines.subList(1, lines.size()), -1, "", Tone.BAD, mark);
        }
    }

    private static final String DIFFERS = "First difference: ";
    private static final int LEFT = 12;
    private static final int BOX = 424;
    private static final int PER_LINE = 48;
    private static final int STRIP = 460;
    private static final int SLOT_HEIGHT = 62;
    private static final int GAP = 26;

    @Override
    public String svg() {
        Svg svg = new Svg(title, text());
        svg.text("strong", LEFT, 24, title);
        for (int i = 0; i < facts.size(); i++) {
            svg.text("quiet", LEFT, 24 + Svg.LINE * (i + 1), facts.get(i));
        }
        for (int i = 0; i < slots.size(); i++) {
            draw(svg, slots.get(i), slotLeft(i));
        }
        int top = 6 + SLOT_HEIGHT + GAP + 6;
        for (int i = 0; i < rungs.size(); i++) {
            Rung rung = rungs.get(i);
            draw(svg, rung, top);
            top += height(rung);
            if (i < rungs.size() - 1) {
                svg.line("way", LEFT + 40, top, LEFT + 40, top + GAP - 2).arrowDown(LEFT + 40, top + GAP);
                top += GAP;
            }
        }
        return svg.close(top + 8);
    }

    private int slotLeft(int slot) {
        return Svg.WIDTH - 4 - slotWidth() * (slots.size() - slot);
    }

    /** Room for as many characters as the fields of so short a strip can have. */
    private int slotWidth() {
        return Math.min(90, STRIP / slots.size());
    }

    private void draw(Svg svg, Slot slot, int left) {
        int middle = left + slotWidth() / 2;
        svg.box(slot.used() ? "box used" : "box unused", left, 6, slotWidth(), SLOT_HEIGHT)
                .centred("quiet", middle, 24, slot.bits()).centred("strong", middle, 42, slot.value())
                .centred("quiet", middle, 60, slot.name());
    }

    private static List<String> markLines(Rung rung) {
        return rung.mark().map(m -> Words.wrapped(DIFFERS + m, PER_LINE - 2)).orElse(List.of());
    }

    private static List<String> fittedLines(Rung rung) {
        return rung.lines().stream().flatMap(line -> Words.wrapped(line, PER_LINE).stream()).toList();
    }

    private static int height(Rung rung) {
        int marked = markLines(rung).size();
        return 14 + Svg.LINE * (1 + fittedLines(rung).size() + marked) + (marked > 0 ? 8 : 0);
    }

    private void draw(Svg svg, Rung rung, int top) {
        int height = height(rung);
        svg.box("box", LEFT, top, BOX, height);
        switch (rung.tone()) {
            case GOOD -> svg.box("good", LEFT, top, BOX, height).tick(LEFT + BOX - 20, top + 18);
            case BAD -> svg.box("bad", LEFT, top, BOX, height).cross(LEFT + BOX - 20, top + 18);
            case PLAIN -> { }
        }
        svg.text(rung.tone() == Tone.PLAIN ? "quiet" : "strong", LEFT + 14, top + 20, rung.heading());
        int y = top + 20;
        for (String line : fittedLines(rung)) {
            y += Svg.LINE;
            svg.text(rung.tone() == Tone.PLAIN && y == top + 20 + Svg.LINE ? "strong" : "", LEFT + 14, y, line);
        }
        List<String> marked = markLines(rung);
        if (!marked.isEmpty()) {
            svg.box("mark", LEFT - 5, top - 5, BOX + 10, height + 10).flag(LEFT + 22, y + Svg.LINE + 1);
            y += 6;
        }
        for (String line : marked) {
            y += Svg.LINE;
            svg.text("strong", LEFT + 36, y, line);
        }
        if (rung.slot() >= 0) {
            int x = slotLeft(rung.slot()) + slotWidth() / 2;
            int to = LEFT + BOX + (marked.isEmpty() ? 0 : 6);
            int at = top + 20 + Svg.LINE - 4;
            svg.line("way", x, 6 + SLOT_HEIGHT, x, at, to + 6, at).arrowLeft(to + 1, at)
                    .text("quiet", to + 12, at - 6, rung.sum());
        }
    }

    @Override
    public String text() {
        StringBuilder out = new StringBuilder(title).append('\n');
        facts.forEach(fact -> out.append("  ").append(fact).append('\n'));
        for (Slot slot : slots) {
            out.append("  bits ").append(Words.padded(slot.bits(), 6)).append("= ")
                    .append(Words.padded(slot.value(), 10)).append(' ').append(slot.name())
                    .append(slot.used() ? "" : " (not used)").append('\n');
        }
        for (Rung rung : rungs) {
            String sign = switch (rung.tone()) {
                case PLAIN -> "-> ";
                case GOOD -> "=> ";
                case BAD -> "=x ";
            };
            out.append(sign).append(rung.heading()).append(rung.sum().isEmpty() ? "" : "   " + rung.sum()).append('\n');
            rung.lines().forEach(line -> out.append("     ").append(line).append('\n'));
            rung.mark().map(m -> Words.wrapped(DIFFERS + m, 80)).orElse(List.of())
                    .forEach(line -> out.append(" *** ").append(line).append('\n'));
        }
        return SafeText.lines(out.toString());
    }
}
