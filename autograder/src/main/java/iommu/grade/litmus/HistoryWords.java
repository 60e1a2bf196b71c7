package iommu.grade.litmus;

import iommu.oracle.History;
import iommu.oracle.Holding;
import iommu.scenario.Scenario;
import iommu.scenario.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Histories in short sentences, with the lines of the scenario. */
final class HistoryWords {

    private static final int WAIT = 5;
    private static final int MOST_NAMED = 4;

    private final Scenario scenario;

    HistoryWords(Scenario scenario) {
        this.scenario = scenario;
    }

    /** @param access the line of the request that is answered so */
    String of(History history, int access) {
        if (history.now()) {
            return "memory and registers say so now";
        }
        String held = history.traces().stream().map(this::held).collect(Collectors.joining("; with "));
        boolean told = history.traces().stream().anyMatch(t -> t.in() == Holding.LINE);
        return held + (history.unsnooped() && !told ? ", by a walk that did not see a store" : "")
                + invalidations(history, access);
    }

    private String held(History.Trace trace) {
        if (trace.in() == Holding.LINE) {
            return "an old content of a line: the walk need not see line " + trace.line() + ", which was not flushed";
        }
        String taken = thing(trace.in()) + ", filled " + when(trace.line());
        return trace.first() == trace.line() ? taken : taken + " by way of an entry filled " + when(trace.first());
    }

    private String when(int line) {
        return (isRequest(line) ? "by the request of line " : "no later than line ") + line;
    }

    private static String thing(Holding holding) {
        return switch (holding) {
            case LINE -> "a line";
            case CONTEXT -> "a context-cache entry";
            case PASID -> "a PASID-cache entry";
            case PREFIX -> "a paging-structure entry";
            case TRANSLATION -> "an IOTLB entry";
            case INTERRUPT -> "an interrupt-cache entry";
        };
    }

    private String invalidations(History history, int access) {
        boolean cached = history.traces().stream().anyMatch(t -> t.in() != Holding.LINE);
        int from = history.traces().stream().mapToInt(History.Trace::line).max().orElse(access);
        List<Integer> complete = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        for (int line = from + 1; cached && line < access; line++) {
            if (invalidates(line)) {
                (isWaitedFor(line, access) ? complete : open).add(line);
            }
        }
        String left = complete.isEmpty() ? "" : "; " + (complete.size() > MOST_NAMED
                ? complete.size() + " invalidations since, the last at line " + complete.getLast() + ","
                : lines(complete, "the invalidation of line ", "the invalidations of lines "))
                + (complete.size() == 1 ? " leaves it" : " leave it");
        if (!history.underWay()) {
            return left;
        }
        return left + "; " + (open.isEmpty() ? "an invalidation" : lines(open, "that of line ", "those of lines "))
                + " under way need not have been executed yet";
    }

    private static String lines(List<Integer> numbers, String one, String several) {
        if (numbers.size() == 1) {
            return one + numbers.getFirst();
        }
        return several + numbers.subList(0, numbers.size() - 1).stream().map(String::valueOf).collect(Collectors.joining(", "))
                + " and " + numbers.getLast();
    }

    private boolean isRequest(int line) {
        return statement(line) instanceof Statement.Dma || statement(line) instanceof Statement.Interrupt;
    }

    private boolean invalidates(int line) {
        return statement(line) instanceof Statement.Invalidate
                || statement(line) instanceof Statement.Descriptor d && type(d) != WAIT;
    }

    private boolean isWaitedFor(int line, int access) {
        for (int later = line; later < access; later++) {
            Statement statement = statement(later);
            if (statement instanceof Statement.Await || statement instanceof Statement.Invalidate i && i.waits()
                    || statement instanceof Statement.Descriptor d && type(d) == WAIT) {
                return true;
            }
        }
        return false;
    }

    /** §6.5.2: bits 3:0, and 11:9 above them. */
    private static int type(Statement.Descriptor descriptor) {
        return (int) (descriptor.value().low() & 0xF | descriptor.value().low() >>> 5 & 0x70);
    }

    private Statement statement(int line) {
        return scenario.lines().get(line - 1).statement();
    }
}
