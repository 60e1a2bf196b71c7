package iommu.scenario;

import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.PasidContext;
import iommu.arch.ScalableContext;
import iommu.arch.StagedMapping;
import iommu.arch.StagedStep;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.scenario.Words.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Patterns of what the room {@code scalable} answers: {@code fault REASON [silent]}, or {@code key=value} fields, of which
 * those that are not named are free; and {@code [stores=GPA:V,…|-]}.
 *
 * @param fault  of a refusal; empty for one that is served, for a context, an entry or a mapping
 * @param fields the words of the answer; a flag has the value {@code yes}
 */
record ScalableOutcome(Optional<FaultReason> fault, boolean silent, Map<String, String> fields, Optional<Map<Gpa, Long>> stores)
        implements RoomOutcome {

    static final String USAGE = "served, fault REASON [silent], directory=GPA entries=N rid-pasid=N [rid-privileged=yes]…,"
            + " type=first|second|nested|pass-through did=D …, or to=GPA size=S user=RIGHTS supervisor=RIGHTS snoop=yes|no"
            + " writable=yes|no via=A,B,… [stores=GPA:V,…|-]";

    private static final List<String> KEYS = List.of("type", "did", "directory", "entries", "rid-pasid", "rid-privileged", "device-tlb",
            "pasids", "page-requests", "translated-pasid", "fpd", "first-table", "first-levels", "second-table", "second-levels", "second-dirty",
            "snooped-walk", "snooped-pages", "serves-supervisor", "write-protect", "extended", "to", "size", "user", "supervisor", "snoop",
            "writable", "via");

    ScalableOutcome {
        fields = new LinkedHashMap<>(fields);
        stores = stores.map(TreeMap::new);
    }

    static ScalableOutcome of(Stimulus stimulus, RoomAnswer answer) {
        return switch (answer) {
            case RoomAnswer.Context(Fault f) -> refused(f, Optional.empty());
            case RoomAnswer.Context(ScalableContext c) -> said(words("context " + ScalableWords.text(c)), Optional.empty());
            case RoomAnswer.Refusal(Optional<Fault> f) -> f.map(fault -> refused(fault, Optional.empty()))
                    .orElseGet(() -> said(Map.of("served", "yes"), Optional.empty()));
            case RoomAnswer.Entry(Fault f) -> refused(f, Optional.empty());
            case RoomAnswer.Entry(PasidContext c) -> said(words("type=" + ScalableWords.of(c.type()) + " did=" + c.domain()
                    + ScalableWords.text(c) + (c.silent() ? " fpd" : "")), Optional.empty());
            case RoomAnswer.Staged(Fault f, var changed) -> refused(Fault.of(f.reason()), Optional.of(changed));
            case RoomAnswer.Staged(StagedMapping m, var changed) -> said(words(mapping((RoomCall.WalkStages) stimulus, m)), Optional.of(changed));
            default -> throw new IllegalArgumentException("no answer of the room scalable: " + answer);
        };
    }

    private static String mapping(RoomCall.WalkStages asked, StagedMapping m) {
        return "to=" + m.translate(asked.address()) + " size=" + Numbers.size(m.size()) + " user=" + m.user() + " supervisor="
                + m.supervisor() + " snoop=" + yesOrNo(m.snoop()) + " writable=" + yesOrNo(m.writable()) + " via="
                + (m.steps().isEmpty() ? "-" : m.steps().stream().map(StagedStep::at).map(Gpa::toString).collect(Collectors.joining(",")));
    }

    private static String yesOrNo(boolean holds) {
        return holds ? "yes" : "no";
    }

    private static Map<String, String> words(String text) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String word : text.strip().split(" +")) {
            int equals = word.indexOf('=');
            words.put(equals < 0 ? word : word.substring(0, equals), equals < 0 ? "yes" : word.substring(equals + 1));
        }
        words.remove("context");
        return words;
    }

    private static ScalableOutcome refused(Fault fault, Optional<Map<Gpa, Long>> stores) {
        return new ScalableOutcome(Optional.of(fault.reason()), fault.suppressed(), Map.of(), stores);
    }

    private static ScalableOutcome said(Map<String, String> fields, Optional<Map<Gpa, Long>> stores) {
        return new ScalableOutcome(Optional.empty(), false, fields, stores);
    }

    static ScalableOutcome read(Words words) {
        if (words.flag("fault")) {
            boolean silent = words.flag("silent");
            Optional<Map<Gpa, Long>> stores = StoreWords.read(words);
            return new ScalableOutcome(Optional.of(words.reason(words.plain("the fault reason"))), silent, Map.of(), stores);
        }
        if (words.flag("served")) {
            return said(Map.of("served", "yes"), Optional.empty());
        }
        Map<String, String> fields = new LinkedHashMap<>();
        Optional<Map<Gpa, Long>> stores = StoreWords.read(words);
        for (String key : KEYS) {
            Optional<Word> value = words.named(key);
            value.ifPresent(word -> fields.put(key, word.text()));
            if (value.isEmpty() && words.flag(key)) {
                fields.put(key, "yes");
            }
        }
        if (fields.isEmpty()) {
            throw words.missing("a field, served or fault");
        }
        return said(fields, stores);
    }

    @Override
    public boolean matches(Stimulus stimulus, Answer answer) {
        if (!(answer instanceof RoomAnswer.Context || answer instanceof RoomAnswer.Refusal || answer instanceof RoomAnswer.Entry
                || answer instanceof RoomAnswer.Staged)) {
            return false;
        }
        ScalableOutcome other = of(stimulus, (RoomAnswer) answer);
        return fault.equals(other.fault) && silent == other.silent && other.fields.entrySet().containsAll(fields.entrySet())
                && (stores.isEmpty() || stores.equals(other.stores));
    }

    @Override
    public String toString() {
        String said = fault.isPresent() ? "fault " + fault.get() + (silent ? " silent" : "")
                : fields.entrySet().stream().map(e -> e.getValue().equals("yes") && !e.getKey().equals("snoop") && !e.getKey().equals("writable")
                        ? e.getKey() : e.getKey() + "=" + e.getValue()).collect(Collectors.joining(" "));
        return said + stores.map(StoreWords::text).orElse("");
    }
}
