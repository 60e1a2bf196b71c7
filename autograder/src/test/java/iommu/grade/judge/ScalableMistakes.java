package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;
import java.util.stream.Stream;

/** Mistakes in the room of scalable mode. */
final class ScalableMistakes {

    private static final String LOOKUP = "PasidTableLookup.java";
    private static final String FIELDS = "ReservedFields.java";
    private static final String FIRST = "FirstStageWalk.java";
    private static final String SECOND = "ScalableSecondStage.java";
    private static final String NESTED = "NestedWalk.java";
    private static final String WALK = "ScalableWalk.java";
    private static final String TRAIL = "Trail.java";

    private ScalableMistakes() {
    }

    private static Mistake of(String name, String groups, String file, String from, String to) {
        return Mistake.of("12", name, groups, new Change(file, from, to));
    }

    static List<Mistake> all() {
        return Stream.of(lookups(), walks(), flags()).flatMap(List::stream).toList();
    }

    private static List<Mistake> lookups() {
        return List.of(
                of("the upper half of the root entry is not used", "context", LOOKUP, "source.device() < 16 ? root.lower() : root.upper()", "root.lower()"),
                of("the halves are told apart by the function", "context whole-entries", LOOKUP, "source.device() < 16 ?", "source.function() < 4 ?"),
                of("the context table is indexed by all eight bits", "context", LOOKUP, "source.value() & 0x7F;", "source.value() & 0xFF;"),
                of("a root half is used though P=0", "context", LOOKUP, "if (!half.present()) {", "if (false) {"),
                of("reserved bits of the root are not looked at", "context", LOOKUP, "if (reserved.set(half)) {", "if (false) {"),
                of("a context entry is used though P=0", "context whole-entries", LOOKUP, "if (!entry.present()) {\n            return Fault.of(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT)",
                        "if (false) {\n            return Fault.of(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT)"),
                of("reserved bits of the context entry are not looked at", "context", LOOKUP, "if (reserved.set(entry)) {\n            return Fault.of(FaultReason.SCALABLE_CONTEXT_RESERVED)",
                        "if (false) {\n            return Fault.of(FaultReason.SCALABLE_CONTEXT_RESERVED)"),
                of("what the unit does not offer is not reserved", "context", FIELDS, "return offered ? 0 : field;", "return 0;"),
                of("the upper 16 bytes of a context entry are not looked at", "context", FIELDS, "|| !entry.bits().high().equals(ZERO)", ""),
                of("page requests need no device-TLB", "context", LOOKUP, "entry.pageRequestEnable() && !entry.deviceTlbEnable() // §7.1.3 SCT.4.1\n                || ", ""),
                of("RID_PASID may exceed the directory", "context", LOOKUP, "|| entry.ridPasid() >= directoryEntries * PASIDS_PER_TABLE // §7.1.3 SCT.4.2\n                ", ""),
                of("the directory has 2^PDTS entries", "context whole-entries", LOOKUP, "1 << entry.directorySize() + 7", "1 << entry.directorySize()"),
                of("FPD of the context entry is ignored", "context", LOOKUP, "boolean silent = entry.faultProcessingDisable(); // §9.4: FPD counts even if P=0", "boolean silent = false;"),
                of("translation requests need no DTE", "refusals", LOOKUP, "case TRANSLATION -> when(!context.deviceTlb(), FaultReason.DEVICE_TLB_DISABLED)", "case TRANSLATION -> when(false, FaultReason.DEVICE_TLB_DISABLED)"),
                of("translated requests with PASID need PASIDE", "refusals", LOOKUP, "when(withPasid && !context.translatedWithPasid(),", "when(withPasid && !context.pasid(),"),
                of("page requests need DTE", "refusals", LOOKUP, "case PAGE_REQUEST -> when(!context.pageRequests(),", "case PAGE_REQUEST -> when(!context.pageRequests() || !context.deviceTlb(),"),
                of("the unit's PASID size holds for page requests, too", "refusals", LOOKUP, "query.purpose() != Purpose.PAGE_REQUEST && ", ""),
                of("the unit's PASID size is not looked at", "refusals", LOOKUP, "boolean wide = query.purpose() != Purpose.PAGE_REQUEST &&", "boolean wide = false &&"),
                of("the directory's size is not looked at", "refusals", LOOKUP, "when(pasid >= context.directoryEntries() * PASIDS_PER_TABLE,", "when(false,"),
                of("the directory's size is one too large", "refusals", LOOKUP, "when(pasid >= context.directoryEntries() * PASIDS_PER_TABLE,", "when(pasid > context.directoryEntries() * PASIDS_PER_TABLE,"),
                of("RID_PASID may be sent as a prefix", "refusals", LOOKUP, ".or(() -> when(pasid == context.ridPasid(), FaultReason.PASID_EQUALS_RID_PASID))", ""),
                of("refusals are never silent", "refusals", LOOKUP, ".map(reason -> Fault.of(reason).withSilent(context.silent()))", ".map(Fault::of)"),
                of("a directory entry is used though P=0", "pasid", LOOKUP, "if (!directory.present()) {", "if (false) {"),
                of("reserved bits of the directory are not looked at", "pasid", LOOKUP, "if (reserved.set(directory)) {", "if (false) {"),
                of("FPD of the directory entry is ignored", "pasid", LOOKUP, "context.silent() || directory.faultProcessingDisable();", "context.silent();"),
                of("a PASID entry is used though P=0", "pasid whole-entries", LOOKUP, "if (!entry.present()) {\n            return Fault.of(FaultReason.PASID_ENTRY_NOT_PRESENT)", "if (false) {\n            return Fault.of(FaultReason.PASID_ENTRY_NOT_PRESENT)"),
                of("a PASID's low bits pick the directory entry", "pasid whole-entries", LOOKUP, "PasidDirectoryEntry.SIZE * (pasid / PASIDS_PER_TABLE)", "PasidDirectoryEntry.SIZE * (pasid % PASIDS_PER_TABLE)"),
                of("pass-through needs no capability", "pasid", LOOKUP, "case 4 -> offered(capabilities.passThrough(), PasidType.PASS_THROUGH);", "case 4 -> offered(true, PasidType.PASS_THROUGH);"),
                of("five levels need no capability", "pasid", LOOKUP, "case 1 -> capabilities.scalable().fiveLevels();", "case 1 -> true;"),
                of("AW is judged without a second stage", "+ pasid", LOOKUP, "case FIRST_STAGE -> supportedMode(entry);", "case FIRST_STAGE -> supportedMode(entry) && supportedWidth(entry);"),
                of("AW is not judged", "pasid", LOOKUP, "return capabilities.levels().contains(secondStage(entry).levels());", "return true;"),
                of("FSPTPTR may exceed the second stage's width", "pasid", LOOKUP, "&& entry.firstStagePointer().value() >>> nestedWidth(entry) == 0; // §7.1.3 SPT.4.4", ";"),
                of("FSPTPTR is held against MGAW alone", "pasid", LOOKUP, "Math.min(capabilities.guestAddressWidth(), 12 + 9 * secondStage(entry).levels())", "capabilities.guestAddressWidth()"),
                of("reserved bits of PASID entries are not looked at", "pasid", LOOKUP, "if (reserved.set(entry)) {\n            return Fault.of(FaultReason.PASID_ENTRY_RESERVED)", "if (false) {\n            return Fault.of(FaultReason.PASID_ENTRY_RESERVED)"),
                of("a domain-id has 16 bits always", "pasid", FIELDS, "| range(15, 0) & -1L << capabilities.domainIdBits() // DID above 4 + 2*ND bits\n                ", ""),
                of("bits from 192 on are not looked at", "pasid", FIELDS, "(entry.third() & third) != 0 || beyond;", "(entry.third() & third) != 0;"),
                of("context entries are read in words", "whole-entries", LOOKUP, "return memory.read128(at).flatMap(", "return memory.read64(at).isEmpty() ? Optional.empty() : memory.read128(at).flatMap("));
    }

    private static List<Mistake> walks() {
        return List.of(
                of("the canonical check is missing", "first-stage", FIRST, "if (!isCanonical(request.address(), PagingLevel.width(levels))) {", "if (false) {"),
                of("all tables have 48 bits", "+ first-stage", FIRST, "PagingLevel.width(levels))) {", "48)) {"),
                of("an address with high bits is refused", "+ first-stage", FIRST, "return address.value() << above >> above == address.value();", "return address.value() << above >>> above == address.value();"),
                of("a user may use supervisor pages", "first-stage", FIRST, "if (!request.supervisor() && !user) {", "if (false) {"),
                of("U/S of the leaf alone counts", "first-stage", FIRST, "new Permissions(user && entry.user(), ", "new Permissions(entry.user(), "),
                of("R/W of the leaf alone counts", "first-stage", FIRST, "write && entry.write());", "entry.write());"),
                of("WPE is ignored", "first-stage", FIRST, "boolean mayWrite = write || !flags.writeProtect();", "boolean mayWrite = true;"),
                of("supervisors need R/W always", "first-stage", FIRST, "boolean mayWrite = write || !flags.writeProtect();", "boolean mayWrite = write;"),
                of("SRE is ignored", "first-stage", WALK, "if (request.supervisor() && !context.flags().supervisor()) {", "if (false) {"),
                of("SRE=0 leaves supervisors their rights", "+ first-stage", FIRST, "return flags.supervisor() ? Rights.of(true, mayWrite) : Rights.NONE;", "return Rights.of(true, mayWrite);"),
                of("bit 7 at level 1 is a reserved PS", "first-stage", FIRST, "if (level.number() > 3 || level.number() == 3", "if (level.number() == 1 || level.number() > 3 || level.number() == 3"),
                of("a page of any level may be large", "first-stage", FIRST, "if (level.number() > 3 || level.number() == 3 && !capabilities.scalable().gigabytePages()) {", "if (false) {"),
                of("bit 12 of a large leaf is reserved", "first-stage", FIRST, "level.span() - 1 & -1L << 13", "level.span() - 1 & -1L << 12"),
                of("the low address bits of a large leaf are not looked at", "first-stage", FIRST, "reserved |= level.span() - 1 & -1L << 13;", "reserved |= 0;"),
                of("reserved bits are judged with P=0", "first-stage", FIRST, "if (!entry.present()) {", "if (!entry.present() && !hasReservedBits(entry, level)) {"),
                of("an unreadable top table is as any other", "first-stage", FIRST, "return level.number() == levels ? FaultReason.FIRST_STAGE_POINTER_ACCESS_ERROR // §7.1.3 SFS.4\n                :", "return"),
                of("PGSNP is ignored by the first stage", "first-stage", "PlainMemory.java", "context.flags().snoopedPages(), true", "false, true"),
                of("the second stage's rights are the leaf's", "second-stage", SECOND, "Rights rights = above.and(given(entry)); // §3.7.1: the AND over all levels", "Rights rights = given(entry);"),
                of("an atomic needs to write alone", "second-stage", "Demand.java", "unwritable(rights).or(() -> unreadable(rights))", "unwritable(rights)"),
                of("zero-length reads need no right", "second-stage", "Demand.java", "rights.write() && zeroLengthRead ? Optional.empty() : unreadable(rights)", "Optional.empty()"),
                of("an entry without rights is judged", "second-stage", SECOND, "given(entry) != Rights.NONE && hasReservedBits(entry, level)", "hasReservedBits(entry, level)"),
                of("IW is never reserved", "second-stage", SECOND, "reserved |= 1L << 62; // §9.8: IW needs SSIRWE", "reserved |= 0;"),
                of("SNP is never reserved", "second-stage", SECOND, "if (!leaf || !capabilities.snoopControl()) {", "if (false) {"),
                of("the leaf's SNP is ignored", "second-stage", SECOND, "boolean snoop = entry.snoop() || context.flags().snoopedPages();", "boolean snoop = context.flags().snoopedPages();"),
                of("AW bounds no address", "second-stage", WALK, "if (request.address().value() >>> secondStage.width(context) != 0) {", "if (false) {"),
                of("the interrupt range is an output like others", "second-stage accessed-dirty", WALK, "if (isInterruptRange(mapping, request.address())) {", "if (false) {"),
                of("unreadable tables are alike", "second-stage", SECOND, "? FaultReason.SECOND_STAGE_POINTER_ACCESS_ERROR // §7.1.3 SSS.4", "? FaultReason.SECOND_STAGE_ACCESS_ERROR"),
                of("tables of the first stage are read where they say", "nested", NESTED, "return secondStage.walk(context, new Iova(entry.value()), demand, false, trail);", "return new PlainMemory().table(context, entry, level, trail);"),
                of("the page of the first stage is where it says", "nested", NESTED, "return secondStage.walk(context, new Iova(address.value()), Demand.of(access, zeroLengthRead),\n                Demand.writes(access), trail);",
                        "return new PlainMemory().page(context, address, access, trail);"),
                of("a nested page has the first stage's size", "nested", FIRST, "Math.min(span, page.size())", "span"),
                of("a nested page has the first stage's rights", "nested", FIRST, "leaf.permissions().ofUser().and(page.user()),", "leaf.permissions().ofUser(),"),
                of("a table of the first stage needs no right to be read", "nested", NESTED, "rights -> rights.read() && (rights.write() || !writeToo) ? Optional.empty() : Optional.of(unreadable)", "rights -> Optional.empty()"),
                of("first-stage addresses have any width", "nested", NESTED, "return address.value() >>> secondStage.width(context) == 0;", "return true;"),
                of("steps leave out the leaf", "steps", FIRST, "dirty && page.writable(), trail.steps());", "dirty && page.writable(), trail.steps().subList(0, trail.steps().size() - 1));"),
                of("a large page is reported in small ones: no mistake by the law", "steps", WALK, "return trail.settle(snooped).<StagedResult>map(fault -> fault).orElse(mapping);",
                        "StagedMapping small = new StagedMapping(request.address().alignedTo(4096), mapping.translate(request.address()).alignedTo(4096), 4096,\n"
                                + "                mapping.user(), mapping.supervisor(), mapping.snoop(), mapping.writable(), mapping.steps());\n"
                                + "        return trail.settle(snooped).<StagedResult>map(fault -> fault).orElse(small);"));
    }

    private static List<Mistake> flags() {
        return List.of(
                of("no accessed bit is set", "accessed-dirty nested", FIRST, "return FirstStageEntry.ACCESSED | (dirty", "return (dirty"),
                of("no dirty bit is set", "accessed-dirty nested", FIRST, "leaf && Demand.writes(request.access())), page);", "false), page);"),
                of("every entry of a write gets D", "accessed-dirty nested", FIRST, "leaf && Demand.writes(request.access())), page);", "Demand.writes(request.access())), page);"),
                of("a read sets D, too", "accessed-dirty nested", FIRST, "leaf && Demand.writes(request.access())), page);", "leaf), page);"),
                of("EA is never set", "accessed-dirty", FIRST, "(context.flags().extendedAccessed() ? FirstStageEntry.EXTENDED_ACCESSED : 0)", "0"),
                of("EA is set without EAFE", "+ accessed-dirty", FIRST, "(context.flags().extendedAccessed() ? FirstStageEntry.EXTENDED_ACCESSED : 0)", "FirstStageEntry.EXTENDED_ACCESSED"),
                of("a walk that does not snoop sets bits", "accessed-dirty second-stage", TRAIL, "if (!snooped) {", "if (false) {"),
                of("PWSNP alone makes a walk snoop: no mistake here", "", WALK, "capabilities.scalable().snoopedWalks() && context.flags().snoopedWalk()", "context.flags().snoopedWalk()"),
                of("bits that can't be stored are forgotten", "accessed-dirty", TRAIL, "return already || now.isPresent() && memory.write64(debt.step().at(), now.getAsLong() | flags);",
                        "return already || now.isPresent() && (memory.write64(debt.step().at(), now.getAsLong() | flags) || true);"),
                of("the entry is overwritten by its flags", "+ accessed-dirty second-stage", TRAIL, "now.getAsLong() | flags);", "flags);"),
                of("D is set before the output is judged", "accessed-dirty second-stage", WALK, "if (isInterruptRange(mapping, request.address())) {", "boolean early = trail.settle(true).isEmpty();\n        if (isInterruptRange(mapping, request.address())) {"),
                of("a clean page is writable without a walk", "accessed-dirty nested", FIRST, "dirty && page.writable(), trail.steps());", "true, trail.steps());"),
                of("SSADE is ignored", "second-stage nested", SECOND, "boolean flags = context.flags().secondStageDirty(); // §3.7.2: SSADE", "boolean flags = false;"),
                of("the second stage's flags are kept without SSADE", "second-stage nested steps", SECOND, "boolean flags = context.flags().secondStageDirty(); // §3.7.2: SSADE", "boolean flags = true;"),
                of("the second stage's D is set by reads", "second-stage nested", SECOND, "SecondStageEntry.ACCESSED | (leaf && dirty ?", "SecondStageEntry.ACCESSED | (leaf ?"),
                of("setting a bit of a table needs no right to write", "nested", TRAIL, "boolean permitted = ground.user().write();", "boolean permitted = true;"),
                of("setting a bit of a table does not make its page dirty", "nested", TRAIL, "if (permitted && !ground.writable()) {", "if (false) {"),
                of("SRE is not judged without a first stage: no mistake", "", WALK, "if (request.supervisor() && !context.flags().supervisor()) {", "if (request.supervisor() && !context.flags().supervisor() && context.type() != iommu.arch.PasidType.SECOND_STAGE) {"));
    }
}
