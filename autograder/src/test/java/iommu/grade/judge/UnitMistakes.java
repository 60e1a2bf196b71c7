package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;

/** Mistakes in wiring a unit. */
final class UnitMistakes {

    private static final String UNIT = "LegacyUnit.java";
    private static final String LOOP = "EffectLoop.java";
    private static final String EPOCH = "long epoch = rooms.cache().epoch(); // §6.5.4: before anything is read";

    private UnitMistakes() {
    }

    private static Mistake of(String name, String groups, String file, String from, String to) {
        return Mistake.of("11", name, groups, new Change(file, from, to));
    }

    static List<Mistake> all() {
        return List.of(
                // requests
                of("translation stays on once it was on", "requests linux quiet", LOOP, "translating = on;", "translating |= on;"),
                of("the root pointer counts without SRTP", "requests", UNIT, "rooms.context().lookUp(loop.root(), source)",
                        "rooms.context().lookUp(new iommu.arch.Gpa(rooms.registers().read(0x20, 8) & -4096L), source)"),
                of("SRTP is ignored", "*", LOOP, "root = effect.table();", "root = new Gpa(0);"),
                of("a PASID is not looked at", "requests", UNIT, "if (request.pasid().present()) {", "if (false) {"),
                of("the offset in the page is lost", "+ requests invalidation", UNIT, "mapping.translate(request.address()));",
                        "mapping.frame());"),
                // types
                of("pass-through walks", "types quiet", UNIT, "|| context.type() == TranslationType.PASS_THROUGH -> unchanged", "-> unchanged"),
                of("a translated request is translated again", "types", UNIT,
                        "Optional<DmaOutcome> known = untranslated ? fromCache(request) : Optional.empty();",
                        "Optional<DmaOutcome> known = fromCache(request);"),
                of("every translated request is served", "types faults", UNIT, "&& context.type() != TranslationType.WITH_DEVICE_TLB ->",
                        "&& false ->"),
                of("pass-through knows no host address width", "types", UNIT, "if (address >>> capabilities.hostAddressWidth() != 0) {",
                        "if (false) {"),
                // faults
                of("a fault is not recorded", "faults", UNIT, "if (!fault.suppressed()) {", "if (false) {"),
                of("a fault is recorded twice", "faults", UNIT, "if (!fault.suppressed()) {",
                        "if (!fault.suppressed()) { rooms.faults().record(new FaultRecord(request.source(), request.pasid(),"
                                + " request.address().alignedTo(PAGE), request.access(), request.kind(), fault.reason()));"),
                of("a suppressed fault is recorded", "faults", UNIT, "if (!fault.suppressed()) {", "if (true) {"),
                of("FPD is not passed on to the walk", "faults hits", UNIT, "block(request, fault.withSilent(silent));", "block(request, fault);"),
                of("the access goes on after its fault", "+ requests faults", UNIT, "return new DmaOutcome.Blocked(fault.reason(), fault.suppressed());",
                        "return new DmaOutcome.Translated(new Gpa(request.address().value()));"),
                of("a suppressed fault lets the access through", "faults hits", UNIT, "return new DmaOutcome.Blocked(fault.reason(), fault.suppressed());",
                        "return fault.suppressed() ? new DmaOutcome.Translated(new Gpa(request.address().value()))"
                                + " : new DmaOutcome.Blocked(fault.reason(), false);"),
                of("registers don't show the fault log", "faults commands devices", LOOP, "rooms.registers().show(rooms.faults().status());", ""),
                of("the fault event is not sent", "faults commands", LOOP, "case Effect.SendMessage e -> outside.perform(e);",
                        "case Effect.SendMessage e -> { }"),
                of("clearing a record is not passed on", "faults", LOOP, "rooms.faults().clearRecord(e.index());", "List.of();"),
                of("records don't start over", "faults", LOOP, "rooms.faults().translationDisabled(); // §7.2.1", ""),
                // invalidation
                of("queue effects are dropped", "invalidation commands devices linux", LOOP,
                        "case Effect.UpdateQueue e -> rooms.queue().update(e.registers());",
                        "case Effect.UpdateQueue e -> { rooms.queue().update(e.registers()); yield List.of(); }"),
                of("invalidations never reach the cache", "invalidation linux", LOOP,
                        "case Effect.Invalidate e -> rooms.cache().invalidate(e.command());", "case Effect.Invalidate e -> { }"),
                of("invalidations reach the context cache alone", "invalidation linux", LOOP,
                        "case Effect.Invalidate e -> rooms.cache().invalidate(e.command());",
                        "case Effect.Invalidate e -> { if (e.command() instanceof ContextInvalidation c) { rooms.cache().invalidate(c); } }"),
                of("the last effect comes first", "invalidation commands", LOOP, "waiting.addAll(perform(waiting.remove()));",
                        "waiting.addAll(perform(waiting.removeLast()));"),
                of("the status is not stored", "invalidation commands devices linux", LOOP, "case Effect.StoreStatus e -> outside.perform(e);",
                        "case Effect.StoreStatus e -> { }"),
                of("registers don't show the queue", "commands devices", LOOP, "rooms.registers().show(rooms.queue().status());", ""),
                // hits
                of("a hit's rights are not rechecked", "hits", UNIT, "case Mapping mapping -> allows(mapping.rights(), request.access())",
                        "case Mapping mapping -> true"),
                of("a cached denial stops everybody", "hits", UNIT, "case Fault fault -> concerns(fault.reason(), request.access());",
                        "case Fault fault -> true;"),
                of("a hit forgets FPD", "hits", UNIT, "answer(request, hit.result(), hit.silent())", "answer(request, hit.result(), false)"),
                of("a prefix has the rights of its own entry alone", "hits", UNIT, "rights = rights.and(Rights.of(entry.read(), entry.write()));",
                        "rights = Rights.of(entry.read(), entry.write());"),
                of("a prefix is one level too high", "+ requests", UNIT, "step.level() - 1, rights", "step.level(), rights"),
                // late fills
                of("the epoch is read after the walk", "late-fills", UNIT, "fillPrefixes(context, start, mapping, epoch);",
                        "fillPrefixes(context, start, mapping, rooms.cache().epoch());"),
                of("the epoch is read after the context", "late-fills", UNIT,
                        "case TranslationContext context -> answer(request, walk(request, context, epoch), context.silent());",
                        "case TranslationContext context -> answer(request, walk(request, context, rooms.cache().epoch()), context.silent());"),
                of("the epoch is the last one that can be", "late-fills reuse", UNIT, EPOCH, "long epoch = Long.MAX_VALUE;"),
                // commands
                of("a queue error is not reported", "commands devices", LOOP, "rooms.faults().report(e.condition());", "List.of();"),
                of("the queue never hears that its error is cleared", "+ commands", LOOP,
                        "afterwards.addAll(rooms.queue().cleared(effect.conditions()));", ""),
                of("IWC is not cleared", "commands", LOOP, "rooms.queue().completionCleared();", "List.of();"),
                of("the completion event is not programmed", "commands", LOOP, "rooms.queue().program(e.event());", "List.of();"),
                of("a reset is not passed on", "commands", UNIT, "loop.reset();", ""),
                of("a reset leaves translation on", "commands", LOOP, "        translating = false;\n", ""),
                of("a reset leaves the caches as they are", "commands", LOOP, "        forgetAll();\n        show();", "        show();"),
                // devices
                of("a device-TLB is not asked", "devices", LOOP, "case Effect.InvalidateDeviceTlb e -> outside.perform(e);",
                        "case Effect.InvalidateDeviceTlb e -> { }"),
                of("a device's answer is not passed on", "devices", UNIT, "loop.perform(rooms.queue().done(tag, from));", ""),
                of("what a device's answer leads to is dropped", "devices", UNIT, "loop.perform(rooms.queue().done(tag, from));",
                        "rooms.queue().done(tag, from);"),
                of("a time-out is not passed on", "devices", UNIT, "loop.perform(rooms.queue().timeout(tag));", ""),
                // contracts
                of("context entries are never kept: no mistake by the law", "reuse", UNIT, "rooms.cache().fill(source, read, epoch);", ""),
                of("translations are never kept: no mistake by the law", "reuse", UNIT,
                        "rooms.cache().translation(request.source(), request.pasid(), request.address())",
                        "Optional.<CachedTranslation>empty()"),
                of("prefixes are never asked for: no mistake by the law", "reuse", UNIT,
                        ": rooms.cache().prefix(context.domain(), address).orElse(top);", ": top;"),
                of("hits are held against the tables: no mistake by the law", "reuse quiet", UNIT,
                        "Optional<DmaOutcome> known = untranslated ? fromCache(request) : Optional.empty();",
                        "Optional<DmaOutcome> known = Optional.empty(); rooms.cache().translation(request.source(), request.pasid(),"
                                + " request.address());"),
                of("states are shown when they are read: no mistake", "quiet", UNIT, "return rooms.registers().read(offset, size);",
                        "rooms.cache().epoch(); rooms.registers().show(rooms.faults().status()); return rooms.registers().read(offset, size);"),
                of("context before IOTLB: no mistake by the law", "reuse quiet", UNIT,
                        "return rooms.cache().translation(request.source(),",
                        "rooms.context().lookUp(loop.root(), request.source()); return rooms.cache().translation(request.source(),"));
    }
}
