package iommu.emulator.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.TableMode;
import iommu.emulator.Words;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("§4.3, §6.5.2.12: requests that devices have not answered, and the waits behind them")
class PendingWorkTest {

    private static final long RING = 0x9_0000;
    private static final long FENCE = 0x40;
    private static final SourceId FIRST = new SourceId(0x18);
    private static final SourceId SECOND = new SourceId(0x20);
    private static final Effect ALL_TRANSLATIONS = new Effect.Invalidate(IotlbInvalidation.global());
    private static final Effect ICE = new Effect.ReportQueueError(FaultCondition.COMPLETION_ERROR);
    private static final Effect ITE = new Effect.ReportQueueError(FaultCondition.TIMEOUT_ERROR);
    private static final Effect IQE = new Effect.ReportQueueError(FaultCondition.QUEUE_ERROR);

    private final Words memory = new Words();
    private final RingQueue queue = new RingQueue(memory, Capabilities.DEFAULT.with(c -> c.deviceTlb = true));
    private int tail;

    private PendingWorkTest ask(SourceId device) {
        return put((long) device.value() << 32 | 3);
    }

    /** A wait that stores its number. */
    private PendingWorkTest await(int number, long flags) {
        memory.put(RING + 16L * tail + 8, 0x4000);
        return put((long) number << 32 | 0x25 | flags);
    }

    private PendingWorkTest put(long low) {
        memory.put(RING + 16L * tail++, low);
        return this;
    }

    private List<Effect> go() {
        return queue.update(new QueueRegisters(true, new Gpa(RING), 0, false, tail, TableMode.LEGACY));
    }

    private static Effect asked(int tag, SourceId device) {
        return new Effect.InvalidateDeviceTlb(tag, device, new Iova(0), 0x1000);
    }

    private static Effect stored(int number) {
        return new Effect.StoreStatus(new Gpa(0x4000), number);
    }

    private int head() {
        return queue.status().head();
    }

    @Test
    void aWaitWithoutFnIsOvertakenAndKeepsTheHead() {
        assertThat(ask(FIRST).await(1, 0).put(0x12).go()).containsExactly(asked(0, FIRST), ALL_TRANSLATIONS);
        assertThat(head()).isEqualTo(1);
        assertThat(queue.done(0)).containsExactly(stored(1));
        assertThat(head()).isEqualTo(3);
    }

    @Test
    void aWaitWithFnIsNot() {
        assertThat(ask(FIRST).await(1, FENCE).put(0x12).go()).containsExactly(asked(0, FIRST));
        assertThat(go()).isEmpty();
        assertThat(queue.done(0)).containsExactly(stored(1), ALL_TRANSLATIONS);
    }

    @Test
    void aWaitCompletesAfterWhatLiesBeforeItNotAfterWhatLiesBehind() {
        ask(FIRST).await(1, 0).ask(SECOND).await(2, 0).go();
        assertThat(queue.done(0)).containsExactly(stored(1));
        assertThat(head()).isEqualTo(3);
        assertThat(queue.done(1)).containsExactly(stored(2));
        assertThat(head()).isEqualTo(4);
    }

    @Test
    void waitsCompleteInTheirOrder() {
        ask(FIRST).await(1, 0).ask(SECOND).await(2, 0).go();
        assertThat(queue.done(1)).isEmpty();
        assertThat(head()).isEqualTo(1);
        assertThat(queue.done(0)).containsExactly(stored(1), stored(2));
    }

    @Test
    void aWaitBehindOnlyAFinishedOneCompletesAtOnce() {
        ask(FIRST).go();
        queue.done(0);
        assertThat(await(1, FENCE).await(2, 0).go()).containsExactly(stored(1), stored(2));
    }

    @Test
    void waitsBehindOneRequestAllCompleteWithIt() {
        ask(FIRST).await(1, 0).await(2, 0).await(3, FENCE).await(4, 0).go();
        assertThat(head()).isEqualTo(1);
        assertThat(queue.done(0)).containsExactly(stored(1), stored(2), stored(3), stored(4));
    }

    @Test
    @DisplayName("§6.5.2.11: an invalid descriptor behind a pending wait shows when the wait is done")
    void errorBehindAWait() {
        assertThat(ask(FIRST).await(1, 0).put(0xF).go()).containsExactly(asked(0, FIRST));
        assertThat(queue.done(0)).containsExactly(stored(1), IQE);
        assertThat(head()).isEqualTo(2);
        assertThat(queue.status().error()).isEqualTo(QueueError.INVALID_TYPE);
    }

    @Test
    @DisplayName("§6.5.2.11: with IQE set, what was fetched before is completed as normal")
    void requestsGoOnUnderIqe() {
        assertThat(ask(FIRST).put(0xF).go()).containsExactly(asked(0, FIRST), IQE);
        assertThat(queue.done(0)).isEmpty();
        assertThat(queue.done(0)).containsExactly(ICE);
    }

    @Test
    @DisplayName("§6.5.2.11: ITE aborts every pending wait; clearing it fetches the first of them again")
    void timeoutAbortsTheWaits() {
        ask(FIRST).ask(SECOND).await(1, 0).put(0x12).await(2, 0).go();
        assertThat(queue.timeout(0)).containsExactly(ITE);
        assertThat(queue.status().timedOut()).isEqualTo(FIRST);
        assertThat(head()).isEqualTo(2);
        assertThat(queue.done(1)).as("answers count, but complete nothing").isEmpty();
        assertThat(go()).isEmpty();
        assertThat(queue.cleared(Set.of(FaultCondition.TIMEOUT_ERROR)))
                .containsExactly(stored(1), ALL_TRANSLATIONS, stored(2));
        assertThat(head()).isEqualTo(5);
    }

    @Test
    void aWaitThatIsFetchedAgainStillOwesTheOthersAnswers() {
        ask(FIRST).ask(SECOND).await(1, FENCE).go();
        queue.timeout(0);
        assertThat(queue.cleared(Set.of(FaultCondition.TIMEOUT_ERROR))).isEmpty();
        assertThat(head()).isEqualTo(2);
        assertThat(queue.done(1)).containsExactly(stored(1));
    }

    @Test
    @DisplayName("§11.4.9.9: ITESID stays while ITE is set")
    void timedOutSource() {
        ask(FIRST).ask(SECOND).go();
        queue.timeout(1);
        queue.timeout(0);
        assertThat(queue.status().timedOut()).isEqualTo(SECOND);
        queue.cleared(Set.of(FaultCondition.TIMEOUT_ERROR));
        ask(FIRST).go();
        queue.timeout(2);
        assertThat(queue.status().timedOut()).isEqualTo(FIRST);
    }

    @Test
    void aTimedOutTagIsFreeSoALateAnswerIsUnexpected() {
        ask(FIRST).go();
        queue.timeout(0);
        assertThat(queue.done(0, FIRST)).containsExactly(ICE);
        assertThat(queue.timeout(0)).isEmpty();
    }

    @Test
    @DisplayName("§4.3, §11.4.9.9: a tag counts with its device; ICESID stays while ICE is set")
    void unexpectedSource() {
        ask(FIRST).await(1, 0).go();
        assertThat(queue.done(0, SECOND)).containsExactly(ICE);
        assertThat(queue.status().unexpected()).isEqualTo(SECOND);
        assertThat(queue.done(7, FIRST)).containsExactly(ICE);
        assertThat(queue.status().unexpected()).isEqualTo(SECOND);
        queue.cleared(Set.of(FaultCondition.COMPLETION_ERROR));
        assertThat(queue.done(7, FIRST)).containsExactly(ICE);
        assertThat(queue.status().unexpected()).isEqualTo(FIRST);
        assertThat(queue.done(0, FIRST)).containsExactly(stored(1));
    }

    @Test
    void anAnswerToAnUnknownTagHasNoSourceToName() {
        assertThat(queue.done(0)).containsExactly(ICE);
        assertThat(queue.status().unexpected()).isEqualTo(new SourceId(0));
    }

    @Test
    @DisplayName("§4.3: with no free tag a request is put off, and what follows with it")
    void tags() {
        IntStream.range(0, 33).forEach(i -> ask(FIRST));
        assertThat(put(0x12).go()).hasSize(32).doesNotContain(ALL_TRANSLATIONS);
        assertThat(head()).isEqualTo(32);
        assertThat(queue.done(5)).containsExactly(asked(5, FIRST), ALL_TRANSLATIONS);
        assertThat(ask(SECOND).go()).isEmpty();
        assertThat(queue.done(31)).containsExactly(asked(31, SECOND));
    }

    @Test
    void aTagIsNotUsedAgainAtOnce() {
        ask(FIRST).go();
        queue.done(0);
        assertThat(ask(FIRST).go()).containsExactly(asked(1, FIRST));
    }

    @Test
    void turningTheQueueOffForgetsWhatIsPending() {
        ask(FIRST).await(1, 0).go();
        queue.update(QueueRegisters.RESET);
        assertThat(head()).isZero();
        assertThat(queue.done(0, FIRST)).containsExactly(ICE);
    }

    @Test
    void theHeadGoesRoundWithAPendingWaitBeforeTheEnd() {
        IntStream.range(0, 254).forEach(i -> put(0x5));
        go();
        ask(FIRST).await(1, 0);
        tail = 0;
        assertThat(put(0x12).go()).containsExactly(asked(0, FIRST), ALL_TRANSLATIONS);
        assertThat(head()).isEqualTo(255);
        assertThat(queue.done(0)).containsExactly(stored(1));
        assertThat(head()).isEqualTo(1);
    }
}
