package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;

/** Mistakes in shadows. */
final class ShadowMistakes {

    private static final String SHADOW = "TrapTables.java";
    private static final String ROAD = "LegacyRoad.java";
    private static final String FOLLOWER = "Follower.java";
    private static final String INDEX = "TrapIndex.java";
    private static final String RULES = "SecondStageRules.java";
    private static final String TABLE = "TableUse.java";
    private static final String TOLD = "ToldMappings.java";
    private static final String ADDED = "uses.computeIfAbsent(use.page(), page -> new LinkedHashSet<>()).add(use);";
    private static final String CONTEXT = "passed.entry(TrapKind.CONTEXT, at, ContextEntry.SIZE);";

    private ShadowMistakes() {
    }

    private static Mistake of(String name, String groups, String file, String from, String to) {
        return Mistake.of("10", name, groups, new Change(file, from, to));
    }

    private static Mistake indexed(String name, String forgotten) {
        return of(name, "+ shared", INDEX, ADDED, "Set<Use> all = uses.computeIfAbsent(use.page(), page -> new LinkedHashSet<>());\n"
                + "        all.removeIf(other -> other instanceof TableUse" + forgotten + ");\n        all.add(use);");
    }

    static List<Mistake> all() {
        return List.of(
                of("root writes are not trapped", "+ contexts data", ROAD, "passed.entry(TrapKind.ROOT, at, RootEntry.SIZE);", ""),
                of("context writes are not trapped", "+ contexts torn data", ROAD, CONTEXT, ""),
                of("a context table is trapped once there is an entry", "+ contexts", ROAD, CONTEXT,
                        "memory.read128(at).map(ContextEntry::new).filter(ContextEntry::present).ifPresent(e -> " + CONTEXT.replace(";", ");")),
                of("half a context entry is enough", "+ torn", ROAD, CONTEXT, "passed.entry(TrapKind.CONTEXT, at, 8);"),
                of("a write that spans two words is one", "+ torn", "Bytes.java", "return (int) (at.offsetIn(PAGE) + size - 1) / ENTRY;", "return firstEntry();"),
                indexed("a table shared by two parents has one", " && other.owner() == use.owner()"),
                indexed("a table shared by two listeners has one", ""),
                of("who lets go of a table takes it from all", "+ shared", INDEX, "ofPage.remove(use) && ofPage.isEmpty()", "ofPage.remove(use)"),
                of("a table page that is freed stays trapped", "data", INDEX, "uses.remove(use.page());", "ofPage.clear();"),
                of("tables below one that is freed stay trapped", "+ data", TABLE, "        below.values().forEach(TableUse::drop);\n", ""),
                Mistake.of("10", "a new mapping waits for the invalidation", "+ stores contexts tables",
                        new Change(SHADOW, "return each(touched.keySet(), follower -> follower.stored(touched.get(follower), stored, unit));",
                                "put.addAll(each(touched.keySet(), follower -> follower.stored(touched.get(follower), stored, unit)));\n        return List.of();"),
                        new Change(SHADOW, "    public List<Event> invalidated(Invalidation command) {\n        return List.of();",
                                "    public List<Event> invalidated(Invalidation command) {\n        List<Event> now = List.copyOf(put);\n        put.clear();\n        return now;"),
                        new Change(SHADOW, "    private long stores;", "    private final List<Event> put = new ArrayList<>();\n    private long stores;")),
                of("MAP comes before UNMAP", "+ stores contexts", TOLD, "        unmap(gone.values(), events);\n        events.addAll(afterwards);",
                        "        events.addAll(afterwards);\n        unmap(gone.values(), events);"),
                of("a change is told as MAP over MAP", "+ stores", TOLD, "        unmap(gone.values(), events);",
                        "        if (parts.isEmpty()) {\n            unmap(gone.values(), events);\n        }"),
                of("nobody is told of a mode", "*", FOLLOWER, "            events.add(new Event.ModeChanged(listener, next.mode()));\n", ""),
                of("nothing is UNMAPped before the mode", "+ contexts torn", FOLLOWER, "            events.addAll(told.unmapAll());\n", ""),
                of("the rights of the leaf alone", "+ tables", RULES, "Rights rights = above.and(given);", "Rights rights = given;"),
                of("reserved bits of paging entries don't count", "+ torn", RULES, "return (entry.bits() & reserved) != 0;", "return false;"),
                of("AW is not looked at", "+ torn", ROAD, "return entry.addressWidth() + 2;", "return 3;"),
                of("P of root entries is not looked at", "+ contexts", ROAD, "return entry.present() && (bits.low()", "return (bits.low()"),
                of("pass-through is taken for tables", "+ contexts", ROAD, "case 2 -> capabilities.passThrough() ? Plan.IDENTITY : Plan.BLOCKED;", "case 2 -> tables;"),
                of("functions of a device share an entry", "+ contexts", ROAD, "(source.value() & 0xFF)", "(source.value() & 0xF8)"),
                of("buses have seven bits", "+ stores contexts", ROAD, "RootEntry.SIZE * source.bus()", "RootEntry.SIZE * (source.bus() & 0x7F)"),
                of("translation off blocks", "+ contexts", "Roads.java", "return Plan.IDENTITY;", "return Plan.BLOCKED;"),
                of("the unit's changes are not followed", "contexts", SHADOW, "return each(List.copyOf(followers.values()), follower -> follower.follow(unit));", "return List.of();"),
                of("large pages are taken for tables", "+ tables", RULES, "boolean leaf = level == 1 || entry.pageSize();", "boolean leaf = level == 1;"),
                of("a table that is linked is not read", "+ stores tables shared freed", TABLE, "                use.read(found);\n", ""),
                of("who has left is followed on", "data", SHADOW, "            follower.leave();\n", ""),
                of("the rest of the page is read as well: no mistake, but work", "work", TABLE,
                        "int last = Math.min(stored.lastEntry(), place.lastEntry());", "int last = place.lastEntry();"),
                of("tells page by page: no mistake", "", "Run.java", "long size = Block.largest(at, last);", "long size = 4096;"),
                of("an UNMAP for each MAP: no mistake", "", TOLD, "blocks.peek().isLowerHalfWith(whole)", "whole == null"),
                of("never replaces: no mistake", "", TOLD, "listener.replaces() && keepsPlace", "listener.range() == null && keepsPlace"),
                of("follows a context entry anew that is what it was: no mistake", "", FOLLOWER, "if (next.equals(plan)) {",
                        "if (next.equals(plan) && plan.mode() != Mode.TRANSLATED) {"),
                of("a context page is read anew whatever is stored to it: no mistake", "", "Stretch.java", "return stored.overlap(at, size);", "return true;"));
    }
}
