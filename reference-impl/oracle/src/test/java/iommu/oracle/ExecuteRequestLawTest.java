package iommu.oracle;

import static iommu.oracle.ScalableBench.A;
import static iommu.oracle.ScalableBench.FULL;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.invalidation.ContextInvalidation;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests with PASID that ask to execute: no unit of today serves them (§7.1.3 RTA.5 and SPT.5). */
class ExecuteRequestLawTest {

    private static final long T = 0x60_0000;
    private static final DmaOutcome NEW_UNIT = blocked(FaultReason.EXECUTE_REQUESTED);
    private static final DmaOutcome OLD_UNIT = blocked(FaultReason.PASID_EXECUTE_REQUESTED);

    private static DmaOutcome blocked(FaultReason reason) {
        return new DmaOutcome.Blocked(reason, false);
    }

    private static ScalableBench bench() {
        return new ScalableBench(new MachineRelation(FULL, Prefetch.REQUESTS_ONLY)).attach(A).upper(T, 0x1000, 0x8000 | ScalableBench.ALL)
                .firstStage(A, 5, 1, T).start();
    }

    private static Set<DmaOutcome> send(ScalableBench bench, RequestKind kind, Pasid pasid) {
        return bench.send(new DmaRequest(A, pasid, new Iova(0x1000), Access.READ, kind, false, true));
    }

    @Test
    void olderUnitsBlockThemAtThePasidEntryAndNewerOnesBeforeAnyTable() {
        assertThat(send(bench(), RequestKind.UNTRANSLATED, new Pasid(5))).containsExactlyInAnyOrder(NEW_UNIT, OLD_UNIT);
        assertThat(send(bench(), RequestKind.UNTRANSLATED, new Pasid(6))).containsExactlyInAnyOrder(NEW_UNIT, OLD_UNIT,
                blocked(FaultReason.PASID_ENTRY_NOT_PRESENT));
        assertThat(send(bench(), RequestKind.TRANSLATION, new Pasid(5))).containsExactlyInAnyOrder(Replies.NOTHING_GRANTED,
                new DmaOutcome.Refused(FaultReason.EXECUTE_REQUESTED, false, DmaOutcome.CompletionStatus.UNSUPPORTED_REQUEST));
    }

    @Test
    void theyDoNotGetThroughByACachedTranslationEither() {
        ScalableBench bench = bench();
        bench.read(A, 5, 0x1000);
        bench.context(A, 0, 0).open(ContextInvalidation.global()).await();
        assertThat(send(bench, RequestKind.UNTRANSLATED, new Pasid(5))).doesNotContain(new DmaOutcome.Translated(new Gpa(0x8000)))
                .contains(NEW_UNIT, OLD_UNIT);
    }

    @Test
    void olderUnitsDoNotLookAtItInTranslatedRequests() {
        assertThat(send(bench(), RequestKind.TRANSLATED, new Pasid(5)))
                .containsExactlyInAnyOrder(NEW_UNIT, new DmaOutcome.Translated(new Gpa(0x1000)));
    }

    @Test
    void withoutPasidNothingAsksToExecute() {
        ScalableBench bench = bench().firstStage(A, 0, 1, T);
        assertThat(send(bench, RequestKind.UNTRANSLATED, Pasid.NONE)).containsExactly(new DmaOutcome.Translated(new Gpa(0x8000)));
    }

    @Test
    void theyLeaveNoTranslationBehind() {
        ScalableBench bench = bench();
        send(bench, RequestKind.UNTRANSLATED, new Pasid(5));
        bench.upperLeaf(T, 0x1000, 0);
        assertThat(bench.read(A, 5, 0x1000)).containsExactly(blocked(FaultReason.FIRST_STAGE_NOT_PRESENT));
    }

    @Test
    void translationTableModeComesInNoOrderToIt() {
        ScalableBench bench = new ScalableBench(new MachineRelation(FULL, Prefetch.REQUESTS_ONLY)).start();
        bench.register64(Registers.RTADDR, ScalableBench.ROOT | 3 << 10).translation(false).register32(Registers.GCMD, 1 << 26 | 1 << 30)
                .translation(true);
        assertThat(send(bench, RequestKind.UNTRANSLATED, new Pasid(5))).containsExactlyInAnyOrder(NEW_UNIT, blocked(FaultReason.ABORT_MODE));
    }
}
