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
 * A learner's unit with the learner's own rooms wired in, and trusted ones in the gaps, where there are any. Feedback: it
 * earns no points.
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
     * @param other for each other group whose runs were played, and did not go as they are written, how
     */
    public record Told(Map<String, String> rooms, String boots, Map<String, String> alone, Map<String, String> other) {

        private static Told of(Map<String, String> rooms, String boots) {
            return new Told(rooms, boots, Map.of(), Map.of());
        }
    }

    private final Suite suite;
    private final Rooms rooms;
    private final Stubs stubs;
    private final Lab lab;
    private final boolean trusted;

    /**
     * Of one lab.
     *
     * @param lab     that wires rooms: it has neighbours
     * @param trusted whether there are rooms of the kit's own; if not, each must be the learner's, and the unit is held against
     *                what is written in the runs of all groups
     */
    public OwnMachine(Suite suite, Rooms rooms, Stubs stubs, Lab lab, boolean trusted) {
        this.trusted = trusted;
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
            return Told.of(told, "no: lab " + lab.number() + " itself is not written, or does not compile");
        }
        if (!trusted && own.size() < wired().size()) {
            return Told.of(told, "not yet: here each room must be yours");
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
        return (trusted ? "the kit's: lab " : "nobody's: lab ") + other.number() + (!sources.containsKey(other) ? " is not begun"
                : compiled.containsKey(other.number()) ? " does not compile" : " is not written");
    }

    private Told booted(Map<String, String> told, List<Lab> own, Path classes) {
        String together = boot(own, classes);
        Map<String, String> alone = new LinkedHashMap<>();
        if (trusted && !together.isEmpty() && own.size() > 1) {
            own.forEach(room -> {
                String one = boot(List.of(room), classes);
                alone.put(room.name(), one.isEmpty() ? "boots" : one);
            });
        }
        Map<String, String> other = new LinkedHashMap<>();
        lab.groups().stream().filter(group -> !trusted && !group.id().equals(BOOT)).forEach(group -> {
            String how = play(group, own, classes);
            if (!how.isEmpty()) {
                other.put(group.id(), how);
            }
        });
        return new Told(told, together.isEmpty() ? "yes" : "no: " + together, alone, other);
    }

    /** @return what went wrong first; empty if nothing did */
    private String boot(List<Lab> own, Path classes) {
        return play(lab.group(BOOT).orElseThrow(), own, classes);
    }

    private String play(Group group, List<Lab> own, Path classes) {
        List<PreparedCase> cases = suite.visibleCases(lab, group);
        try (LearnerRoom machine = new LearnerRoom(() -> rooms.open(lab, own, classes))) {
            GroupResult result = new GroupJudge(new ReentrantReadWriteLock(), machine, suite.source()).look(group,
                    trusted ? cases : cases.stream().map(WrittenLines::of).toList());
            return result.verdict() == Verdict.PASSED ? "" : result.message();
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
