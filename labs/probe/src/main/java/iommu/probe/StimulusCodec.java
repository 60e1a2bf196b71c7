package iommu.probe;

import iommu.arch.Access;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.RequestKind;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;

/** How a {@link Stimulus} travels: a tag of one byte, then its fields in the order of the record. */
public final class StimulusCodec {

    private static final int CONTEXT = 0;
    private static final int IOTLB = 1;

    private static final String NO_ROOM = "no lab has a room that is told of ";

    private StimulusCodec() {
    }

    /** The payload that stands for a step. */
    public static byte[] encode(Stimulus stimulus) {
        FrameWriter out = new FrameWriter();
        write(out, stimulus);
        return out.toBytes();
    }

    /** The step that a whole payload stands for. @throws ProtocolException if it is not one, or more than one */
    public static Stimulus decode(byte[] payload) throws ProtocolException {
        FrameReader in = new FrameReader(payload);
        Stimulus stimulus = read(in);
        in.end();
        return stimulus;
    }

    static void write(FrameWriter out, Stimulus stimulus) {
        switch (stimulus) {
            case Stimulus.Store64 s -> out.u8(1).i64(s.at().value()).i64(s.value());
            case Stimulus.Store128 s -> out.u8(2).i64(s.at().value()).i64(s.value().low()).i64(s.value().high());
            case Stimulus.Flush s -> out.u8(3).i64(s.line().value());
            case Stimulus.Readable s -> out.u8(4).i64(s.page().value()).constant(s.reads());
            case Stimulus.RegisterWrite s -> out.u8(5).i32(s.offset()).i32(s.size()).i64(s.value());
            case Stimulus.RegisterRead s -> out.u8(6).i32(s.offset()).i32(s.size());
            case RoomCall c -> RecordCodec.write(out.u8(18), RoomCall.class, c);
            case Stimulus.AskForPage a -> throw new IllegalArgumentException(NO_ROOM + a);
            case Stimulus.Interrupt i -> throw new IllegalArgumentException(NO_ROOM + i);
            case Stimulus.DeviceTlbDone d -> out.u8(19).i32(d.source().value());
            case Stimulus.DeviceTlbTimeout t -> out.u8(20).i32(t.source().value());
            case Stimulus.Dma s -> out.u8(7).i32(s.request().source().value()).i32(s.request().pasid().value())
                    .i64(s.request().address().value()).constant(s.request().access()).constant(s.request().kind())
                    .flag(s.request().supervisor()).flag(s.request().execute());
            case Stimulus.LookUpContext s -> out.u8(8).i64(s.rootTable().value()).i32(s.source().value());
            case Stimulus.Walk s -> {
                ValueCodec.write(out.u8(9), s.start());
                out.i64(s.address().value()).constant(s.access());
            }
            case Stimulus.TakeEpoch s -> out.u8(10).i32(s.slot());
            case Stimulus.FillTranslation s -> {
                out.u8(11).i32(s.source().value()).i32(s.pasid().value()).i64(s.address().value());
                ValueCodec.write(out, s.entry());
                out.i32(s.slot());
            }
            case Stimulus.FillContext s -> {
                ValueCodec.write(out.u8(12).i32(s.source().value()), s.entry());
                out.i32(s.slot());
            }
            case Stimulus.FillPrefix s -> {
                ValueCodec.write(out.u8(13).i32(s.domain().value()).i64(s.address().value()), s.entry());
                out.i32(s.slot());
            }
            case Stimulus.CachedTranslationOf s ->
                out.u8(14).i32(s.source().value()).i32(s.pasid().value()).i64(s.address().value());
            case Stimulus.CachedContextOf s -> out.u8(15).i32(s.source().value());
            case Stimulus.CachedPrefixOf s -> out.u8(16).i32(s.domain().value()).i64(s.address().value());
            case Stimulus.Invalidate s -> write(out.u8(17), s.command());
        }
    }

    static Stimulus read(FrameReader in) throws ProtocolException {
        int tag = in.u8();
        return switch (tag) {
            case 1 -> new Stimulus.Store64(ValueCodec.gpa(in), in.i64());
            case 2 -> new Stimulus.Store128(ValueCodec.gpa(in), new Entry128(in.i64(), in.i64()));
            case 3 -> new Stimulus.Flush(ValueCodec.gpa(in));
            case 4 -> new Stimulus.Readable(ValueCodec.gpa(in), in.constant(Reads.class));
            case 5 -> new Stimulus.RegisterWrite(in.within(0, Integer.MAX_VALUE), in.within(4, 8), in.i64());
            case 6 -> new Stimulus.RegisterRead(in.within(0, Integer.MAX_VALUE), in.within(4, 8));
            case 7 -> new Stimulus.Dma(new DmaRequest(ValueCodec.source(in), ValueCodec.pasid(in), ValueCodec.iova(in),
                    in.constant(Access.class), in.constant(RequestKind.class), in.flag(), in.flag()));
            case 8 -> new Stimulus.LookUpContext(ValueCodec.gpa(in), ValueCodec.source(in));
            case 9 -> new Stimulus.Walk(ValueCodec.start(in), ValueCodec.iova(in), in.constant(Access.class));
            case 10 -> new Stimulus.TakeEpoch(in.i32());
            case 11 -> new Stimulus.FillTranslation(ValueCodec.source(in), ValueCodec.pasid(in), ValueCodec.iova(in),
                    ValueCodec.cached(in), in.i32());
            case 12 -> new Stimulus.FillContext(ValueCodec.source(in), ValueCodec.context(in), in.i32());
            case 13 -> new Stimulus.FillPrefix(ValueCodec.domain(in), ValueCodec.iova(in), ValueCodec.start(in), in.i32());
            case 14 -> new Stimulus.CachedTranslationOf(ValueCodec.source(in), ValueCodec.pasid(in), ValueCodec.iova(in));
            case 15 -> new Stimulus.CachedContextOf(ValueCodec.source(in));
            case 16 -> new Stimulus.CachedPrefixOf(ValueCodec.domain(in), ValueCodec.iova(in));
            case 17 -> new Stimulus.Invalidate(invalidation(in));
            case 18 -> RecordCodec.read(in, RoomCall.class);
            case 19 -> new Stimulus.DeviceTlbDone(ValueCodec.source(in));
            case 20 -> new Stimulus.DeviceTlbTimeout(ValueCodec.source(in));
            default -> throw new ProtocolException("no step has the tag " + tag);
        };
    }

    private static void write(FrameWriter out, Invalidation command) {
        switch (command) {
            case ContextInvalidation c -> out.u8(CONTEXT).constant(c.granularity()).i32(c.domain().value())
                    .i32(c.source().value()).i32(c.functionMask());
            case IotlbInvalidation c -> out.u8(IOTLB).constant(c.granularity()).i32(c.domain().value())
                    .i64(c.address().value()).i32(c.addressMask()).flag(c.leafOnly());
        }
    }

    private static Invalidation invalidation(FrameReader in) throws ProtocolException {
        try {
            return switch (in.u8()) {
                case CONTEXT -> new ContextInvalidation(in.constant(Granularity.class), ValueCodec.domain(in),
                        ValueCodec.source(in), in.i32());
                case IOTLB -> new IotlbInvalidation(in.constant(Granularity.class), ValueCodec.domain(in),
                        ValueCodec.iova(in), in.i32(), in.flag());
                default -> throw new ProtocolException("neither kind of invalidation");
            };
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(e.getMessage());
        }
    }
}
