package iommu.emulator.firststage;

import iommu.arch.Access;
import iommu.arch.FirstStageOutput;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.Rights;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import java.util.List;

/** Without nesting, a first-stage output is where it is (§3.6). */
final class PlainMemory implements Beneath {

    private static final long GIGABYTE = 1 << 30;

    @Override
    public boolean covers(PasidContext context, FirstStageOutput address) {
        return true; // bits 51:HAW are reserved in the entries (§9.7), and there are none above
    }

    @Override
    public StagedResult table(PasidContext context, FirstStageOutput entry, PagingLevel level, Trail trail) {
        return identity(context, entry);
    }

    @Override
    public StagedResult page(PasidContext context, FirstStageOutput address, Access access, Trail trail) {
        return identity(context, address);
    }

    private static StagedMapping identity(PasidContext context, FirstStageOutput address) {
        long start = address.alignedTo(GIGABYTE).value();
        return new StagedMapping(new Iova(start), new Gpa(start), GIGABYTE, Rights.RW, Rights.RW,
                context.flags().snoopedPages(), true, List.of());
    }
}
