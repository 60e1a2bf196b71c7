package iommu.grade.sandbox;

import java.util.List;

/**
 * What is compiled together: one lab of one submission.
 *
 * @param lab     its number and name, such as {@code 02-walk}; names its folder of classes
 * @param sources its files
 */
public record Unit(String lab, List<Source> sources) {

    public Unit {
        if (!lab.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException("a lab's name is letters, digits, _ and -, not " + lab);
        }
        sources = List.copyOf(sources);
    }

    /**
     * A source file.
     *
     * @param name its file name without folders, whatever it is: it is never an option or a path
     */
    public record Source(String name, String text) {
    }
}
