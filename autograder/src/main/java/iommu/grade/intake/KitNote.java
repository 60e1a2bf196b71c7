package iommu.grade.intake;

import iommu.arch.SeamVersion;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The note in an archive that says what it was packed by. Whoever wrote a room for other seams than this grader's is told
 * so before anything is compiled. An archive without the note is taken as it is.
 */
final class KitNote {

    /** The note's name. */
    static final String NAME = "iommu-kit.txt";

    private static final Pattern TEXT = Pattern.compile("kit ([^\\s]{1,40})\nseams ([0-9]{1,6})\n");

    private KitNote() {
    }

    /** @param kit the version of the kit that packs */
    static byte[] of(String kit) {
        return ("kit " + kit + "\nseams " + SeamVersion.MAJOR + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** @throws RefusedException naming both versions, if the seams are others */
    static void check(byte[] note) throws RefusedException {
        Matcher text = TEXT.matcher(new String(note, StandardCharsets.UTF_8));
        if (text.matches() && Integer.parseInt(text.group(2)) != SeamVersion.MAJOR) {
            throw new RefusedException("It was packed by kit " + Printable.of(text.group(1)) + " for version " + text.group(2)
                    + " of the seams, and this grader, kit " + KitVersion.KIT + ", has version " + SeamVersion.MAJOR);
        }
    }
}
