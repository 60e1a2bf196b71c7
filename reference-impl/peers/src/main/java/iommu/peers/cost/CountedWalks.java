package iommu.peers.cost;

import iommu.arch.seam.PageWalk;
import iommu.arch.seam.StagedWalk;
import iommu.emulator.machine.Rooms;

/** Counts page walks: those that serve a request, and those that listeners need. */
final class CountedWalks {

    private boolean serving;
    private long walks;
    private long readAgain;

    /** From now on walks serve a request, or no more. */
    void serving(boolean on) {
        serving = on;
    }

    long walks() {
        return walks;
    }

    long readAgain() {
        return readAgain;
    }

    /** The same rooms, with walks that are counted. */
    Rooms around(Rooms plain) {
        PageWalk walk = plain.legacy().walk();
        Rooms.Scalable scalable = plain.scalable();
        return new Rooms(new Rooms.Legacy(plain.legacy().context(), (start, address, access) -> {
            count();
            return walk.walk(start, address, access);
        }, plain.legacy().cache()),
                new Rooms.Scalable(scalable.lookup(), counted(scalable.walk()), counted(scalable.separateRightsWalk()),
                        scalable.cache()),
                plain.faults(), plain.registers(), plain.queue(), plain.interrupts(), plain.pageRequests());
    }

    private StagedWalk counted(StagedWalk walk) {
        return (context, request) -> {
            count();
            return walk.walk(context, request);
        };
    }

    private void count() {
        if (serving) {
            walks++;
        } else {
            readAgain++;
        }
    }
}
