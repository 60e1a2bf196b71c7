package iommu.grade.work;

import iommu.grade.intake.SourceFile;
import iommu.grade.labs.Lab;
import iommu.grade.proof.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The reference's class for a lab, in the lab's package, with those of its neighbours that it uses. */
public final class Solution {

    private Solution() {
    }

    /** Its files, the entry class first. @param home the kit's folder */
    public static List<SourceFile> of(Path home, Lab lab) throws IOException {
        List<SourceFile> left = new ArrayList<>(Samples.reference(home, List.of(lab)).labs().get(lab.number()).files());
        List<SourceFile> taken = new ArrayList<>();
        left.stream().filter(file -> file.path().equals(lab.entry() + ".java")).forEach(taken::add);
        for (int i = 0; i < taken.size(); i++) {
            String text = taken.get(i).text();
            left.removeAll(taken);
            left.stream().filter(file -> mentions(text, file)).forEach(taken::add);
        }
        return taken;
    }

    private static boolean mentions(String text, SourceFile file) {
        return Pattern.compile("\\b" + file.path().replace(".java", "") + "\\b").matcher(text).find();
    }
}
