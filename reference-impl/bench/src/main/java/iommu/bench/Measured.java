package iommu.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What one work came to over all rounds: medians. */
final class Measured {

    private final List<Double> nanoseconds = new ArrayList<>();
    private final List<Double> bytes = new ArrayList<>();

    void time(double perOperation) {
        nanoseconds.add(perOperation);
    }

    void allocation(double perOperation) {
        bytes.add(perOperation);
    }

    /** Processor time per operation in ns. */
    double time() {
        return median(nanoseconds);
    }

    /** Bytes allocated per operation. */
    double allocation() {
        return median(bytes);
    }

    private static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
