package iommu.oracle;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The guest's memory: sparse, zero where nothing was stored. A walk that snoops sees what was stored last; one that
 * doesn't, anything that the 64-byte line held since its last flush, each entry read whole from one content (§3.10, L7).
 *
 * <p>A unit that has seen a newer content sees an older one again only out of its caches. That says something of several
 * answers together, and sets are exact for each answer by itself: what a unit saw is not known here, so the older content
 * stays in the set until the line is flushed, and out of MAY no flush takes it.
 */
final class TableWords {

    /** How many contents of one line are told apart. */
    static final int MOST_CONTENTS = 32;

    private final int hostAddressWidth;
    private final boolean keepPast;
    /** By {@link Spread#word}. */
    private final Map<Long, Long> words = new HashMap<>();
    private final Map<Gpa, Reads> pages = new HashMap<>();
    /** By {@link Spread#line}: what the line held since its last flush, without what it holds now. */
    private final Map<Long, List<long[]>> past = new HashMap<>();
    private boolean crowded;

    /** Of walks that all snoop. */
    TableWords(int hostAddressWidth) {
        this(hostAddressWidth, false);
    }

    /** @param keepPast some walks don't snoop */
    TableWords(int hostAddressWidth, boolean keepPast) {
        this.hostAddressWidth = hostAddressWidth;
        this.keepPast = keepPast;
    }

    void addAll(TableWords other) {
        words.putAll(other.words);
        pages.putAll(other.pages);
        other.past.forEach((line, contents) -> past.put(line, new ArrayList<>(contents)));
        crowded = other.crowded;
    }

    /** Whether some line held more different contents since its last flush than can be told apart. */
    boolean crowded() {
        return crowded;
    }

    /** Keeps what a step does to memory. @return whether the step was one that does */
    boolean take(Stimulus step) {
        switch (step) {
            case Stimulus.Store64 s -> {
                remember(s.at());
                put(s.at(), s.value());
            }
            case Stimulus.Store128(Gpa at, Entry128 value) -> {
                remember(at);
                put(at, value.low());
                put(at.plus(8), value.high());
            }
            case Stimulus.Readable(Gpa page, Reads reads) -> pages.put(page.alignedTo(4096), reads);
            case Stimulus.Flush(Gpa line) -> past.remove(Spread.line(line.value()));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** As if every line had been flushed. */
    void flushAll() {
        past.clear();
    }

    private void put(Gpa at, long value) {
        words.put(Spread.word(at.value()), value);
    }

    private void remember(Gpa at) {
        if (!keepPast) {
            return;
        }
        long[] now = new long[8];
        for (int i = 0; i < 8; i++) {
            now[i] = words.getOrDefault(Spread.word((at.value() & -64) + 8 * i), 0L);
        }
        List<long[]> contents = past.computeIfAbsent(Spread.line(at.value()), line -> new ArrayList<>());
        if (contents.stream().noneMatch(c -> Arrays.equals(c, now))) {
            crowded |= contents.size() == MOST_CONTENTS;
            contents.add(now);
        }
    }

    /** What is stored here, whether or not it can be read. */
    long stored(Gpa at) {
        return words.getOrDefault(Spread.word(at.value()), 0L);
    }

    OptionalLong read64(Gpa at) {
        return switch (reads(at)) {
            case ALL, READ_ONLY -> OptionalLong.of(stored(at));
            case WHOLE_ENTRIES, NONE -> OptionalLong.empty();
        };
    }

    Optional<Entry128> read128(Gpa at) {
        return reads(at) == Reads.NONE ? Optional.empty() : Optional.of(new Entry128(stored(at), stored(at.plus(8))));
    }

    /** Whether the unit can store here. */
    boolean writable(Gpa at) {
        return reads(at) != Reads.READ_ONLY;
    }

    /** Whether a read can give one value only. */
    boolean certain(Gpa at, boolean snoop) {
        return snoop || past.isEmpty() || !past.containsKey(Spread.line(at.value()));
    }

    /** What an 8-byte read may give: of a walk that snoops one value, or none on an access error. */
    Set<OptionalLong> views64(Gpa at, boolean snoop) {
        OptionalLong now = read64(at);
        List<long[]> before = snoop || now.isEmpty() || past.isEmpty() ? null : past.get(Spread.line(at.value()));
        if (before == null) {
            return Set.of(now);
        }
        Set<OptionalLong> views = new LinkedHashSet<>(Set.of(now));
        before.forEach(content -> views.add(OptionalLong.of(content[(int) (at.value() >>> 3) & 7])));
        return views;
    }

    /** What a read of 16 bytes in one access may give (§6.2.2.1). */
    Set<Optional<Entry128>> views128(Gpa at, boolean snoop) {
        Optional<Entry128> now = read128(at);
        List<long[]> before = snoop || now.isEmpty() || past.isEmpty() ? null : past.get(Spread.line(at.value()));
        if (before == null) {
            return Set.of(now);
        }
        int first = (int) (at.value() >>> 3) & 7;
        Set<Optional<Entry128>> views = new LinkedHashSet<>(Set.of(now));
        before.forEach(content -> views.add(Optional.of(new Entry128(content[first], content[first + 1]))));
        return views;
    }

    /** Freedom: what an access error is, § leaves to the platform. Here: a page said to be unreadable, or beyond HAW. */
    private Reads reads(Gpa at) {
        if (at.value() >>> hostAddressWidth != 0) {
            return Reads.NONE;
        }
        return pages.isEmpty() ? Reads.ALL : pages.getOrDefault(at.alignedTo(4096), Reads.ALL);
    }
}
