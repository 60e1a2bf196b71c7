package iommu.guest;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingDriver.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the driver owes the unit for its stores (§6.5.3.3 Table 28), and the memory that must stay as it is until then. */
final class Owed {

    /** A frame and its length. */
    private record Frame(Gpa start, long size) {
    }

    private final Capabilities unit;
    private boolean everything;
    private final Map<DomainId, Set<SourceId>> contexts = new TreeMap<>();
    private final Map<DomainId, Ranges> translations = new TreeMap<>();
    private final Map<SourceId, Ranges> deviceTlbs = new TreeMap<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();

    Owed(Capabilities unit) {
        this.unit = unit;
    }

    /** A root entry has changed. */
    void everything() {
        everything = true;
    }

    /** A context entry that may be cached under this domain-id. */
    void context(SourceId source, DomainId tag) {
        contexts.computeIfAbsent(tag, none -> new TreeSet<>()).add(source);
    }

    void domain(DomainId domain) {
        ranges(domain).addEverything();
    }

    /** @param leafOnly no entry has changed that a paging-structure cache could hold (§6.5.2.3: IH) */
    void pages(DomainId domain, Iova start, long size, boolean leafOnly) {
        ranges(domain).add(start, size, leafOnly);
    }

    void deviceTlb(SourceId device) {
        ranges(device).addEverything();
    }

    void deviceTlb(SourceId device, Iova start, long size) {
        ranges(device).add(start, size, true);
    }

    /** A table that nothing points to any more. */
    void unlinked(Table table) {
        tables.add(table);
    }

    /** A frame that is no longer mapped where it was. */
    void unmapped(Gpa frame, long size) {
        frames.add(new Frame(frame, size));
    }

    private Ranges ranges(DomainId domain) {
        return translations.computeIfAbsent(domain, none -> new Ranges());
    }

    private Ranges ranges(SourceId device) {
        return deviceTlbs.computeIfAbsent(device, none -> new Ranges());
    }

    /** The invalidations, in serial order. Afterwards none are owed. */
    List<Act> invalidations() {
        List<Act> acts = new ArrayList<>();
        if (everything) { // Table 28, root entry
            acts.add(new Act.Invalidate(ContextInvalidation.global()));
            acts.add(new Act.Invalidate(IotlbInvalidation.global()));
        } else {
            contexts.forEach((tag, sources) -> acts.add(new Act.Invalidate(sources.size() > 1 // one for all of them
                    ? ContextInvalidation.domain(tag) : ContextInvalidation.device(tag, sources.iterator().next(), 0))));
            translations.forEach((domain, ranges) -> acts.addAll(translations(domain, ranges))); // §6.2.2.1: after contexts
        }
        deviceTlbs.forEach((device, ranges) -> acts.addAll(deviceTlb(device, ranges))); // §6.5.2.5: after the IOTLB
        everything = false;
        contexts.clear();
        translations.clear();
        deviceTlbs.clear();
        return acts;
    }

    private List<Act> translations(DomainId domain, Ranges ranges) {
        Optional<List<Ranges.Block>> blocks = unit.pageSelective() ? ranges.blocks(unit.maxAddressMask()) : Optional.empty();
        return blocks.isEmpty() ? List.of(new Act.Invalidate(IotlbInvalidation.domain(domain)))
                : blocks.get().stream().map(b -> (Act) new Act.Invalidate(
                        IotlbInvalidation.page(domain, b.start(), b.order(), b.leafOnly()))).toList();
    }

    private static List<Act> deviceTlb(SourceId device, Ranges ranges) {
        int all = Act.InvalidateDeviceTlb.EVERYTHING;
        Optional<List<Ranges.Block>> blocks = ranges.blocks(all);
        return blocks.isEmpty() ? List.of(new Act.InvalidateDeviceTlb(device, new Iova(0), all))
                : blocks.get().stream().map(b -> (Act) new Act.InvalidateDeviceTlb(device, b.start(), b.order())).toList();
    }

    /** The tables that may be cleared now, once. */
    List<Table> unlinkedTables() {
        List<Table> unlinked = List.copyOf(tables);
        tables.clear();
        return unlinked;
    }

    /** The frames that may be used otherwise now, once. */
    List<Act> unmappedFrames() {
        List<Act> released = frames.stream().map(f -> (Act) new Act.Release(f.start(), f.size())).toList();
        frames.clear();
        return released;
    }
}
