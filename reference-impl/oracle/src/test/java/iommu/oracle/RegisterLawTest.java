package iommu.oracle;

import static iommu.oracle.Bench.A;
import static iommu.oracle.Bench.RW;
import static iommu.oracle.Bench.at;
import static iommu.oracle.Bench.blocked;
import static iommu.oracle.Bench.did;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What registers do to requests, and where § leaves it open (§11.2, §11.4, §6.5.1, §6.6). */
class RegisterLawTest {

    private static final long T = 0x20_0000;
    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> c.cachingMode = false);
    private static final int TE = 1 << 31;
    private static final int SRTP = 1 << 30;
    private static final int QIE = 1 << 26;
    private static final DmaOutcome DENIED = blocked(FaultReason.READ_DENIED);

    private MachineRelation law;
    private Bench bench;

    /** Source A at 1000h; the queue is on. */
    private void start(Capabilities unit) {
        law = new MachineRelation(unit, Prefetch.REQUESTS_ONLY);
        bench = new Bench(law).table(T, 0x1000, 0x8000 | RW).attach(A, 1, T).start();
    }

    /** The same without the queue, with an IOTLB entry that memory no longer says. */
    private void startWithoutQueue(Capabilities unit) {
        start(unit);
        bench.register32(Registers.GCMD, TE);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x8000));
        bench.leaf(T, 0x1000, 0);
    }

    private void poll(int offset) {
        assertThat(law.on(new Stimulus.RegisterRead(offset, 8))).as("no word of register values").isEmpty();
    }

    private void write(int offset, int size, long value) {
        assertThat(law.on(new Stimulus.RegisterWrite(offset, size, value))).containsExactly(new Answer.Done());
    }

    @ParameterizedTest
    @CsvSource({"0x18, 8, 0xC4000000", "0x1A, 4, 0", "0x8C, 8, 0", "0x2A, 8, 0"})
    void writeThatSoftwareMustNotMakeEndsTheSpeech(String offset, int size, String value) {
        start(UNIT);
        write(Integer.decode(offset), size, Long.decode(value));
        assertThat(law.silence()).hasValueSatisfying(s -> assertThat(s).contains("§11.2"));
        assertThat(bench.read(A, 0x1000)).isEmpty();
        assertThat(law.on(new Stimulus.RegisterRead(0x1C, 4))).isEmpty();
        write(Registers.GCMD, 4, 0);
        assertThat(law.speaks(new Stimulus.DeviceTlbDone(A))).as("a step that asks nothing").isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {TE | SRTP | QIE, TE, TE | QIE | SRTP | 1 << 27})
    void severalCommandsInOneWriteEndTheSpeech(int gcmd) {
        law = new MachineRelation(UNIT, Prefetch.REQUESTS_ONLY);
        bench = new Bench(law).register64(Registers.RTADDR, Bench.ROOT).register32(Registers.GCMD, SRTP)
                .register32(Registers.GCMD, QIE);
        assertThat(law.silence()).isEmpty();
        bench.register32(Registers.GCMD, gcmd);
        assertThat(law.silence()).hasValueSatisfying(s -> assertThat(s).contains("§11.4.4.1"));
    }

    @Test
    void bitsOfCommandsThatTheUnitLacksDoNotCount() {
        start(UNIT);
        bench.register32(Registers.GCMD, TE | QIE | 1 << 25 | 1 << 24 | 1 << 23);
        assertThat(law.silence()).as("no interrupt remapping").isEmpty();
        law = new MachineRelation(UNIT.with(c -> c.queuedInvalidation = false), Prefetch.REQUESTS_ONLY);
        bench = new Bench(law).register64(Registers.RTADDR, Bench.ROOT).register32(Registers.GCMD, SRTP | QIE);
        assertThat(law.silence()).as("no queue").isEmpty();
    }

    @Test
    void translationWithoutAnyRootPointerEndsTheSpeech() {
        law = new MachineRelation(UNIT, Prefetch.REQUESTS_ONLY);
        new Bench(law).register32(Registers.GCMD, TE);
        assertThat(law.silence()).hasValueSatisfying(s -> assertThat(s).contains("§6.6"));
    }

    @Test
    void enablingAgainWithoutAFreshRootPointerMayBeRefused() {
        start(UNIT);
        bench.register32(Registers.GCMD, QIE).register32(Registers.GCMD, TE | QIE);
        assertThat(bench.read(A, 0x1008)).containsExactlyInAnyOrder(at(0x1008), at(0x8008));
        assertThat(law.speaks(new Stimulus.Dma(new DmaRequest(A, Pasid.NONE, new Iova(0), Access.READ, RequestKind.TRANSLATED))))
                .as("of a device-TLB").isFalse();
        bench.register32(Registers.GCMD, QIE).register32(Registers.GCMD, QIE | SRTP).register32(Registers.GCMD, TE | QIE);
        assertThat(bench.read(A, 0x1008)).containsExactly(at(0x8008));
    }

    @ParameterizedTest
    @CsvSource({"0xC00, abort mode", "0x80, SSIRWE"})
    void otherModeWhileTranslationIsOnNeedsAPointerThatInvalidates(String bits, String what) {
        for (boolean invalidates : new boolean[] {false, true}) {
            start(ScalableBench.FULL.with(c -> {
                c.separateRights = true;
                c.rootPointerInvalidates = invalidates;
            }));
            bench.register64(Registers.RTADDR, Bench.ROOT).register32(Registers.GCMD, TE | QIE | SRTP);
            assertThat(law.silence()).as("the same mode").isEmpty();
            bench.register64(Registers.RTADDR, Bench.ROOT | Long.decode(bits)).register32(Registers.GCMD, TE | QIE | SRTP);
            assertThat(law.silence().isPresent()).as(what).isEqualTo(!invalidates);
        }
    }

    @Test
    void rootPointerThatInvalidatesEmptiesTheCaches() {
        start(UNIT.with(c -> c.rootPointerInvalidates = true));
        bench.read(A, 0x1000);
        bench.leaf(T, 0x1000, 0).register32(Registers.GCMD, TE | QIE | SRTP);
        assertThat(bench.read(A, 0x1000)).containsExactly(DENIED);
    }

    /** RTADDR bits, whether the unit has what they ask for, and the fault that is left. */
    @ParameterizedTest
    @CsvSource({"0x800, true, TRANSLATION_MODE_INVALID", "0xC00, true, ABORT_MODE", "0xC00, false, TRANSLATION_MODE_INVALID",
        "0x400, false, TRANSLATION_MODE_INVALID", "0x80, true, TRANSLATION_MODE_INVALID"})
    void settingOfTheRootPointerThatServesNobody(String bits, boolean offered, FaultReason reason) {
        Capabilities unit = offered ? ScalableBench.FULL.with(c -> c.separateRights = true) : UNIT;
        for (Prefetch prefetch : Prefetch.values()) {
            law = new MachineRelation(unit, prefetch);
            bench = new Bench(law).table(T, 0x1000, 0x8000 | RW).attach(A, 1, T).store128(Bench.ROOT, Bench.CONTEXTS | 1, 0)
                    .register64(Registers.RTADDR, Bench.ROOT | Long.decode(bits)).register32(Registers.GCMD, SRTP)
                    .register32(Registers.GCMD, TE);
            assertThat(bench.read(A, 0x1000)).containsExactly(blocked(reason));
            bench.attach(A, 2, T).leaf(T, 0x1000, 0x9000 | RW);
            assertThat(bench.read(A, 0x1000)).as("nothing is cached").containsExactly(blocked(reason));
        }
    }

    @Test
    void separateRightsBitIsReservedWhereTheyAreNotOffered() {
        start(UNIT);
        bench.register64(Registers.RTADDR, Bench.ROOT | 0x80).register32(Registers.GCMD, TE | QIE | SRTP);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x8000));
    }

    /** CCMD, then whether the stale context entry of A in domain 1 is gone once it was polled. */
    @ParameterizedTest
    @CsvSource({"0xA000000000000000, true", "0xC000000000000001, true", "0xC000000000000002, false",
        "0xE000000000180001, true", "0xE000000000200001, false", "0xE000000300190001, true",
        "0x8000000000000000, false", "0x2000000000000000, false"})
    void contextCommandRemovesWhatItNames(String ccmd, boolean removed) {
        startWithoutQueue(UNIT);
        bench.leaf(T, 0x1000, 0x8000 | RW).context(A, 0, 0)
                .register64(Registers.CCMD, Long.parseUnsignedLong(ccmd.substring(2), 16));
        poll(Registers.CCMD);
        bench.register64(Registers.IOTLB, 1L << 63 | 1L << 60);
        poll(Registers.IOTLB);
        if (removed) {
            assertThat(bench.read(A, 0x1000)).containsExactly(blocked(FaultReason.CONTEXT_NOT_PRESENT));
        } else {
            assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(at(0x8000), blocked(FaultReason.CONTEXT_NOT_PRESENT));
        }
    }

    /** IVA and IOTLB, then whether the stale translation of page 1000h in domain 1 is gone once it was polled. */
    @ParameterizedTest
    @CsvSource({"0, 0x9000000000000000, true", "0, 0xA000000100000000, true", "0, 0xA000000200000000, false",
        "0x1000, 0xB000000100000000, true", "0x2000, 0xB000000100000000, false", "0x41, 0xB000000100000000, true",
        "0x2013, 0xB000000100000000, false", "0, 0x8000000000000000, false", "0, 0x1000000000000000, false"})
    void iotlbCommandRemovesWhatItNames(String iva, String iotlb, boolean removed) {
        startWithoutQueue(UNIT);
        bench.register64(Registers.IVA, Long.decode(iva))
                .register64(Registers.IOTLB, Long.parseUnsignedLong(iotlb.substring(2), 16));
        poll(Registers.IOTLB);
        assertThat(bench.read(A, 0x1000)).hasSize(removed ? 1 : 2).contains(DENIED);
    }

    @Test
    void pageSelectiveCommandIsIgnoredWhereItIsNotOffered() {
        startWithoutQueue(UNIT.with(c -> c.pageSelective = false));
        bench.register64(Registers.IVA, 0x1000).register64(Registers.IOTLB, 0xB000_0001L << 32);
        poll(Registers.IOTLB);
        assertThat(bench.read(A, 0x1000)).hasSize(2);
    }

    @Test
    void addressMaskAboveTheOfferedOneIsIgnored() {
        startWithoutQueue(UNIT.with(c -> c.maxAddressMask = 4));
        bench.register64(Registers.IVA, 5).register64(Registers.IOTLB, 0xB000_0001L << 32);
        poll(Registers.IOTLB);
        assertThat(bench.read(A, 0x1000)).hasSize(2);
        bench.register64(Registers.IVA, 4).register64(Registers.IOTLB, 0xB000_0001L << 32);
        poll(Registers.IOTLB);
        assertThat(bench.read(A, 0x1000)).containsExactly(DENIED);
    }

    @Test
    void commandBeginsWithItsUppermostHalfAndIsCompleteWhenThatIsRead() {
        startWithoutQueue(UNIT);
        bench.register32(Registers.IOTLB + 4, 0x9000_0000).register32(Registers.IOTLB, 0);
        law.on(new Stimulus.RegisterRead(Registers.IOTLB, 4));
        assertThat(bench.read(A, 0x1000)).as("the half without the busy bit").hasSize(2);
        law.on(new Stimulus.RegisterRead(Registers.CCMD, 8));
        law.on(new Stimulus.RegisterRead(0x100, 8));
        assertThat(bench.read(A, 0x1000)).as("other registers").hasSize(2);
        law.on(new Stimulus.RegisterRead(Registers.IOTLB + 4, 4));
        assertThat(bench.read(A, 0x1000)).containsExactly(DENIED);
    }

    @Test
    void registerCommandsAreNotSureToCountWhileTheQueueIsOnNorOutsideLegacyMode() {
        start(UNIT);
        bench.read(A, 0x1000);
        bench.leaf(T, 0x1000, 0).register64(Registers.IOTLB, 1L << 63 | 1L << 60).register64(Registers.CCMD, 5L << 61);
        poll(Registers.IOTLB);
        poll(Registers.CCMD);
        assertThat(bench.read(A, 0x1000)).as("§6.5.1").hasSize(2);
        law = new MachineRelation(ScalableBench.FULL.with(c -> c.cachingMode = false), Prefetch.REQUESTS_ONLY);
        ScalableBench scalable = new ScalableBench(law).table(T, 0x1000, 0x8000 | RW).attach(A).secondStage(A, 0, 1, T).start();
        scalable.read(A, 0x1000);
        scalable.leaf(T, 0x1000, 0).register32(Registers.GCMD, TE).register64(Registers.IOTLB, 1L << 63 | 1L << 60);
        poll(Registers.IOTLB);
        assertThat(scalable.read(A, 0x1000)).as("§11.4.6").hasSize(2);
    }

    /** §6.9 forbids it: the IOTLB may be emptied first, and filled again by way of the old context entry. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void commandsThatAreNotPolledInTurnHaveNoOrder(boolean inTurn) {
        law = new MachineRelation(UNIT, Prefetch.ALLOW);
        bench = new Bench(law).table(T, 0x1000, 0x8000 | RW).attach(A, 1, T)
                .table(T + 0x1_0000, 0x1000, 0x9000 | RW).start().register32(Registers.GCMD, TE);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x8000));
        bench.attach(A, 2, T + 0x1_0000).register64(Registers.CCMD, 5L << 61);
        if (inTurn) {
            poll(Registers.CCMD);
        }
        bench.register64(Registers.IOTLB, 9L << 60);
        poll(Registers.IOTLB);
        poll(Registers.CCMD);
        assertThat(bench.read(A, 0x1000)).hasSize(inTurn ? 1 : 2).contains(at(0x9000));
    }

    @Test
    void copyOfTheLawKeepsRegistersAndQueue() {
        start(UNIT);
        bench.read(A, 0x1000);
        bench.leaf(T, 0x1000, 0).open(IotlbInvalidation.domain(did(1)));
        Bench other = bench.speakingTo(law.copy());
        assertThat(bench.await().read(A, 0x1000)).containsExactly(DENIED);
        assertThat(other.read(A, 0x1000)).as("still open").hasSize(2);
        assertThat(other.await().read(A, 0x1000)).containsExactly(DENIED);
        assertThat(other.register32(Registers.GCMD, 0).read(A, 0x1000)).as("two commands at once").isEmpty();
        assertThat(bench.read(A, 0x1000)).hasSize(1);
    }
}
