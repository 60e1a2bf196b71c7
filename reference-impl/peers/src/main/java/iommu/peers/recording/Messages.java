package iommu.peers.recording;

import iommu.arch.register.Register;
import iommu.peers.recording.ReplayReport.Finding;
import iommu.peers.recording.ReplayReport.Kind;
import iommu.peers.recording.ReplayReport.Verdict;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Holds recorded fault-event messages against those that the reference sends. Either may come first: which of a fault and
 * its message a recorder notes first is its own affair.
 */
final class Messages {

    private record Waiting(int line, String text, RecordedEvent.Message message) {
    }

    private final ReplayedUnit unit;
    private final ReplayReport report;
    private final Deque<Waiting> recorded = new ArrayDeque<>();
    private final Deque<Waiting> sent = new ArrayDeque<>();

    Messages(ReplayedUnit unit, ReplayReport report) {
        this.unit = unit;
        this.report = report;
    }

    void recorded(int line, String text, RecordedEvent.Message message) {
        recorded.add(new Waiting(line, text, message));
        match();
    }

    /** Takes what the unit sent at this line. */
    void collect(int line, String text) {
        for (RecordedEvent.Message message : unit.takeMessages()) {
            if (isFaultEvent(message)) {
                sent.add(new Waiting(line, text, message));
            }
        }
        match();
    }

    /** Completion events of the queue go the same way (§6.5.2.10); no recording holds them. */
    private boolean isFaultEvent(RecordedEvent.Message message) {
        long address = unit.read(Register.FEADDR.offset(), 4) | unit.read(Register.FEUADDR.offset(), 4) << 32;
        return message.address() == address && message.data() == (int) unit.read(Register.FEDATA.offset(), 4);
    }

    private void match() {
        while (!recorded.isEmpty() && !sent.isEmpty()) {
            Waiting theirs = recorded.remove();
            Waiting ours = sent.remove();
            boolean equal = theirs.message().equals(ours.message());
            report.add(Kind.MESSAGE, theirs.line(), theirs.text(), new Finding(equal ? Verdict.EQUAL : Verdict.WRONG,
                    said(theirs), said(ours), List.of("sent at line " + ours.line())));
        }
    }

    /** The recording is over. */
    void end() {
        for (Waiting theirs : recorded) {
            report.add(Kind.MESSAGE, theirs.line(), theirs.text(),
                    new Finding(Verdict.WRONG, said(theirs), "sends no message", List.of()));
        }
        for (Waiting ours : sent) {
            report.add(Kind.MESSAGE, ours.line(), ours.text(),
                    new Finding(Verdict.WRONG, "sends no message", said(ours), List.of("by §7.3 an event goes out here")));
        }
    }

    private static String said(Waiting waiting) {
        return "data " + Words.hex(Integer.toUnsignedLong(waiting.message().data())) + " to "
                + Words.hex(waiting.message().address());
    }
}
