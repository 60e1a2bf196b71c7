package iommu.emulator.shadow;

import static iommu.emulator.shadow.ShadowGuest.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.emulator.told.FollowLimitException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Root 0x1000, context table 0x2000, PASID directory 0x8000, PASID table 0x9000; second stage, levels 3, 2, 1: 0x3000,
 * 0x4000, 0x5000; first stage, levels 4 to 1: 0xa000, 0xb000, 0xc000, 0xd000. The second stage maps 0x0 - 0xffff to
 * themselves, for first-stage tables, and 0x77000 to 0x99000.
 */
class ScalableShadowTest {

    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> {
        c.cachingMode = false;
        c.scalableMode = c.firstStage = c.secondStage = c.nested = c.ridPasid = c.snoopedWalks = c.separateRights = true;
        c.secondStageDirty = true;
    });
    private static final long CONTEXT = 0x2000 + 32 * 0x18;
    private static final long PASID = 0x9000;
    private static final long SECOND_LEAF = 0x5000 + 8 * 0x77;
    private static final long FIRST_LEAF = 0xD000 + 8;
    private static final long FIRST_TYPE = 1 << 6;
    private static final long SECOND_TYPE = 2 << 6;
    private static final long NESTED_TYPE = 3 << 6;
    private static final long THREE_LEVELS = 1 << 2;
    private static final long SNOOPED = 1 << 23;
    private static final long USED = 0x27; // A, U/S, R/W, P
    private static final long DIRTY = 0x40;

    private TrapTables room;

    private ShadowGuest guest(Shadowing follows) {
        ShadowGuest guest = new ShadowGuest(UNIT, memory -> room = new TrapTables(memory, UNIT, MemoryMap.ALL, follows));
        for (int page = 0; page < 16; page++) {
            guest.store(0x5000 + 8 * page, page << 12 | 3L);
        }
        return guest.store(SECOND_LEAF, 0x9_9003).store(0x4000, 0x5003).store(0x3000, 0x4003)
                .store(0xA000, 0xB000 | USED).store(0xB000, 0xC000 | USED).store(0xC000, 0xD000 | USED)
                .store(FIRST_LEAF, 0x7_7000 | USED | DIRTY)
                .store(0x8000, 0x9001).store(CONTEXT, 0x8001, 0).store(0x1000, 0x2001, 0).scalable(0x1000);
    }

    private ShadowGuest guest(long type) {
        return guest(Shadowing.BOTH_STAGES).store(PASID + 16, 0xA000, 0).store(PASID, 0x3000 | THREE_LEVELS | type | 1, 1);
    }

    private static Set<Gpa> pages(long... addresses) {
        return java.util.Arrays.stream(addresses).mapToObj(Gpa::new).collect(java.util.stream.Collectors.toSet());
    }

    private static Stream<String> ofTheLeaf(HostMap host) {
        return host.news().stream().filter(news -> !news.matches("map .* to 0x[0-9a-f]{1,4} rw"));
    }

    @Test
    void eachTableOnTheWayIsTrappedAndAStoreToAnyOfThemCounts() {
        ShadowGuest guest = guest(SECOND_TYPE);
        HostMap host = guest.listen(DEVICE);
        assertThat(guest.room.trapped()).isEqualTo(pages(0x1000, 0x2000, 0x8000, 0x9000, 0x3000, 0x4000, 0x5000));
        assertThat(ofTheLeaf(host)).containsExactly("mode TRANSLATED", "map 0x77000+1000 to 0x99000 rw");
        for (long entry : new long[]{0x1000, CONTEXT, 0x8000, PASID}) {
            long low = guest.word(entry);
            guest.store(entry, low & ~1);
            assertThat(host.news()).last().isEqualTo("mode BLOCKED");
            guest.store(entry, low);
            assertThat(ofTheLeaf(host)).containsExactly("mode TRANSLATED", "map 0x77000+1000 to 0x99000 rw");
        }
        assertThat(room.traps(TrapKind.PASID_DIRECTORY)).isEqualTo(2);
        assertThat(room.traps(TrapKind.PASID_TABLE)).isEqualTo(2);
    }

    @Test
    void theUpperHalfOfARootEntryIsForTheDevicesFromSixteenOn() {
        ShadowGuest guest = guest(SECOND_TYPE).store(0xE000, 0x8001, 0);
        HostMap host = guest.listen(SourceId.parse("00:10.0"));
        assertThat(host.news()).containsExactly("mode BLOCKED");
        guest.store(0x1008, 0xE001);
        assertThat(ofTheLeaf(host)).containsExactly("mode TRANSLATED", "map 0x77000+1000 to 0x99000 rw");
    }

    @Test
    void requestsWithoutPasidAreFollowedUnderThePasidThatTheContextEntryNames() {
        ShadowGuest guest = guest(SECOND_TYPE);
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.store(CONTEXT + 8, 65);
        assertThat(host.news()).last().isEqualTo("mode BLOCKED");
        guest.store(0x8008, 0xF001).store(0xF000 + 64, 4 << 6 | 1, 1);
        assertThat(host.news()).containsExactly("mode IDENTITY");
        assertThat(guest.room.trapped()).isEqualTo(pages(0x1000, 0x2000, 0x8000, 0xF000));
    }

    @Test
    void firstStageTablesAreFollowedWithoutAnyInvalidation() {
        ShadowGuest guest = guest(FIRST_TYPE);
        HostMap host = guest.listen(DEVICE);
        assertThat(host.news()).containsExactly("mode TRANSLATED", "map 0x1000+1000 to 0x77000 rw");
        assertThat(guest.room.trapped()).isEqualTo(pages(0x1000, 0x2000, 0x8000, 0x9000, 0xA000, 0xB000, 0xC000, 0xD000));
        guest.store(0xD000, 0x6000 | USED).store(0xA000 + 8 * 511, 0xB000 | USED);
        assertThat(host.news()).containsExactly("map 0x0+1000 to 0x6000 r", // its dirty bit can't be set
                "map 0xffffff8000000000+1000 to 0x6000 r", "map 0xffffff8000001000+1000 to 0x77000 rw");
        assertThat(room.traps(TrapKind.FIRST_STAGE)).isEqualTo(2);
    }

    @Test
    void anAccessedBitThatTheUnitCanSetIsAsGoodAsSetAndOneThatItCantBlocks() {
        ShadowGuest guest = guest(FIRST_TYPE).store(FIRST_LEAF, 0x7_7007);
        HostMap host = guest.listen(DEVICE);
        assertThat(host.news()).containsExactly("mode TRANSLATED");
        guest.store(PASID + 8, 1 | SNOOPED);
        assertThat(host.news()).containsExactly("map 0x1000+1000 to 0x77000 rw");
        assertThat(guest.word(FIRST_LEAF)).isEqualTo(0x7_7007);
    }

    @Test
    void nestedAStoreToEitherStageCounts() {
        ShadowGuest guest = guest(NESTED_TYPE);
        HostMap host = guest.listen(DEVICE);
        assertThat(host.news()).containsExactly("mode TRANSLATED", "map 0x1000+1000 to 0x99000 rw");
        guest.store(SECOND_LEAF, 0x8_8001);
        assertThat(host.news()).containsExactly("unmap 0x1000+1000", "map 0x1000+1000 to 0x88000 r");
        guest.store(FIRST_LEAF + 8, 0x7_7000 | USED | DIRTY);
        assertThat(host.news()).containsExactly("map 0x2000+1000 to 0x88000 r");
        guest.store(FIRST_LEAF, 0);
        assertThat(host.news()).containsExactly("unmap 0x1000+1000");
    }

    @Test
    void nestedAFirstStageTableLiesWhereTheSecondStageSays() {
        ShadowGuest guest = guest(NESTED_TYPE).store(0xE000 + 24, 0x7_7000 | USED | DIRTY);
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.store(0x5000 + 8 * 0xD, 0xE003);
        assertThat(host.news()).containsExactly("unmap 0x1000+1000", "map 0x3000+1000 to 0x99000 rw");
        assertThat(guest.room.trapped()).contains(new Gpa(0xE000)).doesNotContain(new Gpa(0xD000));
        guest.store(0x5000 + 8 * 0xD, 0xE002);
        assertThat(host.news()).containsExactly("unmap 0x3000+1000"); // a table must be readable
    }

    @Test
    void rightsAreInOtherBitsWhereTheRootPointerSaysSo() {
        ShadowGuest guest = guest(SECOND_TYPE);
        HostMap host = guest.listen(DEVICE);
        host.news();
        guest.changed(new Unit(true, new Gpa(0x1000), TableMode.SCALABLE, true));
        assertThat(host.pieces()).isEmpty();
        long both = 3L << 61;
        guest.store(0x3000, 0x4000 | both).store(0x4000, 0x5000 | both).store(SECOND_LEAF, 0x9_9000 | 1L << 61);
        assertThat(host.news()).last().isEqualTo("map 0x77000+1000 to 0x99000 r");
    }

    @Test
    void aGuestThatSelectsTablesThatAreNotFollowedLosesItsListenerAndNobodyElseDoes() {
        ShadowGuest guest = guest(Shadowing.SECOND_STAGE).store(PASID, 0x3000 | THREE_LEVELS | SECOND_TYPE | 1, 1)
                .store(0x2000 + 32 * 0x20, 0x8001, 65).store(0x8008, 0x9001).store(PASID + 64, 0x3000 | THREE_LEVELS | SECOND_TYPE | 1, 1);
        guest.listen(DEVICE);
        HostMap other = guest.listen(SourceId.parse("00:04.0"));
        other.news();
        assertThatThrownBy(() -> guest.store(PASID, FIRST_TYPE | 1, 1)).isInstanceOf(FollowLimitException.class)
                .hasMessageContaining("00:03.0").hasMessageContaining("first stage")
                .satisfies(e -> assertThat(((FollowLimitException) e).reasons())
                        .containsOnlyKeys(new Listener(0, DEVICE, Set.of(Wish.MAP, Wish.UNMAP))));
        guest.store(SECOND_LEAF, 0);
        assertThat(other.news()).containsExactly("unmap 0x77000+1000");
    }

    @Test
    void whatOthersMustBeToldOfTheSameStoreIsInTheException() {
        ShadowGuest guest = guest(Shadowing.SECOND_STAGE).store(PASID, 4 << 6 | 1, 1)
                .store(0x2000 + 32 * 0x20, 0x8001, 0);
        guest.listen(DEVICE);
        guest.listen(SourceId.parse("00:04.0"));
        assertThatThrownBy(() -> guest.store(PASID, FIRST_TYPE | 1, 1)).isInstanceOf(FollowLimitException.class)
                .satisfies(e -> assertThat(((FollowLimitException) e).reasons()).hasSize(2));
        ShadowGuest mixed = guest(Shadowing.SECOND_STAGE).store(0x2000 + 32 * 0x20, 0x8001, 65).store(0x8008, 0x9001)
                .store(PASID, 4 << 6 | 1, 1).store(PASID + 64, 4 << 6 | 1, 1);
        mixed.listen(DEVICE);
        mixed.listen(SourceId.parse("00:04.0"));
        assertThatThrownBy(() -> mixed.changed(new Unit(true, new Gpa(0xF000), TableMode.SCALABLE, false))
                .store(0xE000 + 32 * 0x20, 0x8001, 65).store(0xE000 + 32 * 0x18, 0x8001, 0)
                .store(PASID, FIRST_TYPE | 1, 1).store(0xF000, 0xE001, 0))
                .isInstanceOf(FollowLimitException.class)
                .satisfies(e -> assertThat(((FollowLimitException) e).events()).singleElement()
                        .isInstanceOf(Event.ModeChanged.class));
    }
}
