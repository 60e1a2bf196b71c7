package iommu.house;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Stimulus;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A guest in scalable mode that edits tables, PASID entries and interrupt entries at random, well and badly, with and
 * without the invalidations owed, and its devices.
 */
final class ScalableGuest {

    private static final long ROOT = 0x10_0000;
    private static final long CONTEXTS = 0x10_1000;
    private static final long QUEUE = 0x10_2000;
    private static final long INTERRUPTS = 0x10_4000;
    private static final long TABLES = 0x20_0000;
    /** The address bit of a posted-interrupt descriptor at 0x60_0000 that would move it to where tables are. */
    private static final long INTO_TABLES = 1L << 54;
    private static final long[] ADDRESSES = {0x1000, 0x2000, 0x20_1000, 0x4000_1000L, 0x3000, 0x80_0000_0000L};

    private final Random random;
    /** Of so many PASID entries one does without snooped walks. */
    private final int unsnooped;
    /** How many entries change at once. */
    private final int edits;
    private final Consumer<Stimulus> out;
    private int tail;

    /**
     * @param prefetching the unit may prefetch: the guest does less at once, as the oracle can tell only so many ways apart
     * @param out         takes what is done
     */
    ScalableGuest(Random random, boolean prefetching, Consumer<Stimulus> out) {
        this.random = random;
        this.unsnooped = prefetching ? 40 : 4;
        this.edits = prefetching ? 2 : 8;
        this.out = out;
    }

    /** A unit with everything that scalable mode has. */
    static Capabilities unit(boolean cachingMode) {
        return Capabilities.DEFAULT.with(c -> {
            c.cachingMode = cachingMode;
            c.scalableMode = true;
            c.firstStage = true;
            c.secondStage = true;
            c.nested = true;
            c.fiveLevelFirstStage = true;
            c.gigabyteFirstStage = true;
            c.pasidBits = 20;
            c.snoopedWalks = true;
            c.secondStageDirty = true;
            c.ridPasid = true;
            c.supervisorRequests = true;
            c.ridPrivilege = true;
            c.extendedAccessed = true;
            c.translatedWithPasid = true;
            c.noWriteFlag = true;
            c.deviceTlb = true;
            c.interruptRemapping = true;
            c.extendedInterruptMode = true;
            c.postedInterrupts = true;
            c.maxHandleMask = 15;
        });
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private void store(long at, long value) {
        out.accept(new Stimulus.Store64(new Gpa(at), value));
    }

    private void store128(long at, long low, long high) {
        out.accept(new Stimulus.Store128(new Gpa(at), new Entry128(low, high)));
    }

    private void flush(long line) {
        out.accept(new Stimulus.Flush(new Gpa(line)));
    }

    private void register32(int offset, long value) {
        out.accept(new Stimulus.RegisterWrite(offset, 4, value & 0xFFFF_FFFFL));
    }

    private void register64(int offset, long value) {
        out.accept(new Stimulus.RegisterWrite(offset, 8, value));
    }

    /** Fills the tables and switches everything on. */
    void start() {
        store128(ROOT, CONTEXTS | 1, 0);
        for (int device = 0; device < 2; device++) {
            context(device);
            for (int pasid = 0; pasid < 3; pasid++) {
                entry(device, pasid);
            }
        }
        for (int i = 0; i < 40; i++) {
            tableEntry(address(), false);
        }
        flush(ROOT);
        for (int device = 0; device < 2; device++) {
            flush(CONTEXTS + device * 32L);
            flush(directory(device));
            for (int pasid = 0; pasid < 3; pasid++) {
                flush(pasids(device) + pasid * 64L);
            }
        }
        register64(0x90, QUEUE | 1 << 11);
        register32(0x18, 1 << 26);
        register64(0x20, ROOT | 1 << 10);
        register32(0x18, 1 << 26 | 1 << 30);
        register64(0xB8, INTERRUPTS | (random.nextBoolean() ? 1 << 11 : 0) | 3);
        register32(0x18, 1 << 26 | 1 << 24);
        register32(0x18, 1 << 26 | 1 << 25);
        register32(0x18, 1 << 26 | 1 << 25 | 1L << 31);
    }

    private static long directory(int device) {
        return 0x18_0000 + device * 0x1000L;
    }

    private static long pasids(int device) {
        return 0x19_0000 + device * 0x1000L;
    }

    private void context(int device) {
        store(directory(device), pasids(device) | (chance(20) ? random.nextInt(4096) : 1));
        long flags = chance(12) ? random.nextInt(4096) : 0b1001101 | (chance(4) ? 2 : 0);
        store128(CONTEXTS + device * 32L, directory(device) | flags, chance(12) ? random.nextInt(1 << 21) : 0);
    }

    private long table() {
        return TABLES + random.nextInt(8) * 0x1000L;
    }

    private void entry(int device, int pasid) {
        long at = pasids(device) + pasid * 64L;
        long first = table() | 1 | (1 + random.nextInt(4)) << 6 | (chance(3) ? 2 : 1) << 2 | (chance(6) ? 1 << 9 : 0)
                | (chance(8) ? 2 : 0);
        long second = 1 + random.nextInt(3) | (chance(unsnooped) ? 0 : 1 << 23) | (chance(5) ? 1 << 24 : 0);
        long third = table() | random.nextInt(2) | (chance(3) ? 1 << 4 : 0) | (chance(6) ? 1 << 7 : 0)
                | (chance(6) ? 1 << 2 : 0);
        if (chance(10)) {
            first ^= 1L << random.nextInt(64);
            third ^= 1L << random.nextInt(64);
        }
        store128(at + 16, third, 0);
        store128(at, first, second);
    }

    /** Tables of both stages lie in the same eight pages, so that every word may be read as either. */
    private void tableEntry(long address, boolean onPath) {
        int shift = 12 + 9 * random.nextInt(4);
        long at = table() + (onPath || chance(2) ? address >>> shift & 511 : random.nextInt(4)) * 8;
        long value = table() | 3 | (chance(6) ? 0 : 4) | (chance(3) ? 0 : 0x60);
        if (chance(4)) {
            value = random.nextInt(4) * 0x4000_0000L | 0x87 | (chance(3) ? 0x60 : 0);
        }
        if (chance(6)) {
            value &= ~(1L << random.nextInt(3));
        }
        if (chance(8)) {
            value ^= 1L << random.nextInt(64);
        }
        store(at, chance(10) ? 0 : value);
        if (chance(3)) {
            flush(at);
        }
    }

    private long address() {
        return ADDRESSES[random.nextInt(ADDRESSES.length)];
    }

    private void descriptor(long low, long high) {
        store128(QUEUE + tail, low, high);
        store128(QUEUE + tail + 16, 0, 0);
        tail = (tail + 32) % 4096;
        register64(0x88, tail);
    }

    private void invalidate() {
        long domain = (long) random.nextInt(4) << 16;
        long pasid = (long) random.nextInt(3) << 32;
        long address = address() | (chance(3) ? 9 : 0) | (chance(3) ? 1 << 6 : 0);
        switch (random.nextInt(7)) {
            case 0 -> descriptor(1 | (1L + random.nextInt(3)) << 4 | domain | (long) random.nextInt(2) << 32, 0);
            case 1 -> descriptor(7 | new long[] {0, 1, 3}[random.nextInt(3)] << 4 | domain | pasid, 0);
            case 2, 3 -> descriptor(2 | (1L + random.nextInt(3)) << 4 | domain, address);
            case 4 -> descriptor(6 | (2L + random.nextInt(2)) << 4 | domain | pasid, address);
            case 5 -> descriptor(4 | (chance(3) ? 0 : 1L << 4 | (long) random.nextInt(3) << 27
                    | (long) random.nextInt(8) << 32), 0);
            default -> {
                descriptor(3 | (long) random.nextInt(2) << 32, 0x1000);
                if (chance(8)) {
                    out.accept(new Stimulus.DeviceTlbTimeout(new SourceId(0)));
                    register32(0x34, 1 << 6);
                }
            }
        }
        if (!chance(4)) {
            descriptor(5 | (chance(2) ? 1 << 6 : 0), 0);
            for (int i = 0; i < 3; i++) {
                out.accept(new Stimulus.DeviceTlbDone(new SourceId(0)));
                out.accept(new Stimulus.DeviceTlbDone(new SourceId(1)));
            }
        }
    }

    private void request() {
        out.accept(new Stimulus.Dma(anyRequest()));
    }

    private DmaRequest anyRequest() {
        Pasid pasid = chance(2) ? Pasid.NONE : new Pasid(chance(20) ? 1 << 14 : random.nextInt(3));
        long address = address() + random.nextInt(512) * 8L;
        RequestKind kind = chance(5) ? RequestKind.TRANSLATION : chance(12) ? RequestKind.TRANSLATED
                : RequestKind.UNTRANSLATED;
        Access access = kind == RequestKind.TRANSLATION ? random.nextBoolean() ? Access.READ : Access.WRITE
                : Access.values()[random.nextInt(4)];
        return new DmaRequest(new SourceId(random.nextInt(2)), pasid,
                new Iova(chance(20) ? address | 1L << 47 : address), access, kind, pasid.present() && chance(3), false);
    }

    /** What is owed for a change of first-stage or second-stage tables, whichever domain they are of; or nothing. */
    private void owed() {
        DmaRequest request = anyRequest();
        out.accept(new Stimulus.Dma(request));
        for (int i = 0; i < edits; i++) {
            tableEntry(request.address().value() & -4096L, true);
        }
        int command = random.nextInt(6);
        for (long domain = 1; domain <= 3; domain++) {
            long pasid = request.pasid().present() ? request.pasid().value() & 0xFFFFF : 0;
            switch (command) {
                case 0 -> descriptor(6 | 2L << 4 | domain << 16 | pasid << 32, 0);
                case 1 -> descriptor(6 | 3L << 4 | domain << 16 | pasid << 32, request.address().value() & -4096L);
                case 2 -> descriptor(2 | 3L << 4 | domain << 16, address());
                case 3 -> descriptor(2 | 2L << 4 | domain << 16, 0);
                default -> { }
            }
        }
        descriptor(5 | 1 << 6, 0);
        out.accept(new Stimulus.Dma(request));
    }

    private void interruptEntry() {
        long low = 1 | (long) random.nextInt(256) << 16 | (long) random.nextInt(4) << 40 | (chance(6) ? 2 : 0);
        if (chance(4)) {
            low = 1 | 1 << 15 | (chance(2) ? 1 << 14 : 0) | (long) random.nextInt(256) << 16 | 0x60_0000L << 32;
        }
        if (chance(8)) {
            low ^= 1L << random.nextInt(64) & ~INTO_TABLES; // the oracle does not follow posted interrupts into tables
        }
        store128(INTERRUPTS + random.nextInt(8) * 16L, low, chance(3) ? 1L << 18 | random.nextInt(2) : 0);
        if (chance(4)) {
            store(0x60_0020, random.nextInt(4) | 0x55L << 16 | 7L << 40);
        }
    }

    /** Does one thing, which may be several stimuli. */
    void step() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> tableEntry(address(), false);
            case 4 -> {
                int device = random.nextInt(2);
                int pasid = random.nextInt(3);
                entry(device, pasid);
                if (chance(2)) {
                    flush(pasids(device) + pasid * 64L);
                }
            }
            case 5 -> {
                if (chance(4)) {
                    context(random.nextInt(2));
                }
            }
            case 6, 7, 8 -> invalidate();
            case 9 -> interruptEntry();
            case 10, 11 -> out.accept(new Stimulus.Interrupt(new SourceId(random.nextInt(2)),
                    new Iova(0xFEE0_0000L | (chance(8) ? 0 : 0x10) | random.nextInt(8) << 5), 0));
            case 12 -> {
                if (chance(10)) {
                    register32(0x18, 1 << 26 | 1 << 25);
                    register32(0x18, 1 << 26 | 1 << 25 | 1 << 30);
                    register32(0x18, 1 << 26 | 1 << 25 | 1L << 31);
                }
            }
            case 13 -> owed();
            default -> request();
        }
    }
}
