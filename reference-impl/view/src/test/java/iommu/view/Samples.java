package iommu.view;

import iommu.arch.Access;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Pictures that the tests look at. */
final class Samples {

    static final WalkStart FOUR_LEVELS = new WalkStart(new Gpa(0x1000000), 4, Rights.RW, 48);
    static final Iova ADDRESS = new Iova(0x7f80_4020_1008L);

    private Samples() {
    }

    static List<WalkStep> steps() {
        return List.of(new WalkStep(4, new Gpa(0x10007f8), 0x100_1003L), new WalkStep(3, new Gpa(0x1001008), 0x100_2001L),
                new WalkStep(2, new Gpa(0x1002008), 0x100_3003L), new WalkStep(1, new Gpa(0x1003008), 0x20_0803L));
    }

    static WalkPicture walk() {
        return WalkPicture.of(FOUR_LEVELS, ADDRESS, Access.READ, steps(),
                new Mapping(new Iova(0x7f80_4020_1000L), new Gpa(0x200000), 0x1000, Rights.R, true, steps()));
    }

    static WalkPicture deniedWrite() {
        return WalkPicture.of(FOUR_LEVELS, ADDRESS, Access.WRITE, steps().subList(0, 2),
                Fault.atLevel(FaultReason.WRITE_DENIED, 3));
    }

    static WalkPicture superpage() {
        List<WalkStep> steps = List.of(steps().get(0), steps().get(1), new WalkStep(2, new Gpa(0x1002008), 0xa000_0083L));
        return WalkPicture.of(FOUR_LEVELS, ADDRESS, Access.READ, steps,
                new Mapping(new Iova(0x7f80_4020_0000L), new Gpa(0xa0000000L), 0x200000, Rights.R, false, steps));
    }

    static WalkPicture unreadable() {
        return WalkPicture.of(new WalkStart(new Gpa(0x1000000), 5, Rights.RW, 57), ADDRESS, Access.READ,
                List.of(new WalkStep(5, new Gpa(0x1000000), 0x4000_0000_0100_1003L)),
                Fault.atLevel(FaultReason.TABLE_ACCESS_ERROR, 4).withSilent(true));
    }

    static WalkPicture fromPrefix() {
        return WalkPicture.of(new WalkStart(new Gpa(0x1002000), 2, Rights.R, 48), ADDRESS, Access.READ,
                steps().subList(2, 4),
                new Mapping(new Iova(0x7f80_4020_1000L), new Gpa(0x200000), 0x1000, Rights.R, false, List.of()));
    }

    static ContextPicture context() {
        return ContextPicture.of(new Gpa(0x1000000), SourceId.of(0x3a, 3, 1),
                List.of(new EntryRead(new Gpa(0x10003a0), Optional.of(new Entry128(0x100_1001L, 0))),
                        new EntryRead(new Gpa(0x1001190), Optional.of(new Entry128(0x100_2003L, 0x702)))),
                new TranslationContext(new DomainId(7), TranslationType.UNTRANSLATED_ONLY, new Gpa(0x1002000), 4, true));
    }

    static ContextPicture contextFault() {
        return ContextPicture.of(new Gpa(0x1000000), SourceId.of(0x3a, 3, 1),
                List.of(new EntryRead(new Gpa(0x10003a0), Optional.of(new Entry128(0x100_1001L, 0))),
                        new EntryRead(new Gpa(0x1001190), Optional.empty())),
                Fault.of(FaultReason.CONTEXT_ACCESS_ERROR)).marked(new Mark(1, "your room answered domain 0"));
    }

    static CacheTimeline timeline() {
        return CacheTimeline.of(List.of(
                new TimelineRow(3, "fill 00:03.0 did=1 iova=0x200000 size=2M", "0xa00000 rw", TimelineRow.Kind.FILL, false),
                new TimelineRow(4, "fill 00:04.0 did=1 iova=0x1000 size=4K", "0x600000 r", TimelineRow.Kind.FILL, false),
                new TimelineRow(5, "lookup 00:03.0 0x201000", "0xa01000 rw did=1", TimelineRow.Kind.LOOKUP, false),
                new TimelineRow(6, "epoch before", "", TimelineRow.Kind.OTHER, false),
                new TimelineRow(7, "invalidate iotlb page did=1 iova=0x201000 am=0", "covers 0x201000 to 0x201fff of domain 1",
                        TimelineRow.Kind.INVALIDATION, false),
                new TimelineRow(8, "fill 00:03.0 did=1 iova=0x201000 size=4K", "0x700000 rw", TimelineRow.Kind.FILL, false),
                new TimelineRow(9, "lookup 00:03.0 0x201000", "your room said 0xa01000 rw did=1", TimelineRow.Kind.LOOKUP,
                        true)),
                List.of(new AllowedAnswer("0x700000 rw did=1", 8, "filled after the invalidation"),
                        new AllowedAnswer("miss", 0, "a cache may always have dropped an entry")));
    }

    /** A matrix of two cells: without caching mode the other answer. */
    static Picture matrix(Verdict other) {
        Configuration on = Configuration.DEFAULT;
        Configuration off = new Configuration(false, on.coherent(), on.shadowing(), on.stages(), on.snoop(), on.deviceTlb(),
                on.passThrough());
        return MatrixPicture.of(List.of(new MatrixCell(on, Set.of(Wish.MAP, Wish.UNMAP), new Verdict.Allowed()),
                new MatrixCell(off, Set.of(Wish.MAP, Wish.UNMAP), other)));
    }
}
