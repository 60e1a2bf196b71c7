package iommu.grade.kills;

import iommu.arch.CachedTranslation;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.WalkResult;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.Lawbook;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.Reference;
import iommu.grade.judge.RunJudge;
import iommu.grade.verdict.TestsResult.Refusal;
import iommu.scenario.Expectation;
import iommu.scenario.Outcome;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether an expectation can be held against every right unit, as far as that can be seen without running one: it must
 * state the law's set rightly, or, where a room is judged as it goes, be met by every way in which the reference can be built.
 */
final class RightUnits {

    private static final int SHOWN = 5;
    private static final long SMALL = 4096;

    private RightUnits() {
    }

    /** The first expectation that can't. @param law a test, with what the law allows */
    static Optional<Refusal> objection(PreparedCase law) {
        return law.relation().isPresent() ? byReadings(law) : bySets(law);
    }

    private static Optional<Refusal> bySets(PreparedCase law) {
        List<Set<Answer>> members = Lawbook.LAW.members(law.plan());
        for (int i = 0; i < members.size(); i++) {
            Step step = law.plan().steps().get(i);
            if (step.expectation().isPresent()) {
                Optional<Refusal> objection = objection(step, members.get(i), law.allowed().get(i));
                if (objection.isPresent()) {
                    return objection;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> objection(Step step, Set<Answer> members, Optional<Expectation> allowed) {
        Expectation written = step.expectation().orElseThrow();
        if (members.isEmpty()) {
            return refusal(step, leftOpen(written));
        }
        List<Answer> right = new ArrayList<>();
        members.forEach(member -> right.addAll(alike(step.stimulus(), member)));
        for (Answer answer : right) {
            if (!written.accepts(step.stimulus(), answer)) {
                return refusal(step, "rejects a right unit: it says \"" + written + "\", but allowed is " + shown(allowed));
            }
        }
        return written.kind() == Expectation.Kind.FORBID ? Optional.empty() : written.outcomes().stream()
                .filter(o -> right.stream().noneMatch(answer -> o.matches(step.stimulus(), answer))).findFirst()
                .flatMap(never -> refusal(step, "says \"" + written + "\", but " + never + " is never allowed there. Allowed is " + shown(allowed)));
    }

    /** The sentence for an expectation that a right unit fails. */
    static String tooStrict(Expectation written, String answer) {
        return "rejects a right unit: it says \"" + written + "\", but a right unit may answer " + answer;
    }

    private static String leftOpen(Expectation written) {
        return "rejects a right unit: it says \"" + written + "\" where the architecture leaves open what is answered";
    }

    private static String shown(Optional<Expectation> allowed) {
        List<Outcome> all = allowed.map(Expectation::outcomes).orElse(List.of());
        return all.stream().limit(SHOWN).map(Outcome::toString).collect(Collectors.joining(", or "))
                + (all.size() > SHOWN ? ", or " + (all.size() - SHOWN) + " others" : "");
    }

    private static Optional<Refusal> refusal(Step step, String sentence) {
        return Optional.of(new Refusal(step.line(), 0, sentence));
    }

    /** The answer, and those that the law does not tell from it: in smaller pages, without steps, without the hole of a fault. */
    private static List<Answer> alike(Stimulus stimulus, Answer answer) {
        List<Answer> all = new ArrayList<>(List.of(answer));
        switch (answer) {
            case Answer.Walk w when stimulus instanceof Stimulus.Walk asked ->
                all.add(new Answer.Walk(plainer(asked.address(), w.result())));
            case Answer.Translation t when t.entry().isPresent() && stimulus instanceof Stimulus.CachedTranslationOf asked -> {
                CachedTranslation e = t.entry().get();
                all.add(new Answer.Translation(Optional.of(new CachedTranslation(e.domain(), e.silent(), plainer(asked.address(), e.result())))));
            }
            default -> { }
        }
        all.removeIf(other -> !Outcome.law(stimulus, answer).matches(stimulus, other));
        return all;
    }

    private static WalkResult plainer(Iova asked, WalkResult result) {
        return switch (result) {
            case Fault f -> new Fault(f.reason(), 0, 0, f.silent());
            case Mapping m -> {
                Iova page = asked.alignedTo(SMALL);
                yield new Mapping(page, m.translate(page), SMALL, m.rights(), m.snoop(), List.of());
            }
        };
    }

    private static Optional<Refusal> byReadings(PreparedCase law) {
        for (Function<Stimulus, Answer> reference : Reference.readings(law.plan())) {
            RunJudge judge = law.begin();
            for (int i = 0; i < law.plan().steps().size(); i++) {
                Step step = law.plan().steps().get(i);
                Answer answer = reference.apply(step.stimulus());
                if (answer instanceof Answer.Broken) {
                    return refusal(step, "asks a right unit what it can't answer: " + Outcome.describe(step.stimulus(), answer));
                }
                judge.judge(i, answer);
                Optional<Expectation> written = step.expectation();
                if (written.isPresent() && judge.silence().isPresent()) {
                    return refusal(step, leftOpen(written.get()));
                }
                if (written.isPresent() && !written.get().accepts(step.stimulus(), answer)) {
                    return refusal(step, tooStrict(written.get(), Outcome.describe(step.stimulus(), answer)));
                }
            }
        }
        return Optional.empty();
    }
}
