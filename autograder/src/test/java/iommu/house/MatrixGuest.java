package iommu.house;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A guest that changes its tables all the time and invalidates what it owes sometimes, late or never. It has three
 * devices, two second-stage and two first-stage spaces, and five pages in each that it cares for; what it tells the unit
 * goes to whoever listens to it.
 */
final class MatrixGuest {

    static final List<SourceId> DEVICES = List.of(SourceId.parse("00:03.0"), SourceId.parse("00:04.0"), SourceId.parse("00:05.0"));
    /** Three pages of one table, and two that may lie under a large leaf. */
    static final List<Iova> PAGES = List.of(new Iova(0x1000), new Iova(0x2000), new Iova(0x3000), new Iova(0x20_1000),
            new Iova(0x20_3000));

    private static final long ROOT = 0x10_0000;
    private static final long CONTEXTS = 0x10_1000;
    private static final long QUEUE = 0x10_2000;
    private static final long OTHER_ROOT = 0x10_3000;
    private static final long OTHER_CONTEXTS = 0x10_4000;
    /** From here on addresses stand for themselves in every second-stage space, so that first-stage tables can lie here. */
    private static final long UNITY = 0x4000_0000;
    private static final long FRAMES = UNITY + 0x10_0000;
    private static final long LARGE_FRAME = UNITY + 0x20_0000;
    /** The law tells no more invalidations apart that are under way at once. */
    private static final int MOST_OPEN = 7;
    private static final int QUEUE_ON = 1 << 26;

    /** What a device's requests go through. */
    enum Type {
        ABSENT, BROKEN, SECOND, FIRST, NESTED, PASS
    }

    /** @param space 0 or 1, of each stage */
    record Attachment(Type type, int space) {
    }

    /** Whom it speaks to. */
    interface Unit {
        void tell(Stimulus step);

        /** A device-TLB invalidation of these pages has been waited for. */
        void revoked(List<Iova> pages);
    }

    private final Random random;
    private final Configuration configuration;
    private final boolean scalable;
    private final Unit unit;
    private final Map<Long, Long> words = new HashMap<>();
    private final List<Attachment> attached = new ArrayList<>();
    private final MatrixDebt debt = new MatrixDebt();
    private int tail;
    private int open;
    private boolean translating;

    MatrixGuest(Random random, Configuration configuration, boolean scalable, Unit unit) {
        this.random = random;
        this.configuration = configuration;
        this.scalable = scalable;
        this.unit = unit;
    }

    boolean translating() {
        return translating;
    }

    MatrixDebt debt() {
        return debt;
    }

    Attachment attachment(SourceId device) {
        return attached.get(DEVICES.indexOf(device));
    }

    boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean offers(Stages stage) {
        return configuration.stages().contains(stage);
    }

    // Tables

    private static long second(int space) {
        return 0x20_0000 + space * 0x1_0000L;
    }

    private static long first(int space) {
        return UNITY + space * 0x1_0000L;
    }

    /** All the tables, queue and root pointer; translation stays off. */
    void prepare() {
        store128(ROOT, CONTEXTS | 1, 0);
        store128(OTHER_ROOT, OTHER_CONTEXTS | 1, 0);
        for (int space = 0; space < 2; space++) {
            if (offers(Stages.SECOND)) {
                store(second(space), second(space) + 0x1000 | 3);
                store(second(space) + 8, UNITY | 0x83);
                store(second(space) + 0x1000, second(space) + 0x2000 | 3);
            }
            if (offers(Stages.FIRST)) {
                store(first(space), first(space) + 0x1000 | 0x27);
                store(first(space) + 0x1000, first(space) + 0x2000 | 0x27);
                store(first(space) + 0x2000, first(space) + 0x3000 | 0x27);
            }
        }
        for (int i = 0; i < 12; i++) {
            changePage();
        }
        for (int device = 0; device < DEVICES.size(); device++) {
            attached.add(new Attachment(Type.ABSENT, 0));
            if (scalable) {
                directory(device, true);
            }
            attach(device);
        }
        register64(0x90, QUEUE | (scalable ? 1 << 11 : 0));
        register32(0x18, QUEUE_ON);
        setRoot(ROOT);
        debt.paid();
    }

    private void setRoot(long root) {
        register64(0x20, root | (scalable ? 1 << 10 : 0));
        register32(0x18, QUEUE_ON | 1 << 30 | (translating ? 1L << 31 : 0));
    }

    void translation(boolean on) {
        if (on) {
            setRoot(ROOT); // §6.6: before each enable
        }
        translating = on;
        register32(0x18, QUEUE_ON | (on ? 1L << 31 : 0));
        debt.paid();
    }

    // Changes

    /** Changes something that requests depend on. */
    void change() {
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> attach(random.nextInt(DEVICES.size()));
            case 3, 4, 5, 6 -> changeBlock();
            case 7 -> changeStructure();
            default -> changePage();
        }
    }

    /** A leaf of 4 KiB: mapped, mapped otherwise, or not. */
    private void changePage() {
        boolean first = pickFirst();
        int space = random.nextInt(2);
        Iova page = any(PAGES);
        boolean low = page.value() < 0x20_0000;
        long table = first ? first(space) + (low ? 0x3000 : 0x4000) : second(space) + (low ? 0x2000 : 0x3000);
        long frame = first && chance(3) ? any(PAGES).value() : FRAMES + random.nextInt(6) * 0x1000L;
        long value = chance(3) ? 0 : frame | (first ? firstRights() : secondRights());
        if (change(table + (page.value() >>> 12 & 511) * 8, value)) {
            debt.page(first, space, page);
        }
    }

    /** What lies above the two pages: a large leaf, a table, or nothing. */
    private void changeBlock() {
        boolean first = pickFirst();
        int space = random.nextInt(2);
        long entry = first ? first(space) + 0x2008 : second(space) + 0x1008;
        long table = first ? first(space) + 0x4000 : second(space) + 0x3000;
        long value = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> LARGE_FRAME | 0x80 | (first ? firstRights() : secondRights());
            default -> table | (first ? 0x27 : 3);
        };
        if (chance(3)) { // the table maps the two pages where the large leaf does: split, or merged
            for (Iova page : PAGES.subList(3, 5)) {
                if (change(table + (page.value() >>> 12 & 511) * 8, LARGE_FRAME + page.offsetIn(0x20_0000) | (first ? 0x67 : 3))) {
                    debt.page(first, space, page);
                }
            }
        }
        if (change(entry, value)) {
            PAGES.subList(3, 5).forEach(page -> debt.page(first, space, page));
        }
    }

    private boolean pickFirst() {
        return offers(Stages.FIRST) && (!offers(Stages.SECOND) || random.nextBoolean());
    }

    private long secondRights() {
        boolean snoop = chance(configuration.snoop() == Snoop.NOT_OFFERED ? 12 : 3);
        return 1 + random.nextInt(3) | (snoop ? 1 << 11 : 0);
    }

    private long firstRights() {
        return 5 | (chance(3) ? 0 : 2) | (chance(3) ? 0 : 0x60);
    }

    /** The device's requests go elsewhere, nowhere, or anywhere. */
    private void attach(int device) {
        List<Type> types = new ArrayList<>(List.of(Type.ABSENT, Type.BROKEN, Type.PASS));
        for (int i = 0; i < 3; i++) {
            if (offers(Stages.SECOND)) {
                types.add(Type.SECOND);
            }
            if (scalable && offers(Stages.FIRST)) {
                types.add(Type.FIRST);
            }
            if (scalable && offers(Stages.NESTED)) {
                types.add(Type.NESTED);
            }
        }
        Attachment next = new Attachment(any(types), random.nextInt(2));
        debt.device(device);
        attached.set(device, next);
        if (scalable) {
            pasidEntry(device, next);
        } else {
            context(device, next);
        }
    }

    static int domain(Attachment a) {
        return switch (a.type()) {
            case FIRST -> 11 + a.space();
            case PASS -> 21;
            default -> 1 + a.space();
        };
    }

    private void context(int device, Attachment a) {
        long at = CONTEXTS + (DEVICES.get(device).value() & 0xFF) * 16L;
        long type = a.type() == Type.PASS ? 2 : configuration.deviceTlb() && device == 2 ? 1 : 0;
        long low = a.type() == Type.ABSENT ? 0 : second(a.space()) | type << 2 | 1;
        long width = a.type() == Type.BROKEN ? 7 : a.type() == Type.PASS ? 2 : 1;
        store128(at, low, low == 0 ? 0 : width | (long) domain(a) << 8);
    }

    private static long directoryOf(int device) {
        return 0x18_0000 + device * 0x1000L;
    }

    private void directory(int device, boolean present) {
        long flags = configuration.deviceTlb() && device == 2 ? 1 << 2 : 0;
        store(directoryOf(device), directoryOf(device) + 0x8000 | 1);
        store128(CONTEXTS + (DEVICES.get(device).value() & 0x7F) * 32L, present ? directoryOf(device) | flags | 1 : 0, 0);
    }

    private void pasidEntry(int device, Attachment a) {
        long at = directoryOf(device) + 0x8000;
        long type = switch (a.type()) {
            case ABSENT, BROKEN -> 0;
            case FIRST -> 1;
            case SECOND -> 2;
            case NESTED -> 3;
            case PASS -> 4;
        };
        boolean usesFirst = a.type() == Type.FIRST || a.type() == Type.NESTED;
        boolean usesSecond = a.type() == Type.SECOND || a.type() == Type.NESTED;
        long third = usesFirst ? first(a.space()) : 0;
        long low = a.type() == Type.ABSENT ? 0 : (usesSecond ? second(a.space()) | 1 << 2 : 0) | type << 6 | 1;
        if (words.getOrDefault(at + 16, 0L) != third) {
            store128(at, 0, 0); // the first-stage pointer lies in other bytes: not while the entry is present
            store128(at + 16, third, 0);
        }
        store128(at, low, low == 0 ? 0 : domain(a) | 1 << 23);
    }

    /** The root entry, the root pointer, or in scalable mode a context entry. */
    private void changeStructure() {
        int what = random.nextInt(3);
        if (what == 0) {
            store128(ROOT, chance(3) ? 0 : CONTEXTS | 1, 0);
        } else if (what == 1 || !scalable) {
            setRoot(chance(3) ? OTHER_ROOT : ROOT);
        } else {
            directory(random.nextInt(3), !chance(3));
        }
        for (int device = 0; device < DEVICES.size(); device++) {
            debt.device(device);
        }
    }

    // Invalidations

    /** All that is owed, in serial order, and waits for it. */
    void pay() {
        if (debt.devices() || chance(8)) {
            globally();
        } else {
            debt.spaces().forEach(this::page);
        }
        await();
        invalidateDeviceTlb(0);
        debt.paid();
    }

    private void globally() {
        open(1 | 1 << 4, 0);
        if (scalable) {
            open(7 | 3 << 4, 0);
        }
        open(2 | 1 << 4, 0);
    }

    private void page(MatrixDebt.Page p) {
        long range = p.page().value() >= 0x20_0000 ? 0x20_0000 | 9 : p.page().value();
        if (p.first()) { // §6.5.2.4: of the space itself, and nested in the second-stage space of the same number
            for (int domain : new int[] {11 + p.space(), 1 + p.space()}) {
                open(6 | 3 << 4 | (long) domain << 16, range);
            }
        } else {
            open(2 | 3 << 4 | (1L + p.space()) << 16, range);
        }
    }

    /** Some invalidation, owed or not; half of them are waited for. */
    void invalidateSomething() {
        int space = random.nextInt(2);
        long domain = (long) (pickFirst() ? 11 + space : 1 + space) << 16;
        SourceId device = any(DEVICES);
        switch (random.nextInt(scalable ? 8 : 6)) {
            case 0 -> open(1 | 3 << 4 | (chance(3) ? 0 : (long) domain(attachment(device)) << 16) | (long) device.value() << 32, 0);
            case 1 -> open(1 | 2 << 4 | domain, 0);
            case 2 -> {
                open(2 | 2 << 4 | domain, 0);
                debt.domainPaid((int) (domain >>> 16));
            }
            case 3, 4 -> debt.spaces().stream().findAny().ifPresent(p -> {
                page(p);
                debt.pagePaid(p);
            });
            case 5 -> {
                invalidateDeviceTlb(chance(2) ? 0 : any(PAGES).value());
                return;
            }
            case 6 -> open(7 | (long) (chance(2) ? 1 : 3) << 4 | domain, 0);
            default -> open(6 | 2 << 4 | domain, 0);
        }
        if (chance(2)) {
            await();
        }
    }

    private void invalidateDeviceTlb(long page) {
        if (configuration.deviceTlb()) {
            SourceId device = DEVICES.get(2);
            open(3 | (long) device.value() << 32, page == 0 ? 0x7FFF_FFFF_FFFF_F001L : page);
            unit.tell(new Stimulus.DeviceTlbDone(device));
            await();
            unit.revoked(PAGES.stream().filter(p -> page == 0 || p.value() == page).toList());
        }
    }

    void await() {
        descriptor(5 | 1 << 6, 0);
        open = 0;
    }

    private void open(long low, long high) {
        if (++open > MOST_OPEN) {
            await();
        }
        descriptor(low, high);
    }

    private void descriptor(long low, long high) {
        store128(QUEUE + tail, low, high);
        if (scalable) {
            store128(QUEUE + tail + 16, 0, 0);
        }
        tail = (tail + (scalable ? 32 : 16)) % 4096;
        register64(0x88, tail);
    }

    // Stores

    private boolean change(long at, long value) {
        if (words.getOrDefault(at, 0L) == value) {
            return false;
        }
        store(at, value);
        return true;
    }

    private void store(long at, long value) {
        words.put(at, value);
        unit.tell(new Stimulus.Store64(new Gpa(at), value));
    }

    private void store128(long at, long low, long high) {
        words.put(at, low);
        words.put(at + 8, high);
        unit.tell(new Stimulus.Store128(new Gpa(at), new Entry128(low, high)));
    }

    private void register32(int offset, long value) {
        unit.tell(new Stimulus.RegisterWrite(offset, 4, value & 0xFFFF_FFFFL));
    }

    private void register64(int offset, long value) {
        unit.tell(new Stimulus.RegisterWrite(offset, 8, value));
    }
}
