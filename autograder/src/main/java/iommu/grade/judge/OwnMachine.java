package iommu.grade.judge;

import iommu.grade.intake.LabSources;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.sandbox.Outcome;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * A learner's unit with the learner's own rooms wired in, and the judge's in the gaps. Feedback: it earns no points.
 */
public final class OwnMachine {

    /** The group whose visible cases are what the machine is to do. */
    public static final String BOOT = "11.linux";

    /**
     * How it went.
     *
     * @param rooms for each seam who answered for it, and why if it isn't the learner's own
     * @param boots a sentence
     * @param alone for each own room how the boot went with it alone; empty if it went well with all
     */
    public record Told(Map<String, String> rooms, String boots, Map<String, String> alone) {
    }

    private final Suite suite;
    private final Rooms rooms;
    private final Stubs stubs;
    private final Lab lab;

    /** @param lab that wires rooms: it has neighbours */
    public OwnMachine(Suite suite, Rooms rooms, Stubs stubs, Lab lab) {
        this.suite = suite;
        this.rooms = rooms;
        this.stubs = stubs;
        this.lab = lab;
    }

    /**
     * Boots.
     *
     * @param sources what is written of this lab, and of those whose rooms it wires
     * @param scratch an empty folder
     */
    public Told boot(Map<Lab, LabSources> sources, Path scratch) throws IOException {
        Map<Lab, LabSources> written = new LinkedHashMap<>();
        sources.forEach((each, files) -> {
            if (files.rejection().isEmpty() && !stubs.unchanged(each, files)) {
                written.put(each, files);
            }
        });
        Map<String, Outcome> compiled = rooms.compile(written, scratch);
        Path all = Files.createDirectories(scratch.resolve("all"));
        List<Lab> own = new ArrayList<>();
        Map<String, String> told = new LinkedHashMap<>();
        wired().forEach(other -> told.put(other.name(), whose(other, sources, compiled, own)));
        if (!(compiled.get(lab.number()) instanceof Outcome.Compiled)) {
            return new Told(told, "no: lab " + lab.number() + " itself is not written, or does not compile", Map.of());
        }
        for (Outcome outcome : compiled.values()) {
            if (outcome instanceof Outcome.Compiled(Path classes)) {
                copy(classes, all);
            }
        }
        return booted(told, own, all);
    }

    /** The labs whose rooms this one wires; where two build the same seam, the later. */
    public List<Lab> wired() {
        Map<String, Lab> bySeam = new TreeMap<>();
        suite.manifest().labs().stream().filter(each -> lab.neighbours().contains(each.seam())).forEach(each -> bySeam.put(each.seam(), each));
        return bySeam.values().stream().sorted(Comparator.comparing(Lab::number)).toList();
    }

    private String whose(Lab other, Map<Lab, LabSources> sources, Map<String, Outcome> compiled, List<Lab> own) {
        if (compiled.get(other.number()) instanceof Outcome.Compiled) {
            own.add(other);
            return "yours, of lab " + other.number();
        }
        return "the kit's: lab " + other.number() + (!sources.containsKey(other) ? " is not begun"
                : compiled.containsKey(other.number()) ? " does not compile" : " is not written");
    }

    private Told booted(Map<String, String> told, List<Lab> own, Path classes) {
        GroupResult together = boot(own, classes);
        Map<String, String> alone = new LinkedHashMap<>();
        if (together.verdict() != Verdict.PASSED && own.size() > 1) {
            own.forEach(room -> {
                GroupResult one = boot(List.of(room), classes);
                alone.put(room.name(), one.verdict() == Verdict.PASSED ? "boots" : one.message());
            });
        }
        return new Told(told, switch (together.verdict()) {
            case PASSED -> "yes";
            case NOT_JUDGED -> together.message();
            default -> "no: " + together.message();
        }, alone);
    }

    private GroupResult boot(List<Lab> own, Path classes) {
        Group group = lab.group(BOOT).orElseThrow();
        try (LearnerRoom machine = new LearnerRoom(() -> rooms.open(lab, own, classes))) {
            return new GroupJudge(new ReentrantReadWriteLock(), machine, suite.source()).look(group, suite.visibleCases(lab, group));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }
}
