package iommu.scenario;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaOutcome.CompletionStatus;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Rights;
import iommu.arch.InterruptOutcome;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import java.util.OptionalInt;

/** Patterns of what devices get to hear but for plain DMA: translation completions, interrupts, page group responses. */
sealed interface DeviceOutcome extends Outcome {

    /** {@code granted ADDRESS size=S RIGHTS [snoop] [untranslated-only]}; {@code granted -}: no right, whatever the range. */
    record Granted(Gpa address, long size, Rights rights, boolean snoop, boolean untranslatedOnly) implements DeviceOutcome {

        static Granted of(DmaOutcome.Granted g) {
            return g.rights() == Rights.NONE ? nothing()
                    : new Granted(g.address(), g.size(), g.rights(), g.snoop(), g.untranslatedOnly());
        }

        static Granted nothing() {
            return new Granted(new Gpa(0), 0, Rights.NONE, false, false);
        }

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return answer instanceof Answer.Dma d && d.outcome() instanceof DmaOutcome.Granted g && of(g).equals(this);
        }

        @Override
        public String toString() {
            return rights == Rights.NONE ? "granted -" : "granted " + address + " size=" + Numbers.size(size) + " " + rights
                    + (snoop ? " snoop" : "") + (untranslatedOnly ? " untranslated-only" : "");
        }
    }

    /** {@code refused REASON ur|ca [silent|recorded]}. */
    record Refused(FaultReason reason, CompletionStatus status, Recording recording) implements DeviceOutcome {

        static Refused of(DmaOutcome.Refused r) {
            return new Refused(r.reason(), r.status(), r.silent() ? Recording.SILENT : Recording.RECORDED);
        }

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return answer instanceof Answer.Dma d && d.outcome() instanceof DmaOutcome.Refused r && r.reason() == reason
                    && r.status() == status && recording.holdsForDma(r.silent());
        }

        @Override
        public String toString() {
            return "refused " + reason + " " + text(status) + recording;
        }

        static String text(CompletionStatus status) {
            return status == CompletionStatus.UNSUPPORTED_REQUEST ? "ur" : "ca";
        }
    }

    /** What became of an interrupt request, a machine's or a room's; null of anything else. */
    private static InterruptOutcome result(Answer answer) {
        return switch (answer) {
            case Answer.Interrupt i -> i.result();
            case RoomAnswer.Remapped r -> r.result();
            default -> null;
        };
    }

    /** {@code vector=V to=ID [mode=M] [logical] [redirect] [level]}: the interrupt that a processor gets. */
    record Remapped(InterruptOutcome.Interrupt interrupt) implements DeviceOutcome {

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return result(answer) instanceof InterruptOutcome.Interrupt i && i.equals(interrupt);
        }

        @Override
        public String toString() {
            return "vector=" + Numbers.hex(interrupt.vector())
                    + " to=" + Numbers.hex(Integer.toUnsignedLong(interrupt.destination()))
                    + (interrupt.deliveryMode() == 0 ? "" : " mode=" + interrupt.deliveryMode())
                    + (interrupt.logical() ? " logical" : "") + (interrupt.redirect() ? " redirect" : "")
                    + (interrupt.level() ? " level" : "");
        }
    }

    /** {@code posted ADDRESS [vector=V to=ID]}: into this descriptor; with the notification, if one is sent. */
    record Posted(Gpa descriptor, boolean notifies, int destination, int vector) implements DeviceOutcome {

        static Posted of(InterruptOutcome.Posted p) {
            return new Posted(p.descriptor(), p.notifies(), p.notifies() ? p.destination() : 0, p.notifies() ? p.vector() : 0);
        }

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return result(answer) instanceof InterruptOutcome.Posted p && of(p).equals(this);
        }

        @Override
        public String toString() {
            return "posted " + descriptor + (notifies ? " vector=" + Numbers.hex(vector) + " to="
                    + Numbers.hex(Integer.toUnsignedLong(destination)) : "");
        }
    }

    /** {@code unchanged}: the message goes on as it is. */
    record Unchanged() implements DeviceOutcome {

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return result(answer) instanceof InterruptOutcome.Unchanged;
        }

        @Override
        public String toString() {
            return "unchanged";
        }
    }

    /** {@code unanswered}, or {@code response=RC}: the response code that a page request gets at once. */
    record Asked(OptionalInt response) implements DeviceOutcome {

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return answer instanceof Answer.Page p && p.response().equals(response);
        }

        @Override
        public String toString() {
            return response.isPresent() ? "response=" + response.getAsInt() : "unanswered";
        }
    }
}
