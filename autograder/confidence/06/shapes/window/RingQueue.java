package lab06;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.TableMode;
import iommu.arch.seam.InvalidationQueue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One class: a window over the ring of what was fetched and is not over, each item in one of three phases. */
public class RingQueue implements InvalidationQueue {

    private enum Phase { ASKED, HELD, OVER }

    private static class Item {
        int place;
        Phase phase;
        long low;
        long high;
        int tag = -1;
    }

    private final TableMemory memory;
    private final Capabilities unit;
    private final List<Item> window = new ArrayList<>();
    private final Set<FaultCondition> raised = EnumSet.noneOf(FaultCondition.class);
    private QueueRegisters ring = QueueRegisters.RESET;
    private EventRegisters event = EventRegisters.RESET;
    private int fetch;
    private int tags = 100;
    private boolean iwc;
    private boolean ip;
    private QueueError why = QueueError.NO_INFORMATION;
    private int ite;
    private int ice;
    private List<Effect> out = new ArrayList<>();

    public RingQueue(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        unit = capabilities;
    }

    private static int field(long word, int high, int low) {
        return (int) (word >>> low & (1L << high - low + 1) - 1);
    }

    private List<Effect> result() {
        List<Effect> done = out;
        out = new ArrayList<>();
        return done;
    }

    private int places() {
        return 256 << ring.size();
    }

    private int step() {
        return ring.wide() ? 2 : 1;
    }

    @Override
    public List<Effect> update(QueueRegisters registers) {
        ring = registers;
        if (!ring.enabled()) {
            window.clear();
            fetch = 0;
        }
        fetch -= fetch % step();
        return go();
    }

    @Override
    public void reset() {
        update(QueueRegisters.RESET);
        event = EventRegisters.RESET;
        ip = false;
    }

    private List<Effect> go() {
        while (ring.enabled() && fetch != ring.tail() && !raised.contains(FaultCondition.QUEUE_ERROR)
                && !raised.contains(FaultCondition.TIMEOUT_ERROR) && !fenced()) {
            QueueError error = ringError();
            Item item = new Item();
            if (error == null) {
                error = read(item);
            }
            if (error == null) {
                start(item);
                fetch = (fetch + step()) % places();
            } else if (window.stream().noneMatch(i -> i.phase == Phase.HELD)) {
                why = error;
                report(FaultCondition.QUEUE_ERROR);
            } else {
                break;
            }
            settle();
        }
        return result();
    }

    private boolean fenced() {
        return window.stream().anyMatch(i -> i.phase == Phase.HELD && field(i.low, 6, 6) == 1);
    }

    private void report(FaultCondition condition) {
        raised.add(condition);
        out.add(new Effect.ReportQueueError(condition));
    }

    private QueueError ringError() {
        if (ring.tail() >= places()) {
            return QueueError.INVALID_TAIL;
        }
        if (ring.wide() && ring.tail() % 2 == 1) {
            return QueueError.TAIL_NOT_ALIGNED;
        }
        boolean modes = unit.scalable().offered() || unit.platform().abortMode();
        if (ring.wide() ? !modes : ring.mode() != TableMode.LEGACY) {
            return QueueError.INVALID_WIDTH;
        }
        if (ring.mode() == TableMode.RESERVED) {
            return QueueError.INVALID_TABLE_MODE;
        }
        return null;
    }

    private QueueError read(Item item) {
        item.place = fetch;
        Gpa at = ring.base().plus(16L * fetch);
        Optional<Entry128> first = memory.read128(at);
        Optional<Entry128> second = ring.wide() ? memory.read128(at.plus(16)) : first;
        if (first.isEmpty() || second.isEmpty()) {
            return QueueError.FETCH_ERROR;
        }
        item.low = first.get().low();
        item.high = first.get().high();
        long fields = fields(item);
        if (fields == 0) {
            return QueueError.INVALID_TYPE;
        }
        long upper = switch (field(item.low, 3, 0)) {
            case 2 -> -4096L | 127;
            case 3 -> -4096L | 1;
            case 5 -> -4L;
            default -> 0;
        };
        boolean padded = !ring.wide() || second.get().low() == 0 && second.get().high() == 0;
        boolean known = switch (field(item.low, 3, 0)) {
            case 1 -> field(item.low, 5, 4) > 0;
            case 2 -> field(item.low, 5, 4) > 0 && (unit.pageSelective() || field(item.low, 5, 4) < 3);
            default -> true;
        };
        return (item.low & ~fields) == 0 && (item.high & ~upper) == 0 && padded && known ? null : QueueError.RESERVED_FIELD;
    }

    /** The bits of the low word that this type may have set; 0 if there is no such type. */
    private long fields(Item item) {
        if (field(item.low, 11, 9) != 0) {
            return 0;
        }
        return switch (field(item.low, 3, 0)) {
            case 1 -> 0x0003_FFFF_FFFF_003FL;
            case 2 -> 0x0000_0000_FFFF_00FFL;
            case 3 -> !unit.deviceTlb() ? 0 : 0x0000_FFFF_001F_000FL
                    | (unit.platform().deviceTlbThrottling() ? 0xFFF0_0000_0000_F000L : 0);
            case 4 -> 0x0000_FFFF_F800_001FL;
            case 5 -> 0xFFFF_FFFF_0000_007FL | (unit.scalable().pageRequestDrain() ? 0x80 : 0);
            default -> 0;
        };
    }

    private void start(Item item) {
        item.phase = Phase.OVER;
        switch (field(item.low, 3, 0)) {
            case 1 -> out.add(new Effect.Invalidate(contexts(item)));
            case 2 -> out.add(new Effect.Invalidate(translations(item)));
            case 3 -> {
                item.phase = Phase.ASKED;
                item.tag = tags++;
                out.add(ask(item));
            }
            case 4 -> out.add(new Effect.InvalidateInterruptEntries(field(item.low, 4, 4) == 0,
                    field(item.low, 47, 32), field(item.low, 31, 27)));
            default -> item.phase = Phase.HELD;
        }
        window.add(item);
    }

    private static ContextInvalidation contexts(Item item) {
        DomainId domain = new DomainId(field(item.low, 31, 16));
        return switch (field(item.low, 5, 4)) {
            case 1 -> ContextInvalidation.global();
            case 2 -> ContextInvalidation.domain(domain);
            default -> ContextInvalidation.device(domain, new SourceId(field(item.low, 47, 32)), field(item.low, 49, 48));
        };
    }

    private static IotlbInvalidation translations(Item item) {
        DomainId domain = new DomainId(field(item.low, 31, 16));
        return switch (field(item.low, 5, 4)) {
            case 1 -> IotlbInvalidation.global();
            case 2 -> IotlbInvalidation.domain(domain);
            default -> IotlbInvalidation.page(domain, new Iova(item.high & -4096L), field(item.high, 5, 0), field(item.high, 6, 6) == 1);
        };
    }

    private static Effect ask(Item item) {
        long address = item.high & -4096L;
        long size = 4096;
        if (field(item.high, 0, 0) == 1) {
            for (long bit = 4096; (address & bit) != 0; bit <<= 1) {
                size <<= 1;
            }
            size <<= 1;
        }
        boolean everything = size <= 0 || size > 1L << 62;
        return new Effect.InvalidateDeviceTlb(item.tag, device(item), new Iova(everything ? 0 : address & -size), everything ? 0 : size);
    }

    private static SourceId device(Item item) {
        return new SourceId(field(item.low, 47, 32));
    }

    /** Completes the waits that nothing in front of them holds up, and forgets what is over at the beginning. */
    private void settle() {
        for (Item item : window) {
            if (item.phase == Phase.ASKED) {
                break;
            }
            if (item.phase == Phase.HELD) {
                item.phase = Phase.OVER;
                complete(item);
            }
        }
        while (!window.isEmpty() && window.getFirst().phase == Phase.OVER) {
            window.removeFirst();
        }
    }

    private void complete(Item wait) {
        if (field(wait.low, 5, 5) == 1) {
            long inside = (1L << unit.hostAddressWidth()) - 4;
            out.add(new Effect.StoreStatus(new Gpa(wait.high & inside), (int) (wait.low >>> 32)));
        }
        if (field(wait.low, 4, 4) == 1 && !iwc) {
            iwc = true;
            ip = true;
            send();
        }
    }

    private void send() {
        if (ip && !event.masked()) {
            ip = false;
            out.add(new Effect.SendMessage(event.address(), event.data()));
        }
    }

    private Item asked(int tag) {
        return window.stream().filter(i -> i.phase == Phase.ASKED && i.tag == tag).findFirst().orElse(null);
    }

    @Override
    public List<Effect> done(int tag) {
        Item item = asked(tag);
        return done(tag, item == null ? new SourceId(0) : device(item));
    }

    @Override
    public List<Effect> done(int tag, SourceId from) {
        Item item = asked(tag);
        if (item == null || !device(item).equals(from)) {
            if (!raised.contains(FaultCondition.COMPLETION_ERROR)) {
                ice = from.value();
            }
            report(FaultCondition.COMPLETION_ERROR);
            return result();
        }
        item.phase = Phase.OVER;
        settle();
        return go();
    }

    @Override
    public List<Effect> timeout(int tag) {
        Item item = asked(tag);
        if (item == null) {
            return result();
        }
        item.phase = Phase.OVER;
        if (!raised.contains(FaultCondition.TIMEOUT_ERROR)) {
            ite = device(item).value();
        }
        fetch = head();
        window.removeIf(i -> i.phase == Phase.HELD);
        report(FaultCondition.TIMEOUT_ERROR);
        return result();
    }

    private int head() {
        return window.stream().filter(i -> i.phase == Phase.HELD).mapToInt(i -> i.place).findFirst().orElse(fetch);
    }

    @Override
    public List<Effect> cleared(Set<FaultCondition> conditions) {
        raised.removeAll(conditions);
        return go();
    }

    @Override
    public List<Effect> completionCleared() {
        iwc = false;
        ip = false;
        return result();
    }

    @Override
    public List<Effect> program(EventRegisters registers) {
        event = registers;
        send();
        return result();
    }

    @Override
    public QueueStatus status() {
        return new QueueStatus(head(), iwc, ip, why, new SourceId(ite), new SourceId(ice));
    }
}
