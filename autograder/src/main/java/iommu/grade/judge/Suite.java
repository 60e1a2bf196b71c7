package iommu.grade.judge;

import iommu.grade.course.Course;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The cases of every group: the visible ones that lie in the lab's folder, then generated ones. The same for every
 * submission of a batch, and prepared once.
 */
public final class Suite {

    private final Path labsFolder;
    private final Manifest manifest;
    private final CaseSource source;
    private final Origin origin;
    private final Part part;
    private final Map<String, Prepared> prepared;

    /** Which of its cases a suite judges by. */
    public enum Part {
        /** All: what grades. */
        WHOLE,
        /** Those alone that everybody can read. */
        VISIBLE,
        /** Those alone that the seed makes. */
        HIDDEN
    }

    /**
     * Where the generated cases come from.
     *
     * @param seed 0 if that is a course's secret
     * @param mark tells it from every other
     */
    private record Origin(long seed, boolean practice, String mark) {
    }

    /** The cases of a group. */
    private record Prepared(List<PreparedCase> visible, List<PreparedCase> generated) {
    }

    private Suite(Path labsFolder, Manifest manifest, CaseSource source, Origin origin, Part part, Map<String, Prepared> prepared) {
        this.labsFolder = labsFolder;
        this.manifest = manifest;
        this.source = source;
        this.origin = origin;
        this.part = part;
        this.prepared = prepared;
    }

    /**
     * The suite for practice: its seed is no secret.
     *
     * @param labsFolder the {@code labs} folder of the kit
     */
    public static Suite practice(Path labsFolder, Manifest manifest, long seed) {
        return of(labsFolder, manifest, CaseSource.maker().make(labsFolder, manifest, CaseSeeds.practice(seed)), seed);
    }

    /** The suite of a course: its secret alone says what the generated cases are. */
    public static Suite course(Path labsFolder, Manifest manifest, Course course) {
        return new Suite(labsFolder, manifest, CaseSource.maker().make(labsFolder, manifest, CaseSeeds.of(course.secret())),
                new Origin(0, false, "course " + course.mark()), Part.WHOLE, new ConcurrentHashMap<>());
    }

    /** A suite of cases from somewhere else. */
    public static Suite of(Path labsFolder, Manifest manifest, CaseSource source, long seed) {
        return new Suite(labsFolder, manifest, source, new Origin(seed, true, "seed " + seed), Part.WHOLE, new ConcurrentHashMap<>());
    }

    /** The same suite with a part of its cases only: to find out what each part is worth. */
    public Suite only(Part wanted) {
        return new Suite(labsFolder, manifest, source, origin, wanted, prepared);
    }

    /** The same suite for those who want verdicts alone: a failing case is shown as it is. */
    public Suite unshrunk() {
        return new Suite(labsFolder, manifest, source.unshrunk(), origin, part, prepared);
    }

    public Manifest manifest() {
        return manifest;
    }

    public String version() {
        return manifest.suite();
    }

    /** What the generated cases come from; 0 if that is a course's secret. */
    public long seed() {
        return origin.seed();
    }

    /** Whether everybody can know the cases. */
    public boolean practice() {
        return origin.practice();
    }

    /** Tells its cases from those of any other suite of this version, and gives nothing away. */
    public String origin() {
        return origin.mark();
    }

    public Part part() {
        return part;
    }

    /** The cases of a group, visible ones first. */
    public List<PreparedCase> cases(Lab lab, Group group) {
        Prepared all = prepared(lab, group);
        return switch (part) {
            case WHOLE -> Stream.concat(all.visible().stream(), all.generated().stream()).toList();
            case VISIBLE -> all.visible();
            case HIDDEN -> all.generated();
        };
    }

    /** Those cases of a group that everybody can read. */
    List<PreparedCase> visibleCases(Lab lab, Group group) {
        return prepared(lab, group).visible();
    }

    private Prepared prepared(Lab lab, Group group) {
        return prepared.computeIfAbsent(group.id(), id -> new Prepared(source.visible(lab, group), source.generated(lab, group)));
    }

    CaseSource source() {
        return source;
    }

    /** The scenarios of a group that everybody can read, in the order of their names. */
    public List<Scenario> visible(Lab lab, Group group) {
        return VisibleCases.of(labsFolder, lab, group);
    }
}
