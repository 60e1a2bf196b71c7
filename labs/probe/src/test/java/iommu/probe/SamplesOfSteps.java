package iommu.probe;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** At least one of every kind of step and answer, with values at their bounds. */
final class SamplesOfSteps {

    static final SourceId SOURCE = SourceId.parse("ff:1f.7");
    static final DomainId DOMAIN = new DomainId(0xFFFF);
    static final Iova IOVA = new Iova(0x1FF_FFFF_FFFF_F000L);
    static final WalkStart START = new WalkStart(new Gpa(0xF_FFFF_FFFF_F000L), 5, Rights.W, 57);
    static final Mapping MAPPING = new Mapping(new Iova(0x4000_0000L), new Gpa(0x8000_0000L), 1 << 30, Rights.R, true,
            List.of(new WalkStep(4, new Gpa(8), -1), new WalkStep(3, new Gpa(16), Long.MIN_VALUE)));
    static final ContextResult FOUND =
            new TranslationContext(DOMAIN, TranslationType.WITH_DEVICE_TLB, new Gpa(0x7000), 5, true);

    private SamplesOfSteps() {
    }

    static List<Stimulus> stimuli() {
        List<Stimulus> all = new ArrayList<>(List.of(
                new Stimulus.Store64(new Gpa(-8), -1), new Stimulus.Store128(new Gpa(16), new Entry128(1, -2)),
                new Stimulus.Flush(new Gpa(0x40)), new Stimulus.RegisterWrite(0x18, 4, 0xFFFF_FFFFL),
                new Stimulus.RegisterRead(0x8, 8), new Stimulus.LookUpContext(new Gpa(0x1000), SOURCE),
                new Stimulus.TakeEpoch(7), new Stimulus.FillContext(SOURCE, FOUND, 7),
                new Stimulus.FillContext(SOURCE, Fault.of(FaultReason.CONTEXT_INVALID).withSilent(true), Stimulus.NOW),
                new Stimulus.FillPrefix(DOMAIN, IOVA, START, 0),
                new Stimulus.FillTranslation(SOURCE, Pasid.NONE, IOVA, new CachedTranslation(DOMAIN, true, MAPPING), 1),
                new Stimulus.FillTranslation(SOURCE, new Pasid(0xFFFFF), IOVA,
                        new CachedTranslation(DOMAIN, false, Fault.atLevel(FaultReason.READ_DENIED, 5)), Stimulus.NOW),
                new Stimulus.CachedTranslationOf(SOURCE, Pasid.NONE, IOVA), new Stimulus.CachedContextOf(SOURCE),
                new Stimulus.CachedPrefixOf(DOMAIN, IOVA), new Stimulus.DeviceTlbDone(SOURCE), new Stimulus.DeviceTlbTimeout(SOURCE)));
        for (Reads reads : Reads.values()) {
            all.add(new Stimulus.Readable(new Gpa(0x2000), reads));
        }
        for (Access access : Access.values()) {
            all.add(new Stimulus.Walk(START, IOVA, access));
            for (RequestKind kind : RequestKind.values()) {
                all.add(new Stimulus.Dma(new DmaRequest(SOURCE, Pasid.NONE, IOVA, access, kind)));
                all.add(new Stimulus.Dma(new DmaRequest(SOURCE, new Pasid(5), IOVA, access, kind, true, false)));
                all.add(new Stimulus.Dma(new DmaRequest(SOURCE, new Pasid(5), IOVA, access, kind, false, true)));
            }
        }
        for (var command : List.of(ContextInvalidation.global(), ContextInvalidation.domain(DOMAIN),
                ContextInvalidation.device(DOMAIN, SOURCE, 3), IotlbInvalidation.global(),
                IotlbInvalidation.domain(DOMAIN), IotlbInvalidation.page(DOMAIN, IOVA, 63, true))) {
            all.add(new Stimulus.Invalidate(command));
        }
        return all;
    }

    static List<Answer> answers() {
        List<Answer> all = new ArrayList<>(List.of(new Answer.Done(), new Answer.Value(-1),
                new Answer.Dma(new DmaOutcome.Translated(new Gpa(0x1234))), new Answer.Context(FOUND),
                new Answer.Dma(new DmaOutcome.Granted(new Gpa(0x2000), 0x1000, Rights.R, true, false)),
                new Answer.Dma(new DmaOutcome.Refused(FaultReason.ROOT_NOT_PRESENT, false, DmaOutcome.CompletionStatus.COMPLETER_ABORT)),
                new Answer.Walk(MAPPING), new Answer.Walk(MAPPING.withoutSteps()),
                new Answer.Translation(Optional.empty()),
                new Answer.Translation(Optional.of(new CachedTranslation(DOMAIN, true, MAPPING))),
                new Answer.CachedContext(Optional.empty()), new Answer.CachedContext(Optional.of(FOUND)),
                new Answer.Prefix(Optional.empty()), new Answer.Prefix(Optional.of(START))));
        for (FaultReason reason : FaultReason.values()) {
            all.add(new Answer.Dma(new DmaOutcome.Blocked(reason, true)));
            all.add(new Answer.Walk(Fault.atLevel(reason, 3)));
            all.add(new Answer.Context(Fault.of(reason)));
        }
        for (Breach breach : Breach.values()) {
            all.add(new Answer.Broken(breach, "java.lang.Error: gr\u00fc\u00df"));
        }
        return all;
    }
}
