package iommu.peers.qemu;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What one or many comparisons met. */
final class Tally {

    private final Map<String, Integer> buckets = new TreeMap<>();
    private final Map<Departure, Integer> departures = new EnumMap<>(Departure.class);
    private int requests;
    private int open;
    private int different;
    private int unjudged;

    void count(String bucket) {
        buckets.merge(bucket, 1, Integer::sum);
    }

    void count(Departure departure) {
        departures.merge(departure, 1, Integer::sum);
    }

    /** One request. @param outcomes how many the oracle allowed; 0 if it did not speak */
    void request(int outcomes) {
        requests++;
        open += outcomes > 1 ? 1 : 0;
        unjudged += outcomes == 0 ? 1 : 0;
    }

    /** The two units gave different answers, both allowed. */
    void differ() {
        different++;
    }

    int requests() {
        return requests;
    }

    /** Requests with two or more allowed outcomes. */
    int open() {
        return open;
    }

    int different() {
        return different;
    }

    int unjudged() {
        return unjudged;
    }

    int of(String bucket) {
        return buckets.getOrDefault(bucket, 0);
    }

    int of(Departure departure) {
        return departures.getOrDefault(departure, 0);
    }

    /** How often any departure was used. */
    int departures() {
        return departures.values().stream().mapToInt(n -> n).sum();
    }

    /** How often any departure was used but the one that gives a fault another code: all else of its record is compared. */
    int otherDepartures() {
        return departures() - of(Departure.LEGACY_CODES);
    }

    Map<String, Integer> buckets() {
        return buckets;
    }

    void add(Tally other) {
        other.buckets.forEach((bucket, n) -> buckets.merge(bucket, n, Integer::sum));
        other.departures.forEach((departure, n) -> departures.merge(departure, n, Integer::sum));
        requests += other.requests;
        open += other.open;
        different += other.different;
        unjudged += other.unjudged;
    }
}
