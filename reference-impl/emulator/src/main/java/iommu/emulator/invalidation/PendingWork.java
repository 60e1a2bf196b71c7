package iommu.emulator.invalidation;

import iommu.arch.SourceId;
import iommu.arch.invalidation.Descriptor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What has been fetched and is not finished: device-TLB invalidations that a device has not answered, each under a tag,
 * and the waits behind them (§4.3, §6.5.2.12).
 */
final class PendingWork {

    /** How many requests a device must be able to hold (§6.5.2.5); more are put off (freedom {@code invalidation-tags}). */
    private static final int TAGS = 32;

    private final Map<Integer, Request> asked = new TreeMap<>();
    private final Deque<PendingWait> waits = new ArrayDeque<>();
    private int nextTag;
    private long requests;

    /** @param number how many requests there were before */
    private record Request(SourceId device, long number) {
    }

    /** @param place where it lies in the ring @param requests how many there were before it: all must be answered */
    private record PendingWait(int place, Descriptor descriptor, long requests) {
    }

    boolean hasFreeTag() {
        return asked.size() < TAGS;
    }

    /** A free tag, and one that was not used lately: late answers should not meet it. */
    int ask(SourceId device) {
        int tag = nextTag;
        while (asked.containsKey(tag)) {
            tag = (tag + 1) % TAGS;
        }
        asked.put(tag, new Request(device, requests++));
        nextTag = (tag + 1) % TAGS;
        return tag;
    }

    Optional<SourceId> asked(int tag) {
        return Optional.ofNullable(asked.get(tag)).map(Request::device);
    }

    boolean nothingAsked() {
        return asked.isEmpty();
    }

    /** @param place of the wait in the ring */
    void await(int place, Descriptor wait) {
        waits.add(new PendingWait(place, wait, requests));
    }

    boolean hasWaits() {
        return !waits.isEmpty();
    }

    /** FN: nothing behind this wait may start before it completes (§6.5.2.9). */
    boolean isFenced() {
        return hasWaits() && waits.getLast().descriptor().fences();
    }

    /** Where the first wait lies that is not complete. */
    OptionalInt firstWait() {
        return hasWaits() ? OptionalInt.of(waits.getFirst().place()) : OptionalInt.empty();
    }

    /** The tag is free again. @return the waits that nothing holds up any more, in their order */
    List<Descriptor> answered(int tag) {
        asked.remove(tag);
        List<Descriptor> completed = new ArrayList<>();
        while (hasWaits() && !isHeldUp(waits.getFirst())) {
            completed.add(waits.remove().descriptor());
        }
        return completed;
    }

    private boolean isHeldUp(PendingWait wait) {
        return asked.values().stream().anyMatch(request -> request.number() < wait.requests());
    }

    /** The tag is free again, and no wait completes (§6.5.2.11). Other devices may still answer. */
    void timedOut(int tag) {
        asked.remove(tag);
        waits.clear();
    }

    void forget() {
        asked.clear();
        waits.clear();
    }
}
