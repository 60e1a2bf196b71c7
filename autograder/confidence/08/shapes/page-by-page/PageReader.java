package lab08;

import iommu.arch.Access;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.seam.PageWalk;
import java.util.TreeMap;

/** Goes through the guest's tables, and writes every page down by itself. */
final class PageReader {

    private final PageWalk walk;

    PageReader(PageWalk walk) {
        this.walk = walk;
    }

    TreeMap<Long, PageBook.Page> read(WalkStart top, Blocks.Span span) {
        TreeMap<Long, PageBook.Page> pages = new TreeMap<>();
        long at = span.first();
        while (at <= span.last()) {
            Iova address = new Iova(at << 12);
            WalkResult result = walk.walk(top, address, Access.READ);
            long hole = 0;
            if (result instanceof Fault noRead) {
                hole = noRead.holeSize();
                result = walk.walk(top, address, Access.WRITE);
            }
            if (result instanceof Mapping m) {
                long first = m.page().value() >>> 12;
                long last = first + (m.size() >>> 12) - 1;
                for (long page = at; page <= Math.min(last, span.last()); page++) {
                    pages.put(page, new PageBook.Page((m.frame().value() >>> 12) + (page - first), m.rights(), m.snoop()));
                }
                at = last + 1;
            } else {
                hole = Math.min(hole, ((Fault) result).holeSize()) >>> 12;
                if (hole == 0) break;
                at = at - at % hole + hole;
            }
        }
        return pages;
    }
}
