package iommu.peers.recording;

import iommu.arch.Capabilities;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The unit that was recorded, as its first answers to reads of VER, CAP and ECAP describe it.
 *
 * @param majorVersion VER.MAX; 1 if the guest never asked
 */
public record RecordedUnit(int majorVersion, Capabilities capabilities) {

    private static final int VER = 0x00;
    private static final int CAP = 0x08;
    private static final int ECAP = 0x10;

    /** Reads as far as the first reads of the three. @throws RecordingException if CAP or ECAP never were read */
    public static RecordedUnit of(Path file) throws IOException {
        Word ver = new Word(VER, 4);
        Word cap = new Word(CAP, 8);
        Word ecap = new Word(ECAP, 8);
        int last = 1;
        try (RecordingReader in = RecordingReader.open(file)) {
            for (var line = in.next(); line.isPresent() && !(ver.whole() && cap.whole() && ecap.whole()); line = in.next()) {
                last = line.get().number();
                if (line.get().event() instanceof RecordedEvent.Read read) {
                    ver.see(read);
                    cap.see(read);
                    ecap.see(read);
                }
            }
            for (Word word : new Word[] {cap, ecap}) {
                if (!word.whole()) {
                    throw in.wrong(last, "the recording ends before the guest reads "
                            + (word == cap ? "CAP (R 8)" : "ECAP (R 10)"), "record from the guest's first access on");
                }
            }
            try {
                return new RecordedUnit(ver.whole() ? CapabilitiesOf.majorVersion(ver.value) : 1,
                        CapabilitiesOf.words(cap.value, ecap.value));
            } catch (IllegalArgumentException e) {
                throw in.wrong(last, "CAP and ECAP describe no unit of this kit: " + e.getMessage(), "nothing can be replayed");
            }
        }
    }

    /** A register as the guest reads it, whole or in halves; its first value counts. */
    private static final class Word {
        private final int offset;
        private final int size;
        private long value;
        private int seen;

        private Word(int offset, int size) {
            this.offset = offset;
            this.size = size;
        }

        private boolean whole() {
            return seen == (1 << size) - 1;
        }

        private void see(RecordedEvent.Read read) {
            for (int i = 0; i < read.size(); i++) {
                int at = read.offset() + i - offset;
                if (at >= 0 && at < size && (seen >> at & 1) == 0) {
                    seen |= 1 << at;
                    value |= (read.value() >>> 8 * i & 0xFF) << 8 * at;
                }
            }
        }
    }
}
