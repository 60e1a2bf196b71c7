package iommu.emulator.firststage;

import iommu.arch.Access;
import iommu.arch.FirstStageOutput;
import iommu.arch.PasidContext;
import iommu.arch.StagedResult;

/**
 * What the addresses in first-stage tables stand for: memory itself, or the input of the second stage (§3.5, §3.8).
 * Each answer is the page around an address, or the fault that keeps it from being reached.
 */
interface Beneath {

    /** Whether an address may have the bits that this one has (§7.1.3 SFS.5). */
    boolean covers(PasidContext context, FirstStageOutput address);

    /** The page in which a first-stage entry of this level lies, to be read. */
    StagedResult table(PasidContext context, FirstStageOutput entry, PagingLevel level, Trail trail);

    /** The page that a request reaches in the end. */
    StagedResult page(PasidContext context, FirstStageOutput address, Access access, Trail trail);
}
