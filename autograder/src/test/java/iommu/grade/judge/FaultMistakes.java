package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;

/** Mistakes in fault logs. */
final class FaultMistakes {

    private static final String LOG = "PrimaryFaultLog.java";
    private static final String FORMAT = "RecordFormat.java";
    private static final String EVENT = "EventLine.java";

    private FaultMistakes() {
    }

    private static Mistake of(String name, String groups, String file, String from, String to) {
        return Mistake.of("03", name, groups, new Change(file, from, to));
    }

    static List<Mistake> all() {
        return List.of(
                of("the page passes through an int", "records fields", FORMAT, "return fault.page().value() &", "return (int) fault.page().value() &"),
                of("the reason is shifted as an int", "*", FORMAT, "(long) fault.reason().code() << 32", "fault.reason().code() << 32"),
                of("PP is an int and fills the upper half", "fields", FORMAT, "PP = 1L << 31", "PP = 1 << 31"),
                of("the source-id is cut to 8 bits", "*", FORMAT, "| fault.source().value();", "| fault.source().value() & 0xFF;"),
                of("FRI follows the newest fault", "records fields overflow clearing event every-fault", LOG, "if (first) {", "if (true) {"),
                of("an atomic looks like a read", "fields", FORMAT, "case ATOMIC -> T1 | T2;", "case ATOMIC -> T1;"),
                of("a page request looks like a read", "fields", FORMAT, "            return T2;", "            return T1;"),
                of("FI is not cut at the widest table", "fields", FORMAT, "(interrupt ? INDEX : addressBits)", "(interrupt ? INDEX : -4096L)"),
                of("FI of an interrupt is cut like a page", "fields", FORMAT, "(interrupt ? INDEX : addressBits)", "addressBits"),
                of("PV lies one bit too high", "fields", FORMAT, "fault.pasid().value() << 40", "fault.pasid().value() << 41"),
                of("AT is forgotten", "fields", FORMAT, "fault.kind().ordinal() : 0", "0 : 0"),
                of("PFO is never set", "overflow clearing every-fault", LOG, "conditions.add(FaultCondition.OVERFLOW); // §7.2.1", ""),
                of("PFO is set by the first fault", "*", LOG, "boolean first = !anyPending();",
                        "boolean first = !anyPending(); if (first) { conditions.add(FaultCondition.OVERFLOW); }"),
                of("PFO is set by the fault that fills the last register", "records overflow clearing event every-fault", LOG,
                        "next = (next + 1) % records.length; // §7.2.1: wraps around",
                        "next = (next + 1) % records.length; if (pending(next)) { conditions.add(FaultCondition.OVERFLOW); }"),
                of("overflow overwrites the oldest record", "overflow clearing every-fault", LOG,
                        "return List.of(); // §7.3: overflow raises no event", ""),
                of("overflow raises the event", "event", LOG, "return List.of(); // §7.3: overflow raises no event", "return event.raise();"),
                of("faults are recorded while PFO is set", "clearing", LOG, "return List.of(); // §7.2.1: nothing is recorded while PFO is set", ""),
                of("conditions are not cleared by writing 1", "clearing event", LOG, "conditions.removeAll(cleared); // §11.4.7.1: RW1C", ""),
                of("all conditions are cleared together", "clearing", LOG, "conditions.removeAll(cleared);",
                        "conditions.removeIf(c -> !cleared.isEmpty());"),
                of("records are not cleared by writing 1", "clearing event", LOG, "old.high() & Long.MAX_VALUE", "old.high()"),
                of("a register that is not there is cleared", "clearing", LOG, "index >= 0 && index < records.length", "index >= 0"),
                of("the index does not start over", "clearing", LOG, "next = 0; // §7.2.1: the index starts over", "//"),
                of("the event is sent while masked", "event", EVENT, "if (!pending || event.masked()) {", "if (!pending) {"),
                of("every fault sends a message", "event", LOG, "return quiet ? event.raise() : List.of(); // §7.3: only", "return event.raise(); //"),
                of("the question for quiet comes too late", "event", LOG, "return quiet ? event.raise() : List.of(); // §7.3: only",
                        "return nothingToService() ? event.raise() : List.of(); //"),
                of("servicing does not drop what is held back", "event", LOG, "event.serviced(); // §7.3", "//"),
                of("a masked message is lost", "event", EVENT, "pending = true; // §7.3: IP first", "pending = !event.masked(); //"),
                of("IP stays when the message is out", "event", EVENT, "pending = false; // §7.3: sending clears IP", "//"),
                of("compresses: no mistake, but not what the README asks", "every-fault", LOG, "this(capabilities, false);", "this(capabilities, true);"),
                of("clears all of a record: no mistake", "", LOG, "new Entry128(old.low(), old.high() & Long.MAX_VALUE)", "new Entry128(0, 0)"),
                of("leaves T1 of page requests alone: no mistake", "", FORMAT, "deviceTlb && !fault.attributes().pageRequest()", "deviceTlb"));
    }
}
