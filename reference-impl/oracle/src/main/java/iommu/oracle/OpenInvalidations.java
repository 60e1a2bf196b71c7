package iommu.oracle;

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
    /** The number of each, counted from the first that ever was. */
    private final List<Integer> numbers = new ArrayList<>();
    private int count;
    private Timelines live = Timelines.ONLY;
    /** What {@link #spread} found out, by the set of members that cover. */
    private final Map<Timelines, Timelines[]> spread = new HashMap<>();

    void addAll(OpenInvalidations other) {
        open.addAll(other.open);
        numbers.addAll(other.numbers);
        count = other.count;
        renumber();
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
        numbers.add(count++);
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

    /** Which commands of this port, of those numbered below {@code before}, as a set of members. */
    int members(Port port, int before) {
        int members = 0;
        for (int i = 0; i < open.size(); i++) {
            members |= open.get(i).port() == port && numbers.get(i) < before ? 1 << i : 0;
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

    /** What is left of these timelines if those members may have been executed or not, and are not heard of again. */
    Timelines without(int members, Timelines before) {
        int left = open.size() - Integer.bitCount(members);
        return Timelines.of(t -> {
            int all = widened(t, members);
            for (int lost = members;; lost = lost - 1 & members) {
                if (before.has(all & ~members | lost)) {
                    return true;
                }
                if (lost == 0) {
                    return false;
                }
            }
        }, 1 << left);
    }

    /** The queue's commands numbered from {@code first} on, as a set of members. */
    int membersFrom(int first) {
        return members(Port.QUEUE, Integer.MAX_VALUE) & ~members(Port.QUEUE, first);
    }

    /** How many there ever were. */
    int count() {
        return count;
    }

    void complete(int completed) {
        for (int i = open.size() - 1; i >= 0; i--) {
            if ((completed >> i & 1) != 0) {
                open.remove(i);
                numbers.remove(i);
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

    /** §6.5.2.12: IOTLB after earlier context and PASID caches of the queue, PASID cache after earlier context cache. */
    private boolean possible(int timeline) {
        int missing = Integer.MAX_VALUE; // the lowest rank of which an earlier one was not executed
        for (int i = 0; i < open.size(); i++) {
            boolean executed = (timeline >> i & 1) != 0;
            int rank = open.get(i).removal().rank().ordinal();
            if (open.get(i).port() == Port.QUEUE) {
                if (executed && missing < rank) {
                    return false;
                }
                missing = executed ? missing : Math.min(missing, rank);
            }
        }
        return true;
    }
}
