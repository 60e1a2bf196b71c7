package iommu.guest.judge;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.format.ContextEntry;
import iommu.arch.format.RootEntry;
import iommu.guest.Change;
import iommu.guest.Change.Entry;
import iommu.guest.judge.Structures.Memory;
import iommu.guest.judge.Structures.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes changes of stores: what each store was to the unit, and since when the unit must know of it. */
final class Changes {

    /** One paging entry as walks meet it, perhaps under several domain-ids. */
    private record Place(Iova address, int level) {
    }

    private final Capabilities unit;
    private final Structures structures;
    private final Set<SourceId> deviceTlbs;
    private final List<Debt> debts = new ArrayList<>();
    /** Where walks don't snoop: the words that memory may not hold yet, with what it held after the last flush. */
    private final Map<Gpa, Long> unflushed = new HashMap<>();
    private boolean buffered;

    /**
     * Nothing has changed yet.
     *
     * @param deviceTlbs the devices that a device-TLB is owed for. What TT says of a device counts for nothing: its driver
     *                   says that, and is the one to be judged.
     */
    Changes(Capabilities unit, Structures structures, Set<SourceId> deviceTlbs) {
        this.unit = unit;
        this.structures = structures;
        this.deviceTlbs = deviceTlbs;
    }

    /** What is owed. */
    List<Debt> debts() {
        return debts;
    }

    /** @param now how many commands there were @return complaints about the store itself */
    List<String> store(Gpa at, long value, int now) {
        boolean whole = structures.roles(at).stream().anyMatch(r -> !(r instanceof Role.Paging));
        Gpa entry = whole ? at.alignedTo(16) : at;
        Entry128 before = structures.whole(entry.alignedTo(16));
        long old = put(at, value);
        changed(entry, old, before, now);
        return whole ? List.of("half of the entry at " + entry + " is stored: it must be stored whole (§6.2.2.1)") : List.of();
    }

    void store(Gpa at, Entry128 value, int now) {
        Entry128 before = structures.whole(at);
        put(at, value.low());
        put(at.plus(8), value.high());
        changed(at, before.low(), before, now);
        if (structures.roles(at).stream().anyMatch(Role.Paging.class::isInstance)) {
            changed(at.plus(8), before.high(), before, now);
        }
    }

    private long put(Gpa at, long value) {
        long old = structures.word(at);
        structures.store(at, value);
        if (!unit.coherent()) {
            unflushed.putIfAbsent(at, old);
        }
        return old;
    }

    private void changed(Gpa at, long old, Entry128 before, int now) {
        Set<Role> roles = Set.copyOf(structures.roles(at));
        Map<Place, Set<DomainId>> places = new LinkedHashMap<>();
        for (Role role : roles) {
            switch (role) {
                case Role.Root() -> root(at, new RootEntry(before), now);
                case Role.Contexts c -> context(at, c, new ContextEntry(before), now);
                case Role.Paging p -> places.computeIfAbsent(new Place(p.address(at), p.level()), none -> new TreeSet<>())
                        .add(p.domain());
            }
        }
        places.forEach((place, domains) -> paging(at, place, domains, old, now));
        roles.forEach(role -> structures.follow(role, at).forEach(page -> publish(page, now)));
    }

    /** A page that the unit can come to from now on: what is not flushed there, it may see as it was. */
    private void publish(Gpa page, int now) {
        Map.copyOf(unflushed).forEach((word, old) -> {
            if (word.alignedTo(4096).equals(page)) {
                Entry128 before = new Entry128(old, unflushed.getOrDefault(word.plus(8), structures.word(word.plus(8))));
                boolean second = word.offsetIn(16) != 0 && structures.roles(word).stream().noneMatch(Role.Paging.class::isInstance);
                if (!second) {
                    changed(word, old, before, now);
                }
            }
        });
    }

    private void root(Gpa at, RootEntry before, int now) {
        int bus = (int) at.offsetIn(4096) / 16;
        Set<SourceId> devices = structures.devices(before, bus);
        devices.addAll(structures.devices(new RootEntry(structures.whole(at)), bus)); // Table 28: all affected functions
        devices.retainAll(deviceTlbs);
        owe(at, new Change.Root(before.present() ? Entry.TABLE : Entry.ABSENT), List.of(), devices, now);
    }

    private void context(Gpa at, Role.Contexts role, ContextEntry before, int now) {
        ContextEntry after = new ContextEntry(structures.whole(at));
        SourceId source = new SourceId(role.bus() << 8 | (int) at.offsetIn(4096) / 16);
        Entry was = Structures.kind(before);
        DomainId domain = new DomainId((was == Entry.TABLE ? before : after).domainId());
        Set<DomainId> earlier = new LinkedHashSet<>();
        for (Debt debt : debts) {
            if (debt.change() instanceof Change.Context c && c.source().equals(source)) {
                earlier.add(c.domain());
                earlier.addAll(c.domains());
            }
        }
        boolean device = deviceTlbs.contains(source) && (before.present() || after.present());
        owe(at, new Change.Context(source, was, domain, earlier), structures.under(before), device ? Set.of(source) : Set.of(), now);
    }

    private void paging(Gpa at, Place place, Set<DomainId> domains, long old, int now) {
        long value = structures.word(at);
        Entry before = Structures.kind(old, place.level());
        Entry after = Structures.kind(value, place.level());
        if (value == old || before == Entry.ABSENT && after == Entry.ABSENT) {
            return;
        }
        Role.Paging role = new Role.Paging(domains.iterator().next(), place.level(),
                place.address().plus(-(at.offsetIn(4096) / 8 << 12 + 9 * (place.level() - 1))));
        List<Change.Block> pages = new ArrayList<>();
        List<Memory> memory = new ArrayList<>();
        structures.under(role, at, old, pages, memory);
        structures.under(role, at, value, pages, new ArrayList<>());
        Set<SourceId> devices = new LinkedHashSet<>();
        domains.forEach(d -> devices.addAll(structures.devices(d)));
        devices.retainAll(deviceTlbs);
        owe(at, new Change.Paging(domains, place.address(), place.level(), before, after, pages), memory, devices, now);
    }

    private void owe(Gpa at, Change change, List<Memory> memory, Set<SourceId> devices, int now) {
        if (change.before().sound() || unit.cachingMode()) {
            debts.add(new Debt(change, at.value() >>> 6, memory, devices, unit.coherent() ? now : Debt.NOT_YET));
        } else {
            buffered |= unit.platform().writeBufferFlush() && structures.reached(at);
        }
    }

    void flush(Gpa line, int now) {
        long number = line.value() >>> 6;
        boolean known = unflushed.keySet().removeIf(word -> word.value() >>> 6 == number);
        boolean later = debts.stream().anyMatch(d -> d.line() == number);
        buffered |= known && !later && unit.platform().writeBufferFlush() && structures.reached(line);
        debts.replaceAll(d -> d.line() == number && d.from() == Debt.NOT_YET ? d.reaching(now) : d);
    }

    void emptyBuffers() {
        buffered = false;
    }

    boolean unflushed(Gpa page) {
        return unflushed.keySet().stream().anyMatch(word -> word.alignedTo(4096).equals(page));
    }

    /** Complaints about stores that the unit must know of now, and may not. What is owed for later is not among them. */
    List<String> lost() {
        List<String> complaints = new ArrayList<>();
        Set<Long> later = new TreeSet<>();
        debts.forEach(debt -> later.add(debt.line()));
        unflushed.keySet().stream().filter(word -> !structures.roles(word).isEmpty() && !later.contains(word.value() >>> 6))
                .map(word -> word.alignedTo(64)).distinct().sorted()
                .forEach(line -> complaints.add("the line at " + line + " was not flushed after a store (§3.10)"));
        if (buffered) {
            complaints.add("a store that no invalidation follows may stay in a write buffer: GCMD.WBF (§6.8)");
        }
        return complaints;
    }

    /** What is still owed was complained of, and is not held against the next call. */
    void forget() {
        debts.clear();
        buffered = false;
    }
}
