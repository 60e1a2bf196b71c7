package iommu.emulator.told;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ToldMappingsTest {

    private static final SourceId DEVICE = SourceId.parse("00:03.0");
    private static final long K4 = 1 << 12;
    private static final long M2 = 1 << 21;
    private static final long G1 = 1 << 30;

    private Listener listener = new Listener(1, DEVICE, Set.of(Wish.MAP, Wish.UNMAP));
    private MemoryMap memory = MemoryMap.ALL;
    private ToldMappings told;

    private ToldMappings told() {
        if (told == null) {
            told = new ToldMappings(listener, memory);
        }
        return told;
    }

    private static Piece piece(long start, long size, long frame) {
        return new Piece(new Iova(start), size, new Gpa(frame), Rights.RW, true);
    }

    private List<Event> now(long block, long size, Piece... pieces) {
        return told().update(Range.of(new Iova(block), size), List.of(pieces).iterator());
    }

    private List<Event> now(Piece... pieces) {
        return now(0, 4 * G1, pieces);
    }

    private static Piece[] small(long start, long frame, int count) {
        return LongStream.range(0, count).mapToObj(i -> piece(start + i * K4, K4, frame + i * K4)).toArray(Piece[]::new);
    }

    private Event mapped(long start, long size, long frame) {
        return new Event.Mapped(listener, piece(start, size, frame));
    }

    private Event unmapped(long start, long size) {
        return new Event.Unmapped(listener, new Iova(start), size);
    }

    private Event skipped(long start, long size, long frame) {
        return new Event.Skipped(listener, piece(start, size, frame));
    }

    @Test
    void whatIsNewIsMappedAsTheTablesHaveIt() {
        assertThat(now(piece(0x1000, K4, 0x9000), piece(M2, M2, 0)))
                .containsExactly(mapped(0x1000, K4, 0x9000), mapped(M2, M2, 0));
        assertThat(told().pieces()).containsExactly(piece(0x1000, K4, 0x9000), piece(M2, M2, 0));
    }

    @Test
    void whatIsUnchangedIsNeverTouched() {
        now(piece(0x1000, K4, 0x9000));
        assertThat(now(piece(0x1000, K4, 0x9000))).isEmpty();
    }

    @Test
    void aChangedFrameIsUnmappedThenMapped() {
        now(piece(0x1000, K4, 0x9000), piece(0x3000, K4, 0x9000));
        assertThat(now(piece(0x1000, K4, 0xA000), piece(0x3000, K4, 0xB000))).containsExactly(unmapped(0x1000, K4),
                mapped(0x1000, K4, 0xA000), unmapped(0x3000, K4), mapped(0x3000, K4, 0xB000));
    }

    @Test
    void changedRightsAndChangedSnpAreChanges() {
        now(piece(0x1000, K4, 0x9000));
        Piece readOnly = new Piece(new Iova(0x1000), K4, new Gpa(0x9000), Rights.R, true);
        assertThat(now(readOnly)).containsExactly(unmapped(0x1000, K4), new Event.Mapped(listener, readOnly));
        Piece unsnooped = new Piece(new Iova(0x1000), K4, new Gpa(0x9000), Rights.R, false);
        assertThat(now(unsnooped)).containsExactly(unmapped(0x1000, K4), new Event.Mapped(listener, unsnooped));
    }

    @Test
    void aListenerThatReplacesIsToldSoWhereThePieceKeepsPlaceAndSize() {
        listener = new Listener(1, DEVICE, Set.of(Wish.MAP, Wish.UNMAP), Range.ALL, true);
        now(piece(0x1000, K4, 0x9000));
        assertThat(now(piece(0x1000, K4, 0xA000)))
                .containsExactly(new Event.Replaced(listener, piece(0x1000, K4, 0xA000)));
        assertThat(now(piece(0, M2, M2))).containsExactly(unmapped(0x1000, K4), mapped(0, M2, M2));
    }

    @Test
    void manySmallPagesThatBecomeALargeOneOfTheSameFramesAreUnchanged() {
        now(small(M2, M2, 512));
        assertThat(now(piece(M2, M2, M2))).isEmpty();
        assertThat(now(small(M2, M2, 512))).isEmpty();
    }

    @Test
    void aLargePageThatBecomesManySmallOnesOfTheSameFramesIsUnchanged() {
        now(piece(M2, M2, M2));
        assertThat(now(small(M2, M2, 512))).isEmpty();
    }

    @Test
    void oneChangedPageUnderALargeLeafIsToldAlone() {
        Piece[] pages = small(M2, M2, 512);
        pages[7] = piece(M2 + 7 * K4, K4, 0);
        now(pages);
        assertThat(now(piece(M2, M2, M2))).containsExactly(unmapped(M2 + 7 * K4, K4), mapped(M2 + 7 * K4, K4, M2 + 7 * K4));
    }

    @Test
    void anUnmapNeverBisectsAnEarlierMap() {
        now(piece(M2, M2, M2));
        Piece[] pages = small(M2, M2, 511);
        List<Event> events = now(pages);
        assertThat(events).hasSize(512).startsWith(unmapped(M2, M2), mapped(M2, K4, M2));
        assertThat(told().pieces()).containsExactly(pages);
    }

    @Test
    void outsideTheBlockWhatWasToldStaysTold() {
        now(piece(M2, M2, M2));
        assertThat(now(M2 + K4, K4)).containsExactly(unmapped(M2, M2), mapped(M2, K4, M2), mapped(M2 + 2 * K4, 2 * K4, M2 + 2 * K4),
                mapped(M2 + 4 * K4, 4 * K4, M2 + 4 * K4), mapped(M2 + 8 * K4, 8 * K4, M2 + 8 * K4),
                mapped(M2 + 16 * K4, 16 * K4, M2 + 16 * K4), mapped(M2 + 32 * K4, 32 * K4, M2 + 32 * K4),
                mapped(M2 + 64 * K4, 64 * K4, M2 + 64 * K4), mapped(M2 + 128 * K4, 128 * K4, M2 + 128 * K4),
                mapped(M2 + 256 * K4, 256 * K4, M2 + 256 * K4));
    }

    @Test
    void unmapsBecomeNaturalBlocksWhereWholeMapsAddUp() {
        now(small(0x1000, 0x9000, 7));
        assertThat(now()).containsExactly(unmapped(0x1000, K4), unmapped(0x2000, 2 * K4), unmapped(0x4000, 4 * K4));
        now(small(M2, M2, 512));
        assertThat(told().unmapAll()).containsExactly(unmapped(M2, M2));
        assertThat(told().pieces()).isEmpty();
    }

    @Test
    void aListenerIsToldOfNothingOutsideItsRange() {
        listener = new Listener(1, DEVICE, Set.of(Wish.MAP, Wish.UNMAP), Range.of(new Iova(0x3000), 0x3000), false);
        assertThat(now(piece(0, M2, M2), piece(M2, K4, 0)))
                .containsExactly(mapped(0x3000, K4, M2 + 0x3000), mapped(0x4000, 2 * K4, M2 + 0x4000));
        assertThat(now(0, 0x3000)).isEmpty();
        assertThat(now(0x6000, K4)).isEmpty();
        assertThat(now(0x5000, K4)).containsExactly(unmapped(0x4000, 2 * K4), mapped(0x4000, K4, M2 + 0x4000));
    }

    @Test
    void whatIsNoMemoryIsReportedOnceAndNeitherMappedNorUnmapped() {
        memory = (start, size) -> start.value() + size <= G1;
        assertThat(now(piece(M2, M2, 2 * G1))).containsExactly(skipped(M2, M2, 2 * G1));
        assertThat(now(piece(M2, M2, 2 * G1))).isEmpty();
        assertThat(told().pieces()).isEmpty();
        assertThat(now(M2, K4)).isEmpty();
        assertThat(now(M2, K4, piece(M2, K4, 0))).containsExactly(mapped(M2, K4, 0));
        assertThat(now()).containsExactly(unmapped(M2, K4));
    }

    @Test
    void aPieceThatIsPartlyMemoryIsCutAtTheBorder() {
        memory = (start, size) -> start.value() + size <= G1 + M2 + 3 * K4;
        assertThat(now(piece(G1, G1, G1))).contains(mapped(G1, M2, G1), mapped(G1 + M2, 2 * K4, G1 + M2),
                mapped(G1 + M2 + 2 * K4, K4, G1 + M2 + 2 * K4), skipped(G1 + G1 / 2, G1 / 2, G1 + G1 / 2));
    }

    @Test
    void interruptsAreNoMemoryAccessesAndNeverMapped() {
        now(piece(3 * G1, G1, 3 * G1));
        assertThat(told().pieces()).isNotEmpty().allSatisfy(p -> assertThat(p.start().value() + p.size() <= 0xFEE0_0000L
                || p.start().value() >= 0xFEF0_0000L).isTrue());
        assertThat(told().pieces().stream().mapToLong(Piece::size).sum()).isEqualTo(G1 - (1 << 20));
        told().unmapAll();
        now(piece(0, G1, 3 * G1));
        assertThat(told().pieces()).isNotEmpty().allSatisfy(p -> assertThat(p.frame().value() + p.size() <= 0xFEE0_0000L
                || p.frame().value() >= 0xFEF0_0000L).isTrue());
        assertThat(now(piece(0, G1, 3 * G1))).isEmpty();
    }

    @Test
    void whoTakesNoUnmapIsToldNone() {
        listener = new Listener(1, DEVICE, Set.of(Wish.MAP));
        now(piece(0x1000, K4, 0x9000));
        assertThat(now(piece(0x1000, K4, 0xA000))).containsExactly(mapped(0x1000, K4, 0xA000));
        assertThat(told().unmapAll()).isEmpty();
    }

    @Test
    void whoTakesNoMapHasNothingToRemember() {
        listener = new Listener(4, DEVICE, Set.of(Wish.UNMAP));
        assertThatThrownBy(this::told).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("listener 4");
    }

    @Test
    void allAddressesAreTwoBlocks() {
        assertThat(Block.of(Range.ALL)).containsExactly(new Block(new Iova(0), 1L << 63), new Block(new Iova(1L << 63), 1L << 63));
        assertThat(Block.of(Range.of(new Iova(0x3000), 0x3000)))
                .containsExactly(new Block(new Iova(0x3000), K4), new Block(new Iova(0x4000), 2 * K4));
        assertThat(Block.of(new Range(new Iova(-8192), new Iova(-1)))).containsExactly(new Block(new Iova(-8192), 8192));
    }
}
