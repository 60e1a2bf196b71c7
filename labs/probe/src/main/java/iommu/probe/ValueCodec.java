package iommu.probe;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import java.util.ArrayList;
import java.util.List;

/** How the values of the vocabulary travel. Every reader checks the ranges that the value's own type demands. */
final class ValueCodec {

    private static final int FAULT = 0;
    private static final int FOUND = 1;
    private static final int LAST_LEVEL = 7;

    private ValueCodec() {
    }

    static SourceId source(FrameReader in) throws ProtocolException {
        return new SourceId(in.within(0, 0xFFFF));
    }

    static DomainId domain(FrameReader in) throws ProtocolException {
        return new DomainId(in.within(0, 0xFFFF));
    }

    static Pasid pasid(FrameReader in) throws ProtocolException {
        return new Pasid(in.within(-1, 0xFFFFF));
    }

    static Gpa gpa(FrameReader in) throws ProtocolException {
        return new Gpa(in.i64());
    }

    static Iova iova(FrameReader in) throws ProtocolException {
        return new Iova(in.i64());
    }

    static void write(FrameWriter out, WalkStart start) {
        out.i64(start.table().value()).i32(start.level()).constant(start.rights()).i32(start.addressWidth());
    }

    static WalkStart start(FrameReader in) throws ProtocolException {
        return new WalkStart(gpa(in), in.within(0, LAST_LEVEL), in.constant(Rights.class), in.within(0, 64));
    }

    static void write(FrameWriter out, ContextResult result) {
        switch (result) {
            case Fault fault -> write(out.u8(FAULT), fault);
            case TranslationContext found -> out.u8(FOUND).i32(found.domain().value()).constant(found.type())
                    .i64(found.secondStage().value()).i32(found.levels()).flag(found.silent());
        }
    }

    static ContextResult context(FrameReader in) throws ProtocolException {
        return switch (in.u8()) {
            case FAULT -> fault(in);
            case FOUND -> new TranslationContext(domain(in), in.constant(TranslationType.class), gpa(in),
                    in.within(0, LAST_LEVEL), in.flag());
            default -> throw new ProtocolException("neither a context nor a fault");
        };
    }

    static void write(FrameWriter out, WalkResult result) {
        switch (result) {
            case Fault fault -> write(out.u8(FAULT), fault);
            case Mapping mapping -> {
                out.u8(FOUND).i64(mapping.page().value()).i64(mapping.frame().value()).i64(mapping.size());
                out.constant(mapping.rights()).flag(mapping.snoop()).u8(mapping.steps().size());
                mapping.steps().forEach(s -> out.i32(s.level()).i64(s.at().value()).i64(s.entry()));
            }
        }
    }

    static WalkResult walk(FrameReader in) throws ProtocolException {
        return switch (in.u8()) {
            case FAULT -> fault(in);
            case FOUND -> new Mapping(iova(in), gpa(in), in.i64(), in.constant(Rights.class), in.flag(), steps(in));
            default -> throw new ProtocolException("neither a mapping nor a fault");
        };
    }

    private static List<WalkStep> steps(FrameReader in) throws ProtocolException {
        int count = in.u8();
        if (count > WellFormed.MAX_STEPS) {
            throw new ProtocolException("more than " + WellFormed.MAX_STEPS + " steps");
        }
        List<WalkStep> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(new WalkStep(in.within(0, LAST_LEVEL), gpa(in), in.i64()));
        }
        return steps;
    }

    static void write(FrameWriter out, CachedTranslation entry) {
        write(out.i32(entry.domain().value()).flag(entry.silent()), entry.result());
    }

    static CachedTranslation cached(FrameReader in) throws ProtocolException {
        return new CachedTranslation(domain(in), in.flag(), walk(in));
    }

    private static void write(FrameWriter out, Fault fault) {
        out.u8(fault.reason().code()).i32(fault.level()).i64(fault.holeSize()).flag(fault.silent());
    }

    private static Fault fault(FrameReader in) throws ProtocolException {
        return new Fault(reason(in), in.within(0, LAST_LEVEL), in.i64(), in.flag());
    }

    static FaultReason reason(FrameReader in) throws ProtocolException {
        try {
            return FaultReason.ofCode(in.u8());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(e.getMessage());
        }
    }
}
