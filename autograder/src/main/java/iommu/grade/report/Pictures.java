package iommu.grade.report;

import iommu.view.Picture;
import java.util.Map;
import java.util.Optional;

/**
 * The pictures of one submission's failures.
 *
 * @param byGroup group id to picture; groups without one are fine
 */
public record Pictures(Map<String, Shown> byGroup) {

    /**
     * A picture and its twin.
     *
     * @param svg  an {@code <svg>} element made by {@code iommu.view}: it goes into the page as it is
     * @param text the same in words
     */
    public record Shown(Optional<String> svg, String text) {

        public static Shown of(Picture picture) {
            return new Shown(Optional.of(picture.svg()), picture.text());
        }
    }

    /** No pictures at all. */
    public static final Pictures NONE = new Pictures(Map.of());

    public Pictures {
        byGroup = Map.copyOf(byGroup);
    }

    Optional<Shown> of(String group) {
        return Optional.ofNullable(byGroup.get(group));
    }
}
