package iommu.grade.litmus;

import iommu.grade.intake.UsageException;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The litmus tests of the kit: {@code reference-impl/litmus/FOLDER/NAME.vtd}. */
public final class LitmusShelf {

    private static final String ENDING = ".vtd";

    private final Path shelf;

    /** @param home the kit */
    public LitmusShelf(Path home) {
        shelf = home.resolve("reference-impl/litmus");
    }

    /**
     * Every test, by folder and name.
     *
     * @throws UsageException                     if a head is missing or wrong
     * @throws iommu.scenario.ScenarioException if a file can't be read as a scenario
     */
    public List<Litmus> all() throws IOException {
        List<Litmus> all = new ArrayList<>();
        for (Path file : files()) {
            all.add(read(file));
        }
        return all;
    }

    /**
     * The tests of this name: a file, the name of a test with its folder or without, or a folder of the shelf.
     *
     * @throws UsageException if there is none
     */
    public List<Litmus> named(String word) throws IOException {
        if (word.endsWith(ENDING)) {
            return List.of(elsewhere(Path.of(word)));
        }
        List<Litmus> found = new ArrayList<>();
        for (Path file : files()) {
            if (word.equals(folder(file)) || word.equals(name(file)) || word.equals(folder(file) + "/" + name(file))) {
                found.add(read(file));
            }
        }
        if (found.isEmpty()) {
            throw new UsageException("no litmus test '" + word + "': name a file *.vtd, a test or a folder of "
                    + "reference-impl/litmus; ./iommu litmus lists them");
        }
        return found;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(shelf)) {
            throw new UsageException("no litmus tests in " + shelf);
        }
        try (Stream<Path> all = Files.walk(shelf, 2)) {
            return all.filter(f -> f.toString().endsWith(ENDING)).sorted().toList();
        }
    }

    private Litmus read(Path file) throws IOException {
        Scenario scenario = Scenario.parse(shelf.relativize(file).toString(), text(file));
        return new Litmus(folder(file), name(file), Optional.of(LitmusHead.of(scenario)), scenario);
    }

    private Litmus elsewhere(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UsageException(Files.isDirectory(file) ? file + " is a folder, not a scenario" : "no such file: " + file);
        }
        if (file.toAbsolutePath().normalize().startsWith(shelf.toAbsolutePath().normalize())) {
            return read(shelf.toAbsolutePath().resolve(file.toAbsolutePath().normalize()));
        }
        Scenario scenario = Scenario.parse(file.toString(), text(file));
        return new Litmus("", name(file), LitmusHead.isBegun(scenario) ? Optional.of(LitmusHead.of(scenario))
                : Optional.empty(), scenario);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new UsageException(file + " is not UTF-8 text");
        }
    }

    private static String folder(Path file) {
        return file.getParent().getFileName().toString();
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }
}
