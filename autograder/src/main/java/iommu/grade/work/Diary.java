package iommu.grade.work;

import iommu.grade.explain.Behaviours;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.verdict.Behaviour;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is remembered of a learner's work on one lab.
 *
 * @param receipt of the sources that were judged last; empty before that
 * @param trouble why they could not be judged, such as that they do not compile; empty if they were
 * @param solved  whether every group has passed at some time
 * @param groups  the last verdict on each group that has one, by its id
 * @param hints   how many hints of a ladder were shown, by the group's id and the kind of mistake
 */
public record Diary(String receipt, String trouble, boolean solved, Map<String, Entry> groups, Map<String, Integer> hints) {

    /** Nothing was judged yet. */
    public static final Diary EMPTY = new Diary("", "", false, Map.of(), Map.of());

    /**
     * The last verdict on a group.
     *
     * @param blockedBy groups that it needs and that failed
     * @param mistake   the word for the kind of mistake that its run showed; empty if there was none to see
     */
    public record Entry(Verdict verdict, List<String> blockedBy, String mistake) {

        public Entry {
            blockedBy = List.copyOf(blockedBy);
            mistake = mistake == null ? "" : mistake; // of a diary that an earlier version wrote
        }
    }

    public Diary {
        groups = Map.copyOf(groups);
        hints = Map.copyOf(hints);
    }

    /** With a new result, of all groups or some. One that the host is to blame for changes nothing. */
    public Diary with(Lab lab, LabResult result, String newReceipt) {
        if (result.verdict() == Verdict.INCONCLUSIVE) {
            return this;
        }
        if (result.verdict() == Verdict.REJECTED) {
            return new Diary(newReceipt, result.message().lines().findFirst().orElse("can't be judged"), solved, groups, hints);
        }
        Map<String, Entry> entries = new TreeMap<>(result.attempted() ? groups : Map.of());
        if (result.attempted()) {
            for (GroupResult group : result.groups()) {
                entries.put(group.id(), new Entry(group.verdict(), group.blockedBy(),
                        Behaviours.of(group).map(Behaviour::word).orElse("")));
            }
        }
        boolean all = lab.groups().stream().allMatch(g -> entries.containsKey(g.id())
                && entries.get(g.id()).verdict() == Verdict.PASSED);
        return new Diary(newReceipt, "", solved || all, entries, hints);
    }

    /** With so many hints of a group shown. */
    public Diary withHints(String group, int shown) {
        Map<String, Integer> more = new TreeMap<>(hints);
        more.put(group, shown);
        return new Diary(receipt, trouble, solved, groups, more);
    }

    /** The kind of mistake that a group's last run showed. */
    public Optional<Behaviour> mistake(Group group) {
        return Optional.ofNullable(groups.get(group.id())).map(Entry::mistake).flatMap(Behaviour::named);
    }

    /** The last verdict on a group, if it is still one of the lab's and was judged. */
    public Optional<Verdict> verdict(Group group) {
        return Optional.ofNullable(groups.get(group.id())).map(Entry::verdict);
    }

    /** Points of the groups that passed when they were judged last. */
    public int points(Lab lab) {
        return lab.groups().stream().filter(this::passed).mapToInt(Group::points).sum();
    }

    public boolean passed(Group group) {
        return verdict(group).filter(v -> v == Verdict.PASSED).isPresent();
    }

    /** The group to mend first: one that failed by itself, else one not judged yet, by stage; empty if all passed. */
    public Optional<Group> next(Lab lab) {
        List<Group> open = lab.groups().stream().filter(g -> !passed(g) && verdict(g).filter(v -> v == Verdict.NOT_JUDGED).isEmpty())
                .sorted(Comparator.comparingInt(Group::stage)).toList();
        return open.stream().filter(g -> groups.containsKey(g.id()) && groups.get(g.id()).blockedBy().isEmpty()).findFirst()
                .or(() -> open.stream().findFirst());
    }
}
