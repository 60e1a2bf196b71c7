package iommu.oracle;

import static iommu.oracle.SmallWorld.AP;
import static iommu.oracle.SmallWorld.AQ;
import static iommu.oracle.SmallWorld.BP;
import static iommu.oracle.SmallWorld.CC;
import static iommu.oracle.SmallWorld.CC0;
import static iommu.oracle.SmallWorld.CC_ALL;
import static iommu.oracle.SmallWorld.CC_DOMAIN2;
import static iommu.oracle.SmallWorld.CONTEXT;
import static iommu.oracle.SmallWorld.DETACH;
import static iommu.oracle.SmallWorld.DOMAIN1;
import static iommu.oracle.SmallWorld.DOMAIN2;
import static iommu.oracle.SmallWorld.ENABLE;
import static iommu.oracle.SmallWorld.FLUSH_CONTEXT;
import static iommu.oracle.SmallWorld.FLUSH_LEAF;
import static iommu.oracle.SmallWorld.FLUSH_TABLE;
import static iommu.oracle.SmallWorld.GLOBAL;
import static iommu.oracle.SmallWorld.LEAF;
import static iommu.oracle.SmallWorld.PAGE;
import static iommu.oracle.SmallWorld.PAGE_IH;
import static iommu.oracle.SmallWorld.RESIZE;
import static iommu.oracle.SmallWorld.ROOT;
import static iommu.oracle.SmallWorld.TABLE;
import static iommu.oracle.SmallWorld.TOGETHER;
import static iommu.oracle.SmallWorld.UNLINK;
import static iommu.oracle.SmallWorld.WAIT;
import static iommu.oracle.SmallWorld.WIDE_IH;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import iommu.oracle.SmallWorld.Letter;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every short run over a small alphabet: the oracle's set is what {@link AnyUnit} can do, no more and no less. */
class ExactnessTest {

    private static Capabilities unit(boolean cachingMode, Consumer<CapabilityDraft> more) {
        return Capabilities.DEFAULT.with(c -> c.cachingMode = cachingMode).with(more);
    }

    private static Capabilities unit(boolean cachingMode) {
        return unit(cachingMode, c -> { });
    }

    private static void fail(String path, String difference) {
        throw new AssertionError("after" + path + ": " + difference);
    }

    private static int exact(Capabilities unit, int slots, int depth, Letter... alphabet) {
        MachineRelation law = new MachineRelation(unit, Prefetch.REQUESTS_ONLY);
        return new SmallWorld(law, unit, slots, false).explore(depth, ExactnessTest::fail, alphabet);
    }

    private static int exactWithPrefetch(Capabilities unit, int slots, int depth, Letter... alphabet) {
        MachineRelation law = new MachineRelation(unit, Prefetch.ALLOW);
        return new SmallWorld(law, unit, slots, true).explore(depth, ExactnessTest::fail, alphabet);
    }

    @Test
    void editsInAnyOrderWithoutCachingMode() {
        assertThat(exact(unit(false), 2, 6, LEAF, TABLE, CONTEXT, AP, BP, CC, DOMAIN1, PAGE_IH, WAIT)).isEqualTo(7081);
    }

    @Test
    void editsInAnyOrderWithCachingMode() {
        assertThat(exact(unit(true), 2, 5, LEAF, UNLINK, CONTEXT, AP, BP, CC, DOMAIN1, PAGE_IH, WAIT)).isEqualTo(3203);
    }

    @Test
    void contextTableAndLeafChangeTogether() {
        assertThat(exact(unit(false), 3, 6, TOGETHER, AP, BP, CC, PAGE, WAIT)).isEqualTo(786);
        assertThat(exact(unit(true), 2, 7, TOGETHER, AP, BP, CC, PAGE_IH, WAIT)).isEqualTo(1901);
    }

    @Test
    void absentContextsAndTables() {
        assertThat(exact(unit(true), 2, 7, DETACH, UNLINK, AP, CC0, CC, PAGE, WAIT)).isEqualTo(1742);
        assertThat(exact(unit(false), 2, 7, DETACH, UNLINK, AP, AQ, CC, PAGE, WAIT)).isEqualTo(1550);
    }

    @Test
    void fractionsOfANegativeEntry() {
        assertThat(exact(unit(true), 2, 7, UNLINK, LEAF, AP, AQ, PAGE, DOMAIN1, WAIT)).isEqualTo(3441);
    }

    @Test
    void largeLeavesAndTheirFractions() {
        assertThat(exact(unit(false), 2, 6, RESIZE, LEAF, AP, AQ, PAGE, PAGE_IH, WIDE_IH, WAIT)).isEqualTo(2459);
        assertThat(exact(unit(true), 2, 6, RESIZE, UNLINK, AP, AQ, PAGE_IH, WIDE_IH, WAIT)).isEqualTo(1465);
    }

    @Test
    void invalidationHintKeepsNegativePagingStructureEntries() {
        assertThat(exact(unit(true), 2, 6, UNLINK, LEAF, AP, AQ, PAGE_IH, WIDE_IH, WAIT)).isEqualTo(1727);
    }

    @Test
    void deviceThatMovesWhileOnlyItsNewDomainIsInvalidated() {
        assertThat(exact(unit(false), 2, 7, CONTEXT, LEAF, AP, BP, CC_ALL, DOMAIN2, WAIT)).isEqualTo(2079);
        assertThat(exact(unit(true), 2, 6, CONTEXT, LEAF, AP, BP, CC, CC_DOMAIN2, DOMAIN2, WAIT)).isEqualTo(1630);
    }

    @Test
    void moreIsInvalidatedThanHasChanged() {
        assertThat(exact(unit(false), 2, 6, LEAF, CONTEXT, AP, BP, CC_ALL, GLOBAL, DOMAIN2, WAIT)).isEqualTo(2749);
        assertThat(exact(unit(true), 2, 6, LEAF, DETACH, AP, CC_ALL, GLOBAL, PAGE, WAIT)).isEqualTo(1141);
    }

    @Test
    void walksThatDoNotSnoop() {
        assertThat(exact(unit(false, c -> c.coherent = false), 2, 6, LEAF, FLUSH_LEAF, TABLE, FLUSH_TABLE, AP, PAGE_IH, WAIT)).isEqualTo(497);
        assertThat(exact(unit(true, c -> c.coherent = false), 2, 6, UNLINK, FLUSH_TABLE, LEAF, AP, AQ, DOMAIN1, WAIT)).isEqualTo(1035);
        assertThat(exact(unit(false, c -> c.coherent = false), 2, 6, CONTEXT, FLUSH_CONTEXT, AP, BP, CC, DOMAIN1, WAIT)).isEqualTo(854);
    }

    @Test
    void contextTableAndLeafChangeTogetherAndNobodySnoops() {
        assertThat(exact(unit(true, c -> c.coherent = false), 2, 5, TOGETHER, FLUSH_LEAF, FLUSH_TABLE, FLUSH_CONTEXT, AP, BP, CC, GLOBAL, WAIT))
                .isEqualTo(1573);
    }

    @Test
    void anotherRootTable() {
        assertThat(exact(unit(false), 2, 6, ROOT, LEAF, AP, BP, CC_ALL, GLOBAL, WAIT)).isEqualTo(1835);
    }

    @Test
    void rootPointerThatInvalidates() {
        assertThat(exact(unit(false, c -> c.rootPointerInvalidates = true), 2, 6, ROOT, LEAF, AP, BP, CC_ALL, GLOBAL, WAIT)).isEqualTo(713);
        assertThat(exact(unit(true, c -> c.rootPointerInvalidates = true), 2, 6, ROOT, UNLINK, AP, BP, DOMAIN1, WAIT)).isEqualTo(454);
    }

    @Test
    void translationThatIsSwitchedOffAndOn() {
        assertThat(exact(unit(false), 2, 6, ENABLE, LEAF, CONTEXT, AP, CC, DOMAIN1, WAIT)).isEqualTo(689);
        Capabilities scalable = ScalableBench.FULL.with(c -> c.cachingMode = true);
        assertThat(exact(scalable, 2, 6, ENABLE, LEAF, CONTEXT, AP, CC, DOMAIN1, WAIT)).isEqualTo(558);
    }

    @Test
    void unitsThatPrefetch() {
        assertThat(exactWithPrefetch(unit(false), 2, 4, LEAF, TABLE, CONTEXT, AP, CC, DOMAIN1, PAGE_IH, WAIT)).isEqualTo(764);
        assertThat(exactWithPrefetch(unit(true), 2, 3, TOGETHER, DETACH, AP, AQ, BP, CC0, CC, DOMAIN1, WAIT)).isEqualTo(142);
    }

    @Test
    void unitsThatPrefetchInWiderWorlds() {
        assertThat(exactWithPrefetch(unit(false), 2, 3, RESIZE, AP, AQ, PAGE, WIDE_IH, WAIT)).isEqualTo(45);
        assertThat(exactWithPrefetch(unit(true, c -> c.coherent = false), 2, 3, LEAF, FLUSH_LEAF, CONTEXT, AP, CC, GLOBAL, WAIT)).isEqualTo(79);
        assertThat(exactWithPrefetch(unit(false, c -> c.rootPointerInvalidates = true), 2, 3, ROOT, LEAF, ENABLE, AP, BP, GLOBAL, WAIT))
                .isEqualTo(48);
    }
}
