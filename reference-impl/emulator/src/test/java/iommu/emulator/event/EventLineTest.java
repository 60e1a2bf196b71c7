package iommu.emulator.event;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.register.EventRegisters;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("§7.3, §6.5.2.10, §7.5: an event of the unit")
class EventLineTest {

    private static final EventRegisters OPEN = new EventRegisters(false, new Gpa(0x1_FEE0_1000L), 0x41);
    private static final EventRegisters MASKED = new EventRegisters(true, new Gpa(0x1_FEE0_1000L), 0x41);
    private static final List<Effect> MESSAGE = List.of(new Effect.SendMessage(new Gpa(0x1_FEE0_1000L), 0x41));

    private final EventLine line = new EventLine();

    @Test
    void itIsMaskedAfterReset() {
        assertThat(line.raise()).isEmpty();
        assertThat(line.pending()).isTrue();
    }

    @Test
    void unmaskedItIsSentAtOnceAndIpIsClear() {
        assertThat(line.program(OPEN)).as("nothing happened yet").isEmpty();
        assertThat(line.raise()).isEqualTo(MESSAGE);
        assertThat(line.pending()).isFalse();
        assertThat(line.raise()).as("and again").isEqualTo(MESSAGE);
    }

    @Test
    void clearingTheMaskSendsWhatWasHeldBackOnce() {
        line.program(MASKED);
        line.raise();
        line.raise();
        assertThat(line.program(MASKED)).as("only the mask holds it").isEmpty();
        assertThat(line.program(OPEN)).isEqualTo(MESSAGE);
        assertThat(line.pending()).isFalse();
        assertThat(line.program(OPEN)).isEmpty();
    }

    @Test
    void theMessageIsThatOfTheTimeItIsSent() {
        line.raise();
        assertThat(line.program(new EventRegisters(false, new Gpa(0xFEE0_2000L), 7)))
                .containsExactly(new Effect.SendMessage(new Gpa(0xFEE0_2000L), 7));
    }

    @Test
    void whatSoftwareServicedIsNotSentLater() {
        line.raise();
        line.serviced();
        assertThat(line.pending()).isFalse();
        assertThat(line.program(OPEN)).isEmpty();
    }

    @Test
    void aResetMasksAndForgets() {
        line.program(OPEN);
        line.reset();
        assertThat(line.raise()).isEmpty();
        line.reset();
        assertThat(line.pending()).isFalse();
        assertThat(line.program(OPEN)).isEmpty();
    }
}
