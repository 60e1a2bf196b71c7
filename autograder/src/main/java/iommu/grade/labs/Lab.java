package iommu.grade.labs;

import java.util.List;
import java.util.Optional;

/**
 * One lab.
 *
 * @param number      two digits, such as {@code 02}
 * @param name        the room's name, such as {@code walk}
 * @param title       the heading of its README
 * @param packageName the only package of a learner's classes, such as {@code lab02}
 * @param entry       simple name of the class that the judge constructs, such as {@code SecondStageWalk}
 * @param seam        simple name of the interface in {@code iommu.arch.seam} that it implements
 * @param takes       what its public constructor takes, in order: {@code memory}, {@code capabilities}, {@code capacity},
 *                    {@code rooms} or {@code outside}
 * @param neighbours  seams of the rooms that it is given, trusted ones for all of them
 * @param source      the reference's class that the stub is cut from, relative to the root of the kit
 * @param hours       how long a learner needs
 * @param sections    what to read, such as {@code §9.8}
 * @param blank       methods that the stub leaves to the learner
 * @param keep        private members that the stub keeps
 * @param groups      its groups, in the order of the README's stages
 */
public record Lab(String number, String name, String title, String packageName, String entry, String seam,
        List<String> takes, List<String> neighbours, String source, int hours, List<String> sections, List<String> blank, List<String> keep,
        List<Group> groups) {

    /** The points of every lab. */
    public static final int POINTS = 20;

    public Lab {
        takes = List.copyOf(takes);
        neighbours = List.copyOf(neighbours);
        sections = List.copyOf(sections);
        blank = List.copyOf(blank);
        keep = List.copyOf(keep);
        groups = List.copyOf(groups);
    }

    /** Number and name, such as {@code 02-walk}. */
    public String id() {
        return number + "-" + name;
    }

    /** The name of its folder under {@code labs} and {@code work}, such as {@code lab02-walk}. */
    public String folder() {
        return "lab" + id();
    }

    public Optional<Group> group(String groupId) {
        return groups.stream().filter(group -> group.id().equals(groupId)).findFirst();
    }
}
