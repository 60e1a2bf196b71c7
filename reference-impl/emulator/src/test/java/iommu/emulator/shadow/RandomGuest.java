package iommu.emulator.shadow;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.ShadowTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * A guest that stores at random into a handful of pages, each of which may be a table of any kind, in several places, and
 * none: tables are shared, moved, freed and reused as data all the time, and some lead to themselves.
 *
 * <pre>
 *  0x10000, 0x11000 root · 0x12000, 0x13000 context · 0x14000 PASID directory · 0x15000, 0x16000 PASID table
 *  0x0 - 0x7fff paging tables and frames
 * </pre>
 */
final class RandomGuest {

    private static final int PAGES = 8;
    private static final int[] INDEXES = {0, 1, 510, 511};
    private static final SourceId[] SOURCES = {new SourceId(0), new SourceId(1), new SourceId(0x80)};

    private final Random random;
    private final boolean scalable;
    private final ShadowGuest guest;
    private final List<Iova> pages = new ArrayList<>();
    private Unit state;

    /** @param kind what kind of tables @param room the room under test, over memory and capabilities */
    RandomGuest(long seed, Kind kind, BiFunction<TableMemory, Capabilities, ShadowTables> room) {
        random = new Random(seed);
        scalable = kind != Kind.LEGACY;
        Capabilities unit = unit(kind);
        guest = new ShadowGuest(unit, memory -> room.apply(memory, unit));
        pages(0, 4, false);
        if (kind == Kind.BOTH_STAGES) {
            pages(0, 4, true);
        }
    }

    enum Kind {
        LEGACY, SECOND_STAGE, BOTH_STAGES
    }

    private Capabilities unit(Kind kind) {
        return Capabilities.DEFAULT.with(c -> {
            c.cachingMode = false;
            c.coherent = random.nextBoolean();
            c.guestAddressWidth = random.nextBoolean() ? 48 : 39;
            c.hostAddressWidth = random.nextBoolean() ? 48 : 39;
            c.superpages = List.of(Set.of(2, 3), Set.of(2), Set.<Integer>of()).get(random.nextInt(3));
            c.snoopControl = random.nextBoolean();
            c.deviceTlb = random.nextBoolean();
            c.domainIdBits = 8;
            c.scalableMode = scalable;
            c.secondStage = scalable;
            c.separateRights = scalable && random.nextBoolean();
            c.firstStage = c.nested = c.gigabyteFirstStage = kind == Kind.BOTH_STAGES;
            c.snoopedWalks = scalable && random.nextBoolean();
            c.secondStageDirty = c.snoopedWalks && random.nextBoolean();
            c.extendedAccessed = c.firstStage && c.snoopedWalks;
            c.ridPasid = c.supervisorRequests = c.ridPrivilege = scalable;
        });
    }

    /** Addresses whose entries the guest stores to. */
    private void pages(long above, int level, boolean signed) {
        if (level == 0) {
            pages.add(new Iova(signed ? above << 28 >> 16 : above << 12));
            return;
        }
        for (int index : INDEXES) {
            pages(above << 9 | index, level - 1, signed);
        }
    }

    /** Runs that many steps, and checks each so many. @return what it came to: events, and pieces mapped at the checks */
    Map<String, Long> run(int steps, int checkEvery) {
        prepare();
        long mapped = 0;
        for (int step = 1; step <= steps; step++) {
            step();
            if (step % checkEvery == 0) {
                guest.assertViewsAndTraps(pages, !scalable);
                mapped += guest.mapped();
            }
        }
        Map<String, Long> tally = new TreeMap<>(guest.told());
        tally.put("pieces seen", mapped);
        return tally;
    }

    private void prepare() {
        for (int i = 0; i < 12 * PAGES; i++) {
            store(table(), entry());
        }
        for (int i = 0; i < 20; i++) {
            structure();
        }
        for (long entry = 0x1_4000; scalable && entry < 0x1_4010; entry += 8) {
            store(entry, 0x1_5001);
            pasidEntry(0x1_5000 + 8 * (entry & 8));
        }
        guest.listen(SOURCES[0]);
        guest.listen(new Listener(1, SOURCES[1], Set.of(Wish.MAP, Wish.UNMAP), Range.ALL, true));
        change();
        guest.listen(new Listener(2, SOURCES[2], Set.of(Wish.MAP, Wish.UNMAP), Range.of(new Iova(0x2000), 0x7FFF_F000L), false));
        for (long root = 0x1_0000; root < 0x1_2000; root += 0x1000) {
            guest.store(root, 0x1_2001, scalable ? 0x1_3001 : 0);
        }
        guest.assertViewsAndTraps(pages, !scalable);
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0 -> structure();
            case 1 -> rarely(10, this::change);
            case 2 -> pasidOrTwoWords();
            case 3 -> twoWords();
            case 4 -> rarely(3, () -> guest.store(table() + random.nextInt(2) * 4, random.nextInt()));
            case 5 -> rarely(4, this::wipe);
            default -> store(table(), entry());
        }
    }

    private void rarely(int times, Runnable what) {
        if (random.nextInt(times) == 0) {
            what.run();
        }
    }

    private void store(long at, long value) {
        guest.store(at, value);
    }

    private void pasidOrTwoWords() {
        if (scalable) {
            pasidEntry(0x1_5000);
        } else {
            twoWords();
        }
    }

    private void twoWords() {
        long at = table() & ~15L;
        guest.store(at, entry(), entry());
    }

    /** A table becomes a page of data, or of zeros. */
    private void wipe() {
        long page = (long) random.nextInt(PAGES) << 12;
        boolean zeros = random.nextBoolean();
        for (int index : INDEXES) {
            store(page + 8L * index, zeros ? 0 : random.nextLong());
        }
    }

    private void change() {
        boolean on = state == null || random.nextInt(8) != 0;
        TableMode mode = scalable ? TableMode.SCALABLE : TableMode.LEGACY;
        boolean separate = guest.unit.platform().separateRights() && random.nextInt(4) == 0;
        state = new Unit(on, new Gpa(0x1_0000 + random.nextInt(2) * 0x1000), mode, separate);
        guest.changed(state);
    }

    private long table() {
        return (long) random.nextInt(PAGES) << 12 | 8L * INDEXES[random.nextInt(INDEXES.length)];
    }

    /** Sound more often than not, and as often a first-stage entry as a second-stage one. */
    private long entry() {
        if (random.nextInt(6) == 0) {
            return 0;
        }
        long entry = (long) random.nextInt(random.nextBoolean() ? PAGES : 2) << 12;
        entry |= new long[]{7, 7, 7, 7, 7, 7, 7, 7, 7, 1, 2, 3, 5}[random.nextInt(13)];
        entry |= random.nextInt(8) != 0 ? 0x760 : 0; // accessed and dirty, for both stages
        entry |= separate() ? 3L << 61 : 0;
        if (random.nextInt(8) == 0) {
            entry = entry & 0xFFF | 0x80 | (long) random.nextInt(4) << (random.nextBoolean() ? 21 : 30);
        }
        if (random.nextInt(40) == 0) {
            entry = entry & 0xFFF | 0xFEE0_0000L;
        }
        return random.nextInt(40) == 0 ? entry ^ 1L << random.nextInt(64) : entry;
    }

    /** Whether rights go into IR and IW too, which are reserved where they don't count. */
    private boolean separate() {
        return state != null && state.separateRights() && random.nextInt(8) != 0;
    }

    /** Something above the paging tables is stored to, at once or half after half. */
    private void structure() {
        switch (random.nextInt(scalable ? 4 : 2)) {
            case 0 -> halves(0x1_0000 + random.nextInt(2) * 0x1000, 0x1_2001 + random.nextInt(2) * 0x1000,
                    scalable ? 0x1_2001 + random.nextInt(2) * 0x1000 : 0);
            case 1 -> {
                long context = 0x1_2000 + random.nextInt(2) * 0x1000;
                int source = SOURCES[random.nextInt(3)].value();
                if (scalable) {
                    halves(context + 32 * (source & 0x7F), 0x1_4001, random.nextInt(5) / 4 << 20 | random.nextInt(2) * 65);
                } else {
                    halves(context + 16 * source, top() | (random.nextInt(8) == 0 ? random.nextInt(3) << 2 : 0) | 1,
                            (long) random.nextInt(3) << 8 | 1 + random.nextInt(2));
                }
            }
            case 2 -> store(0x1_4000 + 8 * random.nextInt(2), 0x1_5001 + random.nextInt(2) * 0x1000);
            default -> pasidEntry(0x1_5000 + random.nextInt(2) * 0x1000 + 64 * random.nextInt(2));
        }
    }

    private void pasidEntry(long at) {
        boolean both = guest.unit.scalable().firstStage();
        long type = both ? 1 + random.nextInt(16) % 4 % (random.nextInt(8) == 0 ? 4 : 3) : random.nextInt(8) == 0 ? 4 : 2;
        long walks = guest.unit.scalable().snoopedWalks() ? random.nextInt(2) << 23 : 0;
        long pages = guest.unit.snoopControl() ? random.nextInt(2) << 24 : 0;
        long dirty = guest.unit.scalable().secondStageDirty() ? random.nextInt(2) << 9 : 0;
        halves(at, top() | dirty | type << 6 | (1 + random.nextInt(2)) << 2 | 1, walks | pages | 1 + random.nextInt(3));
        int supervisor = random.nextInt(4) == 0 ? 0 : 1;
        long extended = guest.unit.scalable().extendedAccessed() ? random.nextInt(2) << 7 : 0;
        halves(at + 16, both ? top() | extended | random.nextInt(2) << 4 | supervisor : supervisor, 0);
    }

    private long top() {
        return (long) random.nextInt(PAGES) << 12;
    }

    private void halves(long at, long low, long high) {
        long present = random.nextInt(16) == 0 ? 0 : low;
        if (random.nextBoolean()) {
            guest.store(at, present, high);
        } else {
            guest.store(at + 8, high);
            guest.assertViews(pages.subList(0, 40));
            guest.store(at, present);
        }
    }
}
