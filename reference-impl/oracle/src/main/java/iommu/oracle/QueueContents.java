package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.oracle.QueuedCommand.Fit;
import iommu.oracle.QueuedCommand.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** The descriptors between head and tail, and in which order a unit may carry them out (§6.5.2.12, §7.8). */
final class QueueContents {

    /** A descriptor in the ring. */
    static final class Item {
        /** Counted in descriptors since the queue was enabled. */
        final long position;
        final QueuedCommand command;
        /** Carried out; of a wait: complete. */
        private boolean executed;
        /** Of a device-TLB invalidation that no device has answered. */
        private boolean outstanding;
        /** Of a wait that a time-out has ended. */
        private boolean aborted;

        private Item(long position, QueuedCommand command) {
            this.position = position;
            this.command = command;
        }

        boolean complete() {
            return executed && !outstanding;
        }

        boolean outstanding() {
            return outstanding;
        }

        void answered() {
            outstanding = false;
        }

        @Override
        public String toString() {
            return command.kind() + " at " + position + " " + command.bits();
        }
    }

    private final Capabilities unit;
    private final List<Set<Fit>> accepted;
    private final List<Item> items = new ArrayList<>();

    /** @param accepted how well an effect must fit its descriptor; descriptors that fit as the first set says go before others */
    QueueContents(Capabilities unit, List<Set<Fit>> accepted) {
        this.unit = unit;
        this.accepted = List.copyOf(accepted);
    }

    void add(long position, QueuedCommand command) {
        items.add(new Item(position, command));
    }

    /** Forgets what lies here or further on. */
    void cut(long position) {
        items.removeIf(i -> i.position >= position);
    }

    /** What a time-out has thrown away, §6.5.2.11: all that is neither done nor on its way to a device. */
    void dropUnfinished() {
        items.removeIf(i -> !i.executed);
    }

    void abortWaits() {
        items.stream().filter(i -> i.command.kind() == Kind.WAIT && !i.executed).forEach(i -> i.aborted = true);
    }

    /** Whether everything before this position is complete. */
    boolean completeBefore(long position) {
        return items.stream().noneMatch(i -> i.position < position && !i.complete());
    }

    /** The position behind the last that was carried out; the smallest number if none was. */
    long behindExecuted() {
        return items.stream().filter(i -> i.executed).mapToLong(i -> i.position + 1).max().orElse(Long.MIN_VALUE);
    }

    LongStream unexecuted() {
        return items.stream().filter(i -> !i.executed).mapToLong(i -> i.position);
    }

    boolean holds(Item item) {
        return items.contains(item);
    }

    boolean anyOutstanding() {
        return items.stream().anyMatch(Item::outstanding);
    }

    /** The first that is not complete, or {@code otherwise}. */
    long firstIncomplete(long otherwise) {
        return items.stream().filter(i -> !i.complete()).mapToLong(i -> i.position).findFirst().orElse(otherwise);
    }

    /** The first at which the queue has to stop, or {@code otherwise}. */
    long firstBad(long otherwise) {
        return items.stream().filter(i -> i.command.bad() && !i.executed).mapToLong(i -> i.position).findFirst().orElse(otherwise);
    }

    /** Forgets what nothing can depend on any more: all before the last wait of a complete beginning. */
    void settle() {
        while (!items.isEmpty() && items.getFirst().complete()) {
            items.removeFirst();
        }
    }

    /** The descriptor at which an error may be reported now. */
    Optional<Item> refusable() {
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (!item.executed && !item.command.errors().isEmpty()) {
                boolean passed = items.subList(i, items.size()).stream().anyMatch(x -> x.executed);
                return passed ? Optional.empty() : Optional.of(item);
            }
        }
        return Optional.empty();
    }

    /** Carries out the descriptor that this effect belongs to. @return it, unless there is none whose turn it may be */
    Optional<Item> execute(Effect effect, CompletesWait waits) {
        for (Set<Fit> wanted : accepted) {
            for (Item item : items) {
                if (item.command.bad()) {
                    break; // §6.5.2.11: nothing behind it is fetched
                }
                if (!item.executed && !item.aborted && wanted.contains(item.command.fit(effect, unit)) && enabled(item, waits)) {
                    item.executed = true;
                    item.outstanding = item.command.toDevice();
                    if (item.command.kind() == Kind.WAIT) {
                        waits.completed(item);
                    }
                    return Optional.of(item);
                }
            }
        }
        return Optional.empty();
    }

    /** Told when a wait completes. */
    interface CompletesWait {
        void completed(Item wait);
    }

    /** Completes the first wait without status write that may be complete now and is of this kind. */
    boolean completeQuietWait(Predicate<QueuedCommand> which, CompletesWait waits) {
        for (Item item : items) {
            if (item.command.bad()) {
                return false;
            }
            if (which.test(item.command) && quiet(item) && enabled(item, waits)) {
                complete(item, waits);
                return true;
            }
        }
        return false;
    }

    /** What should have been done by now: the first descriptor before the end that waits for nothing and is not complete. */
    Optional<Item> neglected(CompletesWait waits, long end) {
        for (Item item : items) {
            if (item.position >= end || item.outstanding || item.command.bad()) {
                return Optional.empty(); // Freedom queue-order: all behind it may wait
            }
            if (!item.executed) {
                if (!quiet(item) || !enabled(item, waits)) {
                    return Optional.of(item);
                }
                complete(item, waits);
            }
        }
        return Optional.empty();
    }

    private static boolean quiet(Item item) {
        return item.command.kind() == Kind.WAIT && !item.executed && !item.aborted && !item.command.storesStatus();
    }

    private static void complete(Item wait, CompletesWait waits) {
        wait.executed = true;
        waits.completed(wait);
    }

    private boolean enabled(Item item, CompletesWait waits) {
        List<Item> ahead = items.subList(0, items.indexOf(item));
        for (Item earlier : ahead) {
            if (earlier.command.fence() && !earlier.executed) { // §6.5.2.9: FN
                if (!quiet(earlier) || !enabled(earlier, waits)) {
                    return false;
                }
                complete(earlier, waits);
            }
        }
        return switch (item.command.kind()) {
            case CONTEXT_CACHE, INTERRUPTS -> true;
            case PASID_CACHE -> complete(ahead, Kind.CONTEXT_CACHE);
            case IOTLB, PASID_IOTLB -> complete(ahead, Kind.CONTEXT_CACHE, Kind.PASID_CACHE);
            case DEVICE_TLB -> complete(ahead, Kind.IOTLB, Kind.INTERRUPTS) && sent(ahead);
            case PASID_DEVICE_TLB -> complete(ahead, Kind.IOTLB, Kind.PASID_IOTLB, Kind.INTERRUPTS) && sent(ahead);
            case RESPONSE -> sent(ahead);
            case WAIT -> sinceLastWait(ahead).stream().allMatch(Item::complete);
        };
    }

    private static boolean complete(List<Item> ahead, Kind... kinds) {
        return ahead.stream().allMatch(i -> i.complete() || !List.of(kinds).contains(i.command.kind()));
    }

    /** §7.8: messages to devices keep their order. */
    private static boolean sent(List<Item> ahead) {
        return ahead.stream().allMatch(i -> i.executed || !i.command.toDevice() && i.command.kind() != Kind.RESPONSE);
    }

    private static List<Item> sinceLastWait(List<Item> ahead) {
        for (int i = ahead.size() - 1; i >= 0; i--) {
            if (ahead.get(i).command.kind() == Kind.WAIT) {
                return ahead.subList(i + 1, ahead.size());
            }
        }
        return ahead;
    }
}
