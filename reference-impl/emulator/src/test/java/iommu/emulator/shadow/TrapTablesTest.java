package iommu.emulator.shadow;

import static iommu.emulator.shadow.LegacyGuest.CONTEXT;
import static iommu.emulator.shadow.LegacyGuest.LARGE;
import static iommu.emulator.shadow.LegacyGuest.LOW;
import static iommu.emulator.shadow.LegacyGuest.MIDDLE;
import static iommu.emulator.shadow.LegacyGuest.OTHER_LOW;
import static iommu.emulator.shadow.LegacyGuest.ROOT;
import static iommu.emulator.shadow.LegacyGuest.RW;
import static iommu.emulator.shadow.LegacyGuest.TOP;
import static iommu.emulator.shadow.ShadowGuest.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.ShadowTables;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrapTablesTest {

    private static final SourceId NEIGHBOUR = SourceId.parse("00:04.0");

    private static Set<Gpa> pages(long... addresses) {
        return java.util.Arrays.stream(addresses).mapToObj(Gpa::new).collect(java.util.stream.Collectors.toSet());
    }

    @Test
    void aNewListenerIsToldTheModeAndEveryMappingOnce() {
        ShadowGuest guest = LegacyGuest.withTables().store(LOW + 8, 0x7_7000 | RW).store(MIDDLE + 8, 0x20_0000 | RW | LARGE);
        assertThat(guest.listen(DEVICE).news()).containsExactly("mode TRANSLATED", "map 0x1000+1000 to 0x77000 rw",
                "map 0x200000+200000 to 0x200000 rw");
    }

    @Test
    void whatBecomesPresentIsToldAtTheStore() {
        ShadowGuest guest = LegacyGuest.withTables();
        HostMap host = guest.listen(DEVICE);
        assertThat(host.news()).containsExactly("mode TRANSLATED");
        guest.store(LOW + 8, 0x7_7000 | RW);
        assertThat(host.news()).containsExactly("map 0x1000+1000 to 0x77000 rw");
    }

    @Test
    void aChangeOfAPresentEntryIsAppliedAtTheStoreAndTheInvalidationHasNothingLeftToSay() {
        ShadowGuest guest = LegacyGuest.withTables().store(LOW + 8, 0x7_7000 | RW);
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.store(LOW + 8, 0x7_8000 | 1);
        assertThat(host.news()).containsExactly("unmap 0x1000+1000", "map 0x1000+1000 to 0x78000 r");
        guest.store(LOW + 8, 0);
        assertThat(host.news()).containsExactly("unmap 0x1000+1000");
        assertThat(guest.room.invalidated(IotlbInvalidation.global())).isEmpty();
        assertThat(guest.room.invalidated(ContextInvalidation.global())).isEmpty();
    }

    @Test
    void aListenerThatReplacesIsToldSo() {
        ShadowGuest guest = LegacyGuest.withTables().store(LOW + 8, 0x7_7000 | RW);
        HostMap host = guest.listen(new Listener(0, DEVICE, Set.of(Wish.MAP, Wish.UNMAP), Range.ALL, true));
        host.news();
        assertThat(guest.store(LOW + 8, 0x7_8000 | RW).mapped()).isEqualTo(1);
        assertThat(host.news()).containsExactly("replace 0x1000+1000 to 0x78000 rw");
    }

    @Test
    void anEntryOfSixteenBytesThatIsWrittenInTwoHalvesIsJudgedAfterEach() {
        ShadowGuest guest = LegacyGuest.empty().store(0x9000, MIDDLE | RW).store(MIDDLE, LOW | RW).store(LOW, 0x1_1000 | RW)
                .store(ROOT, 0x2001, 0).legacy(ROOT);
        HostMap host = guest.listen(DEVICE);
        assertThat(host.news()).containsExactly("mode BLOCKED");
        guest.store(CONTEXT + 8, 0x101); // width and domain-id: P is still 0
        assertThat(host.news()).isEmpty();
        guest.store(CONTEXT, 0x9001);
        assertThat(host.news()).containsExactly("mode TRANSLATED", "map 0x0+1000 to 0x11000 rw");
        guest.store(CONTEXT + 8, 0x102); // four levels: the same table counts as one of level 4
        assertThat(host.news()).containsExactly("unmap 0x0+1000");
        guest.store(CONTEXT, 0x9001 | 2 << 2);
        assertThat(host.news()).containsExactly("mode IDENTITY");
    }

    @Test
    void aStoreOfSixteenBytesIsTwoPagingEntries() {
        ShadowGuest guest = LegacyGuest.withTables();
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.store(LOW + 16, 0x7_2000 | RW, 0x9_3000 | RW);
        assertThat(host.news()).containsExactly("map 0x2000+1000 to 0x72000 rw", "map 0x3000+1000 to 0x93000 rw");
    }

    @Test
    void aStoreOfFourBytesIsHalfAnEntry() {
        ShadowGuest guest = LegacyGuest.withTables().store(LOW + 8, 0x1_0000_1000L | RW);
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.store(LOW + 12, 2);
        assertThat(host.news()).containsExactly("unmap 0x1000+1000", "map 0x1000+1000 to 0x200001000 rw");
    }

    @Test
    void aTableOfTwoParentsIsTwoPlaces() {
        ShadowGuest guest = LegacyGuest.withTables().store(MIDDLE + 16, LOW | 1);
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.store(LOW + 8, 0x7_7000 | RW);
        assertThat(host.news()).containsExactly("map 0x1000+1000 to 0x77000 rw", "map 0x401000+1000 to 0x77000 r");
        guest.store(MIDDLE, 0);
        assertThat(host.news()).containsExactly("unmap 0x1000+1000");
        guest.store(LOW + 8, 0);
        assertThat(host.news()).containsExactly("unmap 0x401000+1000");
    }

    @Test
    void aTableThatIsFreedAndReusedAsDataIsTrappedNoLonger() {
        ShadowGuest guest = LegacyGuest.withTables().store(LOW + 8, 0x7_7000 | RW);
        HostMap host = guest.listen(DEVICE);
        assertThat(guest.room.trapped()).isEqualTo(pages(ROOT, 0x2000, TOP, MIDDLE, LOW));
        host.news();
        guest.store(MIDDLE, 0);
        assertThat(guest.room.trapped()).isEqualTo(pages(ROOT, 0x2000, TOP, MIDDLE));
        guest.store(LOW + 16, 0x7_8000 | RW);
        assertThat(host.news()).containsExactly("unmap 0x1000+1000");
        guest.store(MIDDLE + 8, LOW | RW);
        assertThat(host.news()).containsExactly("map 0x201000+1000 to 0x77000 rw", "map 0x202000+1000 to 0x78000 rw");
        assertThat(guest.room.trapped()).contains(new Gpa(LOW));
    }

    @Test
    void whatLiesUnderAnEntryWithoutRightsIsNoTable() {
        ShadowGuest guest = LegacyGuest.withTables().store(LOW + 8, 0x7_7000 | 1).store(TOP, MIDDLE | 2);
        HostMap host = guest.listen(DEVICE);
        assertThat(host.news()).containsExactly("mode TRANSLATED");
        assertThat(guest.room.trapped()).contains(new Gpa(LOW));
        guest.store(MIDDLE, LOW | 1);
        assertThat(guest.room.trapped()).doesNotContain(new Gpa(LOW));
    }

    @Test
    void pagesThatBecomeALargePageWithTheSameFramesAreNotTouched() {
        ShadowGuest guest = LegacyGuest.withTables();
        for (int i = 0; i < 512; i++) {
            guest.store(LOW + 8 * i, 0x20_0000L + 0x1000 * i | RW);
        }
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.store(MIDDLE, 0x20_0000 | RW | LARGE);
        assertThat(host.news()).isEmpty();
        assertThat(guest.room.trapped()).doesNotContain(new Gpa(LOW));
        guest.store(MIDDLE, LOW | RW);
        assertThat(host.news()).isEmpty();
    }

    @Test
    void anUnmapNeverBisectsAnEarlierMap() {
        ShadowGuest guest = LegacyGuest.withTables();
        for (int i = 1; i < 512; i++) {
            guest.store(LOW + 8 * i, 0x20_0000L + 0x1000 * i | RW);
        }
        guest.store(MIDDLE, 0x20_0000 | RW | LARGE);
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.store(MIDDLE, LOW | RW);
        assertThat(host.news()).startsWith("unmap 0x0+200000", "map 0x1000+1000 to 0x201000 rw").hasSize(512);
    }

    @Test
    void aStoreToTheRootTableMovesTheDeviceToOtherTables() {
        ShadowGuest guest = LegacyGuest.withTables().store(LOW + 8, 0x7_7000 | RW).store(0x8000, 0x9000 | RW)
                .store(0x9000, OTHER_LOW | RW).store(OTHER_LOW + 8, 0x7_7000 | RW).store(OTHER_LOW + 16, 0x7_8000 | RW)
                .store(0xA000 + 16 * 0x18, 0x8001, 0x201);
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.store(ROOT, 0xA001, 0);
        assertThat(host.news()).containsExactly("map 0x2000+1000 to 0x78000 rw");
        assertThat(guest.room.trapped()).isEqualTo(pages(ROOT, 0xA000, 0x8000, 0x9000, OTHER_LOW));
        guest.store(ROOT, 0xA000, 0);
        assertThat(host.news()).containsExactly("unmap 0x1000+1000", "unmap 0x2000+1000", "mode BLOCKED");
        assertThat(guest.room.trapped()).isEqualTo(pages(ROOT));
    }

    @Test
    void anotherDomainIdWithTheSameTablesChangesNothing() {
        ShadowGuest guest = LegacyGuest.withTables().store(LOW + 8, 0x7_7000 | RW);
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.store(CONTEXT, TOP | 1, 0x201);
        assertThat(host.news()).isEmpty();
    }

    @Test
    void whereTheModeChangesAllIsUnmappedThenTheModeIsToldThenTheMappings() {
        ShadowGuest guest = LegacyGuest.withTables().store(LOW + 8, 0x7_7000 | RW);
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.changed(new Unit(false, new Gpa(ROOT), TableMode.LEGACY, false));
        assertThat(host.news()).containsExactly("unmap 0x1000+1000", "mode IDENTITY");
        assertThat(guest.room.trapped()).isEmpty();
        guest.changed(new Unit(true, new Gpa(ROOT), TableMode.ABORT, false));
        assertThat(host.news()).containsExactly("mode BLOCKED");
        guest.legacy(ROOT);
        assertThat(host.news()).containsExactly("mode TRANSLATED", "map 0x1000+1000 to 0x77000 rw");
        guest.store(CONTEXT, TOP | 2 << 2 | 1, 0x101);
        assertThat(host.news()).containsExactly("unmap 0x1000+1000", "mode IDENTITY");
        assertThat(guest.room.trapped()).isEqualTo(pages(ROOT, 0x2000));
    }

    @Test
    void everySourceOfADomainIsToldAndOneThatLeavesIsNot() {
        ShadowGuest guest = LegacyGuest.withTables().store(0x2000 + 16 * 0x20, TOP | 1, 0x101);
        HostMap host = guest.listen(DEVICE);
        HostMap other = guest.listen(NEIGHBOUR);
        host.news();
        other.news();
        guest.store(LOW + 8, 0x7_7000 | RW);
        assertThat(host.news()).containsExactly("map 0x1000+1000 to 0x77000 rw");
        assertThat(other.news()).containsExactly("map 0x1000+1000 to 0x77000 rw");
        guest.room.remove(new Listener(1, NEIGHBOUR, Set.of(Wish.MAP, Wish.UNMAP)));
        guest.store(LOW + 8, 0);
        assertThat(host.news()).containsExactly("unmap 0x1000+1000");
        assertThat(other.news()).isEmpty();
        guest.room.remove(new Listener(0, DEVICE, Set.of(Wish.MAP, Wish.UNMAP)));
        assertThat(guest.room.trapped()).isEmpty();
    }

    @Test
    void aListenerIsToldNothingOutsideItsRangeAndTablesForWhatLiesThereAreNotTrapped() {
        ShadowGuest guest = LegacyGuest.withTables().store(MIDDLE + 8, OTHER_LOW | RW);
        HostMap host = guest.listen(new Listener(0, DEVICE, Set.of(Wish.MAP, Wish.UNMAP),
                Range.of(new iommu.arch.Iova(0x1000), 0x2000), false));
        host.news();
        guest.store(LOW, 0x7_0000 | RW).store(LOW + 16, 0x7_2000 | RW).store(OTHER_LOW, 0x7_8000 | RW);
        assertThat(host.news()).containsExactly("map 0x2000+1000 to 0x72000 rw");
        assertThat(guest.room.trapped()).isEqualTo(pages(ROOT, 0x2000, TOP, MIDDLE, LOW));
    }

    @Test
    void framesOutsideMemoryAreSkippedAndReported() {
        MemoryMap low = (start, size) -> start.value() + size <= 0x10_0000;
        ShadowGuest guest = LegacyGuest.withTables((memory, unit) -> new TrapTables(memory, unit, low, Shadowing.SECOND_STAGE));
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.store(LOW + 8, 0x20_0000 | RW);
        assertThat(host.news()).containsExactly("skip 0x1000+1000 to 0x200000 rw");
    }

    @Test
    void trapsAreCountedByWhatThePageIs() {
        TrapTables[] room = new TrapTables[1];
        ShadowGuest guest = LegacyGuest.withTables((memory, unit) ->
                room[0] = new TrapTables(memory, unit, MemoryMap.ALL, Shadowing.SECOND_STAGE));
        guest.store(LOW, RW);
        guest.listen(DEVICE);
        guest.store(LOW, RW).store(LOW + 8, RW).store(ROOT + 16, 0).store(OTHER_LOW, RW).store(CONTEXT, TOP | 1, 0x101);
        assertThat(room[0].traps()).isEqualTo(4);
        assertThat(room[0].traps(TrapKind.SECOND_STAGE)).isEqualTo(2);
        assertThat(room[0].traps(TrapKind.ROOT)).isEqualTo(1);
        assertThat(room[0].traps(TrapKind.CONTEXT)).isEqualTo(1);
        assertThat(room[0].traps(TrapKind.PASID_TABLE)).isZero();
    }

    @Test
    void whatCantBeServedIsRefusedAndNothingIsHalfRegistered() {
        ShadowGuest guest = LegacyGuest.withTables();
        ShadowTables room = guest.room;
        assertThatThrownBy(() -> room.add(new Listener(7, DEVICE, Set.of(Wish.UNMAP))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(room.trapped()).isEmpty();
        guest.listen(DEVICE);
        assertThatThrownBy(() -> room.add(new Listener(0, NEIGHBOUR, Set.of(Wish.MAP))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("listener 0");
        TableMemory none = null;
        assertThatThrownBy(() -> new TrapTables(none, LegacyGuest.UNIT, MemoryMap.ALL, Shadowing.OFF))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
