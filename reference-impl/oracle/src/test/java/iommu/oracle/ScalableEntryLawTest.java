package iommu.oracle;

import static iommu.oracle.Bench.at;
import static iommu.oracle.Bench.blocked;
import static iommu.oracle.Bench.did;
import static iommu.oracle.ScalableBench.A;
import static iommu.oracle.ScalableBench.FULL;
import static iommu.oracle.ScalableBench.RW;
import static iommu.oracle.ScalableBench.SNOOPED;
import static iommu.oracle.ScalableBench.directory;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation.Scope;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Root, context, directory and PASID entries of scalable mode (§7.1.3, §9.2-9.6). */
class ScalableEntryLawTest {

    private static final long T = 0x20_0000;
    private static final long F = 0x30_0000;
    private static final long PASS_THROUGH = 1 | 4 << 6;
    private static final Capabilities CM0 = FULL.with(c -> c.cachingMode = false);

    private MachineRelation law;

    private ScalableBench bench(Capabilities unit, Prefetch prefetch) {
        law = new MachineRelation(unit, prefetch);
        return new ScalableBench(law).table(T, 0x1000, 0x8000 | RW).attach(A).secondStage(A, 0, 1, T).start();
    }

    private ScalableBench bench(Capabilities unit) {
        return bench(unit, Prefetch.REQUESTS_ONLY);
    }

    private void readable(long page, Reads reads) {
        law.on(new Stimulus.Readable(new Gpa(page), reads));
    }

    @ParameterizedTest
    @CsvSource({"0x100000, SCALABLE_ROOT_ACCESS_ERROR", "0x101000, SCALABLE_CONTEXT_ACCESS_ERROR",
        "0x430000, PASID_DIRECTORY_ACCESS_ERROR", "0x431000, PASID_ENTRY_ACCESS_ERROR",
        "0x200000, SECOND_STAGE_POINTER_ACCESS_ERROR", "0x201000, SECOND_STAGE_ACCESS_ERROR"})
    void pageThatCannotBeReadHasAFaultByWhatLiesThere(String page, FaultReason reason) {
        ScalableBench bench = bench(CM0);
        readable(Long.decode(page), Reads.NONE);
        assertThat(bench.read(A, 0x1000)).containsExactly(blocked(reason));
    }

    @ParameterizedTest
    @CsvSource({"0x430000, PASID_DIRECTORY_ACCESS_ERROR", "0x431000, PASID_ENTRY_ACCESS_ERROR"})
    void accessErrorsAreNeverSilent(String page, FaultReason reason) {
        ScalableBench bench = bench(CM0).context(A, 1 | 1 << 1, 0).store(directory(A), directory(A) + 0x1000 | 3);
        assertThat(bench.read(A, 0x5000)).containsExactly(new DmaOutcome.Blocked(FaultReason.SECOND_STAGE_NOT_PRESENT, true));
        readable(Long.decode(page), Reads.NONE);
        assertThat(bench.read(A, 0x5000)).contains(new DmaOutcome.Blocked(reason, false))
                .doesNotContain(new DmaOutcome.Blocked(reason, true));
    }

    /** Context-entry bits, the capability that they need, and whether the rest of the entry is sound without them. */
    @ParameterizedTest
    @CsvSource({"0x4, deviceTlb", "0x8, pasid", "0x40, translatedWithPasid", "0x20, hostPermission", "0x80, none", "0x100, none"})
    void contextEntryBitOfAFeatureThatIsNotOfferedIsReserved(String bit, String feature) {
        Capabilities unit = CM0.with(c -> {
            c.translatedWithPasid = false;
            if (feature.equals("deviceTlb")) {
                c.deviceTlb = false;
                c.noWriteFlag = false;
            }
            c.pasidBits = feature.equals("pasid") ? 0 : 20;
        });
        ScalableBench bench = bench(unit).context(A, 1, 0);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x8000));
        bench.context(A, 1 | Long.decode(bit), 0).open(ContextInvalidation.global()).await();
        assertThat(bench.read(A, 0x1000)).contains(blocked(FaultReason.SCALABLE_CONTEXT_RESERVED)).doesNotContain(at(0x9000));
    }

    @Test
    void translatedRequestsWithPasidNeedPasids() {
        ScalableBench bench = bench(CM0).context(A, 1 | 1 << 2 | 1 << 6, 0);
        assertThat(bench.read(A, 0x1000)).as("SCT.4.3").containsExactly(blocked(FaultReason.SCALABLE_CONTEXT_INVALID));
        assertThat(bench.read(A, 5, 0x1000)).as("or one that serves no PASID").containsExactlyInAnyOrder(
                blocked(FaultReason.SCALABLE_CONTEXT_INVALID), blocked(FaultReason.PASID_DISABLED));
    }

    @Test
    void ridPasidBeyondTheDirectoryIsInvalidAndReservedWithoutItsCapability() {
        ScalableBench bench = bench(CM0).context(A, 1, 128 * 64);
        assertThat(bench.read(A, 0x1000)).containsExactly(blocked(FaultReason.SCALABLE_CONTEXT_INVALID));
        assertThat(bench(CM0.with(c -> c.ridPasid = false)).context(A, 1, 5).read(A, 0x1000))
                .containsExactly(blocked(FaultReason.SCALABLE_CONTEXT_RESERVED));
    }

    @Test
    void pasidOfMoreBitsThanSupportedIsRefused() {
        ScalableBench bench = bench(CM0.with(c -> c.pasidBits = 5)).pasid(A, 31, PASS_THROUGH, 2, 0)
                .pasid(A, 32, PASS_THROUGH, 2, 0);
        assertThat(bench.read(A, 31, 0x1000)).containsExactly(at(0x1000));
        assertThat(bench.read(A, 32, 0x1000)).containsExactly(blocked(FaultReason.PASID_BEYOND_SUPPORTED_SIZE));
        assertThat(bench.read(A, 128 * 64, 0x1000)).containsExactlyInAnyOrder(blocked(FaultReason.PASID_BEYOND_SUPPORTED_SIZE),
                blocked(FaultReason.PASID_BEYOND_DIRECTORY));
    }

    /** PGTT, and the unit that lacks just this type. */
    @ParameterizedTest
    @CsvSource({"1, first", "2, second", "4, pass-through"})
    void typeThatIsNotOfferedIsInvalid(long type, String without) {
        Capabilities unit = CM0.with(c -> {
            c.nested = false;
            c.secondStage = !without.equals("second");
            c.passThrough = !without.equals("pass-through");
            if (without.equals("first")) {
                c.firstStage = false;
                c.fiveLevelFirstStage = false;
                c.gigabyteFirstStage = false;
                c.extendedAccessed = false;
            }
        });
        for (boolean offered : new boolean[] {true, false}) {
            ScalableBench bench = bench(offered ? CM0 : unit).pasid(A, 7, 1 | type << 6 | (type == 2 ? 1 << 2 : 0), 2, 0);
            if (offered) {
                assertThat(bench.read(A, 7, 0x1000)).doesNotContain(blocked(FaultReason.PASID_ENTRY_INVALID));
            } else {
                assertThat(bench.read(A, 7, 0x1000)).contains(blocked(FaultReason.PASID_ENTRY_INVALID));
            }
        }
    }

    @Test
    void secondStageFlagsNeedTheirCapability() {
        long enabled = 1 << 9;
        assertThat(bench(CM0).secondStage(A, 0, 1, T | enabled).read(A, 0x1000)).containsExactly(at(0x8000));
        assertThat(bench(CM0.with(c -> c.secondStageDirty = false)).secondStage(A, 0, 1, T | enabled).read(A, 0x1000))
                .containsExactly(blocked(FaultReason.PASID_ENTRY_RESERVED));
        Capabilities firstOnly = CM0.with(c -> {
            c.secondStage = false;
            c.nested = false;
        });
        assertThat(bench(firstOnly).pasid(A, 7, PASS_THROUGH | enabled, 2, 0).read(A, 7, 0x1000))
                .containsExactly(blocked(FaultReason.PASID_ENTRY_RESERVED));
    }

    @Test
    void unitWhoseWalksNeverSnoopSeesOldTablesWhateverPwsnpSays() {
        ScalableBench bench = bench(CM0.with(c -> {
            c.snoopedWalks = false;
            c.secondStageDirty = false;
            c.extendedAccessed = false;
        })).pasid(A, 0, T | 1 << 2 | 2 << 6 | 1, 1, 0);
        bench.flush(T).flush(T + 0x1000).flush(T + 0x2000).leaf(T, 0x1000, 0x9000 | RW);
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(at(0x8000), at(0x9000));
        bench.pasid(A, 0, T | 1 << 2 | 2 << 6 | 1, 1 | SNOOPED, 0).open(new PasidCacheInvalidation(Scope.GLOBAL, did(0), 0))
                .await();
        assertThat(bench.read(A, 0x1000)).as("PWSNP is reserved here").contains(blocked(FaultReason.PASID_ENTRY_RESERVED));
    }

    @Test
    void separateRightsAreReadFromBits61And62() {
        long ir = 1L << 61;
        long iw = 1L << 62;
        law = new MachineRelation(CM0.with(c -> c.separateRights = true), Prefetch.REQUESTS_ONLY);
        ScalableBench bench = new ScalableBench(law).attach(A).secondStage(A, 0, 1, T).start();
        bench.translation(false).register64(Registers.RTADDR, ScalableBench.ROOT | 1 << 10 | 1 << 7)
                .register32(Registers.GCMD, 1 << 26 | 1 << 30).translation(true);
        bench.store(T, T + 0x1000 | ir | iw).store(T + 0x1000, T + 0x2000 | ir | iw).leaf(T, 0x1000, 0x8000 | ir)
                .leaf(T, 0x2000, 0x9000 | iw).leaf(T, 0x3000, 0xA000 | ir | iw).leaf(T, 0x4000, 0xB000 | RW);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x8000));
        assertThat(bench.dma(A, Access.WRITE, 0x1000)).containsExactly(blocked(FaultReason.SCALABLE_WRITE_DENIED));
        assertThat(bench.read(A, 0x2000)).containsExactly(blocked(FaultReason.SCALABLE_READ_DENIED));
        assertThat(bench.dma(A, Access.ATOMIC, 0x3000)).containsExactly(at(0xA000));
        assertThat(bench.read(A, 0x4000)).as("R and W do not count")
                .containsExactly(blocked(FaultReason.SECOND_STAGE_NOT_PRESENT));
        bench.translation(false).register64(Registers.RTADDR, ScalableBench.ROOT | 1 << 10)
                .register32(Registers.GCMD, 1 << 26 | 1 << 30).translation(true);
        bench.store(T, T + 0x1000 | RW).store(T + 0x1000, T + 0x2000 | RW).leaf(T, 0x1000, 0x8000 | RW | ir)
                .leaf(T, 0x2000, 0x9000 | RW | iw);
        assertThat(bench.read(A, 0x1000)).as("IR is ignored without SSIRWE").containsExactly(at(0x8000));
        assertThat(bench.read(A, 0x2000)).as("IW is reserved without it")
                .containsExactly(blocked(FaultReason.SECOND_STAGE_RESERVED));
    }

    @Test
    void secondStageFlagThatCannotBeSetIsAFault() {
        long accessed = 1 << 8;
        long dirty = 1 << 9;
        ScalableBench bench = bench(CM0).secondStage(A, 0, 1, T | 1 << 9);
        bench.store(T, T + 0x1000 | RW | accessed).store(T + 0x1000, T + 0x2000 | RW | accessed)
                .leaf(T, 0x1000, 0x8000 | RW | accessed).leaf(T, 0x2000, 0x9000 | RW)
                .leaf(T, 0x3000, 0xA000 | RW | accessed | dirty);
        readable(T + 0x2000, Reads.READ_ONLY);
        assertThat(bench.read(A, 0x1000)).as("A is set, and D is for writes").containsExactly(at(0x8000));
        assertThat(bench.dma(A, Access.WRITE, 0x1000)).as("D").contains(blocked(FaultReason.SECOND_STAGE_DIRTY_FAILED));
        assertThat(bench.read(A, 0x2000)).as("A").containsExactly(blocked(FaultReason.SECOND_STAGE_DIRTY_FAILED));
        assertThat(bench.dma(A, Access.WRITE, 0x3000)).as("both are set").containsExactly(at(0xA000));
        assertThat(bench.dma(A, Access.WRITE, 0x5000)).as("a hole has no flags")
                .containsExactly(blocked(FaultReason.SECOND_STAGE_NOT_PRESENT));
    }

    @Test
    void snoopOfALeafIsThatOfTheGrant() {
        ScalableBench bench = bench(CM0).leaf(T, 0x1000, 0x8000 | RW | 1 << 11).leaf(T, 0x2000, 0x9000 | RW);
        for (boolean snoop : new boolean[] {true, false}) {
            assertThat(bench.send(new DmaRequest(A, Pasid.NONE, new Iova(snoop ? 0x1000 : 0x2000), Access.WRITE,
                    RequestKind.TRANSLATION))).singleElement().isInstanceOfSatisfying(DmaOutcome.Granted.class,
                            g -> assertThat(g.snoop()).isEqualTo(snoop));
        }
    }

    @Test
    void entryThatTheUnitMayHaveFlaggedIsReadEitherWay() {
        ScalableBench bench = bench(CM0.with(c -> c.domainIdBits = 4)).upper(F, 0, PASS_THROUGH).firstStage(A, 7, 2, F)
                .upperLeaf(F, 0x1000, 7).store(directory(A) + 8, F + 0x3000 | 1);
        assertThat(bench.read(A, 64, 0x1000)).as("the leaf table taken for a PASID table").containsExactly(at(0x1000));
        bench.open(new PasidCacheInvalidation(Scope.GLOBAL, did(0), 0)).await();
        bench.open(IotlbInvalidation.global()).await();
        assertThat(bench.with(A, 7, Access.WRITE, 0x1000, false)).containsExactly(at(0));
        assertThat(bench.read(A, 64, 0x1000)).as("A or D in what is the domain-id here, too wide for the unit")
                .containsExactlyInAnyOrder(at(0x1000), blocked(FaultReason.PASID_ENTRY_RESERVED));
        readable(F + 0x3000, Reads.NONE);
        assertThat(bench.read(A, 64, 0x1000)).contains(blocked(FaultReason.PASID_ENTRY_ACCESS_ERROR), at(0x1000))
                .doesNotContain(blocked(FaultReason.PASID_ENTRY_RESERVED));
    }

    @ParameterizedTest
    @EnumSource
    void pasidEntryOfADetachedContextLivesUntilItsInvalidation(Prefetch prefetch) {
        ScalableBench bench = bench(CM0, prefetch);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x8000));
        bench.context(A, 0, 0).secondStage(A, 0, 1, 0);
        assertThat(bench.read(A, 0x1000)).contains(at(0x8000), blocked(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT));
        bench.open(ContextInvalidation.global()).open(new PasidCacheInvalidation(Scope.DOMAIN, did(1), 0))
                .open(IotlbInvalidation.domain(did(1))).await();
        assertThat(bench.read(A, 0x1000)).containsExactly(blocked(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT));
    }

    @Test
    void translatedRequestIntoTheInterruptRangeIsBlockedWhereThereIsSomethingToSay() {
        ScalableBench bench = bench(CM0).pasid(A, 7, PASS_THROUGH, 2, 0);
        assertThat(bench.send(new DmaRequest(A, new Pasid(7), new Iova(0xFEE0_0000L), Access.WRITE, RequestKind.TRANSLATED)))
                .containsExactly(blocked(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT));
        var withoutPasid = new Stimulus.Dma(new DmaRequest(A, Pasid.NONE, new Iova(0xFEE0_0000L), Access.WRITE,
                RequestKind.TRANSLATED));
        assertThat(law.speaks(withoutPasid)).isFalse();
        assertThat(law.on(withoutPasid)).isEmpty();
    }

    @Test
    void pageGroupResponseTouchesNoCache() {
        ScalableBench bench = bench(CM0.with(c -> c.pageRequests = true));
        bench.read(A, 0x1000);
        bench.leaf(T, 0x1000, 0x9000 | RW).descriptor(9 | (long) A.value() << 16, 0).await();
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(at(0x8000), at(0x9000));
    }

    @Test
    void privilegeOfAHitIsThatOfAnyContextEntryThatMayBeKnown() {
        long privileged = 1 << 20;
        ScalableBench bench = bench(CM0).upper(F, 0x1000, 0x8000 | 0x63).context(A, 0b1001101, privileged)
                .pasid(A, 0, 1 << 6 | 1, 2 | SNOOPED, F | 1);
        assertThat(bench.read(A, 0x1000)).as("U/S is clear in the leaf").containsExactly(at(0x8000));
        bench.context(A, 0, 0).open(ContextInvalidation.global()).await();
        assertThat(bench.read(A, 0x1000)).as("no context entry serves")
                .contains(blocked(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT))
                .contains(blocked(FaultReason.SUPERVISOR_PAGE));
    }
}
