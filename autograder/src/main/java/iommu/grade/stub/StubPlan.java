package iommu.grade.stub;

import java.util.List;

/**
 * What of a lab's manifest entry the cutter needs.
 *
 * @param lab         the lab's number, such as {@code 02}: what {@link iommu.arch.Todo} says
 * @param packageName the package of the stub, such as {@code lab02}
 * @param blank       names of the public methods whose bodies go, in all their overloads
 * @param keep        names of private members and nested types that stay
 */
public record StubPlan(String lab, String packageName, List<String> blank, List<String> keep) {

    public StubPlan {
        blank = List.copyOf(blank);
        keep = List.copyOf(keep);
    }
}
