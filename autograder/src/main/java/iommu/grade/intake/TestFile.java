package iommu.grade.intake;

import java.util.Optional;

/**
 * One test that a learner wrote: a scenario in the folder {@value #FOLDER} of a lab.
 *
 * @param name  what to call it in messages; printable, never to be opened
 * @param text  without a byte order mark, lines ended by LF; empty if it was not read
 * @param fault why it can't be judged, a printable sentence; empty if nothing is known against it so far
 */
public record TestFile(String name, String text, Optional<String> fault) {

    /** The folder of a lab that holds them. */
    public static final String FOLDER = "tests";
    /** How their names end. */
    public static final String ENDING = ".vtd";
    /** How many of one lab are judged. */
    public static final int MOST = 40;
    /** In bytes: a larger one is not read. */
    public static final int LARGEST = 64 << 10;

    /** Whether a file is one, by its path in a submission. */
    static boolean isOne(String path) {
        String[] parts = path.split("/");
        return parts.length > 1 && parts[parts.length - 2].equals(FOLDER)
                && parts[parts.length - 1].toLowerCase(java.util.Locale.ROOT).endsWith(ENDING);
    }
}
