package iommu.grade.labs;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** What must hold of a manifest beyond its form. */
final class ManifestCheck {

    private static final int MOST_CONTRACT_PERCENT = 30;
    private static final Set<String> ANSWERED_FOR = new TreeSet<>(Set.of("ContextLookup", "PageWalk", "TranslationCache", "FaultLog",
            "RegisterFile", "InvalidationQueue"));

    private final String fileName;

    ManifestCheck(String fileName) {
        this.fileName = fileName;
    }

    void check(Manifest manifest) {
        demand(!manifest.labs().isEmpty(), "the file", "there is no lab");
        Set<String> packages = new HashSet<>();
        String before = "";
        for (Lab lab : manifest.labs()) {
            String place = "lab " + lab.number();
            demand(lab.number().matches("[0-9]{2}"), place, "a number has two digits");
            demand(before.compareTo(lab.number()) < 0, place, "labs stand once each, in the order of their numbers");
            demand(packages.add(lab.packageName()), place, "package " + lab.packageName() + " is another lab's");
            demand(lab.name().matches("[a-z][a-z0-9-]*"), place, "name " + lab.name() + " is no folder's name");
            before = lab.number();
            neighbours(lab, place);
            groups(lab, place);
        }
    }

    /** A room is given others only by name, never itself, and those alone that somebody can answer for. */
    private void neighbours(Lab lab, String place) {
        demand(lab.takes().contains("rooms") != lab.neighbours().isEmpty(), place, "neighbours are for labs that take rooms, and for all of them");
        Set<String> seen = new HashSet<>();
        for (String seam : lab.neighbours()) {
            demand(ANSWERED_FOR.contains(seam), place, "no probe can answer for the neighbour " + seam + "; it can for "
                    + String.join(", ", ANSWERED_FOR));
            demand(!seam.equals(lab.seam()), place, "a room is no neighbour of itself");
            demand(seen.add(seam), place, "the neighbour " + seam + " stands twice");
        }
        demand(seen.isEmpty() || seen.equals(ANSWERED_FOR), place, "a unit is given all of " + String.join(", ", ANSWERED_FOR));
    }

    private void groups(Lab lab, String place) {
        Set<String> ids = new HashSet<>();
        for (Group group : lab.groups()) {
            String at = place + ", group " + group.id();
            demand(group.id().matches(lab.number() + "\\.[a-z][a-z0-9-]*"), at,
                    "an id is the lab's number, a dot and a name");
            demand(group.kind().equals(Group.LAW) || group.kind().equals(Group.CONTRACT), at,
                    "kind is law or contract, not " + group.kind());
            demand(group.judges().fits(lab.seam(), group.kind()), at, "judges " + group.judges().word() + ", which no " + group.kind()
                    + " group of the seam " + lab.seam() + " does");
            demand(!group.hints().isEmpty(), at, "there is no hint");
            // Naming only earlier groups keeps the graph of needs free of cycles.
            group.needs().forEach(
                    need -> demand(ids.contains(need), at, "needs " + need + ", which is no earlier group"));
            demand(ids.add(group.id()), at, "the id is used twice");
        }
        int points = lab.groups().stream().mapToInt(Group::points).sum();
        demand(points == Lab.POINTS, place, "its groups have " + points + " points, not " + Lab.POINTS);
        int contract = lab.groups().stream().filter(Group::isContract).mapToInt(Group::points).sum();
        demand(contract * 100 <= points * MOST_CONTRACT_PERCENT, place,
                "contract groups weigh more than " + MOST_CONTRACT_PERCENT + " %: " + contract + " of " + points);
    }

    private void demand(boolean holds, String place, String otherwise) {
        if (!holds) {
            throw new ManifestException(fileName + ": " + place + ": " + otherwise);
        }
    }
}
