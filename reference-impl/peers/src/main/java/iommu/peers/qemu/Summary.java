package iommu.peers.qemu;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What a run met, to be printed. */
public final class Summary {

    private final Profile profile;
    private final int operations;
    private final Tally tally;

    Summary(Profile profile, int operations, Tally tally) {
        this.profile = profile;
        this.operations = operations;
        this.tally = tally;
    }

    /** Buckets that a full run should have met and this one has not. */
    public Set<String> missing() {
        return CompareRun.missing(tally);
    }

    /** How many buckets there are for a full run to meet. */
    public int required() {
        return Buckets.required().size();
    }

    /** The share of requests with two or more allowed outcomes, in percent. */
    public double open() {
        return tally.requests() == 0 ? 0 : 100.0 * tally.open() / tally.requests();
    }

    /** Whether the run met all it should; a short run need not. */
    public boolean complete() {
        return operations < CompareRun.FULL || missing().isEmpty() && open() >= CompareRun.LEAST_OPEN
                && tally.unjudged() == 0;
    }

    /** How often a departure was used. */
    public int used(Departure departure) {
        return tally.of(departure);
    }

    /** Coverage, and the departures that were used, as lines. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(operations).append(" operations, ").append(tally.requests()).append(" requests: ")
                .append(share(tally.open())).append(" with two or more allowed outcomes, ").append(share(tally.different()))
                .append(" answered differently, ").append(tally.unjudged()).append(" not judged\n");
        tally.buckets().forEach((bucket, n) -> text.append(row(bucket, n)));
        text.append("Departures of QEMU from Rev 5.10, each forbidden by the section named, that profile ").append(profile.name())
                .append(" takes into account:\n");
        List<Departure> taken = Arrays.stream(Departure.values()).filter(profile::has).toList();
        for (Departure d : taken) {
            text.append(d.treatment() == Departure.Treatment.EXPLAINED ? row(d.title(), tally.of(d))
                    : "  " + d.title() + ": not sent\n");
            text.append("      ").append(d.section()).append(": ").append(d.sentence()).append('\n');
        }
        if (taken.isEmpty()) {
            text.append("  none\n");
        }
        return text.toString();
    }

    private String share(int count) {
        return count + " (" + Math.round(tally.requests() == 0 ? 0 : 1000.0 * count / tally.requests()) / 10.0 + " %)";
    }

    private static String row(String name, int count) {
        return "  " + name + " ".repeat(Math.max(1, 56 - name.length())) + count + "\n";
    }
}
