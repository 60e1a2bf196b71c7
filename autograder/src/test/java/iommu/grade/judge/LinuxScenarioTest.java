package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.Machine;
import iommu.grade.KitCommand;
import iommu.peers.recording.RecordedEvent;
import iommu.peers.recording.RecordedGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scenarios in which lab 11 boots Linux are the recordings, in the language of scenarios: stores, register writes and
 * every translation, without interrupt remapping, which that lab's unit does not offer.
 */
class LinuxScenarioTest {

    private static final int IQT = 0x88;
    private static final int IRTA = 0xB8;

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void theFileIsWhatTheRecordingSays(String cachingMode) throws IOException {
        Path recording = KitCommand.home().resolve("recordings/linux-cm" + (cachingMode.equals("on") ? 1 : 0) + ".events.gz");
        Path file = KitCommand.home().resolve("labs/lab11-machine/scenarios/11.linux/caching-mode-" + cachingMode + ".vtd");
        assertThat(Files.readString(file)).isEqualTo(scenario(recording, cachingMode));
    }

    static String scenario(Path recording, String cachingMode) throws IOException {
        Writer writer = new Writer(cachingMode, interruptTable(recording));
        RecordedGuest.play(recording, writer, writer::event);
        return writer.text.append("outside\nmmio read32 0x34 => expect 0x0\n").toString();
    }

    private static Optional<Long> interruptTable(Path recording) throws IOException {
        long[] table = {0};
        Writer ignored = new Writer("on", Optional.empty());
        RecordedGuest.play(recording, ignored, event -> {
            if (event instanceof RecordedEvent.Write(int offset, int size, long value) && offset == IRTA) {
                table[0] = value;
            }
        });
        return Optional.of(table[0]).filter(word -> word != 0);
    }

    /** Writes what the guest does, and has a machine do it: which access a page lets through only tables say. */
    private static final class Writer implements RecordedGuest.Unit {

        private final StringBuilder text = new StringBuilder();
        private final Machine machine;
        private final long tableStart;
        private final long tableEnd;
        private int stores;

        Writer(String cachingMode, Optional<Long> interruptTable) {
            Capabilities unit = Capabilities.DEFAULT.with(draft -> draft.cachingMode = cachingMode.equals("on"));
            machine = new Machine(unit, 64);
            tableStart = interruptTable.map(word -> word & -4096L).orElse(0L);
            tableEnd = interruptTable.map(word -> (word & -4096L) + (32L << (word & 15))).orElse(0L); // §11.4.10: S
            text.append("vtd 1\n# A Linux guest boots, uses its disk and reboots: recordings/README.md.\nroom unit\nunit caching-mode=")
                    .append(cachingMode).append(" prefetch=requests-only\nte off\n");
        }

        private static String hex(long value) {
            return "0x" + Long.toHexString(value);
        }

        @Override
        public boolean store(Gpa at, long value) {
            machine.on(new Stimulus.Store64(at, value));
            if (at.value() < tableStart || at.value() >= tableEnd) {
                text.append("write64 ").append(at).append(' ').append(hex(value)).append('\n');
            }
            return true;
        }

        @Override
        public long read(int offset, int size) {
            return ((Answer.Value) machine.on(new Stimulus.RegisterRead(offset, size))).value();
        }

        @Override
        public void write(RecordedEvent.Write write) {
            machine.on(new Stimulus.RegisterWrite(write.offset(), write.size(), write.value()));
            text.append(String.format(Locale.ROOT, "mmio write%d 0x%x 0x%x%n", 8 * write.size(), write.offset(), write.value()));
            if (write.offset() == IQT && ++stores % 8 == 0) {
                text.append("outside\n"); // the status of each wait is a word of memory
            }
        }

        void event(RecordedEvent event) {
            if (event instanceof RecordedEvent.Translated t) {
                Access access = List.of(Access.READ, Access.WRITE).stream()
                        .filter(a -> translated(t, a).equals(new DmaOutcome.Translated(t.frame()))).findFirst().orElseThrow();
                text.append("dma ").append(t.source()).append(access == Access.READ ? " read " : " write ").append(t.page())
                        .append(" => expect ").append(t.frame()).append('\n');
            }
        }

        private DmaOutcome translated(RecordedEvent.Translated t, Access access) {
            return ((Answer.Dma) machine.on(new Stimulus.Dma(DmaRequest.untranslated(t.source(), t.page(), access)))).outcome();
        }
    }
}
