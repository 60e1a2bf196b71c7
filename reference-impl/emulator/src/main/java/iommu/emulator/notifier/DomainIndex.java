package iommu.emulator.notifier;

import iommu.arch.DomainId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which followers may hold anything under a domain-id: what an invalidation costs depends on those alone. */
final class DomainIndex {

    private final Map<DomainId, Set<Follower>> byDomain = new HashMap<>();
    private final Map<Follower, Set<DomainId>> entered = new HashMap<>();

    /** A copy, for what they are told may move them. */
    List<Follower> of(DomainId domain) {
        Set<Follower> found = byDomain.get(domain);
        return found == null ? List.of() : List.copyOf(found);
    }

    /** The follower has one domain-id more. */
    void add(Follower follower, DomainId domain) {
        byDomain.computeIfAbsent(domain, none -> new LinkedHashSet<>()).add(follower);
        entered.computeIfAbsent(follower, none -> new HashSet<>()).add(domain);
    }

    /** The follower's domain-ids may have changed. */
    void update(Follower follower) {
        Set<DomainId> now = follower.domains();
        Set<DomainId> before = entered.getOrDefault(follower, Set.of());
        if (!now.equals(before)) {
            remove(follower);
            now.forEach(domain -> byDomain.computeIfAbsent(domain, none -> new LinkedHashSet<>()).add(follower));
            entered.put(follower, new HashSet<>(now));
        }
    }

    void remove(Follower follower) {
        Set<DomainId> before = entered.remove(follower);
        if (before != null) {
            before.forEach(domain -> byDomain.computeIfPresent(domain, (none, followers) -> {
                followers.remove(follower);
                return followers.isEmpty() ? null : followers;
            }));
        }
    }
}
