package iommu.oracle;

import static iommu.oracle.Bench.A;
import static iommu.oracle.Bench.B;
import static iommu.oracle.Bench.RW;
import static iommu.oracle.Bench.at;
import static iommu.oracle.Bench.blocked;
import static iommu.oracle.Bench.did;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The invalidation queue (§6.5.2): whether a stale translation of page 1000h is still allowed tells what was done. */
class QueueLawTest {

    private static final long T = 0x20_0000;
    private static final long GLOBAL = 2 | 1 << 4;
    private static final long WAIT = 5;
    private static final long FENCE = 5 | 1 << 6;
    private static final long STATUS = 5 | 1 << 5;
    private static final int QIE = 1 << 26;
    private static final int TE = 1 << 31;
    private static final int IQE = 1 << 4;
    private static final int ITE = 1 << 6;
    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> {
        c.cachingMode = false;
        c.deviceTlb = true;
    });
    private static final DmaOutcome OLD = at(0x8000);
    private static final DmaOutcome NEW = blocked(FaultReason.READ_DENIED);

    private MachineRelation law;
    private Bench bench;

    @BeforeEach
    void start() {
        start(UNIT);
    }

    private void start(Capabilities unit) {
        law = new MachineRelation(unit, Prefetch.REQUESTS_ONLY);
        bench = new Bench(law).table(T, 0x1000, 0x8000 | RW).attach(A, 1, T).start();
        outdate();
    }

    private void outdate() {
        bench.leaf(T, 0x1000, 0x8000 | RW).read(A, 0x1000);
        bench.leaf(T, 0x1000, 0);
        assertStale("memory alone has changed");
    }

    private void assertStale(String why) {
        assertThat(bench.read(A, 0x1000)).as(why).containsExactlyInAnyOrder(OLD, NEW);
    }

    private void assertFresh(String why) {
        assertThat(bench.read(A, 0x1000)).as(why).containsExactly(NEW);
    }

    private void askDevice(SourceId source) {
        bench.descriptor(3 | (long) source.value() << 32, 0x7FFF_FFFF_FFFF_F001L);
    }

    private void done(SourceId source) {
        law.on(new Stimulus.DeviceTlbDone(source));
    }

    @Test
    void invalidationIsCompleteWithTheWaitBehindIt() {
        bench.descriptor(GLOBAL, 0);
        assertStale("no wait");
        bench.descriptor(WAIT, 0);
        assertFresh("waited for");
        outdate();
        bench.descriptor(WAIT, 0).descriptor(GLOBAL, 0);
        assertStale("the wait came first");
    }

    @Test
    void nothingIsFetchedWhileTheQueueIsOff() {
        bench.register32(Registers.GCMD, TE).descriptor(GLOBAL, 0).descriptor(WAIT, 0);
        assertStale("off");
        bench.register32(Registers.GCMD, TE | QIE);
        assertFresh("IQH begins at 0");
    }

    @Test
    void tailBeyondTheRingIsAnErrorThatStaysUntilItIsCleared() {
        bench.register64(Registers.IQT, 4096);
        bench.store128(Bench.QUEUE, GLOBAL, 0).store128(Bench.QUEUE + 16, WAIT, 0).register64(Registers.IQT, 32);
        assertStale("a new tail alone does not clear IQE");
        bench.register32(Registers.FSTS, ITE);
        assertStale("nor does another bit of FSTS");
        bench.register32(Registers.FSTS, IQE);
        assertFresh("fetched from where it stopped");
    }

    @Test
    void largerRingReachesBeyondItsFirstPage() {
        bench.register32(Registers.GCMD, TE).register64(Registers.IQT, 4096).register64(Registers.IQA, 0x40_0000 | 1);
        for (long at = 0x40_0000; at < 0x40_0FE0; at += 16) {
            bench.store128(at, WAIT, 0);
        }
        bench.store128(0x40_0FE0, GLOBAL, 0).store128(0x40_0FF0, WAIT, 0).register32(Registers.GCMD, TE | QIE);
        assertFresh("256 descriptors");
    }

    /** Bits of IQA, and the units that take descriptors of that width in legacy mode. */
    @ParameterizedTest
    @CsvSource({"false, false, false", "true, false, true", "false, true, true"})
    void wideDescriptorsInLegacyModeNeedScalableOrAbortMode(boolean scalable, boolean abort, boolean valid) {
        start(UNIT.with(c -> {
            c.scalableMode = scalable;
            c.abortMode = abort;
        }));
        bench.register32(Registers.GCMD, TE).register64(Registers.IQA, 0x40_0000 | 1 << 11).register64(Registers.IQT, 64)
                .store128(0x40_0000, GLOBAL, 0).store128(0x40_0020, WAIT, 0).register32(Registers.GCMD, TE | QIE);
        assertThat(bench.read(A, 0x1000)).hasSize(valid ? 1 : 2);
    }

    @Test
    void tailOfWideDescriptorsIsAMultipleOfTheirSize() {
        start(UNIT.with(c -> c.abortMode = true));
        bench.register32(Registers.GCMD, TE).register64(Registers.IQA, 0x40_0000 | 1 << 11).register64(Registers.IQT, 80)
                .store128(0x40_0000, GLOBAL, 0).store128(0x40_0020, WAIT, 0).register32(Registers.GCMD, TE | QIE);
        assertStale("IQT has bit 4 set");
        bench.register64(Registers.IQT, 64).register32(Registers.FSTS, IQE);
        assertFresh("corrected");
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 10, 3 << 10})
    void narrowDescriptorsInScalableAndAbortModeAreAnError(long mode) {
        law = new MachineRelation(ScalableBench.FULL, Prefetch.REQUESTS_ONLY);
        bench = new Bench(law).register64(Registers.RTADDR, Bench.ROOT | mode).register32(Registers.GCMD, 1 << 30)
                .register64(Registers.IQA, Bench.QUEUE).register32(Registers.GCMD, QIE);
        for (int i = 0; i <= Timelines.MOST_OPEN; i++) {
            bench.descriptor(GLOBAL, 0);
        }
        assertThat(law.silence()).as("none was taken").isEmpty();
    }

    @Test
    void descriptorThatCannotBeReadIsAnError() {
        law.on(new Stimulus.Readable(new Gpa(Bench.QUEUE), Reads.NONE));
        bench.descriptor(GLOBAL, 0).descriptor(WAIT, 0);
        assertStale("unreadable");
        law.on(new Stimulus.Readable(new Gpa(Bench.QUEUE), Reads.ALL));
        assertStale("IQE is set");
        bench.register32(Registers.FSTS, IQE);
        assertFresh("readable again");
    }

    @Test
    void statusIsWrittenToMemoryWhenTheWaitIsComplete() {
        bench.leaf(T, 0x2000, 7L << 32 | 0x9000 | RW).descriptor(STATUS | 0xA003L << 32, T + 0x2010);
        assertThat(bench.read(A, 0x2000)).as("bits 31:0 of a leaf").containsExactly(at(7L << 32 | 0xA000));
        bench.leaf(T, 0x3000, 0x9000 | RW).descriptor(STATUS | 5L << 32, T + 0x201C);
        assertThat(bench.read(A, 0x3000)).as("bits 63:32").containsExactly(at(5L << 32 | 0x9000));
        bench.leaf(T, 0x4000, 0x9000 | RW).descriptor(WAIT | 5L << 32, T + 0x2024);
        assertThat(bench.read(A, 0x4000)).as("SW=0").containsExactly(at(0x9000));
    }

    @Test
    void waitBehindADeviceTlbInvalidationWritesNoStatusBeforeTheAnswer() {
        askDevice(A);
        bench.leaf(T, 0x2000, 0x9000 | RW).descriptor(STATUS | 0xA003L << 32, T + 0x2010);
        assertThat(bench.read(A, 0x2000)).containsExactly(at(0x9000));
        bench.invalidate(IotlbInvalidation.global());
        done(A);
        assertThat(bench.read(A, 0x2000)).contains(at(0xA000));
    }

    @Test
    void nothingBehindAFenceBeginsBeforeItIsComplete() {
        askDevice(A);
        bench.descriptor(FENCE, 0);
        for (int i = 0; i <= Timelines.MOST_OPEN; i++) {
            bench.descriptor(GLOBAL, 0);
        }
        assertThat(law.silence()).as("none of the nine is open").isEmpty();
        bench.register64(Registers.IQT, 32);
        done(A);
        assertThat(law.silence()).isEmpty();
        assertStale("the tail was taken back to the fence");
    }

    @Test
    void waitsCompleteInOrderEachWhenAllDevicesBeforeItHaveAnswered() {
        askDevice(A);
        bench.descriptor(GLOBAL, 0).descriptor(WAIT, 0);
        askDevice(B);
        bench.descriptor(WAIT, 0);
        done(B);
        assertStale("the first device is still to answer");
        done(A);
        assertFresh("both have");
        done(A);
        assertFresh("an answer to nothing is only recorded");
    }

    @Test
    void waitDoesNotHangOnADeviceThatWasAskedAfterIt() {
        askDevice(A);
        bench.descriptor(GLOBAL, 0).descriptor(WAIT, 0);
        askDevice(B);
        done(A);
        assertFresh("the second device is not to answer first");
    }

    @Test
    void reservedTableModeStopsTheQueue() {
        bench.translation(false).register64(Registers.RTADDR, Bench.ROOT | 2 << 10).register32(Registers.GCMD, QIE | 1 << 30);
        for (int i = 0; i <= Timelines.MOST_OPEN; i++) {
            bench.descriptor(GLOBAL, 0);
        }
        assertThat(law.silence()).as("none of the nine was taken").isEmpty();
    }

    @Test
    void timeoutOfADeviceThatWasNotAskedDoesNothing() {
        law.on(new Stimulus.DeviceTlbTimeout(B));
        bench.descriptor(GLOBAL, 0).descriptor(WAIT, 0);
        assertFresh("the queue goes on");
    }

    @Test
    void timeoutKeepsWhatCameBeforeTheOldestUnansweredInvalidation() {
        bench.descriptor(GLOBAL, 0);
        askDevice(A);
        bench.descriptor(WAIT, 0);
        law.on(new Stimulus.DeviceTlbTimeout(A));
        bench.descriptor(WAIT, 0);
        assertStale("ITE stops the queue");
        bench.register32(Registers.FSTS, IQE);
        assertStale("and is not cleared by another bit");
        bench.register32(Registers.FSTS, ITE);
        assertFresh("the later wait completes the invalidation before the device-TLB's");
    }

    @Test
    void timeoutAbandonsWhatCameAfterIt() {
        askDevice(A);
        bench.descriptor(GLOBAL, 0).descriptor(1 | 1 << 4, 0);
        law.on(new Stimulus.DeviceTlbTimeout(A));
        bench.register32(Registers.FSTS, ITE).descriptor(WAIT, 0);
        assertStale("it may never have been executed");
        bench.descriptor(GLOBAL, 0).descriptor(WAIT, 0);
        assertFresh("again");
    }

    @Test
    void disablingTheQueueWhileADeviceIsToAnswerEndsTheSpeech() {
        askDevice(A);
        bench.register32(Registers.GCMD, TE);
        assertThat(law.silence()).hasValueSatisfying(s -> assertThat(s).contains("§6.5.2"));
    }

    @Test
    void disablingTheIdleQueueClearsItsErrorAndItsHead() {
        bench.descriptor(7, 0).register32(Registers.GCMD, TE).register64(Registers.IQT, 32);
        bench.store128(Bench.QUEUE, GLOBAL, 0).store128(Bench.QUEUE + 16, WAIT, 0).register32(Registers.GCMD, TE | QIE);
        assertFresh("fetched from the base");
    }

    @Test
    void baseAddressWrittenWhileTheQueueIsBusyEndsTheSpeech() {
        bench.register64(Registers.IQA, Bench.QUEUE);
        assertThat(law.silence()).as("empty").isEmpty();
        bench.descriptor(7, 0).register64(Registers.IQA, Bench.QUEUE);
        assertThat(law.silence()).hasValueSatisfying(s -> assertThat(s).contains("IQA"));
    }

    @Test
    void speechEndsWithMoreOpenInvalidationsThanAreToldApart() {
        for (int i = 0; i < Timelines.MOST_OPEN; i++) {
            bench.open(ContextInvalidation.domain(did(i)));
        }
        assertThat(law.silence()).isEmpty();
        bench.open(ContextInvalidation.global());
        assertThat(law.silence()).hasValueSatisfying(s -> assertThat(s).contains("8"));
        assertThat(bench.read(A, 0x1000)).isEmpty();
    }

    @Test
    void speechEndsWithMoreOpenInterruptInvalidationsThanAreToldApart() {
        start(UNIT.with(c -> c.interruptRemapping = true));
        for (int i = 0; i < Timelines.MOST_OPEN; i++) {
            bench.descriptor(4, 0);
        }
        assertThat(law.silence()).isEmpty();
        bench.descriptor(4, 0);
        assertThat(law.silence()).hasValueSatisfying(s -> assertThat(s).contains("8"));
    }

    @Test
    void commandThatIsNotSettledEndsTheSpeech() {
        bench.descriptor(2 | 3 << 4, 19);
        assertThat(law.silence()).hasValueSatisfying(s -> assertThat(s).contains("MAMV"));
    }
}
