package iommu.house;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Descriptors of every kind and some that are none, devices that answer late, wrongly or never, and software that mends. */
final class QueueSteps implements RoomSteps {

    private static final Gpa BASE = new Gpa(0x10_0000L);

    private final Random random;
    private final Capabilities unit;
    private final Deque<Stimulus> ahead = new ArrayDeque<>();
    private final Map<Integer, SourceId> devices = new TreeMap<>();
    private final Set<FaultCondition> conditions = EnumSet.noneOf(FaultCondition.class);
    private QueueRegisters registers = QueueRegisters.RESET;
    private QueueStatus status = QueueStatus.RESET;
    private boolean asked = true;

    QueueSteps(Random random, Capabilities unit) {
        this.random = random;
        this.unit = unit;
    }

    static Capabilities unit(Random random) {
        boolean scalable = random.nextInt(3) > 0;
        boolean devices = random.nextInt(4) > 0;
        return Capabilities.DEFAULT.with(c -> {
            c.deviceTlb = devices;
            c.domainIdBits = random.nextBoolean() ? 16 : 8;
            c.pageSelective = random.nextInt(4) > 0;
            c.maxAddressMask = random.nextBoolean() ? 18 : 9;
            c.guestAddressWidth = random.nextBoolean() ? 48 : 39;
            c.deviceTlbThrottling = devices && random.nextBoolean();
            c.abortMode = random.nextBoolean();
            c.interruptRemapping = true;
            c.maxHandleMask = random.nextInt(16);
            c.scalableMode = scalable;
            c.secondStage = scalable;
            c.firstStage = scalable;
            c.pasidBits = scalable ? 20 : 0;
            c.pageRequests = scalable && devices;
            c.pageRequestDrain = devices && random.nextBoolean();
        });
    }

    @Override
    public Stimulus next() {
        asked = !asked;
        if (asked || ahead.isEmpty()) {
            asked = true;
            return new RoomCall.QueueStatusOf();
        }
        Stimulus step = ahead.removeFirst();
        asked = !(step instanceof RoomCall);
        return note(step);
    }

    /** What is planned when nothing is. */
    private void plan() {
        if (!registers.enabled()) {
            enable();
        } else if (!conditions.isEmpty() && random.nextInt(3) == 0) {
            mend();
        } else {
            switch (random.nextInt(10)) {
                case 0 -> ahead.add(new RoomCall.ProgramCompletionEvent(FaultSteps.event(random)));
                case 1 -> ahead.add(new RoomCall.CompletionCleared());
                case 2, 3, 4 -> device();
                case 5 -> {
                    if (idle() && random.nextInt(3) == 0) {
                        ahead.add(new RoomCall.UpdateQueue(with(registers.tail(), false)));
                    }
                }
                default -> submit(1 + random.nextInt(4));
            }
        }
    }

    private boolean idle() {
        return conditions.isEmpty() && devices.isEmpty() && status.head() == registers.tail();
    }

    private void enable() {
        TableMode mode = unit.scalable().offered() && random.nextInt(3) > 0 ? TableMode.SCALABLE
                : unit.platform().abortMode() && random.nextInt(4) == 0 ? TableMode.ABORT : TableMode.LEGACY;
        boolean wide = mode != TableMode.LEGACY || (unit.scalable().offered() || unit.platform().abortMode()) && random.nextBoolean();
        if (random.nextInt(6) == 0) {
            wide = !wide;
        }
        if (random.nextInt(20) == 0) {
            mode = TableMode.RESERVED;
        }
        ahead.add(new RoomCall.UpdateQueue(new QueueRegisters(false, BASE, random.nextInt(2), wide, 0, mode)));
        ahead.add(new RoomCall.UpdateQueue(new QueueRegisters(true, BASE, ((RoomCall.UpdateQueue) ahead.getLast()).registers().size(),
                wide, 0, mode)));
    }

    private QueueRegisters with(int tail, boolean enabled) {
        return new QueueRegisters(enabled, registers.base(), registers.size(), registers.wide(), enabled ? tail : 0, registers.mode());
    }

    private int ring() {
        return 256 << registers.size();
    }

    private int width() {
        return registers.wide() ? 2 : 1;
    }

    private void submit(int count) {
        int tail = registers.tail();
        if (Math.floorMod(tail - status.head(), ring()) + (count + 1) * width() >= ring() || (tail & 1) != 0 && registers.wide() || tail >= ring()) {
            return;
        }
        for (int i = 0; i < count; i++) {
            put(tail);
            tail = (tail + width()) % ring();
        }
        int wrong = random.nextInt(40);
        ahead.add(new RoomCall.UpdateQueue(with(wrong == 0 && registers.wide() ? tail ^ 1 : wrong == 1 && registers.size() < 7 ? tail + ring() : tail,
                true)));
    }

    private void put(int index) {
        Gpa at = BASE.plus(index * 16L);
        ahead.add(new Stimulus.Store128(at, new Descriptors(random, unit).any(registers.mode() != TableMode.LEGACY)));
        if (registers.wide()) {
            ahead.add(new Stimulus.Store128(at.plus(16), random.nextInt(40) == 0 ? new Entry128(0, 1L << random.nextInt(64)) : new Entry128(0, 0)));
        }
        if (random.nextInt(100) == 0 && idle()) {
            ahead.add(new Stimulus.Readable(at.alignedTo(4096), Reads.NONE));
        }
    }

    private void device() {
        if (!unit.deviceTlb()) {
            return;
        }
        List<Integer> tags = new ArrayList<>(devices.keySet());
        int tag = tags.isEmpty() || random.nextInt(12) == 0 ? 1000 + random.nextInt(3) : tags.get(random.nextInt(tags.size()));
        SourceId right = devices.getOrDefault(tag, new SourceId(7));
        if (random.nextInt(6) == 0) {
            ahead.add(new RoomCall.DeviceTimeout(tag));
        } else {
            ahead.add(new RoomCall.DeviceDone(tag, random.nextInt(3) == 0 ? Optional.empty()
                    : Optional.of(random.nextInt(12) == 0 ? new SourceId(0x9999) : right)));
        }
    }

    /** Corrects what is wrong at the head, or doesn't, and clears the conditions. */
    private void mend() {
        if (conditions.contains(FaultCondition.QUEUE_ERROR)) {
            ahead.add(new Stimulus.Readable(BASE, Reads.ALL));
            ahead.add(new Stimulus.Readable(BASE.plus(4096), Reads.ALL));
        }
        int tail = registers.tail() % ring() & -width();
        if (conditions.contains(FaultCondition.QUEUE_ERROR) && random.nextInt(5) > 0 && status.head() != tail) {
            Entry128 wait = new Entry128(5, 0);
            ahead.add(new Stimulus.Store128(BASE.plus(status.head() * 16L), wait));
            if (registers.wide()) {
                ahead.add(new Stimulus.Store128(BASE.plus(status.head() * 16L + 16), new Entry128(0, 0)));
            }
        }
        if (tail != registers.tail()) {
            ahead.add(new RoomCall.UpdateQueue(with(tail, true)));
        }
        boolean hopeless = registers.mode() == TableMode.RESERVED || registers.wide() != (registers.mode() != TableMode.LEGACY);
        if (hopeless && devices.isEmpty()) {
            ahead.add(new RoomCall.UpdateQueue(with(0, false)));
        }
        ahead.add(new RoomCall.ConditionsCleared(random.nextInt(3) > 0 ? EnumSet.copyOf(conditions)
                : EnumSet.of(List.copyOf(conditions).get(random.nextInt(conditions.size())))));
    }

    private Stimulus note(Stimulus step) {
        if (step instanceof RoomCall.UpdateQueue(QueueRegisters now)) {
            registers = now;
        } else if (step instanceof RoomCall.ConditionsCleared(Set<FaultCondition> cleared)) {
            conditions.removeAll(cleared);
        } else if (step instanceof RoomCall.DeviceTimeout(int tag)) {
            devices.remove(tag);
        } else if (step instanceof RoomCall.DeviceDone(int tag, var from) && from.orElse(devices.getOrDefault(tag, new SourceId(0)))
                .equals(devices.get(tag))) {
            devices.remove(tag);
        }
        return step;
    }

    @Override
    public Set<String> answered(Stimulus step, Answer answer) {
        Set<String> buckets = new TreeSet<>();
        if (answer instanceof RoomAnswer.Effects(var effects)) {
            for (Effect effect : effects) {
                switch (effect) {
                    case Effect.InvalidateDeviceTlb(int tag, SourceId to, var start, long size) -> devices.put(tag, to);
                    case Effect.InvalidatePasidDeviceTlb p -> devices.put(p.tag(), p.source());
                    case Effect.ReportQueueError(FaultCondition condition) -> {
                        conditions.add(condition);
                        buckets.add(condition.name());
                    }
                    default -> { }
                }
                buckets.add(effect.getClass().getSimpleName());
            }
        } else if (answer instanceof RoomAnswer.Queue(QueueStatus now)) {
            status = now;
            if (conditions.contains(FaultCondition.QUEUE_ERROR)) {
                buckets.add("IQEI " + now.error());
            }
            if (now.eventPending()) {
                buckets.add("held back");
            }
            if (!devices.isEmpty() && now.head() != registers.tail()) {
                buckets.add("waits for a device");
            }
        }
        if (ahead.isEmpty()) {
            plan();
        }
        return buckets;
    }
}
