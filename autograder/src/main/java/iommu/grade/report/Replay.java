package iommu.grade.report;

import iommu.view.SafeText;

/**
 * How to run a counterexample again.
 *
 * @param folder where the submission's counterexamples lie: the folder of its {@code report.html}
 * @param room   the path of the submission
 */
public record Replay(String folder, String room) {

    /** The command, its words quoted for a POSIX shell. */
    public String command(String file, String labNumber) {
        return "./iommu replay " + quoted(folder + "/" + file) + " --room " + quoted(room) + " --lab "
                + quoted(labNumber);
    }

    private static String quoted(String path) {
        String word = SafeText.line(path.startsWith("-") ? "./" + path : path);
        return word.matches("[A-Za-z0-9_./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
