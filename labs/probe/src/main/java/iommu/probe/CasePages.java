package iommu.probe;

import iommu.arch.Gpa;
import iommu.arch.seam.MappingDriver;
import iommu.arch.seam.MappingDriver.Act;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A driver's neighbour: pages of zeros from one address up. What the driver releases is handed out again, lowest first. */
final class CasePages implements MappingDriver.TablePages {

    private static final int PAGE = 4096;
    private static final long FIRST = 0x200_0000;
    /** More than any case needs. */
    private static final int MOST = 1024;

    private final TreeSet<Long> free = new TreeSet<>();
    private final Set<Long> taken = new HashSet<>();
    private long next = FIRST;

    /** @throws IllegalStateException if there are no more */
    @Override
    public Gpa take() {
        if (free.isEmpty()) {
            free.add(unused());
        }
        long page = free.pollFirst();
        taken.add(page);
        return new Gpa(page);
    }

    private long unused() {
        if (next >= FIRST + (long) MOST * PAGE) {
            throw new IllegalStateException("all " + MOST + " pages for tables are in use");
        }
        next += PAGE;
        return next - PAGE;
    }

    /**
     * Follows what a driver does: takes back what it releases, as far as it came from here.
     *
     * @param root the one page that the driver has without having taken it
     * @return what is wrong with the first store elsewhere than in a page that the driver has
     */
    Optional<String> follow(Gpa root, List<Act> acts) {
        Optional<String> wrong = Optional.empty();
        for (Act act : acts) {
            switch (act) {
                case Act.Store(Gpa at, long value) -> wrong = wrong.or(() -> misplaced(root, at));
                case Act.StoreWhole(Gpa at, var value) -> wrong = wrong.or(() -> misplaced(root, at));
                case Act.Release(Gpa start, long size) -> takeBack(start.value(), size);
                default -> { }
            }
        }
        return wrong;
    }

    private void takeBack(long start, long size) {
        List<Long> back = taken.stream().filter(page -> page >= start && page - start < size).toList();
        back.forEach(taken::remove);
        free.addAll(back);
    }

    private Optional<String> misplaced(Gpa root, Gpa at) {
        Gpa page = at.alignedTo(PAGE);
        return page.equals(root) || taken.contains(page.value()) ? Optional.empty()
                : Optional.of("a store at " + at + ", neither in the root table nor in a page that was taken for a table and not released");
    }
}
