package iommu.emulator.adversary;

import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The requesters and pages that an eager cache fills for: those met last, with the pages beside them. */
final class Interest {

    /** Who asks. */
    record Requester(SourceId source, Pasid pasid) {
    }

    private static final long PAGE = 1L << 12;
    private static final int MOST_REQUESTERS = 8;
    private static final int MOST_PAGES = 24;

    private final Deque<Requester> requesters = new ArrayDeque<>();
    private final Deque<Iova> pages = new ArrayDeque<>();

    /** @return whether there is news */
    boolean add(SourceId source, Pasid pasid, Iova address) {
        boolean news = remember(requesters, new Requester(source, pasid), MOST_REQUESTERS);
        Iova page = address.alignedTo(PAGE);
        news |= remember(pages, page.plus(PAGE), MOST_PAGES);
        news |= remember(pages, page.plus(-PAGE), MOST_PAGES);
        news |= remember(pages, page, MOST_PAGES);
        return news;
    }

    private static <T> boolean remember(Deque<T> known, T latest, int most) {
        if (known.contains(latest)) {
            return false;
        }
        known.addLast(latest);
        if (known.size() > most) {
            known.removeFirst();
        }
        return true;
    }

    List<Requester> requesters() {
        return new ArrayList<>(requesters);
    }

    List<Iova> pages() {
        return new ArrayList<>(pages);
    }
}
