package iommu.grade.judge;

import iommu.grade.intake.LabSources;
import iommu.grade.labs.Lab;
import iommu.grade.sandbox.Compiler;
import iommu.grade.sandbox.Limits;
import iommu.grade.sandbox.Outcome;
import iommu.grade.sandbox.ProbeSession;
import iommu.grade.sandbox.ReadyProbes;
import iommu.grade.sandbox.Sandbox;
import iommu.grade.sandbox.StandingCompiler;
import iommu.grade.sandbox.Unit;
import iommu.probe.RoomKind;
import iommu.scenario.Room;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes learners' rooms out of their sources: compiles and starts them, both in the sandbox. */
public final class Rooms {

    /** Five seconds of processor time for a case: the reference's rooms need some milliseconds. */
    private static final Limits LIMITS = Limits.DEFAULT.withCpu(Duration.ofSeconds(5));

    private final Sandbox sandbox;

    public Rooms(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** What a verdict depends on here. */
    public String describe() {
        return sandbox.describe() + ", " + LIMITS;
    }

    /** Compiles each lab for itself. @return an outcome for each lab, by its number */
    public Map<String, Outcome> compile(Map<Lab, LabSources> labs, Path scratch) {
        List<Unit> units = labs.entrySet().stream().map(e -> unit(e.getKey(), e.getValue())).toList();
        Map<String, Outcome> byId = units.isEmpty() ? Map.of() : new Compiler(sandbox).compile(units, scratch);
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        labs.keySet().forEach(lab -> outcomes.put(lab.number(), byId.get(lab.id())));
        return outcomes;
    }

    static Unit unit(Lab lab, LabSources sources) {
        return new Unit(lab.id(), sources.files().stream()
                .map(f -> new Unit.Source(f.path().substring(f.path().lastIndexOf('/') + 1), f.text())).toList());
    }

    /** A compiler to keep, for one learner's lab. */
    StandingCompiler compiler() {
        return new StandingCompiler(sandbox);
    }

    /** Processes for the lab's room, to be kept ready for classes to come. */
    ReadyProbes ready(Lab lab, ReadyProbes.Rehearsal rehearsal) {
        return new ReadyProbes(sandbox, kind(lab), entry(lab), LIMITS, rehearsal);
    }

    /** Starts a process for the lab's room. */
    public ProbeSession open(Lab lab, Path classes) {
        return ProbeSession.open(sandbox, kind(lab), entry(lab), classes, LIMITS);
    }

    /**
     * Starts a process for a unit out of rooms, some of them the learner's own.
     *
     * @param own     the labs whose rooms are the learner's
     * @param classes of all these labs
     */
    ProbeSession open(Lab lab, List<Lab> own, Path classes) {
        StringBuilder entries = new StringBuilder(entry(lab));
        own.forEach(other -> entries.append(',').append(other.seam()).append('=').append(entry(other)));
        return ProbeSession.open(sandbox, kind(lab), entries.toString(), classes, LIMITS);
    }

    private static String entry(Lab lab) {
        return lab.packageName() + "." + lab.entry();
    }

    private static RoomKind kind(Lab lab) {
        return switch (lab.seam()) {
            case "ContextLookup" -> RoomKind.CONTEXT;
            case "PageWalk" -> RoomKind.WALK;
            case "TranslationCache" -> RoomKind.IOTLB;
            case "FaultLog" -> RoomKind.FAULTS;
            case "RegisterFile" -> RoomKind.REGISTERS;
            case "InvalidationQueue" -> RoomKind.QUEUE;
            case "MappingDriver" -> RoomKind.DRIVER;
            case "SafetyPolicy" -> RoomKind.SAFETY;
            case "MappingNotifier" -> RoomKind.NOTIFIER;
            case "ShadowTables" -> RoomKind.SHADOW;
            case "UnitPort" -> RoomKind.UNIT;
            default -> throw new IllegalArgumentException("labs.toml: lab " + lab.number() + " has the seam " + lab.seam()
                    + ", which no probe can drive");
        };
    }

    /** What a scenario of this lab speaks to. */
    public static Room room(Lab lab) {
        return Room.valueOf(kind(lab).name());
    }
}
