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
import iommu.arch.FaultReason;
import iommu.arch.Iova;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FirstStageLawTest {

    private static final long F = 0x30_0000;
    private static final long S = 0x20_0000;
    private static final int PASID = 7;
    private static final long SRE = 1;
    private static final long WPE = 1 << 4;
    private static final DmaOutcome ABSENT = blocked(FaultReason.FIRST_STAGE_NOT_PRESENT);

    private static ScalableBench bench(Prefetch prefetch) {
        return new ScalableBench(new MachineRelation(FULL, prefetch)).start();
    }

    private static ScalableBench attached(Prefetch prefetch) {
        return new ScalableBench(new MachineRelation(FULL, prefetch)).upper(F, 0x1000, 0x8000 | ALL).attach(A)
                .firstStage(A, PASID, 1, F).start();
    }

    /** First-stage tables and the pages of F are where they are; page 8 lies at 0x108000. */
    private static ScalableBench nested(long tableRights) {
        ScalableBench bench = bench(Prefetch.REQUESTS_ONLY).upper(F, 0x1000, 0x8000 | ALL).attach(A);
        bench.store(S, S + 0x1000 | RW).store(S + 0x1000, S + 0x2000 | RW).store(S + 0x1008, S + 0x3000 | RW);
        for (long page = 0; page < 4; page++) {
            bench.store(S + 0x3000 + ((F >>> 12 & 511) + page) * 8, F + page * 0x1000 | tableRights);
        }
        return bench.leaf(S, 0x8000, 0x10_8000 | RW).nested(A, PASID, 1, F, S);
    }

    private static PasidIotlbInvalidation page(long iova, boolean leafOnly) {
        return new PasidIotlbInvalidation(true, did(1), PASID, new Iova(iova), 0, leafOnly);
    }

    @ParameterizedTest
    @EnumSource
    void changedLeafMayBeOldOrNewUntilItsPageIsInvalidated(Prefetch prefetch) {
        ScalableBench bench = attached(prefetch);
        assertThat(bench.read(A, PASID, 0x1008)).containsExactly(at(0x8008));
        bench.upperLeaf(F, 0x1000, 0);
        assertThat(bench.read(A, PASID, 0x1008)).containsExactlyInAnyOrder(at(0x8008), ABSENT);
        bench.open(page(0x1000, true)).await();
        assertThat(bench.read(A, PASID, 0x1008)).containsExactly(ABSENT);
    }

    @ParameterizedTest
    @EnumSource
    void newMappingNeedsNoInvalidationEvenUnderCachingMode(Prefetch prefetch) {
        ScalableBench bench = attached(prefetch);
        assertThat(bench.read(A, PASID, 0x2000)).containsExactly(ABSENT);
        bench.upperLeaf(F, 0x2000, 0x9000 | ALL);
        assertThat(bench.read(A, PASID, 0x2000)).containsExactly(at(0x9000));
    }

    @Test
    void rightsFollowPrivilegeAndWriteProtection() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY).upperLeaf(F, 0x2000, 0x9000 | ALL & ~4)
                .upperLeaf(F, 0x3000, 0xA000 | ALL & ~2);
        assertThat(bench.read(A, PASID, 0x2000)).containsExactly(blocked(FaultReason.SUPERVISOR_PAGE));
        assertThat(bench.with(A, PASID, Access.WRITE, 0x3000, false)).containsExactly(blocked(FaultReason.SCALABLE_WRITE_DENIED));
        assertThat(bench.with(A, PASID, Access.READ, 0x2000, true))
                .containsExactly(blocked(FaultReason.SUPERVISOR_REQUEST_DISABLED));
        bench.pasid(A, PASID, 1 << 6 | 1, 1 | ScalableBench.SNOOPED, F | SRE).open(IotlbInvalidation.global()).await();
        bench.open(pasids()).await();
        assertThat(bench.with(A, PASID, Access.READ, 0x2000, true)).containsExactly(at(0x9000));
        assertThat(bench.with(A, PASID, Access.WRITE, 0x3000, true)).as("WPE=0").containsExactly(at(0xA000));
        bench.pasid(A, PASID, 1 << 6 | 1, 1 | ScalableBench.SNOOPED, F | SRE | WPE).open(pasids())
                .open(IotlbInvalidation.global()).await();
        assertThat(bench.with(A, PASID, Access.WRITE, 0x3000, true)).containsExactly(blocked(FaultReason.SCALABLE_WRITE_DENIED));
    }

    private static PasidCacheInvalidation pasids() {
        return new PasidCacheInvalidation(
                PasidCacheInvalidation.Scope.GLOBAL, did(0), 0);
    }

    @Test
    void contextEntryRefusesRequestsWithPasid() {
        ScalableBench bench = bench(Prefetch.REQUESTS_ONLY).context(A, 1, 0);
        assertThat(bench.read(A, PASID, 0)).containsExactly(blocked(FaultReason.PASID_DISABLED));
        ScalableBench other = attached(Prefetch.REQUESTS_ONLY);
        assertThat(other.read(A, 0, 0)).containsExactly(blocked(FaultReason.PASID_EQUALS_RID_PASID));
        assertThat(other.read(A, 0x2000, 0)).containsExactly(blocked(FaultReason.PASID_BEYOND_DIRECTORY));
    }

    @Test
    void addressMustBeCanonical() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY);
        assertThat(bench.read(A, PASID, 1L << 47)).containsExactly(blocked(FaultReason.ADDRESS_NOT_CANONICAL));
        assertThat(bench.read(A, PASID, -1L << 47)).containsExactly(ABSENT);
    }

    @Test
    void pagingStructureEntriesSurviveTheHintButNotTheirInvalidation() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY).store(0x38_0008, 0x9000 | ALL);
        bench.read(A, PASID, 0x1000);
        bench.store(F + 0x2000, 0x38_0000 | ALL).open(page(0x1000, true)).await();
        assertThat(bench.read(A, PASID, 0x1000)).containsExactlyInAnyOrder(at(0x8000), at(0x9000));
        bench.open(page(0x1000, false)).await();
        assertThat(bench.read(A, PASID, 0x1000)).containsExactly(at(0x9000));
    }

    @Test
    void domainPageInvalidationTakesEveryFirstStageEntryOfTheDomain() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY);
        bench.read(A, PASID, 0x1000);
        bench.upperLeaf(F, 0x1000, 0x9000 | ALL).open(IotlbInvalidation.page(did(1), new Iova(0x7_0000), 0, true)).await();
        assertThat(bench.read(A, PASID, 0x1000)).as("Table 23").containsExactly(at(0x9000));
    }

    @Test
    void flagThatCannotBeSetIsAFault() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY).pasid(A, PASID, 1 << 6 | 1, 1, F);
        for (long table = F; table < F + 0x4000; table += 0x1000) {
            bench.flush(table);
        }
        assertThat(bench.read(A, PASID, 0x1000)).containsExactly(at(0x8000));
        bench.upperLeaf(F, 0x2000, 0x9000 | ALL & ~0x40).flush(F + 0x3000);
        assertThat(bench.read(A, PASID, 0x2000)).containsExactly(at(0x9000));
        assertThat(bench.with(A, PASID, Access.WRITE, 0x2000, false))
                .containsExactly(blocked(FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED));
        bench.upperLeaf(F, 0x3000, 0xA000 | ALL & ~0x20).flush(F + 0x3000);
        assertThat(bench.read(A, PASID, 0x3000)).containsExactly(blocked(FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED));
    }

    @Test
    void nestedTranslationGoesThroughBothStages() {
        ScalableBench bench = nested(RW);
        assertThat(bench.read(A, PASID, 0x1008)).containsExactly(at(0x10_8008));
        bench.upperLeaf(F, 0x2000, 0x9000 | ALL);
        assertThat(bench.read(A, PASID, 0x2000)).containsExactly(blocked(FaultReason.SECOND_STAGE_NOT_PRESENT));
        bench.upperLeaf(F, 0x3000, 1L << 40 | ALL);
        assertThat(bench.read(A, PASID, 0x3000)).containsExactly(blocked(FaultReason.NESTED_ADDRESS_BEYOND_WIDTH));
        bench.leaf(S, 0xA000, 0xA001).upperLeaf(F, 0x4000, 0xA000 | ALL);
        assertThat(bench.with(A, PASID, Access.WRITE, 0x4000, false)).containsExactly(blocked(FaultReason.SCALABLE_WRITE_DENIED));
    }

    @Test
    void nestedTableThatCannotBeReadOrWrittenIsAFault() {
        assertThat(nested(2).read(A, PASID, 0x1000)).containsExactlyInAnyOrder(blocked(FaultReason.NESTED_TOP_TABLE_UNREADABLE),
                blocked(FaultReason.SCALABLE_READ_DENIED));
        ScalableBench readOnly = nested(1);
        assertThat(readOnly.read(A, PASID, 0x1000)).as("flags are set already").containsExactly(at(0x10_8000));
        readOnly.upperLeaf(F, 0x2000, 0x8000 | ALL & ~0x20);
        assertThat(readOnly.read(A, PASID, 0x2000)).containsExactly(blocked(FaultReason.NESTED_TABLE_UNWRITABLE));
    }

    @Test
    void secondStageChangeUnderNestedTranslationIsInvalidatedByItsDomain() {
        ScalableBench bench = nested(RW);
        bench.read(A, PASID, 0x1000);
        bench.leaf(S, 0x8000, 0x10_9000 | RW).open(page(0x8000, false)).await();
        assertThat(bench.read(A, PASID, 0x1000)).containsExactlyInAnyOrder(at(0x10_8000), at(0x10_9000));
        bench.open(IotlbInvalidation.page(did(1), new Iova(0x8000), 0, true)).await();
        assertThat(bench.read(A, PASID, 0x1000)).containsExactly(at(0x10_9000));
    }

    @Test
    void firstStageFaultIsNeverKeptButASecondStageOneUnderCachingModeIs() {
        ScalableBench bench = nested(RW).upperLeaf(F, 0x2000, 0);
        assertThat(bench.read(A, PASID, 0x2000)).containsExactly(ABSENT);
        bench.upperLeaf(F, 0x2000, 0x9000 | ALL);
        assertThat(bench.read(A, PASID, 0x2000)).containsExactly(blocked(FaultReason.SECOND_STAGE_NOT_PRESENT));
        bench.leaf(S, 0x9000, 0x10_9000 | RW);
        assertThat(bench.read(A, PASID, 0x2000)).hasSize(2);
        assertThat(bench.open(IotlbInvalidation.domain(did(1))).await().read(A, PASID, 0x2000)).containsExactly(at(0x10_9000));
    }
}
