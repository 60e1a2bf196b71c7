package iommu.guest;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingDriver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Room 07, plain: a driver for a unit in legacy mode. It stores bottom-up, owes what Table 28 says, and pays in serial
 * order: contexts, IOTLB, device-TLBs, wait.
 */
public final class TableDriver implements MappingDriver {

    /** When invalidations are made. */
    public enum Style {
        /** In the call whose stores need them. */
        STRICT,
        /** In {@link MappingDriver#sync}. */
        BATCHED
    }

    private final Capabilities unit;
    private final Gpa root;
    private final TablePages pages;
    private final Style style;
    private final Set<SourceId> deviceTlbs;
    private final Writer writer;
    private final Owed owed;
    private final Map<DomainId, PageTables> domains = new TreeMap<>();
    private final Map<SourceId, DomainId> attached = new TreeMap<>();
    private final Map<Integer, Gpa> contextTables = new TreeMap<>();

    /**
     * A driver of a unit that translates in legacy mode from an empty root table on.
     *
     * @param root       the root table, a page of zeros
     * @param deviceTlbs the devices that have a device-TLB and use it; of no meaning if the unit doesn't support that
     */
    public TableDriver(Capabilities unit, Gpa root, TablePages pages, Style style, Set<SourceId> deviceTlbs) {
        this.unit = unit;
        this.root = root;
        this.pages = pages;
        this.style = style;
        this.deviceTlbs = unit.deviceTlb() ? Set.copyOf(deviceTlbs) : Set.of();
        writer = new Writer(!unit.coherent());
        owed = new Owed(unit);
    }

    /** @param batched whether the style is {@link Style#BATCHED} */
    public TableDriver(Capabilities unit, Gpa root, TablePages pages, boolean batched, Set<SourceId> deviceTlbs) {
        this(unit, root, pages, batched ? Style.BATCHED : Style.STRICT, deviceTlbs);
    }

    /** @throws IllegalArgumentException if the unit has no such domain-id, or caching mode forbids it: 0 */
    @Override
    public List<Act> attach(SourceId source, DomainId domain) {
        require(domain.value() >>> unit.domainIdBits() == 0, "the unit has no domain-id " + domain);
        require(domain.value() != 0 || !unit.cachingMode(), "domain-id 0 is not for use in caching mode (§6.2.2.1)");
        DomainId before = attached.put(source, domain);
        if (!domain.equals(before)) {
            PageTables tables = tables(domain);
            int type = deviceTlbs.contains(source) ? 1 : 0; // TT (§9.3)
            point(source, new Entry128(tables.top().value() | type << 2 | 1,
                    tables.levels() - 2 | (long) domain.value() << 8));
            contextChanged(source, before, domain);
        }
        return finished(style == Style.STRICT);
    }

    @Override
    public List<Act> detach(SourceId source) {
        DomainId before = attached.remove(source);
        if (before != null) {
            point(source, new Entry128(0, 0));
            contextChanged(source, before, before);
        }
        return finished(style == Style.STRICT);
    }

    /** @throws IllegalArgumentException if the unit can't map such a page: its size, place, rights or SNP */
    @Override
    public List<Act> map(DomainId domain, Mapping page) {
        require(page.size() == 4096 || page.size() == 1 << 21 && unit.superpages().contains(2)
                || page.size() == 1 << 30 && unit.superpages().contains(3), "the unit has no pages of " + page.size() + " bytes");
        require(page.page().offsetIn(page.size()) == 0 && page.frame().offsetIn(page.size()) == 0,
                "page and frame must be multiples of the size");
        require(page.rights() != Rights.NONE, "a page without rights is not mapped: unmap it");
        require(!page.snoop() || unit.snoopControl(), "the unit has no snoop control");
        require(page.frame().value() >>> unit.hostAddressWidth() == 0, page.frame() + " lies above the host address width");
        requireRange(page.page(), page.size());
        tables(domain).map(page);
        return finished(style == Style.STRICT);
    }

    /** @throws IllegalArgumentException if the range is none of pages, or lies above what tables translate */
    @Override
    public List<Act> unmap(DomainId domain, Iova start, long size) {
        require(start.offsetIn(4096) == 0 && size % 4096 == 0 && size > 0, "a range is of whole pages");
        requireRange(start, size);
        tables(domain).unmap(start, size);
        return finished(style == Style.STRICT);
    }

    @Override
    public List<Act> sync() {
        return finished(true);
    }

    private PageTables tables(DomainId domain) {
        return domains.computeIfAbsent(domain, d -> new PageTables(levels(), pages, new DomainLedger(d)));
    }

    private int levels() {
        return unit.levels().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** Stores the context entry whole, so that no walk can join its halves wrongly (§6.2.2.1); then what leads to it. */
    private void point(SourceId source, Entry128 entry) {
        Gpa table = contextTables.get(source.bus());
        boolean fresh = table == null;
        if (fresh) {
            table = pages.take();
            contextTables.put(source.bus(), table);
        }
        writer.store(table.plus(16L * (source.value() & 0xFF)), entry);
        if (fresh) {
            writer.store(root.plus(16L * source.bus()), new Entry128(table.value() | 1, 0));
            if (unit.cachingMode()) {
                owed.everything(); // Table 28: a root entry, absent until now
            }
        }
    }

    private void contextChanged(SourceId source, DomainId before, DomainId after) {
        if (before == null && !unit.cachingMode()) {
            writer.unannounced(); // §6.1: what was absent is not cached
            return;
        }
        owed.context(source, before == null ? DomainId.ZERO : before); // §6.2.2: what faults is tagged with domain-id 0
        owed.domain(before == null ? after : before); // Table 28; under the old domain-id (§6.2.2.1)
        if (deviceTlbs.contains(source)) {
            owed.deviceTlb(source);
        }
    }

    /** What is owed for the tables of one domain. */
    private final class DomainLedger implements PageTables.Ledger {

        private final DomainId domain;

        private DomainLedger(DomainId domain) {
            this.domain = domain;
        }

        @Override
        public void store(Gpa at, long entry) {
            writer.store(at, entry);
        }

        @Override
        public void changed(boolean absent, Iova start, long size, boolean leafOnly) {
            if (!attached.containsValue(domain)) {
                return; // no context leads here, and a domain-selective invalidation was owed for the last that did
            }
            if (absent && !unit.cachingMode()) {
                writer.unannounced(); // §6.5.3.5
                return;
            }
            owed.pages(domain, start, size, leafOnly);
            attached.forEach((source, its) -> {
                if (its.equals(domain) && deviceTlbs.contains(source)) {
                    owed.deviceTlb(source, start, size);
                }
            });
        }

        @Override
        public void unlinked(Table table) {
            owed.unlinked(table);
        }

        @Override
        public void unmapped(Gpa frame, long size) {
            owed.unmapped(frame, size);
        }
    }

    private List<Act> finished(boolean pay) {
        if (pay) {
            pay();
        } else {
            bufferFlush();
        }
        return writer.taken();
    }

    private void pay() {
        domains.values().forEach(PageTables::sweep);
        List<Act> invalidations = owed.invalidations();
        if (!invalidations.isEmpty()) {
            writer.emptyBuffers(invalidations);
            writer.add(new Act.Wait()); // §6.5.2.9: until then the unit may use what was there before
        }
        List<Table> unlinked = owed.unlinkedTables();
        unlinked.forEach(this::clear);
        bufferFlush();
        unlinked.forEach(t -> writer.add(new Act.Release(t.at, 4096)));
        owed.unmappedFrames().forEach(writer::add);
    }

    private void clear(Table table) {
        for (int i = 0; i < Table.ENTRIES; i++) {
            if (table.entry(i) != 0) {
                writer.store(table.at.plus(8L * i), 0);
                writer.unannounced();
            }
        }
    }

    private void bufferFlush() {
        writer.flush();
        if (unit.platform().writeBufferFlush() && !writer.allAnnounced()) {
            writer.emptyBuffers(List.of(new Act.FlushWriteBuffer())); // §6.8: nothing else makes the stores arrive
        }
    }

    private void requireRange(Iova start, long size) {
        int width = Math.min(unit.guestAddressWidth(), 12 + 9 * levels());
        require(start.value() >>> width == 0 && start.plus(size - 1).value() >>> width == 0 && start.plus(size - 1).compareTo(start) >= 0,
                "the tables translate " + width + " bits");
    }

    private static void require(boolean ok, String otherwise) {
        if (!ok) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
