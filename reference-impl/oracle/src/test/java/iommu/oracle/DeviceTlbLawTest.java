package iommu.oracle;

import static iommu.oracle.Bench.at;
import static iommu.oracle.Bench.blocked;
import static iommu.oracle.Bench.did;
import static iommu.oracle.ScalableBench.A;
import static iommu.oracle.ScalableBench.ALL;
import static iommu.oracle.ScalableBench.FULL;
import static iommu.oracle.ScalableBench.RW;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaOutcome.CompletionStatus;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.stimulus.Stimulus;
import org.junit.jupiter.api.Test;

class DeviceTlbLawTest {

    private static final long T = 0x20_0000;
    private static final long F = 0x30_0000;

    private final MachineRelation law = new MachineRelation(FULL.with(c -> c.cachingMode = false), Prefetch.REQUESTS_ONLY);
    private final ScalableBench bench = new ScalableBench(law).table(T, 0x1000, 0x8000 | RW).attach(A).secondStage(A, 0, 1, T)
            .start();

    private static DmaRequest ask(Pasid pasid, long iova, Access access) {
        return new DmaRequest(A, pasid, new Iova(iova), access, RequestKind.TRANSLATION);
    }

    private static DmaRequest translated(long address) {
        return new DmaRequest(A, Pasid.NONE, new Iova(address), Access.READ, RequestKind.TRANSLATED);
    }

    private static DmaOutcome granted(long address, Rights rights) {
        return new DmaOutcome.Granted(new Gpa(address), 4096, rights, false, false);
    }

    private static DmaOutcome refused(FaultReason reason, CompletionStatus status) {
        return new DmaOutcome.Refused(reason, false, status);
    }

    private void invalidateDevice() {
        bench.descriptor(3 | (long) A.value() << 32, 0x7FFF_FFFF_FFFF_F001L);
    }

    @Test
    void translationRequestIsGrantedTheEffectiveRights() {
        assertThat(bench.send(ask(Pasid.NONE, 0x1000, Access.WRITE))).containsExactly(granted(0x8000, Rights.RW));
        assertThat(bench.send(ask(Pasid.NONE, 0x1000, Access.READ))).as("NW").containsExactly(granted(0x8000, Rights.R));
        bench.leaf(T, 0x2000, 0x9001);
        assertThat(bench.send(ask(Pasid.NONE, 0x2000, Access.WRITE))).containsExactly(granted(0x9000, Rights.R));
    }

    @Test
    void translationRequestWithoutTranslationSucceedsWithNoRight() {
        assertThat(bench.send(ask(Pasid.NONE, 0x5000, Access.READ))).containsExactly(Replies.NOTHING_GRANTED);
        assertThat(bench.send(ask(new Pasid(5), 0x5000, Access.READ))).as("no PASID entry")
                .containsExactly(Replies.NOTHING_GRANTED);
        bench.leaf(T, 0x5000, 1L << 51 | 1);
        assertThat(bench.send(ask(Pasid.NONE, 0x5000, Access.READ)))
                .containsExactly(refused(FaultReason.SECOND_STAGE_RESERVED, CompletionStatus.COMPLETER_ABORT));
    }

    @Test
    void contextEntryMayServeNoDeviceTlb() {
        bench.context(A, 1, 0);
        assertThat(bench.send(ask(Pasid.NONE, 0x1000, Access.READ)))
                .containsExactly(refused(FaultReason.DEVICE_TLB_DISABLED, CompletionStatus.UNSUPPORTED_REQUEST));
        assertThat(bench.send(translated(0x8000))).containsExactly(blocked(FaultReason.DEVICE_TLB_DISABLED));
    }

    @Test
    void translatedRequestPassesUnchanged() {
        assertThat(bench.send(translated(0x8000))).containsExactly(at(0x8000));
        assertThat(bench.send(translated(1L << 48))).containsExactly(blocked(FaultReason.SCALABLE_ADDRESS_BEYOND_HOST_WIDTH));
    }

    @Test
    void firstStageFaultIsNoErrorToATranslationRequest() {
        bench.upper(F, 0x1000, 0x8000 | ALL).firstStage(A, 7, 2, F);
        assertThat(bench.send(ask(new Pasid(7), 0x2000, Access.READ))).containsExactly(Replies.NOTHING_GRANTED);
        assertThat(bench.send(ask(new Pasid(7), 0x1000, Access.WRITE))).containsExactly(granted(0x8000, Rights.RW));
    }

    @Test
    void supervisorIsGrantedWriteUnlessTheEntryProtectsIt() {
        long enabled = 1;
        long protect = 1 << 4;
        bench.upper(F, 0x1000, 0x8000 | 0x65);
        for (long flags : new long[] {enabled, enabled | protect, 0}) {
            bench.pasid(A, 7, 1 << 6 | 1, 2 | ScalableBench.SNOOPED, F | flags)
                    .open(new PasidCacheInvalidation(PasidCacheInvalidation.Scope.GLOBAL, did(0), 0))
                    .open(IotlbInvalidation.global()).await();
            var request = new DmaRequest(A, new Pasid(7), new Iova(0x1000), Access.WRITE, RequestKind.TRANSLATION, true, false);
            assertThat(bench.send(request)).as("SRE and WPE %x", flags).containsExactly(flags == 0 ? Replies.NOTHING_GRANTED
                    : granted(0x8000, flags == enabled ? Rights.RW : Rights.R));
            assertThat(bench.send(ask(new Pasid(7), 0x1000, Access.WRITE))).as("user").containsExactly(granted(0x8000, Rights.R));
        }
    }

    @Test
    void pageThatNobodyMayUseIsNotKept() {
        bench.upper(F, 0x1000, 0x8000 | 0x63).firstStage(A, 7, 2, F);
        assertThat(bench.send(ask(new Pasid(7), 0x1000, Access.READ))).as("U/S=0, and no supervisor requests")
                .containsExactly(Replies.NOTHING_GRANTED);
        bench.upperLeaf(F, 0x1000, 0x8000 | ALL);
        assertThat(bench.send(ask(new Pasid(7), 0x1000, Access.READ))).containsExactly(granted(0x8000, Rights.R));
    }

    @Test
    void grantIntoTheInterruptRangeIsRefused() {
        bench.leaf(T, 0x3000, 0xFEE0_0000L | RW);
        assertThat(bench.send(ask(Pasid.NONE, 0x3000, Access.READ)))
                .containsExactly(refused(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT, CompletionStatus.COMPLETER_ABORT));
    }

    @Test
    void entryMayHaveAllItsPagesSnooped() {
        bench.pasid(A, 0, T | 1 << 2 | 2 << 6 | 1, 1 | ScalableBench.SNOOPED | 1 << 24, 0);
        assertThat(bench.send(ask(Pasid.NONE, 0x1000, Access.WRITE)))
                .containsExactly(new DmaOutcome.Granted(new Gpa(0x8000), 4096, Rights.RW, true, false));
    }

    @Test
    void waitBehindADeviceTlbInvalidationIsCompleteWhenTheDeviceHasAnswered() {
        bench.read(A, 0x1000);
        bench.leaf(T, 0x1000, 0x9000 | RW).open(IotlbInvalidation.domain(did(1)));
        invalidateDevice();
        assertThat(bench.await().read(A, 0x1000)).as("not answered").containsExactlyInAnyOrder(at(0x8000), at(0x9000));
        law.on(new Stimulus.DeviceTlbDone(ScalableBench.B));
        assertThat(bench.read(A, 0x1000)).as("another device").hasSize(2);
        law.on(new Stimulus.DeviceTlbDone(A));
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x9000));
    }

    @Test
    void waitIsAbortedWhenTheDeviceDoesNotAnswer() {
        bench.read(A, 0x1000);
        bench.leaf(T, 0x1000, 0x9000 | RW).open(IotlbInvalidation.domain(did(1)));
        invalidateDevice();
        bench.await();
        law.on(new Stimulus.DeviceTlbTimeout(A));
        assertThat(bench.read(A, 0x1000)).as("the wait is gone").hasSize(2);
        bench.open(IotlbInvalidation.domain(did(1))).await();
        assertThat(bench.read(A, 0x1000)).as("nothing is fetched while ITE is set").hasSize(2);
        bench.register32(Registers.FSTS, 1 << 6);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x9000));
    }

    @Test
    void legacyModeServesADeviceTlbByTypeOne() {
        MachineRelation legacy = new MachineRelation(FULL.with(c -> c.cachingMode = false), Prefetch.REQUESTS_ONLY);
        Bench old = new Bench(legacy).table(T, 0x1000, 0x8000 | RW).context(A, T | 1 | 1 << 2, 1 | 1 << 8)
                .attach(Bench.B, 1, T).start();
        assertThat(legacy.on(new Stimulus.Dma(ask(Pasid.NONE, 0x1000, Access.WRITE)))).hasSize(1)
                .allSatisfy(a -> assertThat(a.toString()).contains("Granted").contains("0x8000"));
        DmaRequest other = new DmaRequest(Bench.B, Pasid.NONE, new Iova(0x1000), Access.READ, RequestKind.TRANSLATED);
        assertThat(legacy.on(new Stimulus.Dma(other)))
                .hasToString("[Dma[outcome=Blocked[reason=REQUEST_TYPE_BLOCKED, silent=false]]]");
        assertThat(old.read(A, 0x1000)).containsExactly(at(0x8000));
    }

    @Test
    void nothingIsSaidOfADeviceTlbWhileTranslationIsOff() {
        bench.translation(false);
        assertThat(law.speaks(new Stimulus.Dma(translated(0x8000)))).isFalse();
    }
}
