package iommu.peers.qemu;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaOutcome.Blocked;
import iommu.arch.DmaOutcome.Translated;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.stimulus.Answer;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What the oracle allows a request, asked the way a peer can be seen: by record and by memory. */
record Allowed(List<DmaOutcome> outcomes) {

    static Allowed of(Set<Answer> answers) {
        return new Allowed(answers.stream().map(answer -> ((Answer.Dma) answer).outcome()).toList());
    }

    boolean single() {
        return outcomes.size() == 1;
    }

    boolean has(DmaOutcome outcome) {
        return outcomes.contains(outcome);
    }

    boolean recorded(FaultReason reason) {
        return has(new Blocked(reason, false));
    }

    boolean silent(FaultReason reason) {
        return has(new Blocked(reason, true));
    }

    boolean blocks(Predicate<Blocked> such) {
        return outcomes.stream().anyMatch(outcome -> outcome instanceof Blocked b && such.test(b));
    }

    /** Whether it may go where nobody can see it. */
    boolean unseen() {
        return outcomes.stream().anyMatch(outcome -> outcome instanceof Translated t && !QemuMachine.inMemory(t.address()));
    }

    boolean translates() {
        return outcomes.stream().anyMatch(Translated.class::isInstance);
    }

    /** Where it may go. */
    List<Gpa> addresses() {
        return outcomes.stream().filter(Translated.class::isInstance).map(o -> ((Translated) o).address()).toList();
    }

    @Override
    public String toString() {
        return outcomes.stream().map(Allowed::text).toList().toString();
    }

    static String text(DmaOutcome outcome) {
        return switch (outcome) {
            case Translated t -> "0x" + Long.toHexString(t.address().value());
            case Blocked b -> "fault " + b.reason() + (b.silent() ? " silent" : "");
            default -> outcome.toString();
        };
    }
}
