package iommu.labtest;

import iommu.probe.NeighbourPort;
import iommu.probe.RoomDriver;
import iommu.scenario.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/**
 * Turns the folders {@code scenarios}, {@code counterexamples} and {@code tests} of a lab into tests: a container for each
 * group, in the order of the README's stages, and in it a test for each file.
 */
public final class LabTests {

    private static final String SUFFIX = ".vtd";

    private LabTests() {
    }

    /**
     * The tests of the lab that the tests run in.
     *
     * @param room makes a room of the learner's for one run, and drives it
     */
    public static Stream<DynamicContainer> of(Function<Plan, RoomDriver> room) {
        return in(here(), (plan, neighbours) -> room.apply(plan));
    }

    /**
     * The same of a lab whose unit is wired out of rooms, which are the judge's.
     *
     * @param unit makes a unit of the learner's for one run out of the rooms behind the port, and drives it
     */
    public static Stream<DynamicContainer> ofUnit(BiFunction<Plan, NeighbourPort, RoomDriver> unit) {
        return in(here(), (plan, neighbours) -> unit.apply(plan, neighbours.orElseThrow()));
    }

    private static Path here() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    }

    /**
     * The tests of the lab in a folder.
     *
     * @throws IllegalArgumentException if the folder has no scenarios
     */
    public static Stream<DynamicContainer> in(Path lab, Function<Plan, RoomDriver> room) {
        return in(lab, (plan, neighbours) -> room.apply(plan));
    }

    static Stream<DynamicContainer> in(Path lab, LabRoom room) {
        Path scenarios = lab.resolve("scenarios");
        if (!Files.isDirectory(scenarios)) {
            throw new IllegalArgumentException("no folder " + scenarios + ": run the tests with the lab as working folder");
        }
        List<DynamicContainer> containers = new ArrayList<>();
        for (Path group : inStages(listed(scenarios).stream().filter(Files::isDirectory).toList(), lab)) {
            containers.add(container(group, room));
        }
        for (String own : List.of("counterexamples", "tests")) {
            if (Files.isDirectory(lab.resolve(own))) {
                containers.add(container(lab.resolve(own), room));
            }
        }
        return containers.stream();
    }

    /** As the lab's README names them, stage by stage; those that it does not name come last. */
    private static List<Path> inStages(List<Path> groups, Path lab) {
        Path page = lab.resolve("README.md");
        try {
            String text = Files.exists(page) ? Files.readString(page) : "";
            return groups.stream().sorted(Comparator.comparingInt((Path group) -> {
                int named = text.indexOf("`" + group.getFileName() + "`");
                return named < 0 ? Integer.MAX_VALUE : named;
            })).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DynamicContainer container(Path folder, LabRoom room) {
        Stream<DynamicTest> tests = listed(folder).stream()
                .filter(file -> file.toString().endsWith(SUFFIX))
                .map(file -> ScenarioTest.of(file, room));
        return DynamicContainer.dynamicContainer(folder.getFileName().toString(), folder.toUri(), tests);
    }

    private static List<Path> listed(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
