package iommu.peers.recording;

import iommu.arch.Gpa;
import iommu.arch.register.Field;
import iommu.arch.register.Register;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The guest's half of a recording: what it stored, wrote and submitted, given to a unit in the order in which a guest
 * would have done it. A recording shows descriptors behind the tail that submits them; here they lie in the ring before
 * the tail moves.
 */
public final class RecordedGuest {

    /** The unit that is driven. */
    public interface Unit {

        /** The guest stores 8 bytes. @return whether there is memory */
        boolean store(Gpa at, long value);

        /** @param offset in bytes @param size in bytes */
        long read(int offset, int size);

        /** The guest writes a register. */
        void write(RecordedEvent.Write write);
    }

    private final RecordingReader in;
    private final Unit unit;

    RecordedGuest(RecordingReader in, Unit unit) {
        this.in = in;
        this.unit = unit;
    }

    /**
     * Has a recorded guest drive a unit from first to last.
     *
     * @param event hears of every event of the recording, after what it did to the unit
     * @throws RecordingException if the file is no recording, or not a whole one
     */
    public static void play(Path file, Unit unit, Consumer<RecordedEvent> event) throws IOException {
        try (RecordingReader in = RecordingReader.open(file)) {
            RecordedGuest guest = new RecordedGuest(in, unit);
            for (var line = in.next(); line.isPresent(); line = in.next()) {
                guest.play(line.get()).forEach(event);
            }
        }
    }

    /** @return this event, and those that went with it */
    private List<RecordedEvent> play(RecordingReader.Line line) throws IOException {
        List<RecordedEvent> played = new ArrayList<>(List.of(line.event()));
        switch (line.event()) {
            case RecordedEvent.Changed changed -> store(line.number(), changed);
            case RecordedEvent.Write write -> played.addAll(write(line.number(), write));
            case RecordedEvent.Submitted d -> throw unasked(line.number());
            default -> { }
        }
        return played;
    }

    RecordingException unasked(int line) {
        return in.wrong(line, "no write of IQT submits this descriptor", "descriptors stand behind their W 88");
    }

    void store(int line, RecordedEvent.Changed changed) {
        if (!unit.store(changed.at(), changed.value())) {
            throw in.wrong(line, "no word of memory lies at " + changed.at(),
                    "M has a multiple of 8 within the host address width");
        }
    }

    /** A register write, with the descriptors that follow it. @return those */
    List<RecordedEvent.Submitted> write(int line, RecordedEvent.Write write) throws IOException {
        List<RecordedEvent.Submitted> descriptors = new ArrayList<>();
        int last = line;
        for (var next = in.peek(); isDescriptor(next); next = in.peek()) {
            descriptors.add((RecordedEvent.Submitted) next.orElseThrow().event());
            last = in.next().orElseThrow().number();
        }
        boolean movesTail = write.offset() == Register.IQT.offset();
        if (!descriptors.isEmpty() && !movesTail) {
            throw in.wrong(line, "descriptors stand behind a write of another register than IQT", "they belong behind a W 88");
        }
        if (movesTail) {
            submit(last, write, descriptors);
        } else {
            unit.write(write);
        }
        return descriptors;
    }

    private static boolean isDescriptor(Optional<RecordingReader.Line> line) {
        return line.isPresent() && line.get().event() instanceof RecordedEvent.Submitted;
    }

    private void submit(int line, RecordedEvent.Write write, List<RecordedEvent.Submitted> descriptors) {
        Ring ring = Ring.of(unit.read(Register.IQA.offset(), 8), unit.read(Register.IQT.offset(), 8));
        int submitted = ring.submits(write.value());
        boolean runs = Field.GSTS_QIES.isSet(unit.read(Register.GSTS.offset(), 4)) && !stopped();
        for (RecordedEvent.Submitted descriptor : descriptors) {
            if (descriptor.words().size() * 8 != ring.descriptorBytes()) {
                throw in.wrong(line, "a descriptor of " + descriptor.words().size() + " words, and IQA.DW is "
                        + (ring.wide() ? 1 : 0), "IQA.DW=1 has four words, DW=0 two");
            }
        }
        for (Ring.Word word : ring.words(descriptors)) {
            unit.store(word.at(), word.value());
        }
        unit.write(write);
        // what lies behind a descriptor that stops the queue is never fetched, and so not recorded
        boolean stoppedAtOne = stopped() && ring.holds(descriptors.size(), unit.read(Register.IQH.offset(), 8));
        if (runs && submitted >= 0 && submitted != descriptors.size() && !stoppedAtOne) {
            throw in.wrong(line, "the tail moves by " + submitted + " descriptors, and " + descriptors.size() + " are given",
                    "the recording has a gap, or ends too early");
        }
    }

    private boolean stopped() {
        return Field.FSTS_IQE.isSet(unit.read(Register.FSTS.offset(), 4));
    }
}
