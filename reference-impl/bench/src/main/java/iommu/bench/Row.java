package iommu.bench;

/**
 * A line of the table.
 *
 * @param what     the work, in words
 * @param ran      the classes that did it
 * @param measured the figures that were measured
 * @param figure   what the gate is about: a ratio, or bytes
 * @param shown    the figure as text
 */
record Row(String what, String ran, String measured, double figure, String shown, Gate gate) {

    static Row ratio(String what, String ran, String measured, double ratio, Gate gate) {
        return new Row(what, ran, measured, ratio, Gate.number(ratio) + "x", gate);
    }

    static Row bytes(String what, String ran, double bytes, double bound) {
        double shown = bytes < 0.1 ? 0 : bytes;
        return new Row(what, ran, Gate.number(shown) + " B", bytes, "", new Gate.Bytes(bound));
    }

    static Row information(String what, String ran, String measured) {
        return new Row(what, ran, measured, 0, "", new Gate.None());
    }

    /** False too for a figure that is missing. */
    boolean met() {
        return gate.met(figure);
    }

    String markdown() {
        String verdict = gate instanceof Gate.None ? "" : met() ? "met" : "**not met**";
        return "| " + String.join(" | ", what, ran, measured, shown, gate.toString(), verdict) + " |";
    }
}
