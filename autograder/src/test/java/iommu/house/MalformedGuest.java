package iommu.house;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.register.Register;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.Set;

/**
 * A guest and its devices that keep no rule: each step is drawn from what could hurt, near enough to sense that the
 * unit does not just block everything. A <em>tidy</em> one breaks only tables and descriptors and leaves the unit
 * enabled, so that the oracle has something to say; a wild one writes any register.
 *
 * <p>Tables are 24 pages from 0x100000 on: root, two of contexts, directory, PASID table, three levels of second stage,
 * four of first stage, and spare ones; the queue lies at 0x140000.
 */
final class MalformedGuest {

    private static final int PAGES = 24;
    private static final long TABLES = 0x10_0000;
    private static final long RING = 0x14_0000;
    /** The first entries, and those of the devices. */
    private static final int[] SLOTS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 24, 25, 26, 48, 49, 96, 97, 100, 306};
    private static final SourceId[] DEVICES = {SourceId.parse("00:03.0"), SourceId.parse("00:13.1"), SourceId.parse("05:00.0")};

    private final Random random;
    private final Capabilities unit;
    private final boolean tidy;
    private final Deque<Stimulus> opening;
    private int tail;

    MalformedGuest(long seed) {
        random = new Random(seed);
        tidy = random.nextInt(3) > 0;
        unit = unit();
        opening = opening();
    }

    private Capabilities unit() {
        boolean scalable = random.nextBoolean();
        return Capabilities.DEFAULT.with(c -> {
            c.cachingMode = random.nextBoolean();
            c.snoopControl = random.nextBoolean();
            c.deviceTlb = random.nextBoolean();
            c.superpages = random.nextBoolean() ? Set.of(2, 3) : Set.of();
            c.domainIdBits = random.nextBoolean() ? 16 : 8;
            c.faultRecords = 1 + random.nextInt(3);
            c.abortMode = random.nextInt(4) == 0;
            c.protectedLow = random.nextInt(4) == 0;
            c.interruptRemapping = random.nextBoolean();
            if (scalable) {
                c.scalableMode = true;
                c.firstStage = true;
                c.secondStage = true;
                c.nested = random.nextBoolean();
                c.pasidBits = 20;
                c.snoopedWalks = true;
                c.secondStageDirty = random.nextBoolean();
                c.ridPasid = random.nextBoolean();
                c.supervisorRequests = random.nextBoolean();
                c.pageRequests = c.deviceTlb;
            }
        });
    }

    Capabilities capabilities() {
        return unit;
    }

    /** The next thing that happens. */
    Stimulus next() {
        if (!opening.isEmpty()) {
            return opening.remove();
        }
        int choice = random.nextInt(100);
        if (choice < 12) {
            return store();
        }
        if (choice < 20) {
            return descriptor();
        }
        if (choice < 28) {
            return new Stimulus.RegisterWrite(Register.IQT.offset(), 8, tidy ? 16L * tail : word());
        }
        if (choice < 34) {
            return register();
        }
        if (choice < 37) {
            return new Stimulus.RegisterRead(random.nextInt(0x260), random.nextBoolean() ? 4 : 8);
        }
        return request(choice);
    }

    /** Tables that are whole, and a unit that uses them: what is broken afterwards is broken one by one. */
    private Deque<Stimulus> opening() {
        boolean scalable = unit.scalable().offered();
        Deque<Stimulus> steps = new ArrayDeque<>();
        if (scalable) {
            scalableTables(steps);
        } else {
            legacyTables(steps);
        }
        for (int level = 0; level < 3; level++) {
            table(steps, 5 + level, 3, level == 2);
        }
        for (int level = 0; level < 4; level++) {
            table(steps, 8 + level, 7, level == 3);
        }
        steps.add(new Stimulus.RegisterWrite(Register.RTADDR.offset(), 8, TABLES | (scalable ? 0x400 : 0)));
        steps.add(new Stimulus.RegisterWrite(Register.GCMD.offset(), 4, 1L << 30));
        steps.add(new Stimulus.RegisterWrite(Register.IQA.offset(), 8, RING | (scalable ? 0x800 : 0)));
        steps.add(new Stimulus.RegisterWrite(Register.GCMD.offset(), 4, 1L << 26));
        steps.add(new Stimulus.RegisterWrite(Register.GCMD.offset(), 4, 1L << 31 | 1L << 26));
        return steps;
    }

    private void legacyTables(Deque<Stimulus> steps) {
        steps.add(entry(page(0), page(1) | 1, 0));
        steps.add(entry(page(0) + 5 * 16, page(2) | 1, 0));
        steps.add(entry(page(1) + 0x18 * 16, page(5) | 1, 0x101));
        steps.add(entry(page(1) + 0x99 * 16, page(5) | 3, 0x201));
        steps.add(entry(page(2), page(5) | (unit.deviceTlb() ? 5 : 9), 0x301));
    }

    private void scalableTables(Deque<Stimulus> steps) {
        steps.add(entry(page(0), page(1) | 1, page(2) | 1));
        steps.add(entry(page(0) + 5 * 16, page(2) | 1, 0));
        long flags = unit.deviceTlb() ? 0xD : 9;
        steps.add(entry(page(1) + 0x18 * 32, page(3) | flags, 0));
        steps.add(entry(page(2) + 0x19 * 32, page(3) | flags, 0));
        steps.add(entry(page(2), page(3) | flags, 0));
        steps.add(new Stimulus.Store64(new Gpa(page(3)), page(4) | 1));
        for (int pasid = 0; pasid < 4; pasid++) { // second stage, first stage, nested, pass-through
            long type = pasid == 0 ? 2 : pasid == 1 ? 1 : pasid + 1;
            steps.add(entry(page(4) + 64 * pasid, page(5) | type << 6 | 1 << 2 | 1, pasid | 1 << 23));
            steps.add(entry(page(4) + 64 * pasid + 16, page(8), 0));
        }
    }

    private void table(Deque<Stimulus> steps, int number, int flags, boolean leaves) {
        for (int slot = 0; slot < (leaves ? 8 : 1); slot++) {
            long target = leaves ? 0x700_0000 + 0x1000L * slot : page(number + 1);
            steps.add(new Stimulus.Store64(new Gpa(page(number) + 8L * slot), target | flags));
        }
    }

    private static long page(int number) {
        return TABLES + 0x1000L * number;
    }

    private static Stimulus entry(long at, long low, long high) {
        return new Stimulus.Store128(new Gpa(at), new Entry128(low, high));
    }

    private Stimulus request(int choice) {
        SourceId source = DEVICES[random.nextInt(DEVICES.length)];
        if (choice < 44) {
            return new Stimulus.Interrupt(source, new Iova(0xFEE0_0000L | random.nextInt(1 << 20) & ~3), random.nextInt(0x2_0000));
        }
        if (choice < 47) {
            return new Stimulus.AskForPage(new PageRequest(source, pasid(), address().alignedTo(4096), true, false, false,
                    random.nextBoolean(), random.nextBoolean(), random.nextInt(0x200)));
        }
        if (choice < 50) {
            return random.nextBoolean() ? new Stimulus.DeviceTlbDone(source) : new Stimulus.DeviceTlbTimeout(source);
        }
        Access access = Access.values()[random.nextInt(4)];
        RequestKind kind = random.nextInt(8) > 0 ? RequestKind.UNTRANSLATED : RequestKind.values()[random.nextInt(3)];
        Pasid pasid = pasid();
        return new Stimulus.Dma(new DmaRequest(source, pasid, address(), access, kind, pasid.present() && random.nextBoolean(),
                pasid.present() && random.nextInt(9) == 0));
    }

    private Pasid pasid() {
        return random.nextInt(3) > 0 ? Pasid.NONE : new Pasid(random.nextInt(9) > 0 ? random.nextInt(4) : random.nextInt(1 << 20));
    }

    private Iova address() {
        return new Iova(random.nextInt(12) == 0 ? random.nextLong() : (long) random.nextInt(8) << 12 | random.nextInt(4096));
    }

    private Stimulus store() {
        long page = page(random.nextInt(PAGES));
        int slot = random.nextInt(5) == 0 ? random.nextInt(512) : SLOTS[random.nextInt(SLOTS.length)];
        if (random.nextInt(40) == 0) {
            return new Stimulus.Readable(new Gpa(page), Stimulus.Reads.values()[random.nextInt(4)]);
        }
        return random.nextInt(4) > 0 ? new Stimulus.Store64(new Gpa(page + 8L * slot), word())
                : new Stimulus.Store128(new Gpa(page + 16L * (slot / 2)), new Entry128(word(), random.nextInt(0x400)));
    }

    /** A table pointer with some low bits, or anything. */
    private long word() {
        return switch (random.nextInt(12)) {
            case 0 -> random.nextLong();
            case 1 -> 0;
            case 2 -> 0xFEE0_0003L;
            case 3 -> (long) random.nextInt(1 << 20) << 12 | random.nextInt(0x1000);
            default -> TABLES + 0x1000L * random.nextInt(PAGES) | random.nextInt(8)
                    | (random.nextInt(4) == 0 ? random.nextInt(0x1000) : 0);
        };
    }

    private Stimulus descriptor() {
        int type = 1 + random.nextInt(random.nextInt(9) == 0 ? 16 : 9);
        long low = type | (long) random.nextInt(4) << 4 | (long) random.nextInt(4) << 16 | (long) DEVICES[0].value() << 32
                | (random.nextInt(8) == 0 ? random.nextLong() << 6 : 0);
        long high = type == 5 ? TABLES + 0x1_F000 : (long) random.nextInt(8) << 12 | (random.nextInt(9) == 0 ? random.nextLong() : 0);
        Stimulus at = new Stimulus.Store128(new Gpa(RING + 16L * tail), new Entry128(low, high));
        tail = (tail + (unit.scalable().offered() ? 2 : 1)) % 256;
        return at;
    }

    private Stimulus register() {
        if (tidy) {
            return switch (random.nextInt(6)) {
                case 0 -> new Stimulus.RegisterWrite(Register.FSTS.offset(), 4, 0x7F);
                case 1 -> new Stimulus.RegisterWrite(Register.FRCD.offset() + 12, 4, 1L << 31);
                case 2 -> new Stimulus.RegisterWrite(Register.GCMD.offset(), 4, 1L << 31 | 1L << 30 | 1L << 26);
                case 3 -> new Stimulus.RegisterWrite(Register.FECTL.offset(), 4, (long) random.nextInt(2) << 31);
                default -> new Stimulus.RegisterWrite(Register.ICS.offset(), 4, 1);
            };
        }
        int offset = random.nextInt(3) == 0 ? random.nextInt(0x300)
                : Register.values()[random.nextInt(Register.values().length)].offset();
        long value = switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> 1L << random.nextInt(64);
            case 2 -> 1L << 31 | 1L << 26 | (long) random.nextInt(32) << 23;
            default -> word();
        };
        return new Stimulus.RegisterWrite(offset, random.nextBoolean() ? 4 : 8, value);
    }
}
