package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;

/** Mistakes in the lookup in one table. */
final class FirstDmaMistakes {

    private static final String WALK = "OneLevelWalk.java";

    private FirstDmaMistakes() {
    }

    private static Mistake of(String name, String groups, String from, String to) {
        return Mistake.of("00", name, groups, new Change(WALK, from, to));
    }

    static List<Mistake> all() {
        return List.of(
                of("the index is not multiplied by the entry's size", "*", "SecondStageEntry.SIZE * index", "index"),
                of("entries have four bytes", "*", "SecondStageEntry.SIZE * index", "4 * index"),
                of("the index has eight bits", "*", "ENTRIES = 512", "ENTRIES = 256"),
                of("the index counts from 1", "*", "address.value() / PAGE %", "(address.value() / PAGE + 1) %"),
                of("the frame passes through an int", "*", "new Gpa(entry.address()), PAGE", "new Gpa((int) entry.address()), PAGE"),
                of("the flags stay in the frame", "*", "new Gpa(entry.address()), PAGE", "new Gpa(entry.bits()), PAGE"),
                of("the page is the address itself", "*", "new Mapping(address.alignedTo(PAGE)", "new Mapping(address"),
                of("an absent page is there", "page rights bounds steps", "if (needsRead(access, rights) && !rights.read()) {",
                        "if (rights == Rights.NONE) { return new Mapping(address.alignedTo(PAGE), new Gpa(0), PAGE, Rights.RW, false, List.of()); }"
                                + " if (needsRead(access, rights) && !rights.read()) {"),
                of("an absent page fails a write like a read", "page rights bounds steps",
                        "if (needsRead(access, rights) && !rights.read()) {",
                        "if (needsRead(access, rights) && !rights.read() || rights == Rights.NONE) {"),
                of("W is not asked for", "rights", "if ((access == Access.WRITE || access == Access.ATOMIC) && !rights.write()) {",
                        "if (rights == Rights.NONE && access == Access.WRITE) {"),
                of("an atomic only writes", "rights", "access == Access.READ || access == Access.ATOMIC", "access == Access.READ"),
                of("an atomic only reads", "rights", "(access == Access.WRITE || access == Access.ATOMIC)", "access == Access.WRITE"),
                of("a write needs R as well", "rights", "access == Access.READ || access == Access.ATOMIC",
                        "access == Access.READ || access == Access.ATOMIC || rights.write()"),
                of("every mapping may be read and written", "rights steps", "PAGE, rights, entry.snoop()", "PAGE, Rights.RW, entry.snoop()"),
                of("the address goes around at 2 MiB", "bounds", "address.value() >>> start.addressWidth() != 0", "address.value() < 0"),
                of("the address is compared with its sign", "bounds", "address.value() >>> start.addressWidth() != 0",
                        "address.value() >= 1L << start.addressWidth()"),
                of("the first address too many is let in", "bounds", "address.value() >>> start.addressWidth() != 0",
                        "address.value() - 1 >>> start.addressWidth() != 0 && address.value() != 0"),
                of("a table that can't be read is empty", "bounds", "FaultReason.CONTEXT_INVALID", "FaultReason.READ_DENIED"),
                of("any frame will do", "bounds", "if (rights != Rights.NONE && hasReservedBits(entry)) {", "if (false) {"),
                of("an absent entry is judged", "bounds", "rights != Rights.NONE && hasReservedBits(entry)", "hasReservedBits(entry)"),
                of("the host is taken to have 46 bits", "bounds", "capabilities.hostAddressWidth()", "46"),
                of("no step is told", "steps", "List.of(new WalkStep(1, at, entry.bits()))", "List.of()"),
                of("the step is the frame", "steps", "new WalkStep(1, at,", "new WalkStep(1, new Gpa(entry.address()),"),
                of("W is judged before R: no mistake", "", "if (needsRead(access, rights) && !rights.read()) {",
                        "if (access == Access.ATOMIC && !rights.write()) { return Fault.of(FaultReason.WRITE_DENIED); }"
                                + " if (needsRead(access, rights) && !rights.read()) {"));
    }
}
