package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import iommu.arch.stimulus.Stimulus;
import iommu.belief.ShadowRelation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShadowRelationTest {

    private static final long T = 0x20_0000;
    private static final long LEAF = T + 0x2008;
    private static final Listener FOLLOWER = new Listener(1, Bench.A, Set.of(Wish.MAP, Wish.UNMAP));

    private ShadowRelation law;

    /** CM=0; source A has page 1000h at 8000h. */
    @BeforeEach
    void start() {
        law = new ShadowRelation(new UnitViews(Capabilities.DEFAULT.with(c -> c.cachingMode = false)), MemoryMap.ALL, true);
        store(T, T + 0x1003);
        store(T + 0x1000, T + 0x2003);
        store(LEAF, 0x8003);
        law.judge(new Stimulus.Store128(new Gpa(Bench.CONTEXTS + 0x180), new Entry128(T | 1, 1 | 1 << 8)), List.of());
        law.judge(new Stimulus.Store128(new Gpa(Bench.ROOT), new Entry128(Bench.CONTEXTS | 1, 0)), List.of());
        law.interest(new Iova(0x1000));
        assertThat(law.unitChanged(true, Bench.ROOT, List.of())).isEmpty();
        assertThat(law.added(FOLLOWER, List.of(new Event.ModeChanged(FOLLOWER, Mode.TRANSLATED), map(0x8000)))).isEmpty();
    }

    private Optional<String> store(long at, long value, Event... told) {
        return law.judge(new Stimulus.Store64(new Gpa(at), value), List.of(told));
    }

    private static Event map(long frame) {
        return new Event.Mapped(FOLLOWER, new Piece(new Iova(0x1000), 4096, new Gpa(frame), Rights.RW, false));
    }

    private static Event unmap() {
        return new Event.Unmapped(FOLLOWER, new Iova(0x1000), 4096);
    }

    private Optional<String> invalidate(Event... told) {
        return law.invalidated(IotlbInvalidation.page(Bench.did(1), new Iova(0x1000), 0, true), List.of(told));
    }

    @Test
    void whatWasPresentMayBeFollowedAtTheStoreOrAtTheInvalidation() {
        assertThat(store(LEAF, 0xA003, unmap(), map(0xA000))).isEmpty();
        assertThat(invalidate()).isEmpty();
        assertThat(store(LEAF, 0xB003)).isEmpty();
        assertThat(invalidate(unmap(), map(0xB000))).isEmpty();
        assertThat(store(LEAF, 0xC003)).isEmpty();
        assertThat(invalidate()).as("now it is late").isPresent();
    }

    @Test
    void whatBecomesPresentIsToldAtTheStoreThatMakesItSo() {
        assertThat(store(LEAF, 0, unmap())).isEmpty();
        assertThat(invalidate()).isEmpty();
        Optional<String> wrong = store(LEAF, 0x8003);
        assertThat(wrong).as("with CM=0 nobody announces it").get().asString().contains("to be blocked", "0x8000");
    }

    @Test
    void storeAboveTheLeafCountsAsMuch() {
        assertThat(store(T + 0x1000, 0, unmap())).isEmpty();
        assertThat(law.invalidated(IotlbInvalidation.global(), List.of())).isEmpty();
        assertThat(store(T + 0x1000, T + 0x2003, map(0x8000))).isEmpty();
    }

    @Test
    void entryStoredInTwoHalvesIsJudgedAfterEach() {
        long context = Bench.CONTEXTS + 0x180;
        assertThat(store(context, 0, unmap(), new Event.ModeChanged(FOLLOWER, Mode.BLOCKED))).isEmpty();
        law.invalidated(ContextInvalidation.global(), List.of());
        law.invalidated(IotlbInvalidation.global(), List.of());
        assertThat(store(context, T | 1)).as("present again, with the domain of the other half").isPresent();
    }

    @Test
    void newListenerIsToldTheModeAndEveryMapping() {
        Listener late = new Listener(2, Bench.A, FOLLOWER.wishes());
        assertThat(law.added(late, List.of())).get().asString().contains("mode");
        Listener later = new Listener(3, Bench.A, FOLLOWER.wishes());
        assertThat(law.added(later, List.of(new Event.ModeChanged(later, Mode.TRANSLATED)))).get().asString().contains("0x8000");
        assertThatThrownBy(() -> law.added(new Listener(4, Bench.A, Set.of(Wish.UNMAP)), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingIsToldAnyMoreToAListenerThatWent() {
        law.removed(FOLLOWER);
        assertThat(store(LEAF, 0, unmap())).isPresent();
        assertThat(law.silence()).isEmpty();
    }

    @Test
    void aHoleInsideALargePageIsNoticed() {
        Piece lower = new Piece(new Iova(0x20_0000), 0x10_0000, new Gpa(0x40_0000), Rights.RW, false);
        Piece upper = new Piece(new Iova(0x30_0000), 0x10_0000, new Gpa(0x50_0000), Rights.RW, false);
        assertThat(store(T + 0x1008, 0x40_0083, new Event.Mapped(FOLLOWER, lower), new Event.Mapped(FOLLOWER, upper))).isEmpty();
        start();
        Piece behind = new Piece(new Iova(0x30_1000), 0x1000, new Gpa(0x50_1000), Rights.RW, false);
        assertThat(store(T + 0x1008, 0x40_0083, new Event.Mapped(FOLLOWER, lower), new Event.Mapped(FOLLOWER, behind)))
                .as("300000h is left out").get().asString().contains("0x300000", "told of nothing there");
    }

    @Test
    void aModeMayBeToldAtTheStoreOrOnceWhatIsCachedIsInvalidated() {
        Stimulus gone = new Stimulus.Store128(new Gpa(Bench.CONTEXTS + 0x180), new Entry128(0, 0));
        assertThat(law.judge(gone, List.of(unmap(), new Event.ModeChanged(FOLLOWER, Mode.BLOCKED)))).as("at the store").isEmpty();
        start();
        assertThat(law.judge(gone, List.of())).as("later").isEmpty();
        assertThat(law.invalidated(ContextInvalidation.global(), List.of())).as("translations may still be cached").isEmpty();
        assertThat(law.invalidated(IotlbInvalidation.global(), List.of(unmap()))).as("blocked, and not by empty tables").get().asString()
                .contains("told before the mode TRANSLATED", "BLOCKED");
    }
}
