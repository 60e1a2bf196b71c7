package iommu.emulator.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation.Scope;
import iommu.arch.invalidation.PasidIotlbInvalidation;
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

@DisplayName("§6.5.2, Table 26: a queue of 256-bit descriptors, and what each table mode takes")
class WideQueueTest {

    private static final long RING = 0x9_0000;
    private static final Capabilities ALL = Capabilities.DEFAULT.with(c -> {
        c.scalableMode = true;
        c.abortMode = true;
        c.deviceTlb = true;
        c.pageRequests = true;
    });
    private static final Effect IQE = new Effect.ReportQueueError(FaultCondition.QUEUE_ERROR);
    private static final DomainId DOMAIN = new DomainId(0x1234);

    private final Words memory = new Words();
    private RingQueue queue = new RingQueue(memory, ALL);
    private int tail;

    private List<Effect> go(TableMode mode, boolean wide) {
        return queue.update(new QueueRegisters(true, new Gpa(RING), 0, wide, tail, mode));
    }

    private List<Effect> submit(long low, long high) {
        memory.put(RING + 16L * tail, low, high);
        tail += 2;
        return go(TableMode.SCALABLE, true);
    }

    private void stopsWith(QueueError error, List<Effect> effects) {
        assertThat(effects).containsExactly(IQE);
        assertThat(queue.status().error()).isEqualTo(error);
        assertThat(queue.status().head()).isZero();
    }

    private WideQueueTest unit(Capabilities unit) {
        queue = new RingQueue(memory, unit);
        return this;
    }

    private static Capabilities offering(boolean scalable, boolean abort) {
        return ALL.with(c -> {
            c.scalableMode = scalable;
            c.abortMode = abort;
            c.pageRequests = scalable;
        });
    }

    @Test
    void narrowKindsArePaddedWithZeros() {
        assertThat(submit(0x11, 0)).containsExactly(new Effect.Invalidate(ContextInvalidation.global()));
        assertThat(submit(0x12, 0)).containsExactly(new Effect.Invalidate(IotlbInvalidation.global()));
        assertThat(submit(0x0018_0000_0003L, 0)).containsExactly(
                new Effect.InvalidateDeviceTlb(0, new SourceId(0x18), new Iova(0), 0x1000));
        assertThat(submit(0x04, 0)).containsExactly(new Effect.InvalidateInterruptEntries(true, 0, 0));
        queue.done(0);
        assertThat(submit(0x7_0000_0025L, 0x4000)).containsExactly(new Effect.StoreStatus(new Gpa(0x4000), 7));
        assertThat(queue.status().head()).as("in 128-bit units").isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x11, 0x12, 0x03, 0x04, 0x05, 0x26, 0x07, 0x08, 0x09})
    void theUpperHalfIsReservedInEveryType(long low) {
        for (int word = 2; word < 4; word++) {
            unit(ALL).tail = 0;
            memory.put(RING + 16, 0, 0).put(RING + 8L * word, 1L << 63);
            stopsWith(QueueError.RESERVED_FIELD, submit(low, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({"0x0, DOMAIN, 0x1234, 0", "0x10, PASID, 0x1234, 0xBCDEF", "0x30, GLOBAL, 0, 0"})
    void aPasidCacheDescriptorSaysWhatGoes(String granularity, Scope scope, String domain, String pasid) {
        assertThat(submit(0x000B_CDEF_1234_0007L | Long.decode(granularity), 0))
                .containsExactly(new Effect.InvalidateScalable(
                        new PasidCacheInvalidation(scope, new DomainId(Integer.decode(domain)), Integer.decode(pasid))));
    }

    @Test
    void aPasidIotlbDescriptorSaysWhatGoes() {
        assertThat(submit(0x000B_CDEF_1234_0026L, 0x7777_7049L)).as("address, AM and IH are ignored")
                .containsExactly(new Effect.InvalidateScalable(
                        new PasidIotlbInvalidation(false, DOMAIN, 0xB_CDEF, new Iova(0), 0, false)));
        assertThat(submit(0x000B_CDEF_1234_0036L, 0x7777_7049L)).containsExactly(new Effect.InvalidateScalable(
                new PasidIotlbInvalidation(true, DOMAIN, 0xB_CDEF, new Iova(0x7777_7000L), 9, true)));
        assertThat(submit(0x0000_0001_0000_0036L, 0xFFFF_FFFF_FFFF_F03FL)).containsExactly(
                new Effect.InvalidateScalable(new PasidIotlbInvalidation(true, DomainId.ZERO, 1,
                        new Iova(0xFFFF_FFFF_FFFF_F000L), 63, false)));
    }

    @Test
    void aPageSelectivePasidIotlbDescriptorDoesNotNeedPsi() {
        assertThat(unit(ALL.with(c -> c.pageSelective = false)).submit(0x36, 0)).hasSize(1).doesNotContain(IQE);
    }

    @ParameterizedTest
    @CsvSource({"0x5000, 0x0, false, 0x5000, 0x1000", "0x4000, 0x800, false, 0x4000, 0x2000",
        "0x1FF000, 0x801, true, 0x0, 0x400000", "0x7FFFFFFFFFFFF000, 0x800, false, 0, 0"})
    void aPasidDeviceTlbDescriptorSaysWhatGoes(String address, String flags, boolean global, String start, String size) {
        assertThat(submit(0x000B_CDEF_0018_01F8L, Long.decode(address) | Long.decode(flags)))
                .containsExactly(new Effect.InvalidatePasidDeviceTlb(0, new SourceId(0x18), 0xB_CDEF, global,
                        new Iova(Long.decode(start)), Long.decode(size)));
    }

    @Test
    void aPageGroupResponseGoesToItsDevice() {
        assertThat(submit(0x000B_CDEF_0018_F019L, 0x1FFL << 3)).containsExactly(
                new Effect.RespondToPageGroup(new SourceId(0x18), new Pasid(0xB_CDEF), 0x1FF, 0xF));
        assertThat(submit(0x000B_CDEF_0018_1009L, 0x5 << 3 | 4)).as("bit 66 is ignored").containsExactly(
                new Effect.RespondToPageGroup(new SourceId(0x18), Pasid.NONE, 5, 1));
        assertThat(submit(0x2009, 0)).as("a reserved code is the device's affair").containsExactly(
                new Effect.RespondToPageGroup(new SourceId(0), Pasid.NONE, 0, 2));
    }

    @Test
    void pageGroupResponsesAreNotRepeatedAfterATimeout() {
        memory.put(RING, 3).put(RING + 32, 5).put(RING + 64, 9).put(RING + 96, 0x12);
        tail = 8;
        assertThat(go(TableMode.SCALABLE, true)).hasSize(1);
        assertThat(queue.done(0)).hasSize(2).first().isInstanceOf(Effect.RespondToPageGroup.class);
    }

    @Test
    void aWaitOwesTheAnswersOfBothKindsOfDeviceTlbRequests() {
        memory.put(RING, 3).put(RING + 32, 8).put(RING + 64, 0x1_0000_0065L, 0x4000);
        tail = 6;
        assertThat(go(TableMode.SCALABLE, true)).hasSize(2);
        assertThat(queue.done(0)).isEmpty();
        assertThat(queue.done(1)).containsExactly(new Effect.StoreStatus(new Gpa(0x4000), 1));
    }

    @ParameterizedTest
    @CsvSource({
        "0x26, 6", "0x26, 8", "0x26, 12", "0x26, 15", "0x26, 52", "0x26, 63", "0x26, 71", "0x26, 75",
        "0x07, 6", "0x07, 8", "0x07, 12", "0x07, 15", "0x07, 52", "0x07, 63", "0x07, 64", "0x07, 127",
        "0x08, 12", "0x08, 15", "0x08, 52", "0x08, 63", "0x08, 65", "0x08, 74",
        "0x09, 5", "0x09, 8", "0x09, 52", "0x09, 63", "0x09, 64", "0x09, 65", "0x09, 76", "0x09, 127"})
    void eachReservedBitStopsTheQueue(String type, int bit) {
        long low = Long.decode(type) | (bit < 64 ? 1L << bit : 0);
        stopsWith(QueueError.RESERVED_FIELD, submit(low, bit < 64 ? 0 : 1L << bit - 64));
    }

    @ParameterizedTest
    @ValueSource(longs = {0x06, 0x16, 0x27, 0x01, 0x02})
    void aReservedGranularityIsAReservedField(long low) {
        stopsWith(QueueError.RESERVED_FIELD, submit(low, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0xFFF0_0000_0000_0000L, 0xF000L})
    @DisplayName("§6.5.2.5, §6.5.2.6: PFSID is a field with DIT, and reserved without")
    void physicalFunction(long field) {
        for (long type : new long[] {3, 8}) {
            unit(ALL).tail = 0;
            stopsWith(QueueError.RESERVED_FIELD, submit(type | field, 0));
            tail = 0;
            assertThat(unit(ALL.with(c -> c.deviceTlbThrottling = true)).submit(type | field, 0)).hasSize(1)
                    .doesNotContain(IQE);
        }
    }

    @Test
    @DisplayName("§6.5.2.9: PD is a field with PDS, and reserved without")
    void pageRequestDrain() {
        stopsWith(QueueError.RESERVED_FIELD, submit(0x85, 0));
        tail = 0;
        assertThat(unit(ALL.with(c -> c.pageRequestDrain = true)).submit(0x1_0000_00A5L, 0x4000))
                .containsExactly(new Effect.StoreStatus(new Gpa(0x4000), 1));
    }

    @ParameterizedTest
    @CsvSource({"LEGACY, false, 5", "LEGACY, true, 5", "SCALABLE, true, 9", "ABORT, true, 9"})
    @DisplayName("Table 26: which types each mode takes; hpt_inv needs HPTS")
    void types(TableMode mode, boolean wide, int last) {
        for (int type = 0; type < 0x80; type++) {
            unit(ALL);
            long low = (long) (type & 0x70) << 5 | type & 0xF | (type == 1 || type == 2 ? 0x10 : type == 6 ? 0x20 : 0);
            memory.put(RING, low, 0);
            tail = wide ? 2 : 1;
            assertThat(go(mode, wide).contains(IQE)).as("type %s", type).isEqualTo(type < 1 || type > last);
            assertThat(queue.status().error()).as("type %s", type)
                    .isEqualTo(type < 1 || type > last ? QueueError.INVALID_TYPE : QueueError.NO_INFORMATION);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 8})
    void deviceTlbKindsNeedDt(long type) {
        unit(ALL.with(c -> {
            c.deviceTlb = false;
            c.pageRequests = false;
        }));
        stopsWith(QueueError.INVALID_TYPE, submit(type, 0));
    }

    @Test
    void aPageGroupResponseNeedsPrs() {
        stopsWith(QueueError.INVALID_TYPE, unit(ALL.with(c -> c.pageRequests = false)).submit(9, 0));
    }

    @ParameterizedTest
    @EnumSource(value = TableMode.class, names = {"SCALABLE", "ABORT"})
    @DisplayName("§11.4.9.9: 128-bit descriptors are of the wrong width in scalable and abort mode")
    void narrow(TableMode mode) {
        tail = 1;
        stopsWith(QueueError.INVALID_WIDTH, go(mode, false));
    }

    @ParameterizedTest
    @CsvSource({"true, false, true", "false, true, true", "false, false, false"})
    @DisplayName("§11.4.9.9: 256-bit descriptors need SMTS or ADMS, even in legacy mode")
    void wideInLegacyMode(boolean scalable, boolean abort, boolean served) {
        unit(offering(scalable, abort));
        memory.put(RING, 0x12);
        tail = 2;
        assertThat(go(TableMode.LEGACY, true).contains(IQE)).isEqualTo(!served);
        assertThat(queue.status().error()).isEqualTo(served ? QueueError.NO_INFORMATION : QueueError.INVALID_WIDTH);
    }

    @ParameterizedTest
    @CsvSource({"SCALABLE, false, true", "ABORT, true, false", "RESERVED, true, true"})
    void aTableModeThatTheUnitDoesNotHaveIsInvalid(TableMode mode, boolean scalable, boolean abort) {
        unit(offering(scalable, abort));
        tail = 2;
        stopsWith(QueueError.INVALID_TABLE_MODE, go(mode, true));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 255})
    @DisplayName("§11.4.9.2: with 256-bit descriptors bit 4 of IQT must be 0")
    void alignment(int end) {
        tail = end;
        stopsWith(QueueError.TAIL_NOT_ALIGNED, go(TableMode.SCALABLE, true));
    }

    @Test
    void aTailOutsideTheRingStopsTheQueue() {
        tail = 256;
        stopsWith(QueueError.INVALID_TAIL, go(TableMode.SCALABLE, true));
    }

    @Test
    void eitherHalfThatCannotBeReadStopsTheQueue() {
        memory.unreadable(RING + 16);
        stopsWith(QueueError.FETCH_ERROR, submit(0x12, 0));
    }

    @Test
    void theRingOf128WideDescriptorsGoesRound() {
        for (int place = 0; place < 256; place += 2) {
            memory.put(RING + 16L * place, 5);
        }
        tail = 254;
        go(TableMode.SCALABLE, true);
        tail = 0;
        go(TableMode.SCALABLE, true);
        assertThat(queue.status().head()).isZero();
    }

    @Test
    @DisplayName("§11.4.9.1: bit 4 of IQH is 0 as soon as descriptors have 256 bits")
    void theHeadIsCut() {
        memory.put(RING, 5);
        tail = 1;
        go(TableMode.LEGACY, false);
        assertThat(queue.status().head()).isEqualTo(1);
        tail = 0;
        assertThat(go(TableMode.SCALABLE, true)).isEmpty();
        assertThat(queue.status().head()).isZero();
    }

    @Test
    void theQueueGoesOnInAnotherModeOnceTheErrorIsCleared() {
        memory.put(RING, 0x12);
        tail = 2;
        assertThat(go(TableMode.RESERVED, true)).containsExactly(IQE);
        assertThat(go(TableMode.SCALABLE, true)).isEmpty();
        assertThat(queue.cleared(Set.of(FaultCondition.QUEUE_ERROR)))
                .containsExactly(new Effect.Invalidate(IotlbInvalidation.global()));
    }
}
