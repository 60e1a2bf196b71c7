package iommu.grade.judge;

import iommu.grade.intake.LabSources;
import iommu.grade.labs.Group;
import iommu.grade.sandbox.Outcome;
import iommu.grade.sandbox.ProbeSession;
import iommu.grade.sandbox.ReadyProbes;
import iommu.grade.sandbox.StandingCompiler;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Judges one lab of one learner again and again, as it changes. A compiler stays up and a process stands ready, so that
 * the first look at a new version waits for neither. Each version gets a process of its own. Not for several threads at
 * once.
 */
public final class LiveJudge implements AutoCloseable {

    /** One for the next version; whatever else is needed is started when it is. */
    private static final int READY = 1;
    /** How often the stand-in goes the whole way, so that compiler and judge are warm. */
    private static final int REHEARSALS = 6;
    /** Compilations in each rehearsal: of everything, the compiler takes longest to warm. */
    private static final int COMPILE_OFTEN = 4;

    private final Suite suite;
    private final Rooms rooms;
    private final Stubs stubs;
    private final LiveLab what;
    private final Path scratch;
    private final StandingCompiler compiler;
    private ReadyProbes probes;
    private int versions;
    private int rehearsals;

    /** @param scratch an empty folder for compiled classes */
    public LiveJudge(Suite suite, Rooms rooms, Stubs stubs, LiveLab what, Path scratch) {
        this.suite = suite;
        this.rooms = rooms;
        this.stubs = stubs;
        this.what = what;
        this.scratch = scratch;
        compiler = rooms.compiler();
        probes = rooms.ready(what.lab(), ReadyProbes.Rehearsal.NONE);
    }

    /**
     * Makes ready for the next version. The first times it takes some seconds: what is not done then is done the next
     * time.
     *
     * @param goOn whether there is still time
     */
    public void prepare(BooleanSupplier goOn) {
        ready();
        while (rehearsals < REHEARSALS && goOn.getAsBoolean()) {
            rehearse();
            ready();
        }
    }

    /** Has a process ready for the next version. */
    void ready() {
        probes.refill(READY);
    }

    private void rehearse() {
        Outcome standIn = compiled(what.standIn());
        for (int again = 1; again < COMPILE_OFTEN; again++) {
            compiled(what.standIn());
        }
        if (standIn instanceof Outcome.Compiled(Path classes)) {
            if (rehearsals == 0) {
                probes.close();
                probes = rooms.ready(what.lab(), new ReadyProbes.Rehearsal(Optional.of(classes), this::rehearse));
                ready();
            }
            round(what.standIn()).look(classes, look -> { });
        }
        rehearsals++;
    }

    /** Only what everybody can read: whatever runs in that process later finds nothing new in its memory. */
    private void rehearse(ProbeSession session) {
        for (Group group : what.groups()) {
            suite.visibleCases(what.lab(), group).forEach(graded -> LearnerRoom.rehearse(session, graded));
        }
    }

    /** Takes up a version. @param sources null if there are none */
    public LiveRound round(LabSources sources) {
        return new LiveRound(suite, what, sources, this);
    }

    /** Compiles a version; null if there is nothing to compile. */
    Outcome compile(LabSources sources) {
        return sources == null || sources.rejection().isPresent() || stubs.unchanged(what.lab(), sources) ? null
                : compiled(sources);
    }

    private Outcome compiled(LabSources sources) {
        return compiler.compile(Rooms.unit(what.lab(), sources), scratch.resolve("version" + versions++));
    }

    /** A process that waits for a version's classes. */
    ProbeSession openReady(Path classes) {
        return probes.open(classes);
    }

    /** A process started for these classes, so that the one that is ready stays so. */
    ProbeSession openNew(Path classes) {
        return rooms.open(what.lab(), classes);
    }

    @Override
    public void close() {
        probes.close();
        compiler.close();
    }
}
