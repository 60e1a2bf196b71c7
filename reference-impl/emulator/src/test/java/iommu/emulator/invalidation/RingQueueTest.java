package iommu.emulator.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.TableMode;
import iommu.emulator.Words;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§6.5.2: the invalidation queue")
class RingQueueTest {

    private static final long RING = 0x9_0000;
    private static final long GLOBAL_CONTEXT = 0x11;
    private static final long GLOBAL_IOTLB = 0x12;
    private static final Effect ALL_CONTEXTS = new Effect.Invalidate(ContextInvalidation.global());
    private static final Effect ALL_TRANSLATIONS = new Effect.Invalidate(IotlbInvalidation.global());
    private static final Effect IQE = new Effect.ReportQueueError(FaultCondition.QUEUE_ERROR);

    private final Words memory = new Words();
    private Capabilities unit = Capabilities.DEFAULT.with(c -> c.deviceTlb = true);
    private RingQueue queue = new RingQueue(memory, unit);
    private int tail;

    private List<Effect> moveTail(int to) {
        tail = to;
        return queue.update(registers(true, TableMode.LEGACY, false));
    }

    private QueueRegisters registers(boolean enabled, TableMode mode, boolean wide) {
        return new QueueRegisters(enabled, new Gpa(RING), 0, wide, tail, mode);
    }

    private RingQueueTest put(int index, long low, long high) {
        memory.put(RING + 16L * index, low, high);
        return this;
    }

    private List<Effect> submit(long low, long high) {
        put(tail, low, high);
        return moveTail(tail + 1);
    }

    private void stopsWith(QueueError error, List<Effect> effects, int head) {
        assertThat(effects).containsExactly(IQE);
        assertThat(queue.status().error()).isEqualTo(error);
        assertThat(queue.status().head()).as("IQH stays on the bad descriptor").isEqualTo(head);
    }

    @ParameterizedTest
    @CsvSource({"0x00000000_00000011, GLOBAL, 0, 0, 0", "0x00000000_12340021, DOMAIN, 0x1234, 0, 0",
        "0x00025678_12340031, DEVICE, 0x1234, 0x5678, 2"})
    void aContextCacheDescriptorSaysWhatGoes(String low, String granularity, String domain, String source, int mask) {
        ContextInvalidation expected = switch (granularity) {
            case "GLOBAL" -> ContextInvalidation.global();
            case "DOMAIN" -> ContextInvalidation.domain(new DomainId(Integer.decode(domain)));
            default -> ContextInvalidation.device(new DomainId(Integer.decode(domain)),
                    new SourceId(Integer.decode(source)), mask);
        };
        assertThat(submit(Long.decode(low.replace("_", "")), 0)).containsExactly(new Effect.Invalidate(expected));
    }

    @Test
    void anIotlbDescriptorSaysWhatGoes() {
        assertThat(submit(0x12, 0)).containsExactly(ALL_TRANSLATIONS);
        assertThat(submit(0xFFFF_00E2L, 0)).containsExactly(
                new Effect.Invalidate(IotlbInvalidation.domain(new DomainId(0xFFFF))));
        assertThat(submit(0x0005_0032, 0x8765_4321_0049L)).containsExactly(new Effect.Invalidate(
                IotlbInvalidation.page(new DomainId(5), new Iova(0x8765_4321_0000L), 9, true)));
        assertThat(submit(0x0005_0032, 0x1000 | 63)).as("an AM above MAMV is served").containsExactly(
                new Effect.Invalidate(IotlbInvalidation.page(new DomainId(5), new Iova(0x1000), 63, false)));
    }

    @Test
    void anInterruptEntryCacheDescriptorSaysWhatGoes() {
        assertThat(submit(0x04, 0)).containsExactly(new Effect.InvalidateInterruptEntries(true, 0, 0));
        assertThat(submit(0x1234_1800_0014L, 0))
                .containsExactly(new Effect.InvalidateInterruptEntries(false, 0x1234, 3));
    }

    @Test
    void descriptorsAreDoneInTheirOrder() {
        put(0, GLOBAL_CONTEXT, 0).put(1, GLOBAL_IOTLB, 0).put(2, 0xAB_0000_0025L, 0x4000);
        assertThat(moveTail(3)).containsExactly(ALL_CONTEXTS, ALL_TRANSLATIONS,
                new Effect.StoreStatus(new Gpa(0x4000), 0xAB));
        assertThat(queue.status().head()).isEqualTo(3);
    }

    @Test
    void theRingGoesRound() {
        tail = 255;
        for (int i = 0; i < 255; i++) {
            put(i, 0x05, 0);
        }
        moveTail(255);
        put(255, GLOBAL_CONTEXT, 0).put(0, GLOBAL_IOTLB, 0);
        assertThat(moveTail(1)).containsExactly(ALL_CONTEXTS, ALL_TRANSLATIONS);
        assertThat(queue.status().head()).isEqualTo(1);
    }

    @Test
    void theRingHas256EntriesForEachOfItsPages() {
        tail = 511;
        put(0, 0x05, 0);
        assertThat(queue.update(new QueueRegisters(true, new Gpa(RING), 1, false, 512, TableMode.LEGACY)))
                .containsExactly(IQE);
        queue = new RingQueue(memory, unit);
        for (int i = 0; i < 511; i++) {
            put(i, 0x05, 0);
        }
        assertThat(queue.update(new QueueRegisters(true, new Gpa(RING), 1, false, 511, TableMode.LEGACY))).isEmpty();
        assertThat(queue.status().head()).isEqualTo(511);
    }

    @Test
    void nothingIsFetchedWhileTheQueueIsOffAndTurningItOffResetsTheHead() {
        put(0, GLOBAL_CONTEXT, 0);
        tail = 1;
        assertThat(queue.update(registers(false, TableMode.LEGACY, false))).isEmpty();
        assertThat(queue.update(registers(true, TableMode.LEGACY, false))).containsExactly(ALL_CONTEXTS);
        assertThat(queue.status().head()).isEqualTo(1);
        queue.update(registers(false, TableMode.LEGACY, false));
        assertThat(queue.status().head()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0x05, 0x45})
    @DisplayName("§7.10: a wait with neither SW nor IF is legal, with FN or without")
    void aFence(long low) {
        assertThat(submit(low, 0)).isEmpty();
        assertThat(queue.status().head()).isEqualTo(1);
        assertThat(queue.status().waitCompleted()).isFalse();
    }

    @Test
    void theStatusAddressIsCutToTheHostAddressWidth() {
        assertThat(submit(0x2_0000_0025L, 0xFFFF_0000_0000_4004L))
                .containsExactly(new Effect.StoreStatus(new Gpa(0x4004), 2));
    }

    @Test
    void aWaitWithIfSetsIwcAndSendsOneEventUntilItIsCleared() {
        queue.program(new EventRegisters(false, new Gpa(0xFEE0_0000L), 0x33));
        Effect message = new Effect.SendMessage(new Gpa(0xFEE0_0000L), 0x33);
        assertThat(submit(0x7_0000_0035L, 0x4000)).as("status first")
                .containsExactly(new Effect.StoreStatus(new Gpa(0x4000), 7), message);
        assertThat(queue.status().waitCompleted()).isTrue();
        assertThat(submit(0x15, 0)).isEmpty();
        queue.completionCleared();
        assertThat(queue.status().waitCompleted()).isFalse();
        assertThat(submit(0x15, 0)).containsExactly(message);
    }

    @Test
    void aMaskedCompletionEventIsHeldBack() {
        assertThat(submit(0x15, 0)).isEmpty();
        assertThat(queue.status().eventPending()).isTrue();
        assertThat(queue.program(new EventRegisters(false, new Gpa(0x10), 1)))
                .containsExactly(new Effect.SendMessage(new Gpa(0x10), 1));
        assertThat(queue.status().eventPending()).isFalse();
    }

    @Test
    @DisplayName("§6.5.2.10: an event held back is gone once IWC is cleared")
    void servicedBeforeItWasSent() {
        submit(0x15, 0);
        queue.completionCleared();
        assertThat(queue.status().eventPending()).isFalse();
        assertThat(queue.program(new EventRegisters(false, new Gpa(0x10), 1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0x00, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0F, 0x211, 0x412, 0x805})
    @DisplayName("Table 26: any other type stops the queue, bits 11:9 included")
    void invalidTypes(long low) {
        stopsWith(QueueError.INVALID_TYPE, submit(low, 0), 0);
    }

    @Test
    void aDeviceTlbDescriptorNeedsDeviceTlbs() {
        unit = Capabilities.DEFAULT;
        queue = new RingQueue(memory, unit);
        stopsWith(QueueError.INVALID_TYPE, submit(0x03, 0), 0);
    }

    @ParameterizedTest
    @CsvSource({
        "0x11, 6", "0x11, 8", "0x11, 12", "0x11, 15", "0x11, 50", "0x11, 63", "0x11, 64", "0x11, 127",
        "0x12, 8", "0x12, 12", "0x12, 15", "0x12, 32", "0x12, 63", "0x12, 71", "0x12, 75",
        "0x03, 4", "0x03, 8", "0x03, 12", "0x03, 21", "0x03, 31", "0x03, 48", "0x03, 63", "0x03, 65", "0x03, 75",
        "0x04, 5", "0x04, 8", "0x04, 12", "0x04, 26", "0x04, 48", "0x04, 63", "0x04, 64", "0x04, 127",
        "0x05, 7", "0x05, 8", "0x05, 12", "0x05, 31", "0x05, 64", "0x05, 65"})
    void eachReservedBitStopsTheQueue(String type, int bit) {
        long low = Long.decode(type) | (bit < 64 ? 1L << bit : 0);
        stopsWith(QueueError.RESERVED_FIELD, submit(low, bit < 64 ? 0 : 1L << bit - 64), 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x01, 0x02})
    void aReservedGranularityIsAReservedField(long low) {
        stopsWith(QueueError.RESERVED_FIELD, submit(low, 0), 0);
    }

    @Test
    void aPageSelectiveDescriptorNeedsPsi() {
        queue = new RingQueue(memory, unit.with(c -> c.pageSelective = false));
        stopsWith(QueueError.RESERVED_FIELD, submit(0x0005_0032, 0x1000), 0);
    }

    @Test
    void aDescriptorThatCannotBeReadStopsTheQueue() {
        memory.unreadable(RING);
        stopsWith(QueueError.FETCH_ERROR, submit(GLOBAL_CONTEXT, 0), 0);
    }

    @Test
    void aTailOutsideTheRingStopsTheQueue() {
        stopsWith(QueueError.INVALID_TAIL, moveTail(256), 0);
    }

    @Test
    void aHeadOutsideARingThatSoftwareHasShrunkStopsTheQueue() {
        for (int i = 0; i < 256; i++) {
            put(i, 0x05, 0);
        }
        queue.update(new QueueRegisters(true, new Gpa(RING), 1, false, 256, TableMode.LEGACY));
        stopsWith(QueueError.INVALID_TAIL, moveTail(0), 256);
    }

    @Test
    void wideDescriptorsNeedScalableMode() {
        tail = 2;
        stopsWith(QueueError.INVALID_WIDTH, queue.update(registers(true, TableMode.LEGACY, true)), 0);
    }

    @ParameterizedTest
    @EnumSource(value = TableMode.class, names = "LEGACY", mode = EnumSource.Mode.EXCLUDE)
    void noDescriptorIsValidInATableModeThatTheUnitDoesNotHave(TableMode mode) {
        tail = 1;
        stopsWith(QueueError.INVALID_TABLE_MODE, queue.update(registers(true, mode, false)), 0);
    }

    @Test
    @DisplayName("§6.5.2.11: IQE leaves IQH on the bad descriptor; clearing it resumes there by itself")
    void recovery() {
        put(0, GLOBAL_CONTEXT, 0).put(1, 0x0F, 0).put(2, GLOBAL_IOTLB, 0);
        assertThat(moveTail(3)).containsExactly(ALL_CONTEXTS, IQE);
        assertThat(queue.status().head()).isEqualTo(1);
        assertThat(moveTail(3)).as("a tail write does not start it").isEmpty();
        assertThat(queue.cleared(Set.of(FaultCondition.COMPLETION_ERROR))).as("another bit neither").isEmpty();
        put(1, 0x05, 0);
        assertThat(queue.cleared(Set.of(FaultCondition.QUEUE_ERROR))).containsExactly(ALL_TRANSLATIONS);
        assertThat(queue.status().head()).isEqualTo(3);
    }

    @Test
    void clearingIqeOverTheSameBadDescriptorStopsAgain() {
        submit(0x0F, 0);
        stopsWith(QueueError.INVALID_TYPE, queue.cleared(Set.of(FaultCondition.QUEUE_ERROR)), 0);
    }

    @ParameterizedTest
    @CsvSource({"0x5000, 0, 0x5000, 0x1000", "0x5000, 1, 0x4000, 0x4000", "0x4000, 1, 0x4000, 0x2000",
        "0x1FF000, 1, 0x0, 0x400000", "0x1FFFFFFFFFFFF000, 1, 0, 0x4000000000000000", "0x3FFFFFFFFFFFF000, 1, 0, 0",
        "0x7FFFFFFFFFFFF000, 1, 0, 0", "0xFFFFFFFFFFFFF000, 1, 0, 0"})
    void aDeviceTlbDescriptorEncodesItsRangeInTheAddress(String address, int large, String start, String size) {
        long high = Long.parseUnsignedLong(address.substring(2), 16) | large;
        assertThat(submit(0x0018_0010_0003L, high)).containsExactly(new Effect.InvalidateDeviceTlb(0,
                new SourceId(0x18), new Iova(Long.decode(start)), Long.decode(size)));
    }

    @Test
    void aWaitCompletesOnlyAfterTheDevicesHaveAnsweredAndWithFnHoldsUpAllElse() {
        put(0, 0x0018_0000_0003L, 0).put(1, 0x0020_0000_0003L, 0).put(2, 0x1_0000_0065L, 0x4000).put(3, GLOBAL_IOTLB, 0);
        assertThat(moveTail(4)).hasSize(2);
        assertThat(queue.status().head()).isEqualTo(2);
        assertThat(queue.done(1)).isEmpty();
        assertThat(queue.done(0)).containsExactly(new Effect.StoreStatus(new Gpa(0x4000), 1), ALL_TRANSLATIONS);
    }

    @Test
    void anAnswerToNothingIsACompletionError() {
        assertThat(queue.done(5)).containsExactly(new Effect.ReportQueueError(FaultCondition.COMPLETION_ERROR));
        assertThat(submit(GLOBAL_CONTEXT, 0)).as("the queue goes on").containsExactly(ALL_CONTEXTS);
    }

    @Test
    @DisplayName("§6.5.2.11: ITE aborts the pending wait; clearing it fetches that wait again")
    void timeout() {
        put(0, 0x0018_0000_0003L, 0).put(1, 0x1_0000_0025L, 0x4000);
        moveTail(2);
        assertThat(queue.timeout(9)).as("unknown tag").isEmpty();
        assertThat(queue.timeout(0)).containsExactly(new Effect.ReportQueueError(FaultCondition.TIMEOUT_ERROR));
        assertThat(queue.status().timedOut()).isEqualTo(new SourceId(0x18));
        assertThat(queue.status().head()).isEqualTo(1);
        assertThat(moveTail(2)).isEmpty();
        assertThat(queue.cleared(Set.of(FaultCondition.TIMEOUT_ERROR)))
                .containsExactly(new Effect.StoreStatus(new Gpa(0x4000), 1));
    }
}
