package iommu.grade.driver;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.format.ContextEntry;
import iommu.arch.format.RootEntry;
import iommu.arch.format.SecondStageEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Memory as a driver stored it, and where its tables lead if they are {@linkplain Found#wellMade well made}. What a unit does
 * with others, which faults it reports and what it remembers is not known here.
 */
final class PlainTables {

    /**
     * Where a device gets to.
     *
     * @param tables   whether there are tables for it that reach the page
     * @param wellMade whether all that was read has known fields alone, and the domain-id is that of no other tables
     * @param alone    whether what was there before, and may still be read, leads to the same
     * @param rights   none if there is no page
     * @param frame    of no meaning without rights
     */
    record Found(boolean tables, boolean wellMade, boolean alone, Rights rights, Gpa frame) {

        private Found by(boolean well) {
            return new Found(tables, wellMade && well, alone, rights, frame);
        }

        private Found beside(Found before) {
            boolean like = before.wellMade && before.alone && rights == before.rights
                    && (rights == Rights.NONE || frame.equals(before.frame));
            return new Found(tables, wellMade, alone && like, rights, frame);
        }
    }

    /** What a context entry leads to. */
    private record Top(Gpa table, int levels) {
    }

    private static final Found NO_TABLES = new Found(false, true, true, Rights.NONE, new Gpa(0));
    private static final Found NO_PAGE = new Found(true, true, true, Rights.NONE, new Gpa(0));
    private static final long PRESENT = 1;
    private static final long READ_WRITE = 3;
    private static final long DEVICE_TLB = 1 << 2; // TT=1
    private static final long LARGE = 1 << 7; // PS
    private static final long SNOOP = 1 << 11;
    private static final long WIDTH_AND_DOMAIN = 0xFF_FF07;

    private final Capabilities unit;
    private final Gpa root;
    private final Map<Gpa, Long> words = new HashMap<>();
    /** What words were, as far as it may be cached and not invalidated yet. */
    private final Map<Gpa, Set<Long>> earlier = new HashMap<>();
    /** Where walks don't snoop: what words were that are not flushed since. */
    private final Map<Gpa, Set<Long>> unflushed = new HashMap<>();
    /** What each domain-id has led to. */
    private final Map<Integer, Set<Top>> tops = new HashMap<>();

    PlainTables(Capabilities unit, Gpa root) {
        this.unit = unit;
        this.root = root;
    }

    void store(Gpa at, long value) {
        Long before = words.put(at, value);
        long old = before == null ? 0 : before;
        if (old != value && isPresent(old)) {
            earlier.computeIfAbsent(at, none -> new HashSet<>()).add(old);
        }
        if (old != value && !unit.coherent()) {
            unflushed.computeIfAbsent(at, none -> new HashSet<>()).add(old);
        }
    }

    /** §3.10. */
    void flush(Gpa line) {
        unflushed.keySet().removeIf(at -> at.alignedTo(64).equals(line.alignedTo(64)));
    }

    private static boolean isPresent(long entry) {
        return (entry & READ_WRITE) != 0;
    }

    /** Whatever was put off is invalidated. */
    void settle() {
        earlier.clear();
        tops.clear();
    }

    /** From now on it counts what these devices' context entries lead to. */
    void meet(List<SourceId> devices) {
        devices.stream().map(this::context).filter(ContextEntry::present)
                .forEach(context -> tops.computeIfAbsent(context.domainId(), none -> new HashSet<>())
                        .add(new Top(context.secondStagePointer(), levels(context))));
    }

    private Entry128 whole(Gpa at) {
        return new Entry128(words.getOrDefault(at, 0L), words.getOrDefault(at.plus(8), 0L));
    }

    Found find(SourceId device, Iova page) {
        ContextEntry context = context(device);
        if (!context.present() || !isOffered(context) || page.value() >>> 12 + 9 * levels(context) != 0) {
            return NO_TABLES;
        }
        RootEntry bus = new RootEntry(whole(rootAt(device)));
        boolean well = isFlushed(rootAt(device)) && isFlushed(contextAt(bus, device))
                && only(bus.bits().low(), PRESENT, 12) && bus.bits().high() == 0
                && only(context.bits().low(), PRESENT | DEVICE_TLB, 12) && (context.bits().high() & ~WIDTH_AND_DOMAIN) == 0
                && tops.getOrDefault(context.domainId(), Set.of()).size() <= 1;
        return follow(context.secondStagePointer(), levels(context), page, Rights.RW).by(well);
    }

    private Gpa rootAt(SourceId device) {
        return root.plus((long) device.bus() * RootEntry.SIZE);
    }

    private static Gpa contextAt(RootEntry bus, SourceId device) {
        return bus.contextTable().plus((device.value() & 0xFFL) * ContextEntry.SIZE);
    }

    /** All zero if there is none. */
    private ContextEntry context(SourceId device) {
        RootEntry bus = new RootEntry(whole(rootAt(device)));
        return new ContextEntry(bus.present() ? whole(contextAt(bus, device)) : new Entry128(0, 0));
    }

    private boolean isFlushed(Gpa entry) {
        return !unflushed.containsKey(entry) && !unflushed.containsKey(entry.plus(8));
    }

    private static int levels(ContextEntry context) {
        return context.addressWidth() + 2;
    }

    private boolean isOffered(ContextEntry context) {
        return unit.levels().contains(levels(context)) && (context.translationType() != 1 || unit.deviceTlb());
    }

    private Found follow(Gpa table, int level, Iova page, Rights above) {
        Gpa at = table.plus((page.value() >>> 3 + 9 * level & 511) * SecondStageEntry.SIZE);
        Found now = through(words.getOrDefault(at, 0L), level, page, above);
        for (Map<Gpa, Set<Long>> before : List.of(earlier, unflushed)) {
            for (long old : before.getOrDefault(at, Set.of())) {
                now = now.beside(through(old, level, page, above));
            }
        }
        return now;
    }

    private Found through(long bits, int level, Iova page, Rights above) {
        SecondStageEntry entry = new SecondStageEntry(bits);
        Rights rights = above.and(Rights.of(entry.read(), entry.write()));
        if (!isPresent(bits)) {
            return NO_PAGE;
        }
        if (level > 1 && !(entry.pageSize() && unit.superpages().contains(level))) {
            return follow(new Gpa(entry.address()), level - 1, page, rights).by(only(bits, READ_WRITE, 12));
        }
        long size = 4096L << 9 * (level - 1);
        long flags = READ_WRITE | (level > 1 ? LARGE : 0) | (unit.snoopControl() ? SNOOP : 0);
        return new Found(true, only(bits, flags, 3 + 9 * level), true, rights,
                new Gpa((entry.address() & -size) + page.offsetIn(size)));
    }

    /** Whether nothing is set but some of these flags and an address, from this bit to the host's width. */
    private boolean only(long entry, long flags, int lowest) {
        return (entry & ~flags & ~((1L << unit.hostAddressWidth()) - (1L << lowest))) == 0;
    }
}
