package iommu.guest;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.guest.Change.Entry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoversTest {

    private static final Covers CM0 = new Covers(Capabilities.DEFAULT.with(c -> c.cachingMode = false));
    private static final Covers CM1 = new Covers(Capabilities.DEFAULT);
    private static final DomainId OLD = new DomainId(5);
    private static final DomainId NEW = new DomainId(7);
    private static final SourceId SOURCE = SourceId.of(0, 3, 0);
    private static final long M2 = 0x20_0000;

    private static Invalidation page(DomainId domain, long iova, int mask, boolean leafOnly) {
        return IotlbInvalidation.page(domain, new Iova(iova), mask, leafOnly);
    }

    private static Change leaf(int level, Entry before, Entry after) {
        return new Change.Paging(Set.of(OLD), new Iova(M2), level, before, after);
    }

    @Test
    void newEntryNeedsNothingWithoutCachingModeAndAllOfItWith() {
        Change mapped = leaf(1, Entry.ABSENT, Entry.LEAF);
        assertThat(CM0.covers(mapped, List.of())).isTrue();
        assertThat(CM1.covers(mapped, List.of())).isFalse();
        assertThat(CM1.covers(mapped, List.of(page(OLD, M2, 0, true)))).isTrue();
    }

    @Test
    void changedLeafNeedsItsPageUnderEveryDomain() {
        Change unmapped = new Change.Paging(Set.of(OLD, NEW), new Iova(M2), 1, Entry.LEAF, Entry.ABSENT);
        assertThat(CM0.covers(unmapped, List.of(page(OLD, M2, 0, true)))).isFalse();
        assertThat(CM0.covers(unmapped, List.of(page(OLD, M2, 0, true), page(NEW, M2, 0, true)))).isTrue();
        assertThat(CM0.covers(unmapped, List.of(IotlbInvalidation.global()))).isTrue();
    }

    @Test
    void largeLeafNeedsAsManyPagesAsItHas() {
        Change moved = leaf(2, Entry.LEAF, Entry.LEAF);
        assertThat(CM0.covers(moved, List.of(page(OLD, M2, 8, true)))).isFalse();
        assertThat(CM0.covers(moved, List.of(page(OLD, M2, 9, true)))).isTrue();
        assertThat(CM0.covers(moved, List.of(page(OLD, M2, 8, true), page(OLD, M2 + 0x10_0000, 8, true)))).as("in two halves").isTrue();
        assertThat(CM0.covers(moved, List.of(page(OLD, 0, 18, false)))).isTrue();
    }

    @Test
    void hintIsForLeavesOnly() {
        Change unlinked = leaf(2, Entry.TABLE, Entry.ABSENT);
        assertThat(CM0.covers(unlinked, List.of(page(OLD, M2, 9, true)))).isFalse();
        assertThat(CM0.covers(unlinked, List.of(page(OLD, M2, 9, false)))).isTrue();
        assertThat(CM1.covers(leaf(2, Entry.ABSENT, Entry.LEAF), List.of(page(OLD, M2, 9, true)))).isFalse();
    }

    @Test
    void pagesThatUseATableAreOwedAndAtLeastOneIfNoneDoes() {
        Change.Block used = new Change.Block(new Iova(M2 + 0x5000), 0);
        Change linked = new Change.Paging(Set.of(OLD), new Iova(0), 3, Entry.ABSENT, Entry.TABLE, List.of(used));
        assertThat(CM1.covers(linked, List.of(page(OLD, M2 + 0x6000, 0, false)))).isFalse();
        assertThat(CM1.covers(linked, List.of(page(OLD, M2 + 0x5000, 0, true)))).isFalse();
        assertThat(CM1.covers(linked, List.of(page(OLD, M2 + 0x5000, 0, false)))).isTrue();
        Change emptied = new Change.Paging(Set.of(OLD), new Iova(M2), 2, Entry.TABLE, Entry.ABSENT, List.of());
        assertThat(CM0.covers(emptied, List.of(page(OLD, 2 * M2, 0, false)))).isFalse();
        assertThat(CM0.covers(emptied, List.of(page(OLD, M2 + 0x6000, 0, false)))).isTrue();
    }

    @Test
    void contextComesBeforeTranslationsAndUnderTheOldDomain() {
        Change moved = new Change.Context(SOURCE, Entry.TABLE, OLD);
        Invalidation context = ContextInvalidation.device(OLD, SOURCE, 0);
        Invalidation translations = IotlbInvalidation.domain(OLD);
        assertThat(CM0.covers(moved, List.of(context, translations))).isTrue();
        assertThat(CM0.covers(moved, List.of(translations, context))).isFalse();
        assertThat(CM0.covers(moved, List.of(ContextInvalidation.device(NEW, SOURCE, 0), translations))).isFalse();
        assertThat(CM0.covers(moved, List.of(context, IotlbInvalidation.domain(NEW)))).isFalse();
        assertThat(CM0.covers(moved, List.of(ContextInvalidation.domain(OLD), IotlbInvalidation.global()))).isTrue();
        assertThat(CM0.covers(moved, List.of(ContextInvalidation.device(OLD, SourceId.of(0, 3, 4), 1), translations))).isTrue();
    }

    @Test
    void whatFollowsAGlobalContextInvalidationIsGlobal() {
        Change moved = new Change.Context(SOURCE, Entry.TABLE, OLD);
        assertThat(CM0.covers(moved, List.of(ContextInvalidation.global(), IotlbInvalidation.domain(OLD)))).isFalse();
        assertThat(CM0.covers(moved, List.of(ContextInvalidation.global(), IotlbInvalidation.global()))).isTrue();
    }

    @Test
    void absentContextIsInvalidatedUnderDomainZeroInCachingMode() {
        Change attached = new Change.Context(SOURCE, Entry.ABSENT, NEW);
        assertThat(CM0.covers(attached, List.of())).isTrue();
        assertThat(CM1.covers(attached, List.of(ContextInvalidation.device(NEW, SOURCE, 0), IotlbInvalidation.domain(NEW)))).isFalse();
        assertThat(CM1.covers(attached, List.of(ContextInvalidation.device(DomainId.ZERO, SOURCE, 0), IotlbInvalidation.domain(NEW)))).isTrue();
    }

    @Test
    void everyDomainThatTheSourceHadIsOwed() {
        Change moved = new Change.Context(SOURCE, Entry.TABLE, OLD, Set.of(NEW));
        List<Invalidation> one = List.of(ContextInvalidation.device(OLD, SOURCE, 0), IotlbInvalidation.domain(OLD));
        assertThat(CM0.covers(moved, one)).isFalse();
        assertThat(CM0.covers(moved, List.of(one.get(0), one.get(1), IotlbInvalidation.domain(NEW)))).isTrue();
    }

    @Test
    void rootEntryNeedsBothGlobalCommandsAndAReusedDomainBothDomainOnes() {
        assertThat(CM0.covers(new Change.Root(Entry.TABLE), List.of(ContextInvalidation.global(), IotlbInvalidation.global()))).isTrue();
        assertThat(CM0.covers(new Change.Root(Entry.TABLE), List.of(IotlbInvalidation.global(), ContextInvalidation.global()))).isFalse();
        assertThat(CM0.covers(new Change.Reuse(OLD), List.of(ContextInvalidation.domain(OLD), IotlbInvalidation.domain(OLD)))).isTrue();
        assertThat(CM0.covers(new Change.Reuse(OLD), List.of(IotlbInvalidation.domain(OLD)))).isFalse();
    }
}
