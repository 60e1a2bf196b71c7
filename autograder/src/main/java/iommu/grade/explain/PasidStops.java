package iommu.grade.explain;

import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.emulator.pasid.PasidTableLookup;
import iommu.view.AccessPicture.Kind;
import java.util.ArrayList;
import java.util.List;

/** Tells a scalable-mode lookup: root and context entry, PASID directory and PASID table (§3.4.3). */
final class PasidStops {

    private final Telling telling;
    private final Played played;
    private final int bus;
    private final int device;

    /** Adds the fields of the source-id to the request. */
    PasidStops(Telling telling, Played played, SourceId source) {
        this.telling = telling;
        this.played = played;
        bus = telling.part("bus", source.value(), 15, 8);
        device = telling.part("dev+fn", source.value(), 7, 0);
    }

    ScalableContextResult context(Gpa root, SourceId source) {
        Trail trail = new Trail(played.memory());
        ScalableContextResult result =
                new PasidTableLookup(trail.of(Trail.Stage.TABLES), played.capabilities()).context(root, source);
        List<Trail.Seen> seen = trail.seen();
        String ending = switch (result) {
            case Fault fault -> Rules.of(fault.reason());
            case ScalableContext c -> "§9.4: P=1, nothing reserved is set: " + meaning(c) + ".";
        };
        String half = source.device() < 16 ? "lower half, devices 0 to 15" : "upper half, devices 16 to 31";
        structure(seen.subList(0, 1), Layouts.SCALABLE_ROOT, new Place(bus, 16, source.bus()),
                seen.size() > 1 ? "§9.2: the " + half + ": present, nothing reserved: the context table is at its CTP." : ending);
        if (seen.size() > 1) {
            structure(seen.subList(1, seen.size()), Layouts.SCALABLE_CONTEXT,
                    new Place(device, 32, source.value() & 0x7F), ending);
        }
        return result;
    }

    static String meaning(ScalableContext context) {
        return "PASID directory of " + context.directoryEntries() + " entries at " + context.directory()
                + ", RID_PASID " + Telling.hex(context.ridPasid());
    }

    PasidResult entry(ScalableContext context, int pasid) {
        int directory = telling.part("PASID", pasid, 19, 6);
        int table = telling.part("PASID", pasid, 5, 0);
        Trail trail = new Trail(played.memory());
        PasidResult result = new PasidTableLookup(trail.of(Trail.Stage.TABLES), played.capabilities()).entry(context, pasid);
        List<Trail.Seen> seen = trail.seen();
        String ending = switch (result) {
            case Fault fault -> Rules.of(fault.reason());
            case PasidContext c -> "§9.6: P=1, nothing reserved is set: " + meaning(c) + ".";
        };
        structure(seen.subList(0, 1), Layouts.PASID_DIRECTORY, new Place(directory, 8, pasid >> 6),
                seen.size() > 1 ? "§9.5: P=1, nothing reserved is set: the PASID table is at SMPTBLPTR." : ending);
        if (seen.size() > 1) {
            structure(seen.subList(1, seen.size()), Layouts.PASID_ENTRY, new Place(table, 64, pasid & 63), ending);
        }
        return result;
    }

    static String meaning(PasidContext entry) {
        String first = entry.firstStage().levels() + " first-stage levels from " + entry.firstStage().top();
        String second = entry.secondStage().levels() + " second-stage levels from " + entry.secondStage().top();
        return "domain " + entry.domain() + ", " + switch (entry.type()) {
            case FIRST_STAGE -> first;
            case SECOND_STAGE -> second;
            case NESTED -> first + ", each address of theirs through " + second;
            case PASS_THROUGH -> "addresses pass as they are";
        };
    }

    /** How a field of the request leads to a structure. @param size of each in bytes */
    private record Place(int part, int size, int index) {

        String sum(Gpa at) {
            return at.plus(-(long) size * index) + " + " + size + " * " + Telling.hex(index);
        }
    }

    /** One structure, which may have been read in pieces. */
    private void structure(List<Trail.Seen> pieces, Layout layout, Place place, String rule) {
        List<Long> words = new ArrayList<>();
        boolean whole = true;
        for (Trail.Seen piece : pieces) {
            words.addAll(piece.words());
            whole &= !piece.words().isEmpty();
        }
        List<String> lines = new ArrayList<>();
        for (int i = words.size(); whole && i > 0; i -= 2) {
            lines.add(Telling.bits(words.subList(Math.max(0, i - 2), i)));
        }
        lines.addAll(whole ? layout.lines(words) : List.of("it can't be read"));
        Gpa at = pieces.get(0).at();
        telling.found(Kind.ENTRY, layout.name() + " at " + at, lines, place.part(), place.sum(at), rule);
    }
}
