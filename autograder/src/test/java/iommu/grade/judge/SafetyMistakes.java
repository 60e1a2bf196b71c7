package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;

/** Mistakes in safety policies. */
final class SafetyMistakes {

    private static final String POLICY = "MatrixPolicy.java";
    private static final String MATRIX = "Matrix.java";
    private static final String SECOND_ALONE = "return c.cachingMode() && c.stages().equals(Set.of(Stages.SECOND));";

    private SafetyMistakes() {
    }

    private static Mistake of(String name, String groups, String file, String from, String to) {
        return Mistake.of("09", name, groups, new Change(file, from, to));
    }

    static List<Mistake> all() {
        return List.of(
                of("a MAP listener is accepted with CM=0", "wishes state first-reason remedy", MATRIX, SECOND_ALONE,
                        "return c.stages().equals(Set.of(Stages.SECOND));"),
                of("CM=1 announces first-stage tables, too", "stages remedy", MATRIX, SECOND_ALONE, "return c.cachingMode();"),
                of("CM=1 announces all that is not first-stage alone", "stages remedy", MATRIX, SECOND_ALONE,
                        "return c.cachingMode() && c.stages().contains(Stages.SECOND);"),
                of("nested is forgotten", "stages", MATRIX, SECOND_ALONE,
                        "return c.cachingMode() && (c.stages().equals(Set.of(Stages.SECOND)) || c.stages().contains(Stages.NESTED));"),
                of("a refused listener stays in the list", "state first-reason", POLICY, "if (verdict instanceof Verdict.Allowed) {", "if (true) {"),
                of("a device-TLB listener is accepted without DT", "device-tlb state first-reason remedy", MATRIX,
                        "if (listener.wants(DEVICE_TLB) && !c.deviceTlb())", "if (false)"),
                of("a reconfiguration is not judged against listeners", "state first-reason", POLICY,
                        "if (Matrix.judge(next, listener) instanceof Verdict.Refused refused) {",
                        "if (Matrix.judge(configuration, listener) instanceof Verdict.Refused refused) {"),
                of("only devices of one kind are refused", "wishes stages snoop device-tlb state first-reason remedy", MATRIX, "if (objections.isEmpty()) {",
                        "if (objections.isEmpty() || listener.source().value() != 0x18) {"),
                of("off is the default", "wishes", POLICY, "this(Configuration.DEFAULT);",
                        "this(new Configuration(false, true, Shadowing.OFF, Set.of(Stages.SECOND), Snoop.NOT_OFFERED, false, true));"),
                of("an UNMAP listener is refused with CM=0", "wishes stages snoop configurations state first-reason", MATRIX, "if (listener.wants(MAP)) {",
                        "if (listener.wants(MAP) || listener.wants(UNMAP)) {"),
                of("shadowing is ignored", "stages", MATRIX, "case SECOND_STAGE -> c.stages().equals(Set.of(Stages.SECOND));",
                        "case SECOND_STAGE -> false;"),
                of("shadowing the second stage covers both", "stages", MATRIX,
                        "case SECOND_STAGE -> c.stages().equals(Set.of(Stages.SECOND));", "case SECOND_STAGE -> true;"),
                of("shadowing needs coherent walks", "stages", MATRIX, "case BOTH_STAGES -> true;", "case BOTH_STAGES -> c.coherent();"),
                of("announcing needs coherent walks", "wishes stages", MATRIX, SECOND_ALONE,
                        "return c.cachingMode() && c.coherent() && c.stages().equals(Set.of(Stages.SECOND));"),
                of("snoop control that is offered is refused", "snoop", MATRIX, "c.snoop() == Snoop.NOT_ENFORCEABLE", "c.snoop() != Snoop.NOT_OFFERED"),
                of("snoop control is ignored", "snoop first-reason remedy", MATRIX, "c.snoop() == Snoop.NOT_ENFORCEABLE", "false"),
                of("nested without both stages is a unit", "configurations first-reason remedy", MATRIX, "&& !(first && second)", "&& !(first || second)"),
                of("a unit without stages is one", "configurations first-reason remedy", MATRIX, "if (c.stages().isEmpty()) {", "if (false) {"),
                of("the running guest is reconfigured", "configurations first-reason remedy", POLICY, "if (running) {", "if (false) {"),
                of("the configuration is stored before it is judged", "state", POLICY, "for (Listener listener : attached.values()) {",
                        "Configuration before = configuration; configuration = next; for (Listener listener : attached.values()) {"),
                of("detach goes by id alone", "state", POLICY, "attached.remove(listener.id(), listener);", "attached.remove(listener.id());"),
                of("listeners are kept by source", "state", POLICY, "attached.put(listener.id(), listener);",
                        "attached.values().removeIf(l -> l.source().equals(listener.source())); attached.put(listener.id(), listener);"),
                of("the last reason is the witness", "first-reason", MATRIX, "objections.getFirst()", "objections.getLast()"),
                of("the text has no device", "remedy", MATRIX, "return new Verdict.Refused(objections.getFirst().witness(), device, text);",
                        "return new Verdict.Refused(objections.getFirst().witness(), device, objections.getFirst().text());"),
                of("the text has no setting", "remedy", MATRIX, "return new Verdict.Refused(objections.getFirst().witness(), device, text);",
                        "return new Verdict.Refused(objections.getFirst().witness(), device, device + \" is not supported\");"),
                of("one text names every setting", "remedy", MATRIX, "return new Verdict.Refused(objections.getFirst().witness(), device, text);",
                        "return new Verdict.Refused(objections.getFirst().witness(), device, device + \" needs caching-mode, shadowing, snoop-control, device-tlb or stages, in reset or powered off\");"),
                of("the text speaks of the first reason alone: no mistake", "", MATRIX, "return new Verdict.Refused(objections.getFirst().witness(), device, text);",
                        "return new Verdict.Refused(objections.getFirst().witness(), device, device + \" wants \" + objections.getFirst().text());"),
                of("the newest listener is named: no mistake by the law", "first-reason", POLICY, "new TreeMap<>();",
                        "new TreeMap<>(java.util.Comparator.reverseOrder());"),
                of("MAP without UNMAP is allowed: no mistake", "", MATRIX, "if (!listener.wants(UNMAP)) {", "if (false) {"),
                of("shadowing what is not offered is allowed: no mistake", "", MATRIX,
                        "c.shadowing() == Shadowing.SECOND_STAGE && !second", "false"));
    }
}
