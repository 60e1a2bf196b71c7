package iommu.emulator.firststage;

import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.FirstStageOutput;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.Rights;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.StagedStep;
import iommu.arch.format.FirstStageEntry;
import iommu.arch.seam.StagedWalk.Request;
import java.util.Optional;

/**
 * The walk through 4 or 5 levels of first-stage tables (§3.6), the tables of Intel 64 processors.
 *
 * <p>Where the tables lie, and what their addresses mean, is for a {@link Beneath} to say. At every level the entry's
 * own validity is judged first, then privilege, then the right to write (freedom {@code fault-order}).
 */
final class FirstStageWalk {

    private final Capabilities capabilities;
    private final Beneath beneath;

    FirstStageWalk(Capabilities capabilities, Beneath beneath) {
        this.capabilities = capabilities;
        this.beneath = beneath;
    }

    /** What the entries allow so far: the ANDs of all U/S and of all R/W (§3.6.1). */
    private record Permissions(boolean user, boolean write) {

        static final Permissions ALL = new Permissions(true, true);

        Permissions and(FirstStageEntry entry) {
            return new Permissions(user && entry.user(), write && entry.write());
        }

        Rights ofUser() {
            return Rights.of(user, user && write);
        }

        Rights ofSupervisor(PasidContext.Flags flags) {
            boolean mayWrite = write || !flags.writeProtect(); // §3.6.1: WPE
            return flags.supervisor() ? Rights.of(true, mayWrite) : Rights.NONE; // §9.6: SRE
        }

        /** The fault of a request that these don't allow. */
        Optional<FaultReason> refuses(Request request, PasidContext.Flags flags) {
            if (!request.supervisor() && !user) {
                return Optional.of(FaultReason.SUPERVISOR_PAGE); // §7.1.3 SGN.2
            }
            Rights rights = request.supervisor() ? ofSupervisor(flags) : ofUser();
            boolean denied = Demand.writes(request.access()) && !rights.write();
            return denied ? Optional.of(FaultReason.SCALABLE_WRITE_DENIED) : Optional.empty(); // §7.1.3 SGN.6
        }
    }

    StagedResult walk(PasidContext context, Request request, Trail trail) {
        int levels = context.firstStage().levels();
        if (!isCanonical(request.address(), PagingLevel.width(levels))) {
            return Fault.of(FaultReason.ADDRESS_NOT_CANONICAL); // §7.1.3 SGN.1
        }
        FirstStageOutput table = new FirstStageOutput(context.firstStage().top().value());
        Permissions above = Permissions.ALL;
        for (PagingLevel level = new PagingLevel(levels);; level = level.below()) {
            FirstStageOutput at = table.plus(level.offset(request.address()));
            StagedResult ground = beneath.table(context, at, level, trail);
            if (!(ground instanceof StagedMapping page)) {
                return within(level, (Fault) ground);
            }
            Optional<StagedStep> step = trail.read(true, level, page.translate(new Iova(at.value())));
            if (step.isEmpty()) {
                return Fault.atLevel(accessError(level, levels), level.number());
            }
            FirstStageEntry entry = new FirstStageEntry(step.get().entry());
            Permissions permissions = above.and(entry);
            Optional<FaultReason> reason = flaw(context, entry, level)
                    .or(() -> permissions.refuses(request, context.flags()));
            if (reason.isPresent()) {
                return Fault.atLevel(reason.get(), level.number());
            }
            boolean leaf = isLeaf(entry, level);
            trail.owe(step.get(), flags(context, leaf && Demand.writes(request.access())), page);
            if (leaf) {
                return reach(context, request, new Leaf(level, entry, permissions), trail);
            }
            table = target(entry, level);
            above = permissions;
        }
    }

    /** An entry that maps a page, with the permissions of the whole walk. */
    private record Leaf(PagingLevel level, FirstStageEntry entry, Permissions permissions) {
    }

    /** The mapping: the smaller of the first-stage page and of what it lies in, and what both allow (§3.8). */
    private StagedResult reach(PasidContext context, Request request, Leaf leaf, Trail trail) {
        long span = leaf.level().span();
        FirstStageOutput output = target(leaf.entry(), leaf.level()).plus(request.address().offsetIn(span));
        StagedResult ground = beneath.page(context, output, request.access(), trail);
        if (!(ground instanceof StagedMapping page)) {
            return within(leaf.level(), (Fault) ground);
        }
        long size = Math.min(span, page.size());
        boolean dirty = Demand.writes(request.access()) || (leaf.entry().bits() & FirstStageEntry.DIRTY) != 0;
        return new StagedMapping(request.address().alignedTo(size),
                page.translate(new Iova(output.value())).alignedTo(size), size,
                leaf.permissions().ofUser().and(page.user()),
                leaf.permissions().ofSupervisor(context.flags()).and(page.user()), page.snoop(),
                dirty && page.writable(), trail.steps());
    }

    /** Bits 63:N repeat bit N-1 (§3.6). */
    private static boolean isCanonical(Iova address, int width) {
        int above = Long.SIZE - width;
        return address.value() << above >> above == address.value();
    }

    /** A fault of the second stage: it is the same for the addresses under one first-stage entry, and maybe not for more. */
    private static Fault within(PagingLevel level, Fault fault) {
        return new Fault(fault.reason(), fault.level(), Math.min(fault.holeSize(), level.span()), fault.silent());
    }

    private static FaultReason accessError(PagingLevel level, int levels) {
        return level.number() == levels ? FaultReason.FIRST_STAGE_POINTER_ACCESS_ERROR // §7.1.3 SFS.4
                : FaultReason.FIRST_STAGE_ACCESS_ERROR; // §7.1.3 SFS.1
    }

    private Optional<FaultReason> flaw(PasidContext context, FirstStageEntry entry, PagingLevel level) {
        if (!entry.present()) {
            return Optional.of(FaultReason.FIRST_STAGE_NOT_PRESENT); // §7.1.3 SFS.2
        }
        if (hasReservedBits(entry, level)) {
            return Optional.of(FaultReason.FIRST_STAGE_RESERVED); // §7.1.3 SFS.3
        }
        return beneath.covers(context, target(entry, level)) ? Optional.empty()
                : Optional.of(FaultReason.NESTED_ADDRESS_BEYOND_WIDTH); // §7.1.3 SFS.5
    }

    private static boolean isLeaf(FirstStageEntry entry, PagingLevel level) {
        return level.number() == 1 || entry.pageSize(); // §9.7: bit 7 is PAT at level 1; at 4 and 5 it is reserved
    }

    private boolean hasReservedBits(FirstStageEntry entry, PagingLevel level) {
        long reserved = 0x000F_FFFF_FFFF_F000L & -1L << capabilities.hostAddressWidth(); // §3.6: 51:HAW
        if (level.number() > 3 || level.number() == 3 && !capabilities.scalable().gigabytePages()) {
            reserved |= 1 << 7; // §3.6: PS of a PML5E, of a PML4E, and of a PDPE without FS1GP
        }
        if (isLeaf(entry, level)) {
            reserved |= level.span() - 1 & -1L << 13; // §3.6: 29:13 or 20:13 of a large leaf; none of a small one
        }
        return (entry.bits() & reserved) != 0;
    }

    /** The table or page that an entry names: of a large leaf without PAT, bit 12 (§9.7). */
    private static FirstStageOutput target(FirstStageEntry entry, PagingLevel level) {
        FirstStageOutput address = new FirstStageOutput(entry.address());
        return isLeaf(entry, level) ? address.alignedTo(level.span()) : address;
    }

    /** What the walk must leave set in an entry that it uses (§3.6.2). */
    private static long flags(PasidContext context, boolean dirty) {
        return FirstStageEntry.ACCESSED | (dirty ? FirstStageEntry.DIRTY : 0)
                | (context.flags().extendedAccessed() ? FirstStageEntry.EXTENDED_ACCESSED : 0); // §3.6.2: EAFE
    }
}
