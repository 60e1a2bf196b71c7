package iommu.guest.judge;

import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which frames the calls have mapped, and how often each part of memory was given back against how often it was lost. */
final class Frames {

    /** By page numbers. */
    private record Run(long first, long last, long frame) {
        long frameOf(long page) {
            return frame + page - first;
        }
    }

    private final Map<DomainId, TreeMap<Long, Run>> mapped = new HashMap<>();
    /** What is to be given back, as steps: the number at a page is the sum of all steps up to it. */
    private final TreeMap<Long, Integer> lost = new TreeMap<>();

    void map(DomainId domain, Mapping page) {
        Run run = new Run(page.page().value() >>> 12, (page.page().value() + page.size() - 1) >>> 12, page.frame().value() >>> 12);
        for (Run old : cut(domain, run.first, run.last)) {
            if (old.frame != run.frameOf(old.first)) {
                count(old.frame, old.frameOf(old.last), 1);
            }
        }
        mapped.get(domain).put(run.first, run);
    }

    void unmap(DomainId domain, Iova start, long size) {
        cut(domain, start.value() >>> 12, (start.value() + size - 1) >>> 12)
                .forEach(old -> count(old.frame, old.frameOf(old.last), 1));
    }

    /** @return whether all of it was lost, and not given back before */
    boolean release(Gpa start, long size) {
        count(start.value() >>> 12, (start.value() + size - 1) >>> 12, -1);
        int sum = 0;
        for (int step : lost.values()) {
            sum += step;
            if (sum < 0) {
                return false;
            }
        }
        return true;
    }

    boolean allReleased() {
        return lost.isEmpty();
    }

    private void count(long first, long last, int by) {
        lost.merge(first, by, (a, b) -> a + b == 0 ? null : a + b);
        lost.merge(last + 1, -by, (a, b) -> a + b == 0 ? null : a + b);
    }

    /** Takes out what lies between two pages. */
    private List<Run> cut(DomainId domain, long first, long last) {
        TreeMap<Long, Run> runs = mapped.computeIfAbsent(domain, none -> new TreeMap<>());
        List<Run> out = new ArrayList<>();
        for (Run run : List.copyOf(runs.headMap(last, true).values())) {
            if (run.last >= first) {
                runs.remove(run.first);
                if (run.first < first) {
                    runs.put(run.first, new Run(run.first, first - 1, run.frame));
                }
                if (run.last > last) {
                    runs.put(last + 1, new Run(last + 1, run.last, run.frameOf(last + 1)));
                }
                long from = Math.max(first, run.first);
                out.add(new Run(from, Math.min(last, run.last), run.frameOf(from)));
            }
        }
        return out;
    }
}
