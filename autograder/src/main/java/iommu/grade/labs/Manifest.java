package iommu.grade.labs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import iommu.grade.verdict.Behaviour;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The manifest of the labs.
 *
 * @param suite version of groups and cases; results under different suites are not comparable
 * @param labs  in the order of their numbers
 * @param turns by a lab's number: for kinds of mistake what to look at, the gentler hint first
 */
public record Manifest(String suite, List<Lab> labs, Map<String, Map<Behaviour, List<String>>> turns) {

    public Manifest {
        labs = List.copyOf(labs);
        turns = Map.copyOf(turns);
    }

    /** The hints for each kind of mistake that this lab has some for. */
    public Map<Behaviour, List<String>> turns(Lab lab) {
        return turns.getOrDefault(lab.number(), Map.of());
    }

    /** The manifest's place in a checkout of the kit, relative to its root. */
    public static Path below(Path home) {
        return home.resolve("labs").resolve("labs.toml");
    }

    /**
     * Reads and checks a manifest.
     *
     * @throws ManifestException if it can't be read, is no TOML, or says something that a lab can't be
     */
    public static Manifest read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException missing) {
            throw new ManifestException(file + ": there is no such file");
        } catch (CharacterCodingException notText) {
            throw new ManifestException(file + ": not UTF-8 text");
        } catch (IOException unreadable) {
            throw new ManifestException(file + ": can't be read: " + unreadable.getMessage());
        }
    }

    /**
     * Parses and checks the text of a manifest.
     *
     * @param fileName for messages
     * @throws ManifestException as {@link #read}
     */
    public static Manifest parse(String fileName, String toml) {
        JsonNode tree;
        try {
            tree = new TomlMapper().readTree(toml);
        } catch (JsonProcessingException syntax) {
            String line = syntax.getLocation() == null ? "" : ":" + syntax.getLocation().getLineNr();
            throw new ManifestException(fileName + line + ": " + syntax.getOriginalMessage());
        }
        Manifest manifest = new ManifestReader(fileName, toml).manifest(tree);
        new ManifestCheck(fileName).check(manifest);
        return manifest;
    }

    /** @param number two digits, such as {@code 02} */
    public Optional<Lab> lab(String number) {
        return labs.stream().filter(lab -> lab.number().equals(number)).findFirst();
    }

    public Optional<Lab> labOfPackage(String packageName) {
        return labs.stream().filter(lab -> lab.packageName().equals(packageName)).findFirst();
    }
}
