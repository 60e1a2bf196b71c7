package iommu.house;

import iommu.arch.Iova;
import iommu.house.MatrixGuest.Attachment;
import iommu.house.MatrixGuest.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a guest has changed since it last invalidated it: pages of its spaces, and devices. */
final class MatrixDebt {

    /** @param first the first-stage space of that number, else the second-stage one */
    record Page(boolean first, int space, Iova page) {
    }

    private final Set<Page> pages = new LinkedHashSet<>();
    private final Set<Integer> devices = new TreeSet<>();

    void page(boolean first, int space, Iova page) {
        pages.add(new Page(first, space, page));
    }

    void device(int device) {
        devices.add(device);
    }

    void paid() {
        pages.clear();
        devices.clear();
    }

    void pagePaid(Page page) {
        pages.remove(page);
    }

    void domainPaid(int domain) {
        pages.removeIf(p -> domain == (p.first() ? 11 : 1) + p.space());
    }

    boolean devices() {
        return !devices.isEmpty();
    }

    List<Page> spaces() {
        return List.copyOf(pages);
    }

    /** Whether what a request of the device finds at the page was changed and not invalidated since. */
    boolean concerns(int device, Attachment attachment, Iova page) {
        boolean first = attachment.type() == Type.FIRST || attachment.type() == Type.NESTED;
        boolean second = attachment.type() == Type.SECOND || attachment.type() == Type.NESTED;
        return devices.contains(device) || first && pages.contains(new Page(true, attachment.space(), page))
                || second && pages.contains(new Page(false, attachment.space(), page));
    }
}
