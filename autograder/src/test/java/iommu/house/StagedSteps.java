package iommu.house;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.StagedMapping;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tables of both stages, one page for each level, whose entries are rewritten now and then, most of them in order. The
 * second stage maps the pages of the first to themselves.
 */
final class StagedSteps implements RoomSteps {

    private static final long FIRST = 0x10_0000L;
    private static final long SECOND = 0x20_0000L;
    private static final long DATA = 0x10_8000L;

    private final Random random;
    private final Capabilities unit;
    private final boolean separate;
    private final Deque<Stimulus> ahead = new ArrayDeque<>();
    private boolean calm = true;

    StagedSteps(Random random, Capabilities unit, boolean separate) {
        this.random = random;
        this.unit = unit;
        this.separate = separate;
        for (int level = 1; level <= 5; level++) {
            for (int index = 0; index < 4; index++) {
                store(FIRST, level, index);
                store(SECOND, level, index);
            }
        }
        for (int index = 0x100; index < 0x110; index++) {
            store(SECOND, 1, index);
        }
        calm = false;
    }

    static Capabilities unit(Random random) {
        return Capabilities.DEFAULT.with(c -> {
            c.scalableMode = true;
            c.hostAddressWidth = 46;
            c.guestAddressWidth = random.nextBoolean() ? 57 : 48;
            c.levels = Set.of(3, 4, 5);
            c.superpages = random.nextInt(4) > 0 ? Set.of(2, 3) : Set.of(2);
            c.snoopControl = random.nextBoolean();
            c.zeroLengthRead = random.nextBoolean();
            c.secondStage = true;
            c.firstStage = true;
            c.nested = true;
            c.fiveLevelFirstStage = true;
            c.gigabyteFirstStage = random.nextInt(4) > 0;
            c.pasidBits = 20;
            c.snoopedWalks = true;
            c.secondStageDirty = true;
            c.supervisorRequests = true;
            c.extendedAccessed = true;
            c.separateRights = true;
        });
    }

    @Override
    public Stimulus next() {
        if (!ahead.isEmpty()) {
            return ahead.removeFirst();
        }
        switch (random.nextInt(16)) {
            case 0, 1 -> store(FIRST, 1 + random.nextInt(5), random.nextInt(4));
            case 2, 3 -> store(SECOND, 1 + random.nextInt(5), random.nextInt(2));
            case 4 -> store(SECOND, 1, 0x100 + random.nextInt(16));
            case 5 -> ahead.add(readable());
            default -> {
                return walk();
            }
        }
        return ahead.removeFirst();
    }

    private Stimulus readable() {
        long page = (random.nextBoolean() ? FIRST : SECOND) + 4096L * (1 + random.nextInt(5));
        return new Stimulus.Readable(new Gpa(page), random.nextInt(5) > 0 ? Reads.ALL : random.nextInt(3) > 0 ? Reads.READ_ONLY : Reads.NONE);
    }

    private boolean mostly() {
        return random.nextInt(calm ? 40 : 12) > 0;
    }

    private void store(long stage, int level, int index) {
        Gpa at = new Gpa(stage + 4096L * level + 8L * index);
        long entry = stage == FIRST ? first(level, index) : second(level, index);
        if (!calm && random.nextInt(12) == 0) {
            entry ^= 1L << random.nextInt(64);
        }
        ahead.add(new Stimulus.Store64(at, entry));
        if (calm || random.nextInt(10) > 0) {
            ahead.add(new Stimulus.Flush(at));
        }
    }

    private long first(int level, int index) {
        boolean leaf = level == 1 || level <= 3 && index == 1;
        long address = level == 1 ? !calm && random.nextInt(24) == 0 ? 0xFEE0_1000L : DATA + 4096L * (index & 3)
                : leaf ? (long) random.nextInt(2) << 12 + 9 * (level - 1) : FIRST + 4096L * (level - 1);
        if (!calm && random.nextInt(24) == 0) {
            address |= 1L << 45;
        }
        return (mostly() ? 1 : 0) | (mostly() ? 2 : 0) | (mostly() ? 4 : 0) | (leaf && level > 1 ? 1 << 7 : 0) | (flag() ? 1 << 5 : 0)
                | (flag() ? 1 << 6 : 0) | (flag() ? 1 << 10 : 0) | address;
    }

    private long second(int level, int index) {
        boolean leaf = level == 1 || level <= 3 && index == 1;
        long address = level == 1 ? !calm && random.nextInt(24) == 0 ? 0xFEE0_1000L : 4096L * index : leaf ? 0 : SECOND + 4096L * (level - 1);
        long rights = (mostly() ? 1 : 0) | (mostly() ? 2 : 0);
        long separated = separate ? (long) random.nextInt(4) | rights : random.nextInt(2);
        return (separate ? separated << 61 | random.nextInt(4) : rights | separated << 61) | (leaf && level > 1 ? 1 << 7 : 0)
                | (flag() ? 1 << 8 : 0) | (flag() ? 1 << 9 : 0) | (leaf && unit.snoopControl() && random.nextBoolean() ? 1 << 11 : 0) | address;
    }

    private boolean flag() {
        return random.nextInt(3) > 0;
    }

    private Stimulus walk() {
        PasidType type = PasidType.values()[random.nextInt(3)];
        int first = 4 + random.nextInt(2);
        int second = 3 + random.nextInt(3);
        PasidContext context = new PasidContext(new DomainId(1), type, new PasidContext.Tables(new Gpa(FIRST + 4096L * first), first),
                new PasidContext.Tables(new Gpa(SECOND + 4096L * second), second), new PasidContext.Flags(random.nextInt(3) == 0,
                        random.nextInt(4) > 0, random.nextBoolean(), random.nextInt(4) > 0, random.nextBoolean(), random.nextBoolean()), false);
        return new RoomCall.WalkStages(context, address(type), Access.values()[random.nextInt(4)], random.nextInt(3) == 0);
    }

    private Iova address(PasidType type) {
        long upper = switch (random.nextInt(24)) {
            case 0 -> 1L << 30;
            case 1, 2 -> 1L << 21;
            case 3 -> 1L << 38 + random.nextInt(26);
            case 4 -> -1L << 47;
            default -> 0;
        };
        long low = type == PasidType.SECOND_STAGE || random.nextInt(4) == 0 ? FIRST + 4096L * random.nextInt(16) : 4096L * random.nextInt(4);
        return new Iova(upper | low | random.nextInt(512) * 8);
    }

    @Override
    public Set<String> answered(Stimulus step, Answer answer) {
        Set<String> buckets = new TreeSet<>();
        if (answer instanceof RoomAnswer.Staged(var result, var changed)) {
            String type = ((RoomCall.WalkStages) step).context().type().name();
            switch (result) {
                case Fault fault -> buckets.add(fault.reason().name());
                case StagedMapping mapping -> {
                    buckets.add(type + " " + (mapping.size() >>> 12));
                    List<Gpa> changes = new ArrayList<>(changed.keySet());
                    changes.forEach(at -> buckets.add(type + " sets flags of the " + (at.value() < SECOND ? "first" : "second") + " stage"));
                }
            }
        }
        return buckets;
    }
}
