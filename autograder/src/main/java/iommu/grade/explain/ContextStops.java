package iommu.grade.explain;

import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.emulator.context.RootAndContextLookup;
import iommu.view.AccessPicture.Kind;
import java.util.ArrayList;
import java.util.List;

/** Tells a legacy-mode context lookup: root entry, context entry, what they mean (§3.4.2). */
final class ContextStops {

    private static final int ENTRY = 16;

    private final Telling telling;
    private final int bus;
    private final int device;

    /** Adds the fields of the source-id to the request. */
    ContextStops(Telling telling, SourceId source) {
        this.telling = telling;
        bus = telling.part("bus", source.value(), 15, 8);
        device = telling.part("dev+fn", source.value(), 7, 0);
    }

    /** Looks up once more, and tells it. @return what came out */
    ContextResult tell(Memory memory, Capabilities unit, Gpa root, SourceId source) {
        Trail trail = new Trail(memory);
        ContextResult result = new RootAndContextLookup(trail.of(Trail.Stage.TABLES), unit).lookUp(root, source);
        List<Trail.Seen> seen = trail.seen();
        for (int i = 0; i < seen.size(); i++) {
            boolean last = i == seen.size() - 1;
            if (i == 0) {
                entry(seen.get(0), Layouts.ROOT, bus, source.bus(), last ? ending(result) : "§9.1: P=1 and nothing reserved is "
                        + "set: the context table is at CTP.");
            } else {
                entry(seen.get(i), Layouts.CONTEXT, device, source.value() & 0xFF, ending(result));
            }
        }
        return result;
    }

    private static String ending(ContextResult result) {
        return switch (result) {
            case Fault fault -> Rules.of(fault.reason());
            case TranslationContext c -> "§9.3: P=1, AW and TT are offered, nothing reserved is set: " + meaning(c) + ".";
        };
    }

    static String meaning(TranslationContext context) {
        return "domain " + context.domain().value() + ", " + (context.type() == TranslationType.PASS_THROUGH
                ? "addresses pass as they are" : context.levels() + " levels from " + context.secondStage())
                + (context.silent() ? ", qualified faults are not recorded" : "");
    }

    private void entry(Trail.Seen seen, Layout layout, int part, long index, String rule) {
        telling.found(Kind.ENTRY, layout.name() + " at " + seen.at(), lines(seen, layout), part,
                seen.at().alignedTo(4096) + " + " + ENTRY + " * " + Telling.hex(index), rule);
    }

    static List<String> lines(Trail.Seen seen, Layout layout) {
        List<String> lines = new ArrayList<>();
        if (seen.words().isEmpty()) {
            lines.add("it can't be read");
        } else {
            lines.add(Telling.bits(seen.words()));
            lines.addAll(layout.lines(seen.words()));
        }
        return lines;
    }
}
