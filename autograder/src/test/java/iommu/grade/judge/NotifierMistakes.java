package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;

/** Mistakes in notifiers. */
final class NotifierMistakes {

    private static final String NOTIFIER = "TableNotifier.java";
    private static final String MAPS = "MapFollower.java";
    private static final String DROPS = "DropFollower.java";
    private static final String SCAN = "Scan.java";
    private static final String TOLD = "ToldMappings.java";

    private NotifierMistakes() {
    }

    private static Mistake of(String name, String groups, String file, String from, String to) {
        return Mistake.of("08", name, groups, new Change(file, from, to));
    }

    static List<Mistake> all() {
        return List.of(
                of("page-selective over an emptied table tells nothing", "+ pages", MAPS, "            block.and(listener().range())\n",
                        "            block.and(listener().range()).filter(r -> block.equals(Range.ALL) || new Scan(walk, top, r, limits.walks()).hasNext())\n"),
                of("domain-selective as unmap-all, then replay", "undisturbed", MAPS, "        if (isIn(Mode.TRANSLATED)) {\n",
                        "        if (isIn(Mode.TRANSLATED)) {\n            if (block.equals(Range.ALL)) {\n                events.addAll(told.unmapAll());\n            }\n"),
                of("replay unmaps first", "undisturbed", MAPS, "    void replay(Reading now, List<Event> events) {\n",
                        "    void replay(Reading now, List<Event> events) {\n        events.addAll(told.unmapAll());\n"),
                of("replay tells the union's wishes", "+ drops", NOTIFIER, "listener.wants(Wish.MAP) ? new MapFollower(listener,",
                        "listener.wants(Wish.MAP) || listener.wants(Wish.UNMAP) ? new MapFollower(new Listener(listener.id(), listener.source(), "
                                + "Set.of(Wish.MAP, Wish.UNMAP), listener.range(), listener.replaces()),"),
                of("pieces are not naturally aligned", "+ ranges", "Block.java", "return Long.compareUnsigned(aligned, fits) < 0 ? aligned : fits;", "return fits;"),
                of("the end of a block is off by one", "+ pages", NOTIFIER, "alignedTo(size), size);\n    }\n\n    private static void tell",
                        "alignedTo(size), Math.max(4096, size - 4096));\n    }\n\n    private static void tell"),
                of("the block begins at the address that is named", "+ pages", NOTIFIER, "command.address().alignedTo(size)", "command.address().alignedTo(4096)"),
                of("the last page of a range is forgotten", "+ ranges", TOLD, "return block.and(listener.range()).map(window",
                        "return block.and(listener.range()).filter(w -> w.last().value() - w.first().value() > 4095).map(w -> "
                                + "listener.range().last().equals(w.last()) && w.last().value() != -1 ? new Range(w.first(), w.last().plus(-4096)) : w).map(window"),
                Mistake.of("08", "a listener is told of what lies outside its range", "+ ranges",
                        new Change(TOLD, "return block.and(listener.range()).map(window", "return block.and(Range.ALL).map(window"),
                        new Change(MAPS, "block.and(listener().range())", "block.and(Range.ALL)")),
                of("what is unchanged is told again", "undisturbed", "Comparison.java", "if (agree(inside, piece, first, last)) {", "if (false) {"),
                of("a change is told as MAP over MAP", "+ pages domains contexts", TOLD, "        unmap(gone.values(), events);",
                        "        if (parts.isEmpty()) {\n            unmap(gone.values(), events);\n        }"),
                of("a frame that changes goes unnoticed", "+ pages domains contexts", "Told.java",
                        "return piece.frame().value() + (address - first()) == other.piece.frame().value() + (address - other.first())\n                && piece", "return piece"),
                of("a right that changes goes unnoticed", "+ pages", "Told.java", "&& piece.rights() == other.piece.rights() && piece", "&& piece"),
                of("a context entry that is cleared tells nothing", "+ contexts", NOTIFIER, "        if (follower.started()) {\n            follower.reread",
                        "        if (follower.started() && (!translating || read(follower).context().isPresent())) {\n            follower.reread"),
                of("translation off tells nothing", "+ contexts", NOTIFIER, "return each(followers.values(), this::reread);",
                        "return translating ? each(followers.values(), this::reread) : List.of();"),
                of("another root table is not looked at", "+ contexts", NOTIFIER, "this.root = root;", "if (this.root.value() == 0) { this.root = root; }"),
                of("who takes UNMAPs alone is told nothing on domain or global", "+ drops", DROPS, "if (listener().wants(Wish.UNMAP)) {",
                        "if (listener().wants(Wish.UNMAP) && !block.equals(Range.ALL)) {"),
                of("the mode comes before the UNMAPs", "+ contexts", MAPS, "            events.addAll(told.unmapAll());\n",
                        "            events.add(new Event.ModeChanged(listener(), now.mode()));\n            events.addAll(told.unmapAll());\n"),
                of("nothing is UNMAPped before the mode", "+ contexts", MAPS, "            events.addAll(told.unmapAll());\n", ""),
                of("the domain-id is kept in four bits", "+ pages domains", MAPS, "Set.of(c.domain())", "Set.of(new DomainId(c.domain().value() & 0xF))"),
                of("the function mask is ignored", "+ contexts", NOTIFIER, "int ignored = FUNCTION_BITS[functionMask];", "int ignored = 0;"),
                of("the function mask counts from below", "+ contexts", NOTIFIER, "{0, 0b100, 0b110, 0b111}", "{0, 0b001, 0b011, 0b111}"),
                of("only the first function of the mask is meant", "+ contexts", NOTIFIER, "function < 8", "function < 1"),
                of("pages that can only be written are not found", "+ replay pages domains", SCAN, "fault.reason() == FaultReason.READ_DENIED) {",
                        "fault.reason() == FaultReason.READ_DENIED && fault.holeSize() > 4096) {"),
                of("every mapping may be read and written", "+ replay pages domains contexts", SCAN, "mapping.rights(), mapping.snoop()", "Rights.RW, mapping.snoop()"),
                of("pass-through is taken for translation", "+ replay contexts", "Reading.java",
                        "context.type() == TranslationType.PASS_THROUGH ? Mode.IDENTITY : Mode.TRANSLATED", "context.type() == null ? Mode.IDENTITY : Mode.TRANSLATED"),
                of("the union is the first listener's wishes", "+ replay", NOTIFIER, "        followers.values().forEach(follower -> union",
                        "        followers.values().stream().limit(1).forEach(follower -> union"),
                of("who has left is told", "+ domains", NOTIFIER, "            byDomain.remove(gone);\n", ""),
                of("who has just come is told before its replay", "+ replay", "Follower.java", "return reading.isPresent();", "return true;"),
                of("a domain that served is forgotten at the context invalidation", "+ drops", DROPS, "            former.add(domain);\n", ""),
                of("device-TLB invalidations go to everybody", "+ drops", NOTIFIER, "if (follower.listener().wants(Wish.DEVICE_TLB)) {", "if (true) {"),
                of("device-TLB invalidations are not cut to the range", "+ drops", NOTIFIER, "if (block.and(to.range()).equals(Optional.of(block))) {", "if (true) {"),
                of("what is no memory is mapped", "+ ranges", TOLD, "if (memory.isMemory(piece.frame(), piece.size())) {", "if (true) {"),
                of("what is partly memory is skipped whole", "+ ranges", TOLD, "if (piece.size() > PAGE) {", "if (piece.size() < PAGE) {"),
                of("looks a context up for nobody", "work", NOTIFIER, "if (followers.isEmpty()) {", "if (contexts.lookUp(root, new SourceId(3)) == null) {"),
                of("reads everything for one page: no mistake, but work", "work", NOTIFIER, "tell(follower, block, events));", "tell(follower, Range.ALL, events));"),
                of("tells page by page: no mistake", "", "Run.java", "long size = Block.largest(at, last);", "long size = 4096;"),
                of("an UNMAP for each MAP: no mistake", "", TOLD, "blocks.peek().isLowerHalfWith(whole)", "whole == null"),
                of("never replaces: no mistake", "", TOLD, "listener.replaces() && keepsPlace", "listener.range() == null && keepsPlace"),
                of("who takes UNMAPs alone drops everything always: no mistake", "", DROPS, "block.and(listener().range())", "Range.ALL.and(listener().range())"));
    }
}
