package iommu.grade.confidence;

import java.util.Locale;

/** So many of so many, with what that says of the rate behind it. */
public record Rate(int hits, int of) {

    /** Of the standard normal distribution: 95 % lie within so many deviations. */
    private static final double Z = 1.959964;

    public double percent() {
        return of == 0 ? 100 : 100.0 * hits / of;
    }

    public boolean isAll() {
        return hits == of;
    }

    /** The lower end of Wilson's 95 % interval, in percent. */
    public double low() {
        return of == 0 ? 0 : Math.max(0, 100 * (middle() - margin()));
    }

    /** The upper end of Wilson's 95 % interval, in percent. */
    public double high() {
        return of == 0 ? 100 : Math.min(100, 100 * (middle() + margin()));
    }

    private double middle() {
        double p = (double) hits / of;
        return (p + Z * Z / (2 * of)) / (1 + Z * Z / of);
    }

    private double margin() {
        double p = (double) hits / of;
        return Z * Math.sqrt(p * (1 - p) / of + Z * Z / (4.0 * of * of)) / (1 + Z * Z / of);
    }

    /** Such as {@code 20/20 (84-100 %)}. */
    @Override
    public String toString() {
        return of == 0 ? "-" : String.format(Locale.ROOT, "%d/%d (%.0f-%.0f %%)", hits, of, low(), high());
    }
}
