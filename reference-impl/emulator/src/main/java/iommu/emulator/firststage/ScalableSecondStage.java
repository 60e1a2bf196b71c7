package iommu.emulator.firststage;

import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.Rights;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.StagedStep;
import iommu.arch.format.SecondStageEntry;
import java.util.Optional;

/**
 * The walk through 3, 4 or 5 levels of second-stage tables in scalable mode (§3.7): the same tables as in legacy mode,
 * with accessed and dirty bits and with faults of their own.
 *
 * <p>At every level the entry's own validity is judged first, then whether a right is left at all, then whether it is
 * the right that is needed (freedom {@code fault-order}).
 */
final class ScalableSecondStage {

    private final Capabilities capabilities;
    private final boolean separateRights;

    /** @param separateRights RTADDR.SSIRWE: rights are in IR and IW, not in R and W (§9.8) */
    ScalableSecondStage(Capabilities capabilities, boolean separateRights) {
        this.capabilities = capabilities;
        this.separateRights = separateRights;
    }

    /** How many bits an input address of the second stage may have: the fewer of MGAW and AW (§3.7). */
    int width(PasidContext context) {
        return Math.min(capabilities.guestAddressWidth(), PagingLevel.width(context.secondStage().levels()));
    }

    /**
     * Walks the tables.
     *
     * @param input  an address of {@link #width} bits
     * @param demand what the page must allow
     * @param dirty  whether the page is going to be written
     */
    StagedResult walk(PasidContext context, Iova input, Demand demand, boolean dirty, Trail trail) {
        boolean flags = context.flags().secondStageDirty(); // §3.7.2: SSADE
        Gpa table = context.secondStage().top();
        Rights above = Rights.RW;
        for (PagingLevel level = new PagingLevel(context.secondStage().levels());; level = level.below()) {
            Optional<StagedStep> step = trail.read(false, level, table.plus(level.offset(input)));
            if (step.isEmpty()) {
                return Fault.atLevel(accessError(context, level), level.number());
            }
            SecondStageEntry entry = new SecondStageEntry(step.get().entry());
            Rights rights = above.and(given(entry)); // §3.7.1: the AND over all levels
            Optional<FaultReason> reason = flaw(entry, level, rights).or(() -> demand.unmetBy(rights));
            if (reason.isPresent()) {
                return Fault.atLevel(reason.get(), level.number());
            }
            boolean leaf = isLeaf(entry, level);
            if (flags) {
                trail.owe(step.get(), SecondStageEntry.ACCESSED | (leaf && dirty ? SecondStageEntry.DIRTY : 0));
            }
            if (leaf) {
                boolean writable = !flags || dirty || (entry.bits() & SecondStageEntry.DIRTY) != 0;
                boolean snoop = entry.snoop() || context.flags().snoopedPages(); // §3.10
                return new StagedMapping(input.alignedTo(level.span()), new Gpa(entry.address()), level.span(), rights,
                        rights, snoop, writable, trail.steps());
            }
            table = new Gpa(entry.address());
            above = rights;
        }
    }

    /** The table that the PASID entry names, or one below it. */
    private static FaultReason accessError(PasidContext context, PagingLevel level) {
        return level.number() == context.secondStage().levels()
                ? FaultReason.SECOND_STAGE_POINTER_ACCESS_ERROR // §7.1.3 SSS.4
                : FaultReason.SECOND_STAGE_ACCESS_ERROR; // §7.1.3 SSS.1
    }

    /** An entry that gives no right at all is not present: nothing else in it counts (§9.8). */
    private Optional<FaultReason> flaw(SecondStageEntry entry, PagingLevel level, Rights rights) {
        if (given(entry) != Rights.NONE && hasReservedBits(entry, level)) {
            return Optional.of(FaultReason.SECOND_STAGE_RESERVED); // §7.1.3 SSS.3
        }
        return rights == Rights.NONE ? Optional.of(FaultReason.SECOND_STAGE_NOT_PRESENT) : Optional.empty(); // SSS.2
    }

    private Rights given(SecondStageEntry entry) {
        return separateRights ? Rights.of(entry.ioRead(), entry.ioWrite()) : Rights.of(entry.read(), entry.write());
    }

    private static boolean isLeaf(SecondStageEntry entry, PagingLevel level) {
        return level.number() == 1 || entry.pageSize(); // §9.8: bit 7 is ignored at level 1; at 4 and 5 it is reserved
    }

    private boolean hasReservedBits(SecondStageEntry entry, PagingLevel level) {
        boolean leaf = isLeaf(entry, level);
        if (leaf && level.number() > 1 && !capabilities.superpages().contains(level.number())) {
            return true; // §9.8: bit 7 where no page of this size is offered
        }
        long reserved = 0x000F_FFFF_FFFF_F000L & -1L << capabilities.hostAddressWidth(); // §9.8: 51:HAW
        if (!separateRights) {
            reserved |= 1L << 62; // §9.8: IW needs SSIRWE
        }
        if (!leaf || !capabilities.snoopControl()) {
            reserved |= 1L << 11; // §9.8: SNP is a leaf's, and needs ECAP.SC
        }
        if (leaf) {
            reserved |= level.span() - PagingLevel.PAGE; // §9.8: 20:12 of a 2 MiB leaf, 29:12 of a 1 GiB leaf
        }
        return (entry.bits() & reserved) != 0;
    }
}
