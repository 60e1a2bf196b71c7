package iommu.grade.proof;

import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One lab's folder, held against the manifest. */
final class LabFolder {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#:]+)(#[^)]*)?\\)");

    /** A question, the rule, the way, nearly the code. */
    private static final int HINTS = 4;

    private LabFolder() {
    }

    /**
     * Files that nothing names, README links that lead nowhere, stages without heading, rules without a section, no page for
     * instructors, hints that are too few.
     */
    static List<String> objections(Path labs, Lab lab) throws IOException {
        Path folder = labs.resolve(lab.folder());
        List<String> objections = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).map(folder::relativize).filter(f -> !f.startsWith("target"))
                    .filter(f -> !named(lab, f.toString().replace('\\', '/')))
                    .forEach(f -> objections.add(lab.folder() + "/" + f + " is not named by labs.toml"));
        }
        if (!Files.isRegularFile(folder.resolve("INSTRUCTOR.md"))) {
            objections.add(lab.folder() + " has no INSTRUCTOR.md");
        }
        String readme = Files.readString(folder.resolve("README.md"));
        Matcher links = LINK.matcher(readme);
        while (links.find()) {
            if (!Files.exists(folder.resolve(links.group(1)))) {
                objections.add(lab.folder() + "/README.md links to " + links.group(1) + ", which is not there");
            }
        }
        for (Group group : lab.groups()) {
            if (!Pattern.compile("(?m)^#+ Stage " + group.stage() + "\\b").matcher(readme).find()) {
                objections.add(lab.folder() + "/README.md has no heading \"Stage " + group.stage() + "\" for " + group.id());
            }
            if (!group.rule().contains("§") && !group.rule().contains("README stage")) {
                objections.add(group.id() + " names no rule");
            }
            if (group.hints().size() != HINTS) {
                objections.add(group.id() + " has hints of " + group.hints().size() + " levels, not " + HINTS);
            }
        }
        return objections;
    }

    private static boolean named(Lab lab, String file) {
        return file.equals("README.md") || file.equals("INSTRUCTOR.md") || file.equals("pom.xml")
                || file.equals("src/main/java/" + lab.packageName() + "/" + lab.entry() + ".java")
                || file.matches("src/test/java/" + lab.packageName() + "/\\w+\\.java")
                || lab.groups().stream().anyMatch(g -> file.matches(
                        "scenarios/" + Pattern.quote(g.id()) + "/[a-z0-9-]+\\.vtd"));
    }

    /** Folders of labs that the manifest does not know. */
    static List<String> unlisted(Path labs, List<Lab> known) throws IOException {
        try (Stream<Path> folders = Files.list(labs)) {
            return folders.map(f -> f.getFileName().toString()).filter(f -> f.matches("lab\\d.*"))
                    .filter(f -> known.stream().noneMatch(lab -> lab.folder().equals(f))).sorted()
                    .map(f -> "labs/" + f + " is not named by labs.toml").toList();
        }
    }
}
