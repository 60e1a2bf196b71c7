package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.InterruptRules.Posting;
import iommu.oracle.OpenInvalidations.Open;
import iommu.oracle.OpenInvalidations.Port;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Interrupt remapping: its registers, MAY of the interrupt-entry cache (found and removed by index, Table 17), and how
 * a request may end. Memory is the world's.
 */
final class Interrupts {

    private final Capabilities unit;
    private final boolean prefetch;
    private final InterruptRules rules;
    private final OpenInvalidations open = new OpenInvalidations();
    /** By index: what the cache may hold. */
    private final Map<Integer, Map<Entry128, Timelines>> cached = new LinkedHashMap<>();
    /** Posted-interrupt descriptors whose ON the unit has set, or may have, since software stored it. */
    private final Set<Gpa> notified = new HashSet<>();
    private final Set<Gpa> perhapsNotified = new HashSet<>();
    private InterruptRegisters registers = InterruptRegisters.RESET;

    /** @param prefetch entries may be read without a request while remapping is enabled */
    Interrupts(Capabilities unit, boolean prefetch) {
        this.unit = unit;
        this.prefetch = prefetch;
        rules = new InterruptRules(unit);
    }

    Interrupts copy() {
        Interrupts copy = new Interrupts(unit, prefetch);
        copy.open.addAll(open);
        cached.forEach((index, entries) -> copy.cached.put(index, new LinkedHashMap<>(entries)));
        copy.notified.addAll(notified);
        copy.perhapsNotified.addAll(perhapsNotified);
        copy.registers = registers;
        return copy;
    }

    /** §6.7: IRTA is taken over; with ESIRTPS the cache is emptied. */
    void table(long irta, TableWords memory) {
        sweep(memory);
        registers = new InterruptRegisters(registers.enabled(), new Gpa(irta & -4096L), 2 << (int) (irta & 15),
                unit.interrupts().extendedMode() && (irta >>> 11 & 1) != 0, registers.compatibility());
        if (unit.interrupts().pointerInvalidates()) {
            cached.clear();
        }
    }

    void enable(boolean remapping, boolean compatibility, TableWords memory) {
        sweep(memory);
        if (!remapping && unit.interrupts().pointerInvalidates()) {
            cached.clear(); // §11.4.4.1
        }
        registers = new InterruptRegisters(remapping, registers.table(), registers.entries(), registers.extendedMode(),
                compatibility);
    }

    /** A step changes memory: what a unit may have read before and may read after. */
    void around(Stimulus step, TableWords memory, Runnable change) {
        Set<Integer> touched = new LinkedHashSet<>();
        switch (step) {
            case Stimulus.Store64 s -> stored(s.at(), touched);
            case Stimulus.Store128 s -> stored(s.at(), touched);
            case Stimulus.Flush f -> touch(f.line(), 64, touched);
            case Stimulus.Readable r -> touch(r.page(), 4096, touched);
            default -> { }
        }
        touched.forEach(index -> fetch(index, memory));
        change.run();
        touched.forEach(index -> fetch(index, memory));
    }

    private void stored(Gpa at, Set<Integer> touched) {
        notified.remove(at);
        perhapsNotified.remove(at);
        touch(at, 16, touched);
    }

    /** The entries in the block of this many bytes around an address. */
    private void touch(Gpa at, int size, Set<Integer> touched) {
        long first = at.alignedTo(size).value() - registers.table().value() >> 4;
        for (long index = first; index < first + size / 16; index++) {
            if (prefetch && registers.enabled() && index >= 0 && index < registers.entries()) {
                touched.add((int) index);
            }
        }
    }

    /** Before the table is left behind: everything in it may have been read. */
    private void sweep(TableWords memory) {
        if (prefetch && registers.enabled() && !unit.interrupts().pointerInvalidates()) {
            for (int index = 0; index < registers.entries(); index++) {
                fetch(index, memory);
            }
        }
    }

    /** As if no entry had ever been cached. */
    void forget() {
        cached.clear();
    }

    boolean full() {
        return open.full();
    }

    int opened() {
        return open.count();
    }

    void open(Descriptor.Interrupts invalidation) {
        open.add(new Open(new Removal(invalidation, unit), Port.QUEUE));
        cached.forEach((index, entries) -> entries.replaceAll((e, when) -> open.spread(when, r -> r.coversInterrupt(index))));
    }

    /** Those opened before so many others are complete. */
    void complete(int before) {
        int members = open.members(Port.QUEUE, before);
        if (members != 0) {
            cached.values().forEach(m -> m.replaceAll((e, when) -> open.after(members, when)));
            forget(members);
        }
    }

    /** Those from this one on may never be executed. */
    void abandon(int from) {
        int members = open.membersFrom(from);
        if (members != 0) {
            cached.values().forEach(m -> m.replaceAll((e, when) -> open.without(members, when)));
            forget(members);
        }
    }

    private void forget(int members) {
        cached.values().forEach(m -> m.values().removeIf(Timelines::none));
        cached.values().removeIf(Map::isEmpty);
        open.complete(members);
    }

    /** How a request may end. */
    Set<InterruptOutcome> request(Stimulus.Interrupt request, TableWords memory) {
        InterruptRules.Request meaning = rules.request(registers, request.address(), request.data());
        Set<InterruptOutcome> results = new LinkedHashSet<>(meaning.ends());
        OptionalInt index = meaning.index();
        if (index.isPresent()) {
            through(index.getAsInt(), request, memory, results);
        }
        return results;
    }

    private void through(int index, Stimulus.Interrupt request, TableWords memory, Set<InterruptOutcome> results) {
        Set<Entry128> entries = new LinkedHashSet<>();
        boolean unreadable = false;
        for (Optional<Entry128> view : views(index, memory)) {
            view.ifPresent(entries::add);
            unreadable |= view.isEmpty();
        }
        if (unreadable) {
            results.add(new InterruptOutcome.Blocked(Fault.of(FaultReason.INTERRUPT_ENTRY_ACCESS_ERROR), index));
        }
        entries.addAll(cached.getOrDefault(index, Map.of()).keySet());
        boolean sure = entries.size() == 1 && !unreadable && results.isEmpty();
        for (Entry128 entry : entries) {
            results.addAll(rules.results(entry, index, request.source(), registers.extendedMode()));
            rules.posting(entry, request.source(), registers.extendedMode()).ifPresent(
                    p -> post(p, (entry.low() & 2) != 0, index, sure, memory, results));
        }
        fetch(index, memory);
    }

    /** §5.2.3. Only ON is kept in mind: PIR has no part in an answer. */
    private void post(Posting posting, boolean silent, int index, boolean sure, TableWords memory,
            Set<InterruptOutcome> results) {
        long[] words = new long[8];
        for (int i = 0; i < 8; i++) {
            OptionalLong word = memory.read64(posting.descriptor().plus(8L * i)); // §3.10: always snooped
            if (word.isEmpty() || !memory.writable(posting.descriptor())) {
                results.add(new InterruptOutcome.Blocked(
                        Fault.of(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR).withSilent(silent), index));
                return;
            }
            words[i] = word.getAsLong();
        }
        boolean reserved = (words[4] & (0x3FFF << 2 | 0xFFL << 24)) != 0 || (words[5] | words[6] | words[7]) != 0;
        if (reserved) {
            results.add(new InterruptOutcome.Blocked(Fault.of(FaultReason.POSTED_DESCRIPTOR_RESERVED).withSilent(silent), index));
            return;
        }
        if (!registers.extendedMode() && (words[4] >>> 32 & 0xFFFF_00FFL) != 0) {
            // Freedom: the unused bits of a narrow NDST may count as reserved.
            results.add(new InterruptOutcome.Blocked(Fault.of(FaultReason.POSTED_DESCRIPTOR_RESERVED).withSilent(silent), index));
        }
        Gpa control = posting.descriptor().plus(32);
        boolean outstanding = (words[4] & 1) != 0 || notified.contains(control);
        boolean wanted = posting.urgent() || (words[4] & 2) == 0;
        int vector = (int) (words[4] >>> 16) & 0xFF;
        int destination = registers.extendedMode() ? (int) (words[4] >>> 32) : (int) (words[4] >>> 40) & 0xFF;
        if (wanted && !outstanding) {
            results.add(new InterruptOutcome.Posted(posting.descriptor(), true, destination, vector));
        }
        if (!wanted || outstanding || perhapsNotified.contains(control)) {
            results.add(new InterruptOutcome.Posted(posting.descriptor(), false, destination, vector));
        }
        if (wanted) {
            (sure ? notified : perhapsNotified).add(control);
        }
    }

    /** L1: with CM=0 only an entry that raises no fault is kept. */
    private void fetch(int index, TableWords memory) {
        for (Optional<Entry128> view : views(index, memory)) {
            if (view.isPresent() && (unit.cachingMode() || rules.sound(view.get(), registers.extendedMode()))) {
                cached.computeIfAbsent(index, i -> new LinkedHashMap<>()).merge(view.get(),
                        open.spread(open.live(), r -> r.coversInterrupt(index)), Timelines::or);
            }
        }
    }

    private Set<Optional<Entry128>> views(int index, TableWords memory) {
        return memory.views128(InterruptRules.entryAt(registers, index), unit.coherent());
    }
}
