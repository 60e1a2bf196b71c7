package iommu.emulator.shadow;

import static iommu.emulator.shadow.LegacyGuest.CONTEXT;
import static iommu.emulator.shadow.LegacyGuest.LOW;
import static iommu.emulator.shadow.LegacyGuest.MIDDLE;
import static iommu.emulator.shadow.LegacyGuest.OTHER_LOW;
import static iommu.emulator.shadow.LegacyGuest.ROOT;
import static iommu.emulator.shadow.LegacyGuest.RW;
import static iommu.emulator.shadow.LegacyGuest.TOP;
import static iommu.emulator.shadow.ShadowGuest.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.SourceId;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.emulator.told.FollowLimitException;
import iommu.emulator.told.FollowLimits;
import org.junit.jupiter.api.Test;

/** How much of memory one trapped store makes the room read. */
class ShadowWorkTest {

    private static final int TABLE = 512;

    private static ShadowGuest limited(int tables, int pieces) {
        return LegacyGuest.withTables((memory, unit) -> new TrapTables(memory, unit, MemoryMap.ALL, Shadowing.SECOND_STAGE,
                new FollowLimits(tables, pieces)));
    }

    @Test
    void aStoreToALeafReadsThatEntryOnceForEachUseOfItsTable() {
        ShadowGuest guest = LegacyGuest.withTables();
        guest.listen(DEVICE);
        guest.reads();
        assertThat(guest.store(LOW + 8, 0x7_7000 | RW).reads()).isEqualTo(1);
        guest.store(MIDDLE + 8, LOW | RW).store(MIDDLE + 16, LOW | RW);
        guest.listen(DEVICE);
        guest.reads();
        assertThat(guest.store(LOW + 8, 0x7_8000 | RW).reads()).isEqualTo(2 * 3);
        assertThat(guest.store(LOW + 16, 0x7_8000 | RW, 0x7_9000 | RW).reads()).isEqualTo(2 * 3 * 2);
    }

    @Test
    void aStoreToAnEntryThatNamesANewTableReadsThatTable() {
        ShadowGuest guest = LegacyGuest.withTables();
        guest.listen(DEVICE);
        guest.reads();
        assertThat(guest.store(MIDDLE + 8, OTHER_LOW | RW).reads()).isEqualTo(1 + TABLE);
        assertThat(guest.store(MIDDLE + 8, 0).reads()).isEqualTo(1);
    }

    @Test
    void aStoreThatChangesNothingThatCountsReadsNothingBelow() {
        ShadowGuest guest = LegacyGuest.withTables();
        guest.listen(DEVICE);
        guest.reads();
        assertThat(guest.store(TOP, MIDDLE | RW | 1L << 52).reads()).isEqualTo(1);
        assertThat(guest.store(ROOT + 16, 0x9001).reads()).as("another bus").isZero();
        assertThat(guest.store(CONTEXT + 16, 0x9001).reads()).as("another function").isZero();
        assertThat(guest.store(CONTEXT, TOP | 3, 0x201).reads()).as("FPD and domain-id").isEqualTo(2);
    }

    @Test
    void aContextEntryWithOtherTablesMakesTheRoomReadThose() {
        ShadowGuest guest = LegacyGuest.withTables();
        guest.listen(DEVICE);
        guest.reads();
        assertThat(guest.store(CONTEXT, MIDDLE | 1, 0x101).reads()).isEqualTo(2 + TABLE + TABLE);
    }

    @Test
    void tablesThatLeadToThemselvesEndAtTheLimit() {
        ShadowGuest guest = limited(600, 100_000);
        guest.listen(DEVICE);
        SourceId other = SourceId.parse("00:04.0");
        guest.store(0x2000 + 16 * 0x20, 0x9001, 0x101);
        HostMap host = guest.listen(other);
        guest.store(0x9000, 0xA000 | RW).store(0xA000, 0xB000 | RW);
        assertThatThrownBy(() -> {
            for (int i = 0; i < TABLE; i++) {
                guest.store(TOP + 8 * i, TOP | RW);
            }
        }).isInstanceOf(FollowLimitException.class).hasMessageContaining("00:03.0").hasMessageContaining("600 places");
        host.news();
        guest.store(0xB000, 0x7_7000 | RW);
        assertThat(host.news()).containsExactly("map 0x0+1000 to 0x77000 rw");
        assertThat(guest.room.trapped()).hasSize(5);
    }

    @Test
    void mappingsEndAtTheLimitToo() {
        ShadowGuest guest = limited(600, 1000);
        guest.listen(DEVICE);
        for (int i = 0; i < TABLE; i++) {
            guest.store(LOW + 8 * i, 0x7_7000 | RW);
        }
        assertThatThrownBy(() -> guest.store(MIDDLE + 8, LOW | RW)).isInstanceOf(FollowLimitException.class)
                .hasMessageContaining("1000 mappings");
        assertThat(guest.room.trapped()).isEmpty();
        assertThatThrownBy(() -> guest.listen(DEVICE)).isInstanceOf(FollowLimitException.class);
        assertThat(guest.room.trapped()).isEmpty();
    }

    @Test
    void aTableOfAllTablesAtEveryLevelDoesNotExhaustTheDefaultLimits() {
        ShadowGuest guest = LegacyGuest.withTables();
        for (int i = 0; i < TABLE; i++) {
            guest.store(TOP + 8 * i, MIDDLE | RW).store(MIDDLE + 8 * i, LOW | RW).store(LOW + 8 * i, 0x7_7000 | RW);
        }
        assertThatThrownBy(() -> guest.listen(DEVICE)).isInstanceOf(FollowLimitException.class);
        assertThat(guest.room.trapped()).isEmpty();
    }

    @Test
    void aLimitIsAtLeastOne() {
        assertThatThrownBy(() -> new FollowLimits(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
