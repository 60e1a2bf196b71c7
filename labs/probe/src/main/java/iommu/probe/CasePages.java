package iommu.probe;

import iommu.arch.Gpa;
import iommu.arch.seam.MappingDriver;
import iommu.arch.seam.MappingDriver.Act;
import java.util.List;
import java.util.TreeSet;

/** A driver's neighbour: pages of zeros from one address up. What the driver releases is handed out again, lowest first. */
final class CasePages implements MappingDriver.TablePages {

    private static final int PAGE = 4096;
    private static final long FIRST = 0x200_0000;
    /** More than any case needs. */
    private static final int MOST = 1024;

    private final TreeSet<Long> free = new TreeSet<>();
    private long next = FIRST;

    /** @throws IllegalStateException if there are no more */
    @Override
    public Gpa take() {
        if (!free.isEmpty()) {
            return new Gpa(free.pollFirst());
        }
        if (next >= FIRST + (long) MOST * PAGE) {
            throw new IllegalStateException("all " + MOST + " pages for tables are in use");
        }
        next += PAGE;
        return new Gpa(next - PAGE);
    }

    /** Takes back what these acts release, as far as it came from here. */
    void takeBack(List<Act> acts) {
        for (Act act : acts) {
            if (act instanceof Act.Release(Gpa start, long size) && size == PAGE && start.offsetIn(PAGE) == 0
                    && start.value() >= FIRST && start.value() < next) {
                free.add(start.value());
            }
        }
    }
}
