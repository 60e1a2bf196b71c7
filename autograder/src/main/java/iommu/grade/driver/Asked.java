package iommu.grade.driver;

import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingDriver.Request;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the calls asked for, and where a driver may not have done it yet. */
final class Asked {

    private final TablesLaw.Watched watched;
    private final Map<SourceId, DomainId> attached = new HashMap<>();
    private final Set<SourceId> everAttached = new HashSet<>();
    private final Map<DomainId, Map<Iova, Mapping>> mapped = new HashMap<>();
    /** What may be put off: devices that were elsewhere, and pages that were mapped otherwise. */
    private final Set<SourceId> openDevices = new HashSet<>();
    private final Map<DomainId, Set<Iova>> openPages = new HashMap<>();

    Asked(TablesLaw.Watched watched) {
        this.watched = watched;
    }

    void take(Request call) {
        switch (call) {
            case Request.Attach(SourceId source, DomainId domain) -> {
                boolean another = !domain.equals(attached.put(source, domain));
                boolean known = !everAttached.add(source);
                if (another && (known || watched.unit().cachingMode())) { // §6.1
                    openDevices.add(source);
                }
            }
            case Request.Detach(SourceId source) -> {
                attached.remove(source);
                openDevices.add(source);
            }
            case Request.Map(DomainId domain, Mapping page) -> {
                for (Iova each : watched.pages()) {
                    if (each.alignedTo(page.size()).equals(page.page())) {
                        boolean another = pages(domain).put(each, page) != null;
                        change(domain, each, another || page.size() > 4096); // a large one may take the place of a table
                    }
                }
            }
            case Request.Unmap(DomainId domain, Iova start, long size) -> {
                for (Iova each : watched.pages()) {
                    if (start.compareTo(each) <= 0 && each.compareTo(start.plus(size)) < 0) {
                        change(domain, each, pages(domain).remove(each) != null);
                    }
                }
            }
            case Request.Sync() -> { }
        }
    }

    private Map<Iova, Mapping> pages(DomainId domain) {
        return mapped.computeIfAbsent(domain, none -> new HashMap<>());
    }

    private void change(DomainId domain, Iova page, boolean present) {
        if (present || watched.unit().cachingMode()) { // §6.1
            openPages.computeIfAbsent(domain, none -> new HashSet<>()).add(page);
        }
    }

    /** Nothing may be put off any longer. */
    void settle() {
        openDevices.clear();
        openPages.clear();
    }

    /** Whether what was asked for must be done by now. */
    boolean isDue(SourceId device, Iova page) {
        return !openDevices.contains(device)
                && !(isAttached(device) && openPages.getOrDefault(attached.get(device), Set.of()).contains(page));
    }

    boolean isAttached(SourceId device) {
        return attached.containsKey(device);
    }

    /** What the device must find at the page; empty if nothing. */
    Optional<Mapping> at(SourceId device, Iova page) {
        return Optional.ofNullable(attached.get(device)).map(domain -> pages(domain).get(page));
    }
}
