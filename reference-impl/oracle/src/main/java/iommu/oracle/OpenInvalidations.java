package iommu.oracle;

import iommu.arch.invalidation.ContextInvalidation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The invalidations under way: each may have been executed or not, in any order that §6.5.2.12 allows. */
final class OpenInvalidations {

    /** How a command came, and so what completes it. */
    enum Port { QUEUE, CONTEXT_REGISTER, IOTLB_REGISTER }

    record Open(Removal removal, Port port) {
    }

    private final List<Open> open = new ArrayList<>();
    private Timelines live = Timelines.ONLY;
    /** What {@link #spread} found out, by the set of members that cover. */
    private final Map<Timelines, Timelines[]> spread = new HashMap<>();

    void addAll(OpenInvalidations other) {
        other.open.forEach(this::add);
    }

    boolean full() {
        return open.size() == Timelines.MOST_OPEN;
    }

    List<Removal> removals() {
        return open.stream().map(Open::removal).toList();
    }

    /** Every timeline there is. */
    Timelines live() {
        return live;
    }

    void add(Open invalidation) {
        open.add(invalidation);
        renumber();
    }

    /** Where an entry can be that was made in these timelines: what does not cover it may be executed at any moment. */
    Timelines spread(Timelines made, Predicate<Removal> covers) {
        if (open.isEmpty()) {
            return made;
        }
        int covering = 0;
        for (int i = 0; i < open.size(); i++) {
            covering |= covers.test(open.get(i).removal()) ? 1 << i : 0;
        }
        Timelines[] known = spread.computeIfAbsent(made, m -> new Timelines[1 << open.size()]);
        if (known[covering] == null) {
            known[covering] = spread(made, covering);
        }
        return known[covering];
    }

    private Timelines spread(Timelines made, int covering) {
        boolean[] reached = new boolean[1 << open.size()];
        for (int t = 0; t < reached.length; t++) {
            reached[t] = made.has(t);
        }
        for (int i = 0; i < open.size(); i++) {
            if ((covering >> i & 1) == 0) {
                for (int t = 0; t < reached.length; t++) {
                    reached[t | 1 << i] |= reached[t] && live.has(t | 1 << i);
                }
            }
        }
        return Timelines.of(t -> reached[t], reached.length);
    }

    /** Which commands of this port, as a set of members. */
    int members(Port port) {
        int members = 0;
        for (int i = 0; i < open.size(); i++) {
            members |= open.get(i).port() == port ? 1 << i : 0;
        }
        return members;
    }

    /** What is left of these timelines once those members are known to have been executed. */
    Timelines after(int completed, Timelines before) {
        int left = open.size() - Integer.bitCount(completed);
        if (left == 0) {
            return before.has(completed) ? Timelines.ONLY : Timelines.NONE;
        }
        return Timelines.of(t -> before.has(widened(t, completed)), 1 << left);
    }

    void complete(int completed) {
        for (int i = open.size() - 1; i >= 0; i--) {
            if ((completed >> i & 1) != 0) {
                open.remove(i);
            }
        }
        renumber();
    }

    private void renumber() {
        live = open.isEmpty() ? Timelines.ONLY : Timelines.of(this::possible, 1 << open.size());
        spread.clear();
    }

    /** The old number of a timeline in which all of {@code completed} were executed. */
    private int widened(int timeline, int completed) {
        int wide = completed;
        int next = 0;
        for (int i = 0; i < open.size(); i++) {
            if ((completed >> i & 1) == 0) {
                wide |= (timeline >> next++ & 1) << i;
            }
        }
        return wide;
    }

    /** §6.5.2.12: an IOTLB invalidation comes after every earlier context-cache invalidation of the queue. */
    private boolean possible(int timeline) {
        boolean contextMissing = false;
        for (int i = 0; i < open.size(); i++) {
            boolean executed = (timeline >> i & 1) != 0;
            boolean queued = open.get(i).port() == Port.QUEUE;
            boolean context = open.get(i).removal().command() instanceof ContextInvalidation;
            if (queued && !context && executed && contextMissing) {
                return false;
            }
            contextMissing |= queued && context && !executed;
        }
        return true;
    }
}
