package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import iommu.arch.stimulus.Answer;
import iommu.belief.NotifierRelation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotifierRelationTest {

    private static final long T = 0x20_0000;
    private static final Gpa ROOT = new Gpa(Bench.ROOT);
    private static final Listener FOLLOWER = new Listener(1, Bench.A, Set.of(Wish.MAP, Wish.UNMAP));
    private static final Listener FORGETTER = new Listener(2, Bench.A, Set.of(Wish.UNMAP));
    private static final MemoryMap MEMORY = (start, size) -> start.value() + size <= 0x100_0000;

    private NotifierRelation law;
    private Bench guest;

    @BeforeEach
    void start() {
        start(true);
    }

    /** Source A has page 1000h at 8000h, 2000h at 9000h. */
    private void start(boolean contract) {
        law = new NotifierRelation(new UnitViews(Capabilities.DEFAULT), MEMORY, contract);
        guest = new Bench(step -> {
            assertThat(law.judge(step, List.of())).as("a store tells nothing").isEmpty();
            return Set.of(new Answer.Done());
        });
        guest.store128(Bench.ROOT, Bench.CONTEXTS | 1, 0).table(T, 0x1000, 0x8000 | 3).leaf(T, 0x2000, 0x9000 | 3).attach(Bench.A, 1, T);
        law.interest(new Iova(0x1000));
        law.interest(new Iova(0x2000));
        assertThat(law.unitChanged(true, ROOT, List.of())).isEmpty();
    }

    private void follow() {
        assertThat(law.added(FOLLOWER, Set.of(Wish.MAP, Wish.UNMAP))).isEmpty();
        assertThat(law.replayed(FOLLOWER, List.of(mode(Mode.TRANSLATED), map(0x1000, 0x8000), map(0x2000, 0x9000)))).isEmpty();
    }

    private static Piece piece(long iova, long frame) {
        return new Piece(new Iova(iova), 4096, new Gpa(frame), Rights.RW, false);
    }

    private static Event map(long iova, long frame) {
        return new Event.Mapped(FOLLOWER, piece(iova, frame));
    }

    private static Event unmap(Listener to, long iova, long size) {
        return new Event.Unmapped(to, new Iova(iova), size);
    }

    private static Event mode(Mode mode) {
        return new Event.ModeChanged(FOLLOWER, mode);
    }

    private Optional<String> page(long iova, Event... told) {
        return law.invalidated(IotlbInvalidation.page(Bench.did(1), new Iova(iova), 0, false), List.of(told));
    }

    @Test
    void changedPageIsUnmappedAndMappedOnceItIsInvalidated() {
        follow();
        guest.leaf(T, 0x1000, 0xA000 | 3);
        assertThat(page(0x1000, unmap(FOLLOWER, 0x1000, 4096), map(0x1000, 0xA000))).isEmpty();
        guest.leaf(T, 0x1000, 0);
        assertThat(page(0x1000, unmap(FOLLOWER, 0x1000, 4096))).isEmpty();
    }

    @Test
    void listenerThatMissesAChangeBelievesWhatIsNotAllowed() {
        follow();
        guest.leaf(T, 0x1000, 0xA000 | 3);
        assertThat(page(0x1000)).get().asString().contains("0x1000", "0x8000", "0xa000");
    }

    @Test
    void listenerThatIsToldTooMuchBelievesWhatIsNotAllowed() {
        follow();
        assertThat(page(0x1000, unmap(FOLLOWER, 0x1000, 4096))).get().asString().contains("to be blocked");
        start();
        follow();
        guest.leaf(T, 0x3000, 0xB000 | 1);
        assertThat(page(0x3000, map(0x3000, 0xB000))).as("it may only be read").get().asString().contains("WRITE");
    }

    @Test
    void newMappingMayBeToldOnlyFromItsInvalidationOn() {
        follow();
        guest.leaf(T, 0x3000, 0xB000 | 3);
        assertThat(page(0x3000)).as("CM=1: it must be told then").isPresent();
        start();
        follow();
        guest.leaf(T, 0x3000, 0xB000 | 3);
        assertThat(page(0x3000, map(0x3000, 0xB000))).isEmpty();
    }

    @Test
    void replayTellsEveryLiveMapping() {
        assertThat(law.added(FOLLOWER, Set.of(Wish.MAP, Wish.UNMAP))).isEmpty();
        assertThat(law.replayed(FOLLOWER, List.of(mode(Mode.TRANSLATED), map(0x1000, 0x8000)))).get().asString().contains("0x2000");
    }

    @Test
    void replayTellsEveryLiveMappingOnce() {
        follow();
        assertThat(law.replayed(FOLLOWER, List.of(map(0x1000, 0x8000)))).get().asString().contains("mapped over");
    }

    @Test
    void modeComesWhenNothingIsMappedAnyMore() {
        follow();
        assertThat(law.unitChanged(false, ROOT, List.of(mode(Mode.IDENTITY)))).get().asString().contains("mode");
        start();
        follow();
        assertThat(law.unitChanged(false, ROOT, List.of(unmap(FOLLOWER, 0x1000, 4096), unmap(FOLLOWER, 0x2000, 4096),
                mode(Mode.IDENTITY)))).isEmpty();
        assertThat(law.unitChanged(true, ROOT, List.of(mode(Mode.IDENTITY)))).as("translation is on").isPresent();
    }

    @Test
    void detachedSourceIsBlocked() {
        follow();
        guest.context(Bench.A, 0, 0);
        assertThat(law.invalidated(ContextInvalidation.global(), List.of())).as("the translations are still there").isEmpty();
        assertThat(law.invalidated(IotlbInvalidation.global(), List.of(unmap(FOLLOWER, 0x1000, 4096), unmap(FOLLOWER, 0x2000, 4096),
                mode(Mode.BLOCKED)))).isEmpty();
    }

    @Test
    void unmapDoesNotBisect() {
        follow();
        assertThat(law.invalidated(IotlbInvalidation.global(), List.of(unmap(FOLLOWER, 0, 16384)))).as("it covers two").isPresent();
        start();
        law.added(FOLLOWER, FOLLOWER.wishes());
        Piece large = new Piece(new Iova(0x20_0000), 0x20_0000, new Gpa(0x40_0000), Rights.RW, false);
        guest.store(T + 0x1008, 0x40_0083);
        assertThat(law.replayed(FOLLOWER, List.of(mode(Mode.TRANSLATED), map(0x1000, 0x8000), map(0x2000, 0x9000),
                new Event.Mapped(FOLLOWER, large)))).isEmpty();
        assertThat(page(0x20_1000, unmap(FOLLOWER, 0x20_1000, 4096))).get().asString().contains("bisects");
    }

    /** The natural parts of the large page at 200000h, without this one small page. */
    private static List<Event> allBut(long hole) {
        List<Event> told = new ArrayList<>();
        long at = 0x20_0000;
        while (at < 0x40_0000) {
            if (at == hole) {
                at += 0x1000;
                continue;
            }
            long left = (at < hole ? hole : 0x40_0000) - at;
            long size = Math.min(Long.lowestOneBit(at), Long.highestOneBit(left));
            told.add(new Event.Mapped(FOLLOWER, new Piece(new Iova(at), size, new Gpa(0x40_0000 + at - 0x20_0000), Rights.RW, false)));
            at += size;
        }
        return told;
    }

    @Test
    void aHoleInsideALargePageIsNoticedWhereverItIs() {
        for (long hole : new long[] {0x20_1000, 0x26_3000, 0x30_0000, 0x3F_E000, -1}) {
            start();
            follow();
            guest.store(T + 0x1008, 0x40_0083);
            Optional<String> wrong = law.invalidated(IotlbInvalidation.page(Bench.did(1), new Iova(0x20_0000), 9, false), allBut(hole));
            assertThat(wrong.isEmpty()).as(Long.toHexString(hole) + ": " + wrong).isEqualTo(hole == -1);
        }
    }

    @Test
    void aLargePieceOfWhichOnlyTheEndsAreMappedIsNoticed() {
        follow();
        guest.store(T + 0x3000, 0x40_0000 | 3).store(T + 0x3FF8, 0x5F_F000 | 3).store(T + 0x1008, T + 0x3000 | 3);
        assertThat(law.invalidated(IotlbInvalidation.page(Bench.did(1), new Iova(0x20_0000), 9, false), allBut(-1))).isPresent();
    }

    @Test
    void pageThatDidNotChangeIsLeftAlone() {
        follow();
        assertThat(page(0x1000, unmap(FOLLOWER, 0x1000, 4096), map(0x1000, 0x8000))).get().asString().contains("touched");
        start(false);
        follow();
        assertThat(page(0x1000, unmap(FOLLOWER, 0x1000, 4096), map(0x1000, 0x8000))).as("disturbing, but no lie").isEmpty();
    }

    @Test
    void eventsOutsideWishesAndRangeAndOffNaturalBlocks() {
        Listener small = new Listener(3, Bench.A, Set.of(Wish.MAP, Wish.UNMAP), Range.of(new Iova(0x2000), 0x1000), false);
        law.added(small, small.wishes());
        assertThat(law.replayed(small, List.of(new Event.ModeChanged(small, Mode.TRANSLATED), new Event.Mapped(small, piece(0x1000, 0x8000)))))
                .get().asString().contains("range");
        start();
        follow();
        assertThat(page(0x5000, new Event.DeviceTlbInvalidated(FOLLOWER, new Iova(0), 0))).get().asString().contains("wish");
        assertThat(page(0x5000, unmap(FOLLOWER, 0x1000, 0x2000))).get().asString().contains("natural");
        assertThat(page(0x5000, new Event.Replaced(FOLLOWER, piece(0x1000, 0x8000)))).get().asString().contains("REPLACE");
        assertThat(page(0x5000, unmap(FORGETTER, 0x5000, 4096))).get().asString().contains("not there");
    }

    @Test
    void whatIsNoMemoryIsSkippedAndTakenForAbsent() {
        follow();
        guest.leaf(T, 0x3000, 0x200_0000 | 3);
        assertThat(page(0x3000, new Event.Skipped(FOLLOWER, piece(0x3000, 0x200_0000)))).isEmpty();
        assertThat(page(0x3000, map(0x3000, 0x200_0000))).get().asString().contains("no memory");
        assertThat(page(0x3000, new Event.Skipped(FOLLOWER, piece(0x3000, 0x8000)))).get().asString().contains("skipped");
    }

    /** The unit answered while the page was at A000h, and the tables say again what they said before. */
    private void askBetweenTwoStores() {
        assertThat(law.added(FORGETTER, Set.of(Wish.UNMAP))).isEmpty();
        guest.leaf(T, 0x1000, 0xA000 | 3);
        law.answered(FORGETTER, new Iova(0x1234), Access.READ, new DmaOutcome.Translated(new Gpa(0xA234)));
        guest.leaf(T, 0x1000, 0x8000 | 3);
    }

    @Test
    void listenerThatAsksTheUnitMustBeToldToDropWhatItHolds() {
        askBetweenTwoStores();
        assertThat(page(0x2000)).as("another page").isEmpty();
        assertThat(page(0x1000)).get().asString().contains("listener 2 holds", "0xa000");
        start();
        askBetweenTwoStores();
        assertThat(page(0x1000, unmap(FORGETTER, 0x1000, 4096))).isEmpty();
    }

    @Test
    void listenerThatDidNotAskHoldsNothing() {
        assertThat(law.added(FORGETTER, Set.of(Wish.UNMAP))).isEmpty();
        guest.leaf(T, 0x1000, 0xA000 | 3);
        law.answered(FORGETTER, new Iova(0x1000), Access.READ, new DmaOutcome.Blocked(FaultReason.READ_DENIED, false));
        guest.leaf(T, 0x1000, 0x8000 | 3);
        assertThat(page(0x1000)).isEmpty();
    }

    /** A listener without MAP comes, and is told a mode. */
    private Optional<String> comes(Mode told, Wish... wishes) {
        Listener late = new Listener(7, Bench.A, Set.of(wishes));
        assertThat(law.added(late, late.wishes())).isEmpty();
        return law.replayed(late, List.of(new Event.ModeChanged(late, told)));
    }

    @Test
    void everyListenerIsToldTheModeOfItsSourceWhateverItWishes() {
        for (Wish[] wishes : new Wish[][] {{}, {Wish.UNMAP}, {Wish.DEVICE_TLB}, {Wish.UNMAP, Wish.DEVICE_TLB}}) {
            start();
            assertThat(comes(Mode.TRANSLATED, wishes)).isEmpty();
            start();
            assertThat(comes(Mode.IDENTITY, wishes)).get().asString().contains("the mode IDENTITY", "TRANSLATED");
            start();
            assertThat(comes(Mode.BLOCKED, wishes)).get().asString().contains("the mode BLOCKED", "TRANSLATED");
        }
    }

    @Test
    void aModeThatChangesIsToldToThoseWithoutMapToo() {
        assertThat(comes(Mode.TRANSLATED, Wish.UNMAP)).isEmpty();
        assertThat(law.unitChanged(false, ROOT, List.of())).get().asString().contains("the mode TRANSLATED", "IDENTITY");
    }

    @Test
    void aSourceWithoutAnEntryIsBlockedAndNotTranslatedByNoTables() {
        guest.context(Bench.A, 0, 0);
        assertThat(law.invalidated(ContextInvalidation.global(), List.of())).isEmpty();
        assertThat(law.invalidated(IotlbInvalidation.global(), List.of())).isEmpty();
        assertThat(law.added(FOLLOWER, FOLLOWER.wishes())).isEmpty();
        assertThat(law.replayed(FOLLOWER, List.of(mode(Mode.TRANSLATED)))).get().asString().contains("the mode TRANSLATED", "BLOCKED");
    }

    @Test
    void theOldModeIsAllowedAsLongAsTheOldDomainsTranslationsMayBeCached() {
        assertThat(comes(Mode.TRANSLATED)).isEmpty();
        guest.context(Bench.A, 0, 0);
        assertThat(law.invalidated(ContextInvalidation.global(), List.of())).as("what its pages lead to may be in the IOTLB").isEmpty();
        assertThat(law.invalidated(IotlbInvalidation.domain(Bench.did(2)), List.of())).as("another domain").isEmpty();
        assertThat(page(0x1000)).as("other pages").isEmpty();
        assertThat(law.invalidated(IotlbInvalidation.domain(Bench.did(1)), List.of())).get().asString().contains("the mode TRANSLATED");
    }

    @Test
    void unionOfWishesChangesWithTheFirstAndTheLast() {
        assertThat(law.added(FORGETTER, Set.of(Wish.UNMAP))).isEmpty();
        assertThat(law.added(FOLLOWER, Set.of(Wish.UNMAP))).get().asString().contains("MAP");
        assertThat(law.removed(FOLLOWER, Set.of(Wish.UNMAP))).isEmpty();
        assertThat(law.removed(FORGETTER, Set.of(Wish.UNMAP))).isPresent();
    }

    @Test
    void deviceTlbInvalidationsGoToThoseWhoWantThem() {
        Listener asking = new Listener(3, Bench.A, Set.of(Wish.DEVICE_TLB));
        law.added(asking, asking.wishes());
        Event lower = new Event.DeviceTlbInvalidated(asking, new Iova(0x4000), 0x1000);
        Event upper = new Event.DeviceTlbInvalidated(asking, new Iova(0x5000), 0x1000);
        assertThat(law.deviceTlbInvalidated(Bench.A, new Iova(0x4000), 0x2000, List.of(upper, lower))).isEmpty();
        assertThat(law.deviceTlbInvalidated(Bench.A, new Iova(0x4000), 0x2000, List.of(lower))).isPresent();
        assertThat(law.deviceTlbInvalidated(Bench.A, new Iova(0), 0, List.of(new Event.DeviceTlbInvalidated(asking, new Iova(0), 0)))).isEmpty();
        assertThat(law.deviceTlbInvalidated(Bench.B, new Iova(0x4000), 0x1000, List.of())).as("another source").isEmpty();
        assertThat(law.deviceTlbInvalidated(Bench.B, new Iova(0x4000), 0x1000, List.of(lower))).isPresent();
    }
}
