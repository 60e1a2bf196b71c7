package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;

/** Mistakes in drivers. */
final class DriverMistakes {

    private static final String DRIVER = "TableDriver.java";
    private static final String OWED = "Owed.java";
    private static final String TABLES = "PageTables.java";

    private static final String TYPE = "deviceTlbs.contains(source) ? 1 : 0;";

    private DriverMistakes() {
    }

    private static Mistake of(String name, String groups, String file, String from, String to) {
        return Mistake.of("07", name, groups, new Change(file, from, to));
    }

    static List<Mistake> all() {
        return List.of(
                of("maps without invalidation under CM=1", "announce large attach devices batched fewest", DRIVER,
                        "if (absent && !unit.cachingMode()) {", "if (absent) {"),
                of("attaches without invalidation under CM=1", "announce attach devices batched fewest", DRIVER,
                        "if (before == null && !unit.cachingMode()) {", "if (before == null) {"),
                of("forgets that a root entry was absent", "announce large attach devices batched fewest", DRIVER,
                        "owed.everything(); // Table 28", "//"),
                of("an absent context has the new domain-id", "announce attach devices batched fewest", DRIVER,
                        "owed.context(source, before == null ? DomainId.ZERO : before);", "owed.context(source, before == null ? after : before);"),
                of("invalidates after freeing the frame", "unmap large devices batched fewest", DRIVER,
                        "        domains.values().forEach(PageTables::sweep);",
                        "        owed.unmappedFrames().forEach(writer::add); domains.values().forEach(PageTables::sweep);"),
                of("never releases a frame", "unmap large attach devices batched fewest", DRIVER, "owed.unmappedFrames().forEach(writer::add);", ""),
                of("no wait", "announce unmap large attach devices batched fewest", DRIVER, "writer.add(new Act.Wait()); // §6.5.2.9", "//"),
                of("waits first", "announce unmap large attach devices batched fewest", DRIVER, "writer.emptyBuffers(invalidations);\n            writer.add(new Act.Wait());",
                        "writer.add(new Act.Wait());\n            writer.emptyBuffers(invalidations);"),
                of("AM too small for a large leaf", "large fewest", TABLES,
                        "ledger.changed(before == 0, address, table.span(), table.level == 1 || leaves);",
                        "ledger.changed(before == 0, address, 4096, table.level == 1 || leaves);"),
                of("IH=1 after unlinking or linking a table", "announce unmap large attach devices batched fewest", DRIVER,
                        "owed.pages(domain, start, size, leafOnly);", "owed.pages(domain, start, size, true);"),
                of("masks wider than the unit has", "large", OWED, "ranges.blocks(unit.maxAddressMask())", "ranges.blocks(52)"),
                of("page-selective where the unit has none", "large", OWED, "unit.pageSelective() ? ranges", "true ? ranges"),
                of("a table is released with its entries", "large", DRIVER, "unlinked.forEach(this::clear);", ""),
                of("IOTLB before context", "announce attach devices batched fewest", OWED, "            contexts.forEach((tag, sources)",
                        "            translations.forEach((domain, ranges) -> acts.addAll(translations(domain, ranges))); translations.clear();\n"
                                + "            contexts.forEach((tag, sources)"),
                of("the IOTLB under the new domain-id", "attach devices batched fewest", DRIVER, "owed.domain(before == null ? after : before);", "owed.domain(after);"),
                of("the context under the new domain-id", "attach devices batched fewest", DRIVER,
                        "owed.context(source, before == null ? DomainId.ZERO : before);", "owed.context(source, before == null ? DomainId.ZERO : after);"),
                of("one device of the domain forgotten", "devices", DRIVER,
                        "attached.forEach((source, its) -> {", "attached.entrySet().stream().limit(1).forEach(e -> { SourceId source = e.getKey(); DomainId its = e.getValue();"),
                of("device-TLBs before the IOTLB", "devices", OWED, "        if (everything) { // Table 28, root entry",
                        "        deviceTlbs.forEach((device, ranges) -> acts.addAll(deviceTlb(device, ranges))); deviceTlbs.clear();\n        if (everything) { // Table 28, root entry"),
                of("a device that leaves keeps its device-TLB", "devices", DRIVER, "            owed.deviceTlb(source);\n        }", "        }"),
                of("no device has a device-TLB", "devices", DRIVER, "unit.deviceTlb() ? Set.copyOf(deviceTlbs) : Set.of();", "Set.of();"),
                of("TT=1 for every device: no mistake, for untranslated requests are translated", "", DRIVER, TYPE, "unit.deviceTlb() ? 1 : 0;"),
                of("TT=0 for every device: no mistake, for TT is not asked", "", DRIVER, TYPE, "0;"),
                of("takes no page and stores into what it likes", "*", DRIVER, "this.pages = pages;",
                        "long[] next = {0x200_0000L}; this.pages = () -> new Gpa((next[0] += 4096) - 4096);"),
                of("AW counts levels from 1", "*", DRIVER, "tables.levels() - 2", "tables.levels() - 1"),
                of("the domain-id lies four bits too high", "announce unmap large attach devices batched fewest", DRIVER, "(long) domain.value() << 8", "(long) domain.value() << 12"),
                of("context entries are not present", "*", DRIVER, "tables.top().value() | type << 2 | 1", "tables.top().value() | type << 2"),
                of("R and W are exchanged", "*", TABLES, "(page.rights().read() ? 1 : 0) | (page.rights().write() ? 2 : 0)",
                        "(page.rights().read() ? 2 : 0) | (page.rights().write() ? 1 : 0)"),
                of("tables give no write", "*", TABLES, "READ_WRITE = 3", "READ_WRITE = 1"),
                of("the context entry in halves", "map announce attach devices batched fewest", DRIVER, "writer.store(table.plus(16L * (source.value() & 0xFF)), entry);",
                        "writer.store(table.plus(16L * (source.value() & 0xFF)), entry.low()); writer.store(table.plus(16L * (source.value() & 0xFF) + 8), entry.high());"),
                of("fills a table of zeros after linking it: no mistake", "", TABLES, "            map(fresh, page, false);\n            link(table, page.page(), fresh, reachable, page.size());",
                        "            link(table, page.page(), fresh, reachable, page.size());\n            map(fresh, page, false);"),
                of("pays for the last change only", "unmap large batched fewest", OWED, "        ranges(domain).add(start, size, leafOnly);",
                        "        translations.remove(domain); ranges(domain).add(start, size, leafOnly);"),
                of("always the whole domain: no mistake, but not the fewest", "", OWED, "unit.pageSelective() ? ranges", "false ? ranges"),
                of("announces with CM=0: no mistake, but not the fewest", "fewest", DRIVER, "if (absent && !unit.cachingMode()) {", "if (false) {"),
                of("IH=0 always: no mistake", "", DRIVER, "owed.pages(domain, start, size, leafOnly);", "owed.pages(domain, start, size, false);"));
    }
}
