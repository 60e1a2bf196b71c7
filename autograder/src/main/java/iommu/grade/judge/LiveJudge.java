package iommu.grade.judge;

import iommu.grade.intake.LabSources;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.sandbox.Outcome;
import iommu.grade.sandbox.ReadyProbes;
import iommu.grade.sandbox.StandingCompiler;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

/**
 * Judges one lab of one learner again and again, as it changes. A compiler stays up and a process stands ready, so that
 * the first look at a new version does not wait for either. Each version gets a process of its own.
 */
public final class LiveJudge implements AutoCloseable {

    /** One for the next version; whatever else is needed is started when it is. */
    private static final int READY = 1;

    final Lab lab;
    final Predicate<Group> wanted;
    final Rooms rooms;
    final ReadyProbes probes;
    final LabJudge judge;
    private final Suite suite;
    private final Stubs stubs;
    private final Path scratch;
    private final StandingCompiler compiler;
    private int versions;

    /**
     * @param wanted  the groups to judge
     * @param scratch an empty folder for compiled classes
     */
    public LiveJudge(Suite suite, Rooms rooms, Stubs stubs, LiveLab what, Path scratch) {
        this.suite = suite;
        this.rooms = rooms;
        this.stubs = stubs;
        this.lab = what.lab();
        this.wanted = what.wanted();
        this.scratch = scratch;
        probes = rooms.ready(lab);
        compiler = rooms.compiler();
        judge = new LabJudge(suite, new ReentrantReadWriteLock(true));
    }

    /** Makes ready for the next version. */
    public void prepare() {
        probes.refill(READY);
    }

    /** How many cases a version is run through. */
    public int cases() {
        return lab.groups().stream().filter(wanted).mapToInt(group -> suite.cases(lab, group).size()).sum();
    }

    /** Takes up a version. @param sources null if there are none */
    public LiveRound round(LabSources sources) {
        return new LiveRound(this, sources);
    }

    /** Compiles a version; null if there is nothing to compile. */
    Outcome compile(LabSources sources) {
        if (sources == null || sources.rejection().isPresent() || stubs.unchanged(lab, sources)) {
            return null;
        }
        return compiler.compile(Rooms.unit(lab, sources), scratch.resolve("version" + versions++));
    }

    @Override
    public void close() {
        probes.close();
        compiler.close();
    }
}
