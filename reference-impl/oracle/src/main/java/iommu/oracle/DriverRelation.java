package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The law of room 07: what a driver did is done to a unit, and {@link MachineRelation} says what that unit may answer.
 *
 * <p>After each call each watched page must have one outcome for each watched device, and it must be what the calls asked
 * for; but where a batched driver may put something off. At each release no device may reach the memory any more; then somebody else
 * stores there, and that must not show. Write buffers (CAP.RWBF) and device-TLBs are not part of the law.
 */
public final class DriverRelation {

    private static final long QUEUE = 0x1_0000; // one page of 256 descriptors
    private static final int MOST_OPEN = 7;
    /** Somebody else's page, and an entry that leads there: as a leaf, and as a table that leads to itself. */
    private static final Gpa STRANGER = new Gpa(0x1_1000);
    private static final long DEFACED = STRANGER.value() | 3;

    private final Capabilities unit;
    private final boolean batched;
    private final List<SourceId> devices;
    private final List<Iova> watched;
    private final MachineRelation law;
    private final Set<SourceId> everAttached = new HashSet<>();
    private final Map<SourceId, DomainId> attached = new LinkedHashMap<>();
    private final Map<DomainId, Map<Iova, Mapping>> mapped = new HashMap<>();
    private final Map<Gpa, Long> words = new HashMap<>();
    private final Map<Gpa, Long> defaced = new LinkedHashMap<>();
    /** Where the driver may still owe something: pages that were mapped otherwise, devices that were elsewhere. */
    private final Map<DomainId, Set<Iova>> changedPages = new HashMap<>();
    private final Set<SourceId> changedDevices = new HashSet<>();
    private int tail;

    /**
     * A run of a driver that begins with an empty root table.
     *
     * @param root    the root table; the driver takes no memory below 128 KiB
     * @param batched whether the driver may put off until {@code sync} what it owes
     * @param devices the devices that are asked for, and {@code watched} the pages, each of 4 KiB
     */
    public DriverRelation(Capabilities unit, Gpa root, boolean batched, List<SourceId> devices, List<Iova> watched) {
        this.unit = unit;
        this.batched = batched;
        this.devices = List.copyOf(devices);
        this.watched = List.copyOf(watched);
        law = new MachineRelation(unit, Prefetch.ALLOW);
        entriesOfWatched(STRANGER).forEach(at -> law.on(new Stimulus.Store64(at, DEFACED)));
        entriesOfWatched(STRANGER).forEach(at -> law.on(new Stimulus.Flush(at.alignedTo(64))));
        register(Registers.IQA, 8, QUEUE);
        register(Registers.GCMD, 4, 1 << 26);
        register(Registers.RTADDR, 8, root.value());
        register(Registers.GCMD, 4, 1 << 26 | 1 << 30);
        register(Registers.GCMD, 4, 0x8400_0000L);
        devices.forEach(d -> watched.forEach(page -> outcomes(d, page, Access.READ)));
    }

    /**
     * Judges one call.
     *
     * @param acts what the driver did for it
     * @return what is wrong; empty if all is well
     */
    public List<String> judge(Request call, List<Act> acts) {
        List<String> complaints = new ArrayList<>();
        expect(call);
        for (int i = 0; i < acts.size(); i++) {
            if (acts.get(i) instanceof Act.Release r) {
                complaints.addAll(stillReached(r));
                deface(r);
            } else {
                perform(acts.get(i), acts.subList(i + 1, acts.size()));
            }
        }
        if (!batched || call instanceof Request.Sync) {
            changedPages.clear();
            changedDevices.clear();
        }
        devices.stream().filter(d -> !changedDevices.contains(d))
                .forEach(device -> watched.stream().filter(page -> !changed(device, page)).forEach(page -> check(device, page, complaints)));
        restore();
        law.silence().ifPresent(why -> complaints.add("nothing can be said any more: " + why));
        return complaints;
    }

    private void expect(Request call) {
        switch (call) {
            case Request.Attach(SourceId source, DomainId domain) -> {
                if (!domain.equals(attached.put(source, domain)) && (unit.cachingMode() || everAttached.contains(source))) {
                    changedDevices.add(source);
                }
                everAttached.add(source);
            }
            case Request.Detach(SourceId source) -> {
                attached.remove(source);
                changedDevices.add(source);
            }
            case Request.Map(DomainId domain, Mapping page) -> watched.stream()
                    .filter(w -> w.alignedTo(page.size()).equals(page.page())).forEach(w -> change(domain, w, page));
            case Request.Unmap(DomainId domain, Iova start, long size) -> watched.stream()
                    .filter(w -> start.compareTo(w) <= 0 && w.compareTo(start.plus(size)) < 0).forEach(w -> change(domain, w, null));
            case Request.Sync() -> { }
        }
    }

    /** @param page null if it is unmapped */
    private void change(DomainId domain, Iova at, Mapping page) {
        Mapping before = page == null ? pages(domain).remove(at) : pages(domain).put(at, page);
        boolean large = page != null && page.size() > 4096; // it may take the place of a table
        if (before != null || large || unit.cachingMode()) {
            changedPages.computeIfAbsent(domain, none -> new HashSet<>()).add(at);
        }
    }

    private boolean changed(SourceId device, Iova page) {
        return attached.containsKey(device) && changedPages.getOrDefault(attached.get(device), Set.of()).contains(page);
    }

    private Map<Iova, Mapping> pages(DomainId domain) {
        return mapped.computeIfAbsent(domain, none -> new HashMap<>());
    }

    private void perform(Act act, List<Act> rest) {
        switch (act) {
            case Act.Store(Gpa at, long value) -> {
                words.put(at, value);
                law.on(new Stimulus.Store64(at, value));
            }
            case Act.StoreWhole(Gpa at, Entry128 value) -> {
                words.put(at, value.low());
                words.put(at.plus(8), value.high());
                law.on(new Stimulus.Store128(at, value));
            }
            case Act.Flush(Gpa line) -> law.on(new Stimulus.Flush(line));
            case Act.Invalidate(Invalidation command) -> {
                descriptor(command);
                makeRoom(rest);
            }
            case Act.Wait() -> descriptor(new Entry128(5 | 1 << 6, 0)); // inv_wait_dsc, FN
            case Act.FlushWriteBuffer f -> { }
            case Act.InvalidateDeviceTlb d -> { }
            case Act.Release r -> { }
        }
    }

    /**
     * The law tells only so many open invalidations apart. If a wait follows, one more before it changes nothing: in
     * between nothing is asked for.
     */
    private void makeRoom(List<Act> rest) {
        boolean waits = rest.stream().filter(a -> a instanceof Act.Wait || a instanceof Act.Release).findFirst()
                .filter(Act.Wait.class::isInstance).isPresent();
        if (waits && rest.stream().takeWhile(a -> !(a instanceof Act.Wait)).filter(Act.Invalidate.class::isInstance).count()
                % MOST_OPEN == 0) {
            descriptor(new Entry128(5 | 1 << 6, 0));
        }
    }

    private void descriptor(Invalidation command) {
        descriptor(switch (command) { // §6.5.2.1, §6.5.2.3
            case ContextInvalidation c -> new Entry128(1 | granularity(c) | (long) c.domain().value() << 16
                    | (long) c.source().value() << 32 | (long) c.functionMask() << 48, 0);
            case IotlbInvalidation i -> new Entry128(2 | granularity(i) | (long) i.domain().value() << 16,
                    i.address().value() | i.addressMask() | (i.leafOnly() ? 1 << 6 : 0));
        });
    }

    private static long granularity(Invalidation command) {
        return switch (command.granularity()) {
            case GLOBAL -> 1 << 4;
            case DOMAIN -> 2 << 4;
            case DEVICE, PAGE -> 3 << 4;
        };
    }

    private void descriptor(Entry128 bits) {
        law.on(new Stimulus.Store128(new Gpa(QUEUE + tail), bits));
        tail = (tail + 16) % 4096;
        register(Registers.IQT, 8, tail);
    }

    private void register(int offset, int size, long value) {
        law.on(new Stimulus.RegisterWrite(offset, size, value));
    }

    /** Whether some device may still come to memory that is released. */
    private List<String> stillReached(Act.Release released) {
        List<String> complaints = new ArrayList<>();
        for (SourceId device : devices) {
            for (Iova page : watched) {
                for (DmaOutcome outcome : outcomes(device, page, Access.READ)) {
                    if (outcome instanceof DmaOutcome.Translated(Gpa at) && released.start().compareTo(at) <= 0
                            && at.compareTo(released.start().plus(released.size())) < 0 && !outcome.equals(wanted(device, page, Access.READ))) {
                        complaints.add(released.start() + " is released while " + device + " can reach it at " + page);
                    }
                }
            }
        }
        return complaints;
    }

    /** Somebody else uses what was a table. */
    private void deface(Act.Release released) {
        for (Gpa at : entriesOfWatched(released.start())) {
            Long table = words.remove(at);
            if (table != null) {
                defaced.put(at, table);
                store(at, DEFACED);
            }
        }
    }

    /** A page for a table is all zero, if its last user left it so. */
    private void restore() {
        defaced.forEach(this::store);
        defaced.clear();
    }

    private void store(Gpa at, long value) {
        law.on(new Stimulus.Store64(at, value));
        law.on(new Stimulus.Flush(at.alignedTo(64)));
    }

    private Set<Gpa> entriesOfWatched(Gpa table) {
        Set<Gpa> entries = new LinkedHashSet<>();
        for (Iova page : watched) {
            for (int shift = 12; shift < 57; shift += 9) {
                entries.add(table.plus((page.value() >>> shift & 511) * 8));
            }
        }
        return entries;
    }

    private void check(SourceId device, Iova page, List<String> complaints) {
        for (Access access : List.of(Access.READ, Access.WRITE)) {
            Set<DmaOutcome> allowed = outcomes(device, page, access);
            boolean right = attached.containsKey(device) ? allowed.equals(Set.of(wanted(device, page, access)))
                    : allowed.stream().allMatch(DmaOutcome.Blocked.class::isInstance);
            if (!right) {
                complaints.add("a " + access + " of " + device + " at " + page + " must be " + wanted(device, page, access)
                        + ", and the unit may answer " + allowed);
            }
        }
    }

    private DmaOutcome wanted(SourceId device, Iova page, Access access) {
        if (!attached.containsKey(device)) {
            return new DmaOutcome.Blocked(FaultReason.CONTEXT_NOT_PRESENT, false);
        }
        Mapping mapping = pages(attached.get(device)).get(page);
        boolean allowed = mapping != null && (access == Access.READ ? mapping.rights().read() : mapping.rights().write());
        return allowed ? new DmaOutcome.Translated(mapping.translate(page))
                : new DmaOutcome.Blocked(access == Access.READ ? FaultReason.READ_DENIED : FaultReason.WRITE_DENIED, false);
    }

    private Set<DmaOutcome> outcomes(SourceId device, Iova page, Access access) {
        Set<DmaOutcome> outcomes = new LinkedHashSet<>();
        law.on(new Stimulus.Dma(DmaRequest.untranslated(device, page, access)))
                .forEach(answer -> outcomes.add(((Answer.Dma) answer).outcome()));
        return outcomes;
    }
}
