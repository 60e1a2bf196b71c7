package iommu.scenario;

import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * {@code … [index=N] [stores=GPA:V,…|-]}: an outcome of an interrupt request with what a room says besides.
 *
 * @param index  of a fault, the index that it is recorded with
 * @param stores the words of memory that hold other values now; empty for whatever they are
 */
record RemapOutcome(Outcome outcome, OptionalInt index, Optional<Map<Gpa, Long>> stores) implements RoomOutcome {

    RemapOutcome {
        stores = stores.map(TreeMap::new);
    }

    static Outcome of(RoomAnswer.Remapped answer) {
        Outcome outcome = OutcomeOf.interrupt(answer.result());
        boolean tells = !answer.changed().isEmpty() || answer.result() instanceof InterruptOutcome.Posted;
        OptionalInt index = answer.result() instanceof InterruptOutcome.Blocked b ? OptionalInt.of(b.index()) : OptionalInt.empty();
        return tells || index.isPresent() ? new RemapOutcome(outcome, index, tells ? Optional.of(answer.changed()) : Optional.empty())
                : outcome;
    }

    /** The outcome, and the words that only a room's answers have. */
    static Outcome read(Outcome outcome, Words words) {
        OptionalInt index = outcome instanceof Outcome.Faulted ? words.number("index", 0, 0xFFFF) : OptionalInt.empty();
        Optional<Map<Gpa, Long>> stores = StoreWords.read(words);
        return index.isPresent() || stores.isPresent() ? new RemapOutcome(outcome, index, stores) : outcome;
    }

    @Override
    public boolean matches(Stimulus stimulus, Answer answer) {
        return answer instanceof RoomAnswer.Remapped(InterruptOutcome result, Map<Gpa, Long> changed)
                && outcome.matches(stimulus, new Answer.Interrupt(result))
                && (index.isEmpty() || result instanceof InterruptOutcome.Blocked b && b.index() == index.getAsInt())
                && (stores.isEmpty() || stores.get().equals(changed));
    }

    @Override
    public String toString() {
        return outcome + (index.isPresent() ? " index=" + Numbers.hex(index.getAsInt()) : "") + stores.map(StoreWords::text).orElse("");
    }
}
