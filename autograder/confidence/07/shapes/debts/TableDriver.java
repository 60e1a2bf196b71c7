package lab07;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingDriver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A sorted map of pages for each domain, tables found by the slot that leads to them, and a list of debts that sync pays. */
public class TableDriver implements MappingDriver {

    private static final long ALL = -1;

    /** One kind of thing that the unit may remember; a last page of {@link #ALL} is the whole domain or device. */
    private sealed interface Debt {

        record Roots() implements Debt { }

        record Context(DomainId tag, SourceId source) implements Debt { }

        record Pages(DomainId domain, long first, long last, boolean leaves) implements Debt { }

        record Device(SourceId source, long first, long last) implements Debt { }
    }

    private static class Domain {
        final NavigableMap<Long, Mapping> pages = new TreeMap<>();
        final Map<Gpa, Gpa> links = new HashMap<>();
        final Set<SourceId> users = new TreeSet<>();
        Gpa top;
    }

    private final Capabilities unit;
    private final Gpa root;
    private final TablePages memory;
    private final boolean lazy;
    private final Set<SourceId> remote;
    private final int depth;
    private final Map<DomainId, Domain> domains = new TreeMap<>();
    private final Map<SourceId, DomainId> homes = new HashMap<>();
    private final Map<Integer, Gpa> buses = new HashMap<>();
    private final List<Debt> debts = new ArrayList<>();
    private final List<Act.Release> frames = new ArrayList<>();
    private final List<Gpa> dead = new ArrayList<>();
    /** The entries of each table that are not 0. */
    private final Map<Gpa, TreeSet<Integer>> used = new HashMap<>();
    private List<Act> acts = new ArrayList<>();

    public TableDriver(Capabilities unit, Gpa root, TablePages pages, boolean batched, Set<SourceId> deviceTlbs) {
        this.unit = unit;
        this.root = root;
        memory = pages;
        lazy = batched;
        remote = unit.deviceTlb() ? deviceTlbs : Set.of();
        depth = unit.levels().stream().max(Comparator.naturalOrder()).orElseThrow();
    }

    private Domain domain(DomainId id) {
        return domains.computeIfAbsent(id, any -> new Domain());
    }

    private Gpa table() {
        Gpa at = memory.take();
        used.put(at, new TreeSet<>());
        return at;
    }

    private static long span(int level) {
        return 4096L << 9 * (level - 1);
    }

    private static Gpa slot(Gpa table, int level, long address) {
        return table.plus(8 * (address / span(level) & 511));
    }

    private void store(Gpa slot, long entry) {
        Gpa table = slot.alignedTo(4096);
        int index = (int) slot.offsetIn(4096) / 8;
        if (entry == 0) {
            used.get(table).remove(index);
        } else {
            used.get(table).add(index);
        }
        acts.add(new Act.Store(slot, entry));
    }

    @Override
    public List<Act> attach(SourceId source, DomainId id) {
        DomainId before = homes.put(source, id);
        if (id.equals(before)) {
            return finish();
        }
        Domain domain = domain(id);
        if (domain.top == null) {
            domain.top = table();
        }
        domain.users.add(source);
        long type = remote.contains(source) ? 1 : 0;
        moved(source, before, id, new Entry128(domain.top.value() | type << 2 | 1, (long) id.value() << 8 | depth - 2));
        return finish();
    }

    @Override
    public List<Act> detach(SourceId source) {
        DomainId before = homes.remove(source);
        if (before != null) {
            moved(source, before, before, new Entry128(0, 0));
        }
        return finish();
    }

    private void moved(SourceId source, DomainId before, DomainId after, Entry128 entry) {
        if (before != null && (!before.equals(after) || entry.low() == 0)) {
            domain(before).users.remove(source);
        }
        Gpa table = buses.get(source.bus());
        boolean first = table == null;
        if (first) {
            table = memory.take();
            buses.put(source.bus(), table);
        }
        acts.add(new Act.StoreWhole(table.plus((source.value() & 255) * 16L), entry));
        if (first) {
            acts.add(new Act.StoreWhole(root.plus(source.bus() * 16L), new Entry128(table.value() | 1, 0)));
        }
        if (before == null && !unit.cachingMode()) {
            return;
        }
        if (first) {
            debts.add(new Debt.Roots());
        }
        debts.add(new Debt.Context(before == null ? DomainId.ZERO : before, source));
        debts.add(new Debt.Pages(before == null ? after : before, 0, ALL, false));
        if (remote.contains(source)) {
            debts.add(new Debt.Device(source, 0, ALL));
        }
    }

    @Override
    public List<Act> map(DomainId id, Mapping page) {
        Domain domain = domain(id);
        if (domain.top == null) {
            domain.top = table();
        }
        long start = page.page().value();
        int level = page.size() == 4096 ? 1 : page.size() == span(2) ? 2 : 3;
        long entry = page.frame().value() | (level > 1 ? 1 << 7 : 0) | (page.snoop() ? 1 << 11 : 0)
                | (page.rights().read() ? 1 : 0) | (page.rights().write() ? 2 : 0);
        Mapping before = domain.pages.get(start);
        if (page.equals(before)) {
            return finish();
        }
        leave(domain, start, page);
        domain.pages.put(start, page);
        Gpa table = domain.top;
        int at = depth;
        while (at > level && domain.links.containsKey(slot(table, at, start))) {
            table = domain.links.get(slot(table, at, start));
            at--;
        }
        boolean linked = at > level;
        for (int below = level; below < at; below++) {
            Gpa fresh = table();
            Gpa inside = slot(fresh, below, start);
            store(inside, entry);
            if (below > level) {
                domain.links.put(inside, new Gpa(entry & -4096L));
            }
            entry = fresh.value() | 3;
        }
        Gpa slot = slot(table, at, start);
        boolean present = used.get(table).contains((int) slot.offsetIn(4096) / 8);
        store(slot, entry);
        Gpa unlinked = linked ? null : domain.links.remove(slot);
        if (linked) {
            domain.links.put(slot, new Gpa(entry & -4096L));
        }
        if (unlinked != null) {
            dead.add(unlinked);
        }
        if (present || unit.cachingMode()) {
            owe(domain, id, start, start + page.size() - 1, !linked && unlinked == null && (level == 1 || before != null));
        }
        return finish();
    }

    /** What the page takes the place of is no longer mapped there, unless it lies there still. */
    private void leave(Domain domain, long start, Mapping page) {
        Map<Long, Mapping> under = domain.pages.subMap(start, true, start + page.size() - 1, true);
        for (Mapping old : under.values()) {
            if (!page.translate(old.page()).equals(old.frame())) {
                frames.add(new Act.Release(old.frame(), old.size()));
            }
        }
        under.clear();
    }

    private void owe(Domain domain, DomainId id, long first, long last, boolean leaves) {
        if (domain.users.isEmpty()) {
            return;
        }
        debts.add(new Debt.Pages(id, first >>> 12, last >>> 12, leaves));
        for (SourceId user : domain.users) {
            if (remote.contains(user)) {
                debts.add(new Debt.Device(user, first >>> 12, last >>> 12));
            }
        }
    }

    @Override
    public List<Act> unmap(DomainId id, Iova start, long size) {
        Domain domain = domain(id);
        NavigableMap<Long, Mapping> gone = domain.pages.subMap(start.value(), true, start.value() + size - 1, true);
        if (!gone.isEmpty()) {
            boolean small = true;
            for (Mapping page : gone.values()) {
                int level = depth;
                Gpa table = domain.top;
                while (span(level) > page.size()) {
                    table = domain.links.get(slot(table, level, page.page().value()));
                    level--;
                }
                store(slot(table, level, page.page().value()), 0);
                frames.add(new Act.Release(page.frame(), page.size()));
                small &= level == 1;
            }
            Mapping last = gone.lastEntry().getValue();
            owe(domain, id, gone.firstKey(), last.page().value() + last.size() - 1, small);
            gone.clear();
        }
        return finish();
    }

    @Override
    public List<Act> sync() {
        pay();
        return taken();
    }

    private List<Act> finish() {
        if (!lazy) {
            pay();
        }
        return taken();
    }

    private List<Act> taken() {
        List<Act> done = acts;
        acts = new ArrayList<>();
        return done;
    }

    private void pay() {
        if (!debts.isEmpty()) {
            if (debts.contains(new Debt.Roots())) {
                acts.add(new Act.Invalidate(ContextInvalidation.global()));
                acts.add(new Act.Invalidate(IotlbInvalidation.global()));
            } else {
                payContexts();
                payPages();
            }
            payDevices();
            acts.add(new Act.Wait());
        }
        debts.clear();
        for (int i = 0; i < dead.size(); i++) {
            bury(dead.get(i));
        }
        dead.clear();
        acts.addAll(frames);
        frames.clear();
    }

    private void payContexts() {
        Map<DomainId, TreeSet<SourceId>> byTag = new TreeMap<>();
        for (Debt debt : debts) {
            if (debt instanceof Debt.Context(DomainId tag, SourceId source)) {
                byTag.computeIfAbsent(tag, any -> new TreeSet<>()).add(source);
            }
        }
        byTag.forEach((tag, sources) -> acts.add(new Act.Invalidate(sources.size() == 1
                ? ContextInvalidation.device(tag, sources.first(), 0) : ContextInvalidation.domain(tag))));
    }

    /** One command for each domain: the smallest aligned block around all that it owes, or everything. */
    private void payPages() {
        Map<DomainId, Debt.Pages> sums = new TreeMap<>();
        for (Debt debt : debts) {
            if (debt instanceof Debt.Pages pages) {
                sums.merge(pages.domain(), pages, TableDriver::sum);
            }
        }
        for (Debt.Pages sum : sums.values()) {
            int order = order(sum.first(), sum.last());
            boolean selective = sum.last() != ALL && unit.pageSelective() && order <= unit.maxAddressMask();
            acts.add(new Act.Invalidate(selective
                    ? IotlbInvalidation.page(sum.domain(), block(sum.first(), order), order, sum.leaves())
                    : IotlbInvalidation.domain(sum.domain())));
        }
    }

    private static Debt.Pages sum(Debt.Pages one, Debt.Pages other) {
        return new Debt.Pages(one.domain(), Math.min(one.first(), other.first()), last(one.last(), other.last()),
                one.leaves() && other.leaves());
    }

    private static long last(long one, long other) {
        return one == ALL || other == ALL ? ALL : Math.max(one, other);
    }

    private static int order(long first, long last) {
        return Long.SIZE - Long.numberOfLeadingZeros(first ^ last);
    }

    private static Iova block(long page, int order) {
        return new Iova(page >>> order << order << 12);
    }

    private void payDevices() {
        Map<SourceId, Debt.Device> sums = new TreeMap<>();
        for (Debt debt : debts) {
            if (debt instanceof Debt.Device device) {
                sums.merge(device.source(), device, (one, other) -> new Debt.Device(one.source(),
                        Math.min(one.first(), other.first()), last(one.last(), other.last())));
            }
        }
        for (Debt.Device sum : sums.values()) {
            int order = order(sum.first(), sum.last());
            acts.add(sum.last() == ALL ? new Act.InvalidateDeviceTlb(sum.source(), new Iova(0), Act.InvalidateDeviceTlb.EVERYTHING)
                    : new Act.InvalidateDeviceTlb(sum.source(), block(sum.first(), order), order));
        }
    }

    /** Empties the table, then those below it: nobody can reach them any more. */
    private void bury(Gpa table) {
        for (int index : List.copyOf(used.remove(table))) {
            Gpa slot = table.plus(8L * index);
            acts.add(new Act.Store(slot, 0));
            for (Domain domain : domains.values()) {
                Gpa below = domain.links.remove(slot);
                if (below != null) {
                    dead.add(below);
                }
            }
        }
        acts.add(new Act.Release(table, 4096));
    }
}
