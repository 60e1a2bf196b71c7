package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;

/** Mistakes in invalidation queues. */
final class QueueMistakes {

    private static final String QUEUE = "RingQueue.java";
    private static final String RING = "Ring.java";
    private static final String DECODER = "Decoder.java";
    private static final String RULES = "DescriptorRules.java";
    private static final String PENDING = "PendingWork.java";
    private static final String EVENT = "EventLine.java";
    private static final String PAGE = "default -> IotlbInvalidation.page(domain(d), d.address(), d.addressMask(), d.leafOnly());";
    private static final String GO_ON = "return run(new ArrayList<>()); // §6.5.2.11";

    private QueueMistakes() {
    }

    private static Mistake of(String name, String groups, String file, String from, String to) {
        return Mistake.of("06", name, groups, new Change(file, from, to));
    }

    static List<Mistake> all() {
        return List.of(
                of("the ring does not wrap", "ring", RING, "return (place + step()) % units();", "return place + step();"),
                of("the ring has 256 places, whatever its size", "ring", RING, "return 256 << registers.size();", "return 256;"),
                of("a wide descriptor takes one place", "ring errors", RING, "return registers.wide() ? Descriptor.WIDE_SIZE / Descriptor.SIZE : 1;", "return 1;"),
                of("the head stays when the queue is switched off", "ring", QUEUE, "next = 0; // §6.5.2: QIE off resets IQH", ""),
                of("the domain-id is cut to 8 bits", "commands exact", DECODER, "new DomainId(d.domainId())", "new DomainId(d.domainId() & 0xFF)"),
                of("the address mask is cut to 5 bits", "commands exact", DECODER, PAGE, PAGE.replace("d.addressMask()", "d.addressMask() & 31")),
                of("the address mask is off by one", "commands exact", DECODER, PAGE, PAGE.replace("d.addressMask()", "Math.max(0, d.addressMask() - 1)")),
                of("the context cache comes after the IOTLB", "ring commands waits errors exact", QUEUE, "        return effects;\n    }\n\n    private boolean mayFetch",
                        "        effects.sort(java.util.Comparator.comparing(e -> e.toString().contains(\"Context\")));\n        return effects;\n    }\n\n    private boolean mayFetch"),
                of("a domain is done as a page", "commands exact", DECODER, "case 2 -> IotlbInvalidation.domain(domain(d));",
                        "case 2 -> IotlbInvalidation.page(domain(d), d.address(), 0, false);"),
                of("the function mask is ignored", "commands exact", DECODER, "d.functionMask())", "0)"),
                of("IH is always set", "commands exact", DECODER, "d.addressMask(), d.leafOnly());", "d.addressMask(), true);"),
                of("all interrupts are taken for index 0", "commands exact", DECODER, "new Effect.InvalidateInterruptEntries(!d.byIndex(),",
                        "new Effect.InvalidateInterruptEntries(false,"),
                of("the status is not stored", "waits devices time-outs", QUEUE, "if (wait.storesStatus()) {", "if (wait.storesStatus() && wait.interrupts()) {"),
                of("the message goes out before the status", "waits", QUEUE, "effects.add(decoder.statusOf(wait));",
                        "if (wait.interrupts() && !waitCompleted) { waitCompleted = true; effects.addAll(event.raise()); } effects.add(decoder.statusOf(wait));"),
                of("every completion interrupts", "waits", QUEUE, "if (wait.interrupts() && !waitCompleted) {", "if (wait.interrupts()) {"),
                of("IWC is never set", "waits", QUEUE, "waitCompleted = true;", ""),
                of("IWC is never cleared", "waits", QUEUE, "waitCompleted = false;\n", "\n"),
                of("the message is sent while masked", "waits", EVENT, "if (!pending || event.masked()) {", "if (!pending) {"),
                of("the status data lose their highest bit", "waits devices time-outs", DECODER, "wait.statusData())", "wait.statusData() & 0x7FFF_FFFF)"),
                of("a wait completes before its devices", "devices time-outs", QUEUE, "if (pending.nothingAsked()) {", "if (true) {"),
                of("any answer completes the first wait", "devices", PENDING, "while (hasWaits() && !isHeldUp(waits.getFirst())) {", "if (hasWaits()) {"),
                of("FN is ignored", "devices", PENDING, "return hasWaits() && waits.getLast().descriptor().fences();", "return false;"),
                of("the device's range is always a page", "devices time-outs", DECODER, "int sizeBits = large ?", "int sizeBits = false ?"),
                of("the device's range is half as large", "devices time-outs", DECODER, "numberOfTrailingZeros(~pages) + 1", "numberOfTrailingZeros(~pages)"),
                of("a stranger's answer counts", "devices", QUEUE, "if (!pending.asked(tag).equals(Optional.of(from))) {", "if (pending.asked(tag).isEmpty()) {"),
                of("an answer to nothing is nothing", "devices time-outs", QUEUE, "return List.of(report(FaultCondition.COMPLETION_ERROR));", "return List.of();"),
                of("the type has four bits", "errors", RULES, "if (!isServed(descriptor.type(), mode)) {",
                        "if (!isServed((int) descriptor.bits().low() & 15, mode)) {"),
                of("reserved bits are not judged", "errors", RULES, "return hasReservedBits(descriptor) || ", "return "),
                of("reserved granularities are not judged", "errors", RULES, " || hasReservedGranularity(descriptor)", ""),
                of("the upper half of a wide descriptor is not judged", "errors", RULES, " || hasBits(upper, -1L, -1L)", ""),
                of("a tail beyond the ring is not judged", "errors", RING, "return registers.tail() < units() && place < units()", "return place < units()"),
                of("an odd tail is not judged", "errors", RING, "if (registers.tail() % step() != 0) {", "if (false) {"),
                of("the width is not judged", "errors", RING, "if (!widthFits()) {", "if (false) {"),
                of("IQE leaves the queue running", "errors", QUEUE, "&& !conditions.contains(FaultCondition.QUEUE_ERROR)\n", "\n"),
                of("IQE and ITE never resume", "errors time-outs", QUEUE, GO_ON, "return List.of(); //"),
                of("IQE is not reported", "errors", QUEUE, "effects.add(report(FaultCondition.QUEUE_ERROR));", "report(FaultCondition.QUEUE_ERROR);"),
                of("a time-out leaves the waits", "time-outs", PENDING, "        waits.clear();\n    }\n\n    void forget", "    }\n\n    void forget"),
                of("a time-out completes the waits", "time-outs", QUEUE, "return List.of(report(FaultCondition.TIMEOUT_ERROR));",
                        "List<Effect> all = new ArrayList<>(List.of(report(FaultCondition.TIMEOUT_ERROR))); all.add(new Effect.StoreStatus(new iommu.arch.Gpa(0x20_0000), 1)); return all;"),
                of("ITE leaves the queue running", "time-outs", QUEUE, "&& !conditions.contains(FaultCondition.TIMEOUT_ERROR);", ";"),
                of("a time-out of nothing is ITE", "time-outs", QUEUE, "if (device.isEmpty()) {\n            return List.of();", "if (device.isEmpty()) {\n            return List.of(report(FaultCondition.TIMEOUT_ERROR));"),
                of("an answer that comes twice is nothing", "devices time-outs", QUEUE, "return List.of(report(FaultCondition.COMPLETION_ERROR));",
                        "return tag < 32 && pending.asked(tag).isEmpty() ? List.of() : List.of(report(FaultCondition.COMPLETION_ERROR));"),
                Mistake.of("06", "an answer after the time-out is nothing", "time-outs",
                        new Change(PENDING, "private int nextTag;", "private int nextTag; final java.util.Set<Integer> late = new java.util.TreeSet<>();"),
                        new Change(PENDING, "asked.remove(tag);\n        waits.clear();", "asked.remove(tag);\n        late.add(tag);\n        waits.clear();"),
                        new Change(QUEUE, "return List.of(report(FaultCondition.COMPLETION_ERROR));",
                                "return pending.late.contains(tag) ? List.of() : List.of(report(FaultCondition.COMPLETION_ERROR));")),
                of("takes the lowest free tag: no mistake", "", PENDING, "int tag = nextTag;", "int tag = 0;"),
                of("everything is global: no mistake, but not what the README asks", "exact", DECODER, "return switch (d.granularity()) {\n            case 1 -> IotlbInvalidation",
                        "return switch (1) {\n            case 1 -> IotlbInvalidation"),
                of("lets nothing past a wait that devices hold up: no mistake", "", PENDING,
                        "return hasWaits() && waits.getLast().descriptor().fences();", "return hasWaits();"),
                of("says of no error what it was: no mistake", "", QUEUE, "error = reason;", "error = QueueError.NO_INFORMATION;"),
                of("other tags: no mistake", "", PENDING, "private int nextTag;", "private int nextTag = 7;"));
    }
}
