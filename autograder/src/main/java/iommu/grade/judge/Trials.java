package iommu.grade.judge;

import iommu.grade.intake.LabSources;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.sandbox.Outcome;
import iommu.grade.sandbox.StandingCompiler;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Judges the same classes again and again: compiled once, then under one suite after another, each time in a process of
 * its own. By the judge and in the sandbox that every submission gets. Safe for use by several threads.
 */
public final class Trials implements AutoCloseable {

    private final Rooms rooms;
    private final Path scratch;
    private final ReadWriteLock quiet = new ReentrantReadWriteLock(true);
    private final Queue<StandingCompiler> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger compiled = new AtomicInteger();

    /** @param scratch an empty folder for compiled classes */
    public Trials(Rooms rooms, Path scratch) {
        this.rooms = rooms;
        this.scratch = scratch;
    }

    public Outcome compile(Lab lab, LabSources sources) {
        StandingCompiler warm = idle.poll();
        StandingCompiler compiler = warm == null ? rooms.compiler() : warm;
        try {
            return compiler.compile(Rooms.unit(lab, sources), scratch.resolve("trial" + compiled.getAndIncrement()));
        } finally {
            idle.add(compiler);
        }
    }

    /** A process with these classes. @param classes from {@link #compile} */
    public Trial open(Lab lab, Path classes) {
        return new Trial(lab, new LearnerRoom(() -> rooms.open(lab, classes)));
    }

    @Override
    public void close() {
        idle.forEach(StandingCompiler::close);
    }

    /** One learner's room on trial. Not for several threads at once. */
    public final class Trial implements AutoCloseable {

        private final Lab lab;
        private final LearnerRoom room;

        private Trial(Lab lab, LearnerRoom room) {
            this.lab = lab;
            this.room = room;
        }

        /** What one run of each case shows, with no second chance: a pass is as good as the judge's. */
        public LabResult look(Suite suite) {
            GroupJudge judge = new GroupJudge(quiet, room, suite.source());
            return LabJudge.each(lab, group -> true, () -> true, group -> judge.look(group, suite.cases(lab, group)));
        }

        /** What the judge says of one group: the failing run is run again alone, and shrunk. */
        public GroupResult judge(Suite suite, Group group) {
            return new GroupJudge(quiet, room, suite.source()).judge(group, suite.cases(lab, group));
        }

        /** How one run of a case ends, judged by whatever the case is judged by. */
        public CaseResult play(PreparedCase graded) {
            quiet.readLock().lock();
            try {
                return room.play(graded);
            } finally {
                quiet.readLock().unlock();
            }
        }

        @Override
        public void close() {
            room.close();
        }
    }
}
