package iommu.guest;

import iommu.arch.Gpa;
import iommu.arch.seam.MappingDriver;
import java.util.List;
import java.util.TreeSet;

/** Pages for a driver's tables, from one address up. What the driver releases is handed out again, lowest first. */
public final class PagePool implements MappingDriver.TablePages {

    private final Gpa first;
    private final TreeSet<Gpa> free = new TreeSet<>();
    private Gpa next;

    /** @param first a multiple of 4 KiB; nothing above it is used otherwise */
    public PagePool(Gpa first) {
        this.first = first;
        next = first;
    }

    @Override
    public Gpa take() {
        if (!free.isEmpty()) {
            return free.pollFirst();
        }
        Gpa page = next;
        next = next.plus(4096);
        return page;
    }

    /** Takes back what these acts release, as far as it came from here. */
    public void takeBack(List<MappingDriver.Act> acts) {
        for (MappingDriver.Act act : acts) {
            if (act instanceof MappingDriver.Act.Release(Gpa start, long size)
                    && size == 4096 && first.compareTo(start) <= 0 && start.compareTo(next) < 0) {
                free.add(start);
            }
        }
    }

    /** How many pages are in use. */
    public long used() {
        return (next.value() - first.value()) / 4096 - free.size();
    }
}
