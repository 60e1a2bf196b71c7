package iommu.grade.course;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import iommu.grade.course.Course.CourseLab;
import iommu.grade.course.Course.Feedback;
import iommu.grade.course.Course.Late;
import iommu.grade.course.Course.Shown;
import iommu.grade.intake.UsageException;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a course file. Whatever is wrong is said with file, line where it is known, and what to write instead. */
public final class CourseFile {

    private static final Set<String> KEYS = Set.of("name", "secret", "roster", "feedback", "feedback-after-due", "late", "lab");
    private static final Set<String> LAB_KEYS = Set.of("number", "weight", "due", "tests", "tests-full-at");
    private static final Set<String> LATE_KEYS = Set.of("percent-per-day", "most-days");
    private static final int MOST_WEIGHT = 10_000;
    private static final int MOST_DAYS = 1_000;
    private static final int LARGEST = 1 << 20;

    private final Path file;
    private final Manifest manifest;
    private final TomlText text;

    private CourseFile(Path file, Manifest manifest, String toml) {
        this.file = file;
        this.manifest = manifest;
        this.text = new TomlText(file, toml.lines().toList());
    }

    /** @throws UsageException naming the file, the line where it is known, and what to do */
    public static Course read(Path file, Manifest manifest) {
        String toml = content(file);
        try {
            return new CourseFile(file, manifest, toml).course(toml, new TomlMapper().readTree(toml));
        } catch (JsonProcessingException syntax) {
            String line = syntax.getLocation() == null ? "" : ":" + syntax.getLocation().getLineNr();
            throw new UsageException(file + line + ": this is no TOML: " + syntax.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    /** The text of a file that somebody wrote. */
    static String content(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > LARGEST) {
                throw new UsageException(file + ": it is larger than 1 MiB");
            }
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw new UsageException(file + ": there is no such file");
        } catch (CharacterCodingException notText) {
            throw new UsageException(file + ": it is not UTF-8 text");
        } catch (IOException unreadable) {
            throw new UsageException(file + ": it can't be read" + (Files.isDirectory(file) ? ", it is a folder" : ""));
        }
    }

    private Course course(String toml, JsonNode tree) {
        CourseTable table = new CourseTable(text, tree, "", 0, KEYS);
        String name = table.need("name", "\"Operating systems\"");
        Secret secret = secret(table);
        Shown before = shown(table, "feedback").orElse(Shown.FULL);
        Optional<Roster> roster = table.text("roster").map(place -> RosterFile.read(beside(place)));
        return new Course(name, secret.mark(toml), secret, labs(table), late(table),
                new Feedback(before, shown(table, "feedback-after-due").orElse(before)), roster);
    }

    private Path beside(String place) {
        Path folder = file.toAbsolutePath().getParent();
        return folder.resolve(place);
    }

    private Secret secret(CourseTable table) {
        String place = table.need("secret", "\"secret.txt\", the name of a file beside this one that only you can read");
        Path where = beside(place);
        String remedy = ". Make one: head -c 32 /dev/urandom | base64 > " + where;
        try {
            byte[] bytes = Files.readAllBytes(where);
            int length = bytes.length;
            while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
                length--; // editors add them
            }
            if (length < Secret.SHORTEST) {
                throw table.wrong("secret", "the secret in " + where + (length == 0 ? " is empty" : " has " + length + " bytes, and "
                        + "needs " + Secret.SHORTEST + " or more not to be guessed") + remedy);
            }
            return new Secret(Arrays.copyOf(bytes, length));
        } catch (NoSuchFileException missing) {
            throw table.wrong("secret", "there is no file " + where + remedy);
        } catch (IOException unreadable) {
            throw table.wrong("secret", where + " can't be read" + remedy);
        }
    }

    private static Optional<Shown> shown(CourseTable table, String key) {
        return table.text(key).map(word -> {
            for (Shown shown : Shown.values()) {
                if (shown.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return shown;
                }
            }
            throw table.wrong(key, key + " should be \"full\", \"group\" or \"score\", not \"" + word + "\"");
        });
    }

    private Optional<Late> late(CourseTable table) {
        return table.value("late").map(node -> {
            CourseTable late = new CourseTable(text, node, "[late]", 0, LATE_KEYS);
            return new Late(late.number("percent-per-day", 0, 100, 100), late.number("most-days", 0, MOST_DAYS, MOST_DAYS));
        });
    }

    private List<CourseLab> labs(CourseTable table) {
        JsonNode list = table.value("lab").orElseThrow(() -> table.wrong("", "there is no lab: write [[lab]], then number = \"01\" "
                + "and weight = 1, for each"));
        if (!list.isArray()) {
            throw table.wrong("lab", "labs are tables of their own: write [[lab]], with two brackets");
        }
        List<CourseLab> labs = new ArrayList<>();
        for (JsonNode node : list) {
            CourseTable lab = new CourseTable(text, node, "[[lab]]", labs.size(), LAB_KEYS);
            labs.add(lab(lab, labs));
        }
        if (labs.stream().allMatch(lab -> lab.weight() == 0)) {
            throw table.wrong("", "no lab has a weight above 0, so that there is no score: write weight = 1 in a [[lab]]");
        }
        labs.sort(Comparator.comparing(CourseLab::number));
        return labs;
    }

    private CourseLab lab(CourseTable table, List<CourseLab> before) {
        String number = table.need("number", "\"01\"");
        if (manifest.lab(number).isEmpty()) {
            throw table.wrong("number", "there is no lab " + number + "; there are "
                    + manifest.labs().stream().map(Lab::number).collect(Collectors.joining(", ")));
        }
        if (before.stream().anyMatch(lab -> lab.number().equals(number))) {
            throw table.wrong("number", "lab " + number + " is there twice: leave one out");
        }
        if (table.value("weight").isEmpty()) {
            throw table.wrong("", "lab " + number + " has no weight: write weight = 1, or 0 if it doesn't count");
        }
        return new CourseLab(number, table.number("weight", 0, MOST_WEIGHT, 0), table.time("due"), table.number("tests", 0, 100, 0),
                table.number("tests-full-at", 1, 100, 100));
    }
}
