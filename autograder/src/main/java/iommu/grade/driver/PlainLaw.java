package iommu.grade.driver;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.grade.driver.PlainTables.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for, held against what the tables say: after each call, and at each release. That the unit knows nothing older
 * is for the judge of Table 28 to say. Where that is not all, as in a table that is not well made, nothing is said any more.
 */
public final class PlainLaw implements TablesLaw {

    private final Watched watched;
    private final Asked asked;
    private final PlainTables tables;
    private final Commands commands = new Commands();
    private final List<String> complaints = new ArrayList<>();
    private Optional<String> silence = Optional.empty();

    public PlainLaw(Watched watched) {
        this.watched = watched;
        asked = new Asked(watched);
        tables = new PlainTables(watched.unit(), watched.root());
    }

    @Override
    public List<String> judge(Request call, List<Act> acts) {
        complaints.clear();
        asked.take(call);
        for (int i = 0; i < acts.size(); i++) {
            take(acts.get(i), acts.subList(i + 1, acts.size()));
        }
        boolean settles = !watched.batched() || call instanceof Request.Sync;
        if (settles) {
            asked.settle();
            tables.settle();
        }
        tables.meet(watched.devices());
        watched.devices().forEach(device -> watched.pages().forEach(page -> check(device, page)));
        if (settles) {
            commands.settle();
        }
        return List.copyOf(complaints);
    }

    @Override
    public Optional<String> silence() {
        return silence;
    }

    private void take(Act act, List<Act> rest) {
        switch (act) {
            case Act.Store(Gpa at, long value) -> tables.store(at, value);
            case Act.StoreWhole(Gpa at, var value) -> {
                tables.store(at, value.low());
                tables.store(at.plus(8), value.high());
            }
            case Act.Flush(Gpa line) -> tables.flush(line);
            case Act.Invalidate(var command) -> {
                if (!commands.take(command, rest)) {
                    complaints.add("more than " + Commands.MOST_OPEN + " invalidations are under way without a wait");
                }
                if (commands.areOdd()) {
                    fallSilent("an invalidation has an address that is no page's");
                }
            }
            case Act.Wait() -> commands.complete();
            case Act.Release released -> {
                tables.meet(watched.devices());
                watched.devices().forEach(device -> watched.pages().forEach(page -> release(released, device, page)));
            }
            case Act.FlushWriteBuffer() -> { }
            case Act.InvalidateDeviceTlb d -> { }
        }
    }

    private void fallSilent(String why) {
        silence = silence.or(() -> Optional.of(why));
    }

    private void release(Act.Release released, SourceId device, Iova page) {
        Found found = tables.find(device, page);
        Gpa end = released.start().plus(released.size());
        if (found.rights().read() && released.start().compareTo(found.frame()) <= 0 && found.frame().compareTo(end) < 0
                && asked.at(device, page).filter(m -> m.rights().read() && m.translate(page).equals(found.frame())).isEmpty()) {
            object(found, released.start() + " is released while " + device + " can reach it at " + page);
        }
    }

    private void object(Found found, String why) {
        if (found.wellMade()) {
            complaints.add(why);
        } else {
            doubt();
        }
    }

    private void doubt() {
        fallSilent("what a unit makes of these tables can't be told here");
    }

    private void check(SourceId device, Iova page) {
        Found found = tables.find(device, page);
        if (!asked.isDue(device, page)) {
            if (!found.wellMade()) {
                doubt(); // it may be cached as it is
            }
            return;
        }
        Optional<Mapping> wanted = asked.at(device, page);
        Rights rights = wanted.map(Mapping::rights).orElse(Rights.NONE);
        if (!asked.isAttached(device)) {
            if (found.rights() != Rights.NONE) {
                object(found, device + " has no domain, and yet it can reach " + found.frame() + " at " + page);
            }
        } else if (!found.tables() || found.rights() != rights
                || rights != Rights.NONE && !found.frame().equals(wanted.get().translate(page))) {
            complaints.add(device + " must find " + words(rights, wanted.map(m -> m.translate(page))) + " at " + page + ", and it finds "
                    + (found.tables() ? words(found.rights(), Optional.of(found.frame())) : "no tables for it"));
        } else if (!found.wellMade() || !found.alone()
                || watched.unit().cachingMode() && rights != Rights.NONE && commands.leaveBehind(page)) {
            doubt();
        }
    }

    private static String words(Rights rights, Optional<Gpa> frame) {
        return rights == Rights.NONE ? "nothing" : frame.orElseThrow() + " (" + rights + ")";
    }
}
