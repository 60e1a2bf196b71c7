package iommu.bench;

import java.util.Locale;

/** What is asked of a figure. */
sealed interface Gate {

    boolean met(double figure);

    /** At least so many times as fast. */
    record AtLeast(double bound) implements Gate {
        @Override
        public boolean met(double figure) {
            return figure >= bound;
        }

        @Override
        public String toString() {
            return "≥ " + number(bound) + "x";
        }
    }

    /** At most so many times the cost. */
    record AtMost(double bound) implements Gate {
        @Override
        public boolean met(double figure) {
            return figure <= bound;
        }

        @Override
        public String toString() {
            return "≤ " + number(bound) + "x";
        }
    }

    /** At most so many bytes; what the profiler itself allocates is less than one in ten operations. */
    record Bytes(double bound) implements Gate {
        private static final double NOISE = 0.1;

        @Override
        public boolean met(double figure) {
            return figure <= bound + NOISE;
        }

        @Override
        public String toString() {
            return bound == 0 ? "0 B" : "≤ " + number(bound) + " B";
        }
    }

    /** Nothing: the figure is for information. */
    record None() implements Gate {
        @Override
        public boolean met(double figure) {
            return true;
        }

        @Override
        public String toString() {
            return "-";
        }
    }

    /** Three significant digits at most, thousands set apart. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "?";
        }
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        String text = String.format(Locale.ROOT, format, value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
