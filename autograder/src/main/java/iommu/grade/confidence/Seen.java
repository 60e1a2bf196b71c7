package iommu.grade.confidence;

import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that was observed of one subject.
 *
 * @param visible by the cases that everybody can read
 * @param hidden  by generated cases alone, once for each seed
 */
public record Seen(Lab lab, Subject subject, Observation visible, List<Observation> hidden) {

    public Seen {
        hidden = List.copyOf(hidden);
    }

    /** Whether generated cases alone fail it, under every seed. */
    boolean caughtHidden() {
        return hidden.stream().noneMatch(seen -> seen.failed().isEmpty());
    }

    boolean caughtVisible() {
        return !visible.failed().isEmpty();
    }

    /** Whether no law group failed, by any case under any seed. */
    boolean keepsTheLaw() {
        return lab.groups().stream().filter(g -> g.kind().equals("law")).noneMatch(g -> visible.failed().contains(g.id())
                || hidden.stream().anyMatch(seen -> seen.failed().contains(g.id())));
    }

    /** What fails in the whole suite under the seed of this place. */
    Set<String> failed(int place) {
        Set<String> failed = new LinkedHashSet<>(visible.failed());
        failed.addAll(hidden.get(place).failed());
        return failed;
    }

    /**
     * The most points that it costs, whatever the seed, in groups that neither are about it nor need the one that is: of
     * those the report says that they are blocked.
     */
    int outside() {
        return most(blocked());
    }

    /** The same with the groups that are blocked by its own. */
    int elsewhere() {
        return most(subject.mistake().map(m -> Set.of(m.group())).orElse(Set.of()));
    }

    private int most(Set<String> own) {
        int most = 0;
        for (int place = 0; place < hidden.size(); place++) {
            Set<String> failed = failed(place);
            most = Math.max(most, lab.groups().stream().filter(g -> failed.contains(g.id()) && !own.contains(g.id()))
                    .mapToInt(Group::points).sum());
        }
        return most;
    }

    /** Its own group, and those that need it, or need one that does: needs name earlier groups only. */
    private Set<String> blocked() {
        Set<String> blocked = new LinkedHashSet<>();
        subject.mistake().ifPresent(m -> blocked.add(m.group()));
        lab.groups().stream().filter(g -> g.needs().stream().anyMatch(blocked::contains)).forEach(g -> blocked.add(g.id()));
        return blocked;
    }

    /** Under how many seeds the right class was named. */
    int rightlyNamed() {
        return (int) hidden.stream().filter(seen -> subject.mistake().map(m -> m.behaviour().word().equals(seen.behaviour()))
                .orElse(false)).count();
    }
}
