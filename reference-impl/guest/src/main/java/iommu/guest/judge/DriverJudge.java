package iommu.guest.judge;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.guest.Change;
import iommu.guest.Covers;
import iommu.guest.judge.Structures.Memory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges a driver by Table 28, from what it says at its seam alone: which entries its stores change, and whether the
 * invalidations complete at each release, and at the end of each call that must settle everything, cover every change
 * ({@link Covers}). It also says which invalidations were not needed.
 *
 * <p>It knows nothing of what pages should be mapped where: that is for a relation with the law to say. It shares no
 * code with {@link iommu.guest.TableDriver}.
 */
public final class DriverJudge {

    /**
     * What there is to say of one call.
     *
     * @param complaints each with the change, the rule and its section; none if all is well
     * @param unneeded   invalidations and waits without which all would be well too
     */
    public record Verdict(List<String> complaints, List<Act> unneeded) {
    }

    /** A debt that was paid by the commands before {@code to}. */
    private record Paid(Debt debt, int to) {
    }

    private final Capabilities unit;
    private final boolean batched;
    private final Covers covers;
    private final Structures structures;
    private final Changes changes;
    private final Frames frames = new Frames();
    private final Set<Gpa> tables = new LinkedHashSet<>();
    private final List<Act> commands = new ArrayList<>();
    private final List<Paid> paid = new ArrayList<>();
    private int completed;
    private List<String> complaints = new ArrayList<>();
    private List<Act> unneeded = new ArrayList<>();

    /**
     * A judge of a driver that begins with an empty root table.
     *
     * @param batched    whether the driver may put off until {@code sync} what it owes
     * @param deviceTlbs the devices that have a device-TLB and use it, as the driver was told; of no meaning if the unit
     *                   doesn't support that
     */
    public DriverJudge(Capabilities unit, Gpa root, boolean batched, Set<SourceId> deviceTlbs) {
        this.unit = unit;
        this.batched = batched;
        covers = new Covers(unit);
        structures = new Structures(root);
        changes = new Changes(unit, structures, unit.deviceTlb() ? Set.copyOf(deviceTlbs) : Set.of());
    }

    /** Judges one call by what the driver did. */
    public Verdict judge(Request call, List<Act> acts) {
        complaints = new ArrayList<>();
        unneeded = new ArrayList<>();
        expect(call);
        acts.forEach(this::take);
        complaints.addAll(changes.lost());
        if (!batched || call instanceof Request.Sync) {
            conclude();
        }
        return new Verdict(List.copyOf(complaints), List.copyOf(unneeded));
    }

    private void expect(Request call) {
        if (call instanceof Request.Map(DomainId domain, var page)) {
            frames.map(domain, page);
        } else if (call instanceof Request.Unmap(DomainId domain, Iova start, long size)) {
            frames.unmap(domain, start, size);
        }
    }

    private void take(Act act) {
        switch (act) {
            case Act.Store(Gpa at, long value) -> {
                tables.add(at.alignedTo(4096));
                complaints.addAll(changes.store(at, value, commands.size()));
            }
            case Act.StoreWhole(Gpa at, var value) -> {
                tables.add(at.alignedTo(4096));
                changes.store(at, value, commands.size());
            }
            case Act.Flush(Gpa line) -> changes.flush(line, commands.size());
            case Act.FlushWriteBuffer() -> changes.emptyBuffers();
            case Act.Invalidate i -> {
                if (i.command() instanceof IotlbInvalidation page && page.granularity() == Granularity.PAGE) {
                    supported(page);
                }
                command(i);
            }
            case Act.InvalidateDeviceTlb d -> command(d);
            case Act.Wait() -> complete(act);
            case Act.Release(Gpa start, long size) -> release(new Memory(start, size));
        }
    }

    private void supported(IotlbInvalidation page) {
        if (!unit.pageSelective()) {
            complaints.add("a page-selective invalidation for a unit without them (CAP.PSI, §6.5.2.3)");
        } else if (page.addressMask() > unit.maxAddressMask()) {
            complaints.add("an address mask of " + page.addressMask() + ", wider than " + unit.maxAddressMask() + " (CAP.MAMV, §6.5.2.3)");
        }
    }

    private void command(Act act) {
        commands.add(act);
        changes.emptyBuffers(); // §6.8: implicitly, before it is executed
    }

    private void complete(Act wait) {
        if (completed == commands.size()) {
            unneeded.add(wait);
        }
        completed = commands.size();
        settle();
    }

    private void settle() {
        List<Act> done = commands.subList(0, completed);
        changes.debts().removeIf(debt -> {
            boolean covered = debt.paidBy(done, covers);
            if (covered) {
                paid.add(new Paid(debt, completed));
            }
            return covered;
        });
        if (changes.debts().isEmpty()) {
            structures.settle();
        }
    }

    private void release(Memory memory) {
        settle();
        for (Debt debt : changes.debts()) {
            if (debt.keeps(memory)) {
                complaints.add(memory.start() + " is released while " + owes(debt));
            }
        }
        if (!tables.remove(memory.start())) {
            if (!frames.release(memory.start(), memory.size())) {
                complaints.add(memory.start() + " is released though it is still mapped, or was released before");
            }
        } else if (!structures.roles(memory.start()).isEmpty()) {
            complaints.add("the table at " + memory.start() + " is released though an entry leads to it");
        } else if (!structures.blank(memory.start()) || changes.unflushed(memory.start())) {
            complaints.add("the table at " + memory.start() + " is released before it is all zero in memory");
        }
    }

    /** Such as {@code the change of the level 1 entry of 0x1000 (leaf, now absent)}. */
    private static String changed(Change change) {
        return switch (change) {
            case Change.Root root -> "the change of a root entry (" + word(root.before()) + " before)";
            case Change.Context(SourceId source, Change.Entry before, DomainId domain, Set<DomainId> domains) ->
                "the change of the context entry of " + source + " (" + word(before) + " before, domain " + domain + ")";
            case Change.Paging p -> "the change of the level " + p.level() + " entry of " + p.address() + " in domain "
                    + p.domains().stream().map(DomainId::toString).sorted().collect(Collectors.joining(", "))
                    + " (" + word(p.before()) + ", now " + word(p.after()) + ")";
            case Change.Reuse(DomainId domain) -> "the new use of domain " + domain;
        };
    }

    private static String word(Change.Entry entry) {
        return entry.name().toLowerCase(Locale.ROOT);
    }

    private static String owes(Debt debt) {
        return changed(debt.change()) + " is not covered by what was completed since: " + switch (debt.change()) {
            case Change.Root r -> "global context-cache, then global IOTLB invalidation (Table 28)";
            case Change.Context c -> "context-cache invalidation under the old domain-id, or 0 for what was absent, then "
                    + "domain-selective IOTLB invalidation under every one that it had (Table 28, §6.2.2.1, §6.5.2.1)";
            case Change.Paging p -> "page-selective IOTLB invalidation under each domain-id, as large as the leaf, with IH=0 "
                    + "unless only leaves changed (Table 28, §6.5.3.3)";
            case Change.Reuse r -> "domain-selective invalidations (Table 28)";
        } + (debt.devices().isEmpty() ? "" : ", then the device-TLBs of " + debt.devices() + " (§6.5.2.5)")
                + (debt.from() == Debt.NOT_YET ? "; its line was not flushed before (§3.10)" : "");
    }

    /** Nothing may be owed now. */
    private void conclude() {
        settle();
        changes.debts().forEach(debt -> complaints.add("at the end of the call, " + owes(debt)));
        if (!frames.allReleased()) {
            complaints.add("frames that are no longer mapped are not released");
        }
        if (changes.debts().isEmpty()) {
            findUnneeded();
        }
        commands.clear();
        paid.clear();
        completed = 0;
        changes.forget();
        structures.settle();
    }

    private void findUnneeded() {
        List<Act> rest = new ArrayList<>(commands);
        for (int i = rest.size() - 1; i >= 0; i--) {
            Act left = rest.set(i, null);
            if (paid.stream().allMatch(p -> p.debt().paidBy(rest.subList(0, p.to()), covers))) {
                unneeded.add(left);
            } else {
                rest.set(i, left);
            }
        }
    }
}
