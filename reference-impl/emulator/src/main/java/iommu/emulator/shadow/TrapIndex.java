package iommu.emulator.shadow;

import iommu.arch.Gpa;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which pages are in use, and by whom. The page that has lost its last use is just memory again. */
final class TrapIndex {

    private final Map<Gpa, Set<Use>> uses = new LinkedHashMap<>();
    private final Set<Gpa> pages = Collections.unmodifiableSet(uses.keySet());

    void add(Use use) {
        uses.computeIfAbsent(use.page(), page -> new LinkedHashSet<>()).add(use);
    }

    void remove(Use use) {
        Set<Use> ofPage = uses.get(use.page());
        if (ofPage != null && ofPage.remove(use) && ofPage.isEmpty()) {
            uses.remove(use.page());
        }
    }

    /** Who uses the page, as of now. */
    List<Use> of(Gpa page) {
        return List.copyOf(uses.getOrDefault(page, Set.of()));
    }

    /** A view. */
    Set<Gpa> pages() {
        return pages;
    }
}
