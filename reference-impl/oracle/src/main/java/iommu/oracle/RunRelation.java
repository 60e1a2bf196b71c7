package iommu.oracle;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A run of a room whose next answers depend on what it chose before: tags, what a fault log compresses, how far a queue
 * has read ahead. So it is judged answer by answer.
 */
public interface RunRelation {

    /**
     * Takes one more step, and what the room said to it.
     *
     * @param answer {@link Answer.Done} if nothing was asked
     * @return why the architecture does not allow the answer; empty if it does. A run with an objection is over.
     */
    Optional<String> judge(Stimulus step, Answer answer);

    /** A law of sets, judged answer by answer. @param canonical how the members of its sets are written */
    static RunRelation of(Relation law, UnaryOperator<Answer> canonical) {
        return (step, answer) -> {
            Set<Answer> allowed = law.on(step);
            return allowed.isEmpty() || allowed.contains(canonical.apply(answer)) ? Optional.empty()
                    : Optional.of("answered " + answer + ", allowed " + allowed);
        };
    }

    /** Why this relation has stopped speaking for good: software did what the specification leaves undefined. */
    default Optional<String> silence() {
        return Optional.empty();
    }
}
