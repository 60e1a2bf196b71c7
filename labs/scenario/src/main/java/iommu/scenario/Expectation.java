package iommu.scenario;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a line demands of the answer beside it.
 *
 * @param kind     how the outcomes are meant
 * @param outcomes one, or for {@link Kind#ALLOW} at least one
 */
public record Expectation(Kind kind, List<Outcome> outcomes) {

    /** How outcomes are meant. */
    public enum Kind {
        /** The set of allowed answers has this one member. */
        EXPECT,
        /** These are all allowed answers. */
        ALLOW,
        /** This one is not allowed. */
        FORBID;

        static Optional<Kind> of(String word) {
            for (Kind kind : values()) {
                if (kind.toString().equals(word)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }

        @Override
        public String toString() {
            return switch (this) {
                case EXPECT -> "expect";
                case ALLOW -> "allow";
                case FORBID -> "forbid";
            };
        }
    }

    public Expectation {
        outcomes = List.copyOf(outcomes);
        if (outcomes.isEmpty() || kind != Kind.ALLOW && outcomes.size() > 1) {
            throw new IllegalArgumentException(kind + " does not take " + outcomes.size() + " outcomes");
        }
    }

    /** The expectation that allows just these outcomes: {@code expect} for one, {@code allow} for several. */
    public static Expectation exactly(Collection<Outcome> outcomes) {
        List<Outcome> distinct = outcomes.stream().distinct().toList();
        return new Expectation(distinct.size() == 1 ? Kind.EXPECT : Kind.ALLOW, distinct);
    }

    /** Whether one answer to this stimulus is in order. */
    public boolean accepts(Stimulus stimulus, Answer answer) {
        return outcomes.stream().anyMatch(outcome -> outcome.matches(stimulus, answer)) != (kind == Kind.FORBID);
    }

    /**
     * Whether the expectation states a set of allowed answers rightly: for {@code expect} and {@code allow} every
     * member is named and every outcome has a member, for {@code forbid} no member is named.
     */
    public boolean describes(Stimulus stimulus, Collection<Answer> allowed) {
        return allowed.stream().allMatch(answer -> accepts(stimulus, answer)) && (kind == Kind.FORBID
                || outcomes.stream().allMatch(o -> allowed.stream().anyMatch(answer -> o.matches(stimulus, answer))));
    }

    /** The text behind {@code =>}. */
    @Override
    public String toString() {
        return kind + " " + outcomes.stream().map(Outcome::toString).collect(Collectors.joining(", "));
    }
}
