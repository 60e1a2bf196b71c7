package iommu.scenario;

import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The guest's root, context and second-stage tables, built from the specification's figures by masks of their own
 * (§9.1, §9.3, §9.8) and stored bottom-up: leaf, tables, context, root (§6.2.2.1).
 *
 * <p>The root table lies at 16 MiB, the context table of each bus at its own place behind it, paging tables from
 * 18 MiB up in the order of their first use.
 */
final class Tables {

    static final Gpa ROOT = new Gpa(0x100_0000);
    private static final Gpa CONTEXTS = new Gpa(0x100_1000);
    private static final Gpa PAGING = new Gpa(0x120_0000);
    private static final int PAGE = 0x1000;
    private static final Statement.Bits NO_BITS = new Statement.Bits(0, 0);

    private static final class Table {
        final Gpa at;
        final Map<Integer, Table> below = new TreeMap<>();

        Table(Gpa at) {
            this.at = at;
        }
    }

    private record Domain(Table top, int levels) {
    }

    /** @param stores whether the context entry is there now */
    private record Attachment(DomainId domain, boolean there) {
    }

    /** A paging entry on the way down. */
    private record Place(Table table, int index, int level) {
        Gpa at() {
            return table.at.plus(8L * index);
        }
    }

    private final Stores stores;
    private final int defaultLevels;
    private final Map<DomainId, Domain> domains = new TreeMap<>();
    private final Map<SourceId, Attachment> attachments = new TreeMap<>();
    private Gpa next = PAGING;

    Tables(Stores stores, int defaultLevels) {
        this.stores = stores;
        this.defaultLevels = defaultLevels;
    }

    void attach(Statement.Attach s) {
        if (s.type() == TranslationType.PASS_THROUGH) {
            int levels = s.levels().orElse(defaultLevels);
            context(s.source(), s.domain(), entry(s, new Gpa(0), levels));
        } else {
            Domain domain = domain(s.domain(), s.levels());
            context(s.source(), s.domain(), entry(s, domain.top().at, domain.levels()));
        }
    }

    private static Entry128 entry(Statement.Attach s, Gpa table, int levels) {
        long type = switch (s.type()) { // TT, bits 3:2
            case UNTRANSLATED_ONLY -> 0x0;
            case WITH_DEVICE_TLB -> 0x4;
            case PASS_THROUGH -> 0x8;
        };
        long width = levels - 2; // AW: 1 is 3 levels
        return new Entry128(table.value() | type | (s.silent() ? 0x3 : 0x1), width | (long) s.domain().value() << 8);
    }

    private void context(SourceId source, DomainId domain, Entry128 entry) {
        attachments.put(source, new Attachment(domain, true));
        stores.table(contextEntry(source), entry);
        Gpa root = rootEntry(source);
        if (stores.read64(root) % 2 == 0) { // P=0
            stores.table(root, new Entry128(contextTable(source).value() + 1, 0));
        }
    }

    void detach(SourceId source) {
        Attachment was = attachment(source);
        attachments.put(source, new Attachment(was.domain(), false));
        stores.table(contextEntry(source), new Entry128(0, 0));
    }

    void map(Statement.MapPages s) {
        Attachment was = attachments.get(s.source());
        if (was == null && s.domain().isEmpty()) {
            throw new Complaint(s.source().toString(), s.source() + " is not attached to a domain", "say did=");
        }
        DomainId id = s.domain().orElseGet(() -> was.domain());
        Domain domain = domain(id, OptionalInt.empty());
        if (s.iova().offsetIn(s.size()) != 0 || s.gpa().offsetIn(s.size()) != 0) {
            throw new Complaint("iova=", "iova and gpa must be multiples of the page size " + Numbers.size(s.size()),
                    "align them, or map smaller pages");
        }
        long rights = (s.rights().read() ? 1 : 0) + (s.rights().write() ? 2 : 0);
        long attributes = rights | (s.snoop() ? 0x800 : 0) | (s.size() == PAGE ? 0 : 0x80);
        int level = s.size() == PAGE ? 1 : s.size() == 0x20_0000 ? 2 : 3;
        for (int i = 0; i < s.pages(); i++) {
            Place leaf = makeWay(domain, s.iova().plus(i * s.size()), level);
            leaf.table().below.remove(leaf.index());
            stores.hold(level, leaf.at(), s.gpa().plus(i * s.size()).value() | attributes);
        }
        stores.release();
        if (was == null || !was.there() || !was.domain().equals(id)) {
            attach(new Statement.Attach(s.source(), id, OptionalInt.empty(), TranslationType.UNTRANSLATED_ONLY, false));
        }
    }

    private Place makeWay(Domain domain, Iova iova, int level) {
        Place place = new Place(domain.top(), index(domain, iova, domain.levels()), domain.levels());
        while (place.level() > level) {
            Table below = place.table().below.get(place.index());
            boolean fresh = below == null;
            if (fresh) {
                below = new Table(allocate());
                place.table().below.put(place.index(), below);
            }
            if (fresh || stores.read64(place.at()) % 4 == 0) { // R=W=0
                stores.hold(place.level(), place.at(), below.at.value() + 3);
            }
            place = new Place(below, index(domain, iova, place.level() - 1), place.level() - 1);
        }
        return place;
    }

    void unmap(Statement.Unmap s) {
        Iova iova = s.iova();
        for (int i = 0; i < s.pages(); i++) {
            Place leaf = deepest(s.source(), iova);
            if (stores.read64(leaf.at()) % 4 == 0) { // R=W=0
                throw new Complaint("iova=", "nothing is mapped at " + iova, "map it first");
            }
            stores.table(leaf.at(), 0);
            long size = 0x1000L << 9 * (leaf.level() - 1);
            iova = iova.alignedTo(size).plus(size);
        }
    }

    void edit(Statement.Edit s) {
        Place place = place(s.source(), s.iova(), s.level());
        long value = s.bits().applyTo(s.value().orElse(stores.read64(place.at())));
        long rights = s.rights().map(r -> (r.read() ? 1L : 0L) + (r.write() ? 2L : 0L)).orElse(value & 3);
        stores.table(place.at(), value & -4L | rights);
    }

    void editContext(Statement.EditContext s) {
        change(contextEntry(s.source()), s.low(), s.high());
    }

    void editRoot(Statement.EditRoot s) {
        change(rootEntry(s.source()), s.low(), s.high());
    }

    private void change(Gpa at, Statement.Bits low, Statement.Bits high) {
        Entry128 was = stores.read128(at);
        stores.table(at, new Entry128(low.applyTo(was.low()), high.applyTo(was.high())));
    }

    /** The 4 KiB page of memory that the structure is. */
    Gpa page(Statement.Structure structure) {
        return switch (structure) {
            case Statement.Structure.Root r -> ROOT;
            case Statement.Structure.Context c -> contextTable(c.source());
            case Statement.Structure.Paging p -> place(p.source(), p.iova(), p.level()).table().at;
            case Statement.Structure.Page p -> p.at();
        };
    }

    /** Where the walks of this source begin. @param few as if the tables of the lowest addresses, so many levels, were all */
    WalkStart start(SourceId source, OptionalInt few) {
        int levels = few.orElseGet(() -> tableOf(source).levels());
        Place first = few.isEmpty() ? null : down(source, new Iova(0), levels).filter(p -> p.level() == levels)
                .orElseThrow(() -> new Complaint("levels=", "no page table translates the lowest addresses of " + source,
                        "map a 4K page below 2M first"));
        return new WalkStart((first == null ? tableOf(source).top() : first.table()).at, levels, Rights.RW, 12 + 9 * levels);
    }

    private Place place(SourceId source, Iova iova, int level) {
        return down(source, iova, level).filter(p -> p.level() == level)
                .orElseThrow(() -> new Complaint("level=", "there is no level-" + level + " entry for " + iova,
                        "map a page there first, or name another level"));
    }

    private Place deepest(SourceId source, Iova iova) {
        return down(source, iova, 1).orElseThrow();
    }

    /** The entry of this level, or the deepest one above it. */
    private Optional<Place> down(SourceId source, Iova iova, int level) {
        Domain domain = tableOf(source);
        if (level > domain.levels()) {
            return Optional.empty();
        }
        Place place = new Place(domain.top(), index(domain, iova, domain.levels()), domain.levels());
        while (place.level() > level && place.table().below.containsKey(place.index())) {
            place = new Place(place.table().below.get(place.index()), index(domain, iova, place.level() - 1),
                    place.level() - 1);
        }
        return Optional.of(place);
    }

    private static int index(Domain domain, Iova iova, int level) {
        int width = 12 + 9 * domain.levels();
        if (iova.value() >>> width != 0) {
            throw new Complaint("iova=", iova + " lies beyond the " + width + " bits of the domain's table",
                    "use a lower address, or attach with more levels");
        }
        return (int) (iova.value() >> 3 + 9 * level) & 511;
    }

    private Domain tableOf(SourceId source) {
        Domain domain = domains.get(attachment(source).domain());
        if (domain == null) {
            throw new Complaint(source.toString(), "the domain of " + source + " has no table", "map a page first");
        }
        return domain;
    }

    /** The domain that the source has, or had last. */
    DomainId domainOf(SourceId source) {
        return attachment(source).domain();
    }

    private Attachment attachment(SourceId source) {
        Attachment attachment = attachments.get(source);
        if (attachment == null) {
            throw new Complaint(source.toString(), source + " was never attached", "attach it, or map a page, first");
        }
        return attachment;
    }

    private Domain domain(DomainId id, OptionalInt levels) {
        Domain domain = domains.computeIfAbsent(id, d -> new Domain(new Table(allocate()),
                levels.orElse(defaultLevels)));
        if (levels.isPresent() && levels.getAsInt() != domain.levels()) {
            throw new Complaint("levels=", "domain " + id + " has a table of " + domain.levels() + " levels",
                    "one domain has one table (§6.2.2.1): use another domain-id");
        }
        return domain;
    }

    private Gpa allocate() {
        Gpa at = next;
        next = next.plus(PAGE);
        return at;
    }

    private static Gpa rootEntry(SourceId source) {
        return ROOT.plus(16L * (source.value() / 256));
    }

    private static Gpa contextTable(SourceId source) {
        return CONTEXTS.plus((long) PAGE * (source.value() / 256));
    }

    private static Gpa contextEntry(SourceId source) {
        return contextTable(source).plus(16L * (source.value() % 256));
    }
}
