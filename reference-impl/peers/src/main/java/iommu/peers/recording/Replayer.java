package iommu.peers.recording;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.peers.recording.RecordedEvent.Policy;
import iommu.peers.recording.ReplayReport.Finding;
import iommu.peers.recording.ReplayReport.Kind;
import iommu.peers.recording.ReplayReport.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Plays a recording on the reference: memory, register writes and descriptors go in as they come, and each answer is
 * compared. One that differs is allowed if the oracle allows both, the recorded one and the reference's, and wrong
 * otherwise: where only one answer is allowed, one of the two units must be mistaken.
 */
public final class Replayer {

    private final RecordingReader in;
    private final ReplayedUnit unit;
    private final RecordedGuest guest;
    private final Law law;
    private final RegisterReads registers;
    private final Interrupts interrupts;
    private final Messages messages;
    private final OutlivedEntries outlived = new OutlivedEntries();
    private final ReplayReport report = new ReplayReport();
    private Optional<RecordedEvent.ContextCache> context = Optional.empty();

    private Replayer(RecordingReader in, RecordedUnit recorded) {
        this.in = in;
        unit = new ReplayedUnit(recorded.capabilities(), recorded.majorVersion());
        law = new Law(recorded.capabilities());
        registers = new RegisterReads(unit);
        interrupts = new Interrupts(unit);
        messages = new Messages(unit, report);
        guest = new RecordedGuest(in, new Both());
    }

    /**
     * Replays a whole recording.
     *
     * @throws RecordingException if the file is no recording, or not a whole one
     */
    public static ReplayReport replay(Path file) throws IOException {
        RecordedUnit recorded = RecordedUnit.of(file);
        try (RecordingReader in = RecordingReader.open(file)) {
            return new Replayer(in, recorded).play();
        }
    }

    private ReplayReport play() throws IOException {
        for (var line = in.next(); line.isPresent(); line = in.next()) {
            play(line.get());
            messages.collect(line.get().number(), line.get().text());
        }
        messages.end();
        return report;
    }

    private void play(RecordingReader.Line line) throws IOException {
        report.fed(line.event());
        switch (line.event()) {
            case RecordedEvent.Read read -> {
                add(Kind.REGISTER_READ, line, registers.compare(read));
                law.read(read.offset(), read.size());
            }
            case RecordedEvent.Write write -> {
                List<RecordedEvent.Submitted> descriptors = guest.write(line.number(), write);
                descriptors.forEach(report::fed);
                outlived.submitted(descriptors);
            }
            case RecordedEvent.Changed changed -> guest.store(line.number(), changed);
            case RecordedEvent.Submitted d -> throw guest.unasked(line.number());
            case RecordedEvent.ContextCache said -> context = Optional.of(said);
            case RecordedEvent.Translated translated -> add(Kind.TRANSLATION, line, compare(translated));
            case RecordedEvent.Faulted fault -> add(Kind.FAULT, line, compare(fault));
            case RecordedEvent.Message message -> messages.recorded(line.number(), line.text(), message);
            case RecordedEvent.EntryRead entry -> add(Kind.ENTRY, line, interrupts.compare(entry));
            case RecordedEvent.Interrupt interrupt -> add(Kind.INTERRUPT, line, interrupts.compare(interrupt));
            case RecordedEvent.Note note -> { }
        }
    }

    private void add(Kind kind, RecordingReader.Line line, Finding finding) {
        report.add(kind, line.number(), line.text(), finding);
    }

    /** The reference's machine and the law, told the same. */
    private final class Both implements RecordedGuest.Unit {

        @Override
        public boolean store(Gpa at, long value) {
            law.store(at, value);
            return unit.store(at, value);
        }

        @Override
        public long read(int offset, int size) {
            return unit.read(offset, size);
        }

        @Override
        public void write(RecordedEvent.Write write) {
            unit.write(write.offset(), write.size(), write.value());
            law.write(write.offset(), write.size(), write.value());
            interrupts.written(write);
        }
    }

    private Finding compare(RecordedEvent.Translated recorded) {
        unit.follow(recorded.policy() != Policy.HIT, contextMissed(false));
        ReplayedUnit.Translation answer = unit.pass(recorded.source(), recorded.page());
        List<DmaOutcome> allowed =
                law.allowed(DmaRequest.untranslated(recorded.source(), recorded.page(), answer.access()));
        DmaOutcome theirs = new DmaOutcome.Translated(recorded.frame());
        boolean sameAddress = answer.outcome().equals(theirs);
        // QEMU's mask for pass-through is the width of its own address space, not a page
        boolean sameSize = recorded.policy() == Policy.PASS_THROUGH
                || answer.size().equals(OptionalLong.of(recorded.mask() + 1));
        Verdict verdict = sameAddress && sameSize ? Verdict.EQUAL
                : !sameAddress && allowed.containsAll(List.of(answer.outcome(), theirs)) ? Verdict.ALLOWED
                : outlived.explain(recorded) ? Verdict.ALLOWED : Verdict.WRONG;
        outlived.note(recorded);
        return new Finding(verdict, recorded.frame() + ", page of " + Words.hex(recorded.mask() + 1),
                Words.of(answer.outcome(), answer.size()), why(verdict, allowed, recorded.source(), recorded.page()));
    }

    private Finding compare(RecordedEvent.Faulted recorded) {
        unit.follow(true, contextMissed(true)); // what faults at the context entry fills no cache
        DmaRequest request = DmaRequest.untranslated(recorded.source(), recorded.address(),
                recorded.write() ? Access.WRITE : Access.READ);
        DmaOutcome outcome = unit.translate(request).outcome();
        List<DmaOutcome> allowed = law.allowed(request);
        Verdict verdict = isRecorded(recorded, outcome) ? Verdict.EQUAL
                : allowed.contains(outcome) && allowed.stream().anyMatch(o -> isRecorded(recorded, o)) ? Verdict.ALLOWED
                : Verdict.WRONG;
        return new Finding(verdict, "fault " + Words.code(recorded.reason()), Words.of(outcome, OptionalLong.empty()),
                why(verdict, allowed, recorded.source(), recorded.address()));
    }

    /** What is allowed; and of an answer that is wrong, what the tables say. */
    private List<String> why(Verdict verdict, List<DmaOutcome> allowed, SourceId source, Iova address) {
        List<String> why = new ArrayList<>(List.of(Law.said(allowed)));
        if (verdict == Verdict.WRONG) {
            why.addAll(unit.tables(source, address));
        }
        return why;
    }

    private static boolean isRecorded(RecordedEvent.Faulted recorded, DmaOutcome outcome) {
        return outcome instanceof DmaOutcome.Blocked blocked && QemuProfile.sameReason(recorded.reason(), blocked.reason());
    }

    /** @param unsaid what to assume where no {@code C} came before */
    private boolean contextMissed(boolean unsaid) {
        boolean missed = context.map(said -> !said.hit()).orElse(unsaid);
        context = Optional.empty();
        return missed;
    }
}
