package iommu.probe;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.seam.MappingDriver;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A driver of the guest's, with a root table and a pool of pages. Memory steps don't concern it: it never reads back. */
final class DrivenRoom implements RoomDriver {

    /** The acts of one call: as many as clear two tables, and small enough for a frame. */
    static final int MOST = 1100;
    /** The root table of every case. */
    private static final Gpa ROOT = new Gpa(0x100_0000);

    private final DriverMaker maker;
    private final Capabilities capabilities;
    private final CasePages pages = new CasePages();
    private Made<MappingDriver> made;

    DrivenRoom(DriverMaker maker, Capabilities capabilities) {
        this.maker = maker;
        this.capabilities = capabilities;
    }

    @Override
    public Answer on(Stimulus stimulus) {
        if (!RoomKind.DRIVER.takes(stimulus)) {
            throw new IllegalArgumentException("a run of the room DRIVER has no step " + stimulus);
        }
        return switch (stimulus) {
            case RoomCall.BeginDriver begin -> {
                begin(begin);
                yield made.failure() != null ? made.failure() : new Answer.Done();
            }
            case RoomCall.Drive drive -> {
                if (made == null) {
                    begin(new RoomCall.BeginDriver(false, Set.of()));
                }
                yield made.failure() != null ? made.failure() : drive(drive);
            }
            default -> new Answer.Done();
        };
    }

    private void begin(RoomCall.BeginDriver begin) {
        made = Made.by(() -> maker.make(capabilities, ROOT, pages, begin.batched(), begin.deviceTlbs()));
    }

    private Answer drive(RoomCall.Drive drive) {
        Answer answer = Guard.call(() -> taken(drive.request().on(made.room())));
        return answer instanceof RoomAnswer.Acts(List<Act> acts)
                ? pages.follow(ROOT, acts).<Answer>map(why -> new Answer.Broken(Breach.MALFORMED, why)).orElse(answer) : answer;
    }

    /** The list as the room gave it back; one of a learner's own making is read once, and not to its end. */
    private static Answer taken(List<Act> acts) {
        if (acts == null) {
            return new Answer.Broken(Breach.NULL, "the list of acts is null");
        }
        List<Act> taken = new ArrayList<>();
        for (Act act : acts) {
            if (act == null) {
                return new Answer.Broken(Breach.NULL, "an act is null");
            }
            if (taken.size() == MOST) {
                return new Answer.Broken(Breach.MALFORMED, "more than " + MOST + " acts of one call");
            }
            taken.add(act);
        }
        return WellFormed.checked(new RoomAnswer.Acts(taken));
    }
}
