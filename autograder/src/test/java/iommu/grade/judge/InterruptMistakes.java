package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;

/** Mistakes in interrupt remappers. */
final class InterruptMistakes {

    private static final String REMAPPER = "TableRemapper.java";
    private static final String RULES = "EntryRules.java";
    private static final String POSTING = "Posting.java";
    private static final String CACHE = "EntryCache.java";
    private static final String APIC = "ApicId.java";

    private InterruptMistakes() {
    }

    private static Mistake of(String name, String groups, String file, String from, String to) {
        return Mistake.of("13", name, groups, new Change(file, from, to));
    }

    static List<Mistake> all() {
        return List.of(
                of("index plus subhandle is not held against the size", "index", REMAPPER, "if (index >= registers.entries()", "if (handle(address) >= registers.entries()"),
                of("the size is one too large", "index", REMAPPER, "if (index >= registers.entries()", "if (index > registers.entries()"),
                of("the index is cut to the table's size", "index", REMAPPER, "int index = handle(address) + (subhandleValid ? data : 0);",
                        "int index = handle(address) + (subhandleValid ? data : 0) & registers.entries() - 1;"),
                of("the handle has 15 bits", "index", REMAPPER, " | (int) (address.value() >>> 2 & 1) << 15", ""),
                of("the subhandle counts without SHV", "index", REMAPPER, "+ (subhandleValid ? data : 0)", "+ (data & 0xFFFF)"),
                of("the subhandle never counts", "index", REMAPPER, "+ (subhandleValid ? data : 0)", ""),
                of("the subhandle takes the handle's place", "index", REMAPPER, "handle(address) + (subhandleValid ? data : 0)", "(subhandleValid ? data : handle(address))"),
                of("P is ignored", "index reserved cache whole-entries delivery reuse posting", RULES, "if (!entry.present()) {", "if (false) {"),
                of("the destination has 8 bits always", "delivery reserved posting", APIC, "return extended ? field :", "return"),
                of("the destination is bits 7:0", "+ delivery", APIC, "field >>> 8 & 0xFF", "field & 0xFF"),
                of("redirection and destination mode are exchanged", "delivery", REMAPPER, "entry.logicalDestination(),\n                entry.redirectionHint()",
                        "entry.redirectionHint(),\n                entry.logicalDestination()"),
                of("the trigger mode is lost", "delivery", REMAPPER, "entry.levelTriggered()", "false"),
                of("the delivery mode has two bits", "delivery", REMAPPER, "entry.deliveryMode()", "entry.deliveryMode() & 3"),
                of("compatibility format passes in extended mode", "formats", REMAPPER, "return registers.extendedMode() || !registers.compatibility()", "return !registers.compatibility()"),
                of("compatibility format passes without CFIS", "formats", REMAPPER, "return registers.extendedMode() || !registers.compatibility()", "return registers.extendedMode()"),
                of("compatibility format never passes", "formats", REMAPPER, "return registers.extendedMode() || !registers.compatibility()", "return true"),
                of("all is remapped while remapping is off", "+ formats", REMAPPER, "if (!registers.enabled()) {", "if (false) {"),
                of("what is required when off is ignored", "formats", REMAPPER, "return capabilities.interrupts().remappingRequired()", "return false"),
                of("the required extended mode is ignored", "formats", REMAPPER, "capabilities.interrupts().extendedModeRequired() && !registers.extendedMode()", "false"),
                of("the extended mode is required always", "*", REMAPPER, "capabilities.interrupts().extendedModeRequired() && !registers.extendedMode()", "!registers.extendedMode()"),
                of("the data's upper half is ignored", "formats", REMAPPER, "if (subhandleValid && data >>> 16 != 0) {", "if (false) {"),
                of("the data's upper half counts without SHV", "formats", REMAPPER, "if (subhandleValid && data >>> 16 != 0) {", "if (data >>> 16 != 0) {"),
                of("the requester is not verified", "sources", RULES, "if (!verified(entry, source)) {", "if (false) {"),
                of("the qualifier is ignored", "sources", RULES, "return 0b111 << 3 - entry.sourceQualifier() & 0b111;", "return 0;"),
                of("the qualifier leaves out the lowest bits first", "sources", RULES, "0b111 << 3 - entry.sourceQualifier() & 0b111", "(1 << entry.sourceQualifier()) - 1"),
                of("the bus range ends before its last bus", "sources", RULES, "source.bus() <= (entry.sourceId() & 0xFF)", "source.bus() < (entry.sourceId() & 0xFF)"),
                of("a bus range verifies nothing", "sources", RULES,
                        "case BY_BUS -> source.bus() >= entry.sourceId() >>> 8 && source.bus() <= (entry.sourceId() & 0xFF);", "case BY_BUS -> true;"),
                of("reserved bits are not looked at", "reserved posting", RULES, "return reserved(entry, extended) ? Optional.of(FaultReason.INTERRUPT_ENTRY_RESERVED) : Optional.empty();", "return Optional.empty();"),
                of("reserved bits are judged before P", "reserved", RULES, "if (!entry.present()) {", "if (entry.present() ? false : reserved(entry, extended)) {\n            return Optional.of(FaultReason.INTERRUPT_ENTRY_RESERVED);\n        }\n        if (!entry.present()) {"),
                of("the available bits are reserved", "delivery reserved", RULES, "0xFF00_7000L", "0xFF00_7F00L"),
                of("the upper bits of the high word are not reserved", "reserved", RULES, "0xFFFF_FFFF_FFF0_0000L", "0x0000_0000_FFF0_0000L"),
                of("SVT=11b verifies nothing", "reserved", RULES, "if (entry.sourceValidation() > BY_BUS) {", "if (false) {"),
                of("FPD is ignored", "reserved posting", REMAPPER, "Fault.of(reason).withSilent(entry.faultProcessingDisable())", "Fault.of(reason)"),
                of("FPD counts only with P=1", "reserved", REMAPPER, "withSilent(entry.faultProcessingDisable())", "withSilent(entry.present() && entry.faultProcessingDisable())"),
                of("xAPIC destinations may have any bits", "reserved", RULES, "|| ApicId.flawed(entry.destination(), extended)", ""),
                of("posted is taken as remapped", "posting", REMAPPER, "if (!entry.posted()) {", "if (true) {"),
                of("a unit without posting posts", "reserved", RULES, "!capabilities.interrupts().posting() // §9.10: IM is reserved with PI=0\n                ||", ""),
                of("notifies although a notification is outstanding", "posting", POSTING, "!descriptor.outstandingNotification()\n                && (", "("),
                of("urgent is ignored", "posting", POSTING, "(entry.urgent() || !descriptor.suppressNotification())", "!descriptor.suppressNotification()"),
                of("suppression is ignored", "posting", POSTING, "(entry.urgent() || !descriptor.suppressNotification())", "true"),
                of("ON is not set", "posting", POSTING, "stored && (!notifies ||", "stored && (true ||"),
                of("ON is set without a notification", "posting", POSTING, "stored && (!notifies ||", "stored && (false ||"),
                of("PIR is overwritten", "posting", POSTING, "word(old.requests(), vector / 64) | 1L << vector % 64", "1L << vector % 64"),
                of("PIR has 128 bits", "posting", POSTING, "Entry128 half = number < 2 ? requests.low() : requests.high();\n        return", "Entry128 half = requests.low();\n        return"),
                of("PIR is counted in bytes", "posting", POSTING, "at.plus(vector / 64 * 8)", "at.plus(vector / 8 / 8)"),
                of("a flawed descriptor is used", "posting", POSTING, "if (flawed(descriptor, extended)) {", "if (false) {"),
                of("what is beyond NDST is not looked at", "posting", POSTING, "(control.low().high() | control.high().low() | control.high().high()) != 0", "false"),
                of("the descriptor's address may exceed HAW", "posting", RULES, "|| entry.descriptor().value() >>> capabilities.hostAddressWidth() != 0;", ";"),
                of("the bit is set before the descriptor is judged", "posting", POSTING, "if (flawed(descriptor, extended)) {",
                        "store(at, descriptor, entry.vector(), false);\n        if (flawed(descriptor, extended)) {"),
                of("absent entries are kept with CM=0", "cache", REMAPPER, "return capabilities.cachingMode() || !(result instanceof InterruptOutcome.Blocked);", "return true;"),
                of("an invalidation removes one entry, whatever its mask", "cache", CACHE, "(known ^ index) >>> mask == 0", "known == index"),
                of("the mask is one bit short", "cache", CACHE, "(known ^ index) >>> mask == 0", "(known ^ index) >>> Math.max(0, mask - 1) == 0"),
                of("the mask counts from the index up", "cache", CACHE, "(known ^ index) >>> mask == 0", "known >= index && known < index + (1 << mask)"),
                of("SIRTP never invalidates", "cache", REMAPPER, "if (capabilities.interrupts().pointerInvalidates()) {", "if (false) {"),
                of("a global invalidation does nothing", "cache reuse", REMAPPER, "if (all) {\n            cache.invalidateAll();", "if (all) {"),
                of("nothing is kept", "reuse", CACHE, "entries.put(index, entry);", ""),
                of("every invalidation empties the cache", "reuse", CACHE, "entries.keySet().removeIf(known -> (known ^ index) >>> mask == 0);", "entries.clear();"),
                of("an entry is read in two halves", "whole-entries", REMAPPER, "cached.or(() -> memory.read128(at));",
                        "cached.or(() -> memory.read64(at).isPresent() ? memory.read128(at) : Optional.empty());"),
                of("the requester is verified last: no mistake", "", RULES, "if (!verified(entry, source)) {", "if (!reserved(entry, extended) && !verified(entry, source)) {"),
                of("edge triggered, where TM says nothing: no mistake", "", REMAPPER, "entry.levelTriggered()", "entry.levelTriggered() && entry.deliveryMode() < 2"),
                of("an entry is kept whatever happens, with CM=1: no mistake", "", REMAPPER, "if (cached.isEmpty() && mayKeep(result)) {", "if (mayKeep(result)) {"),
                of("every change of registers empties the cache: no mistake", "", REMAPPER, "if (capabilities.interrupts().pointerInvalidates()) {", "if (true) {"));
    }
}
