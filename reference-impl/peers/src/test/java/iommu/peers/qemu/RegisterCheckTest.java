package iommu.peers.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.register.Field;
import iommu.arch.register.Register;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How narrow the exceptions for registers are. */
class RegisterCheckTest {

    private static final Snapshot QUEUE_OFF = new Snapshot(0, 0, new Entry128(0, 0), 0, 0, List.of());
    private static final Snapshot QUEUE_ON = new Snapshot(Field.GSTS_QIES.mask(), 0, new Entry128(0, 0), 0, 0, List.of());

    private final Tally tally = new Tally();

    private boolean same(Profile profile, Register register, int size, long theirs, long own, Snapshot last) {
        return new RegisterCheck(profile, tally)
                .check(new Stimulus.RegisterRead(register.offset(), size), theirs, own, last).isEmpty();
    }

    @Test
    void aCoarserGranularityMayHaveBeenCarriedOutButNoFinerOneAndNotNone() {
        long domain = Field.CCMD_CAIG.of(2);
        assertThat(same(Profile.STRICT, Register.CCMD, 8, Field.CCMD_CAIG.of(1), domain, QUEUE_OFF)).isTrue();
        assertThat(same(Profile.STRICT, Register.CCMD, 8, Field.CCMD_CAIG.of(3), domain, QUEUE_OFF)).isFalse();
        assertThat(same(Profile.STRICT, Register.CCMD, 8, 0, domain, QUEUE_OFF)).isFalse();
    }

    @Test
    void writeOnlyFieldsOfTheContextCommandReadAsAnything() {
        assertThat(same(Profile.STRICT, Register.CCMD, 8, 0x5, Field.CCMD_SID.of(0x18) | 0x5, QUEUE_OFF)).isTrue();
        assertThat(same(Profile.STRICT, Register.CCMD, 8, 0x6, Field.CCMD_SID.of(0x18) | 0x5, QUEUE_OFF)).isFalse();
    }

    @Test
    void commandRegistersSayNothingWhileTheQueueIsOn() {
        assertThat(same(Profile.STRICT, Register.CCMD, 8, 1L << 63, 0, QUEUE_ON)).isTrue();
        assertThat(same(Profile.STRICT, Register.CCMD, 8, 1L << 63, 0, QUEUE_OFF)).isFalse();
    }

    @Test
    void onlyTheBitOfADepartureIsExceptedAndOnlyIfTheProfileHasIt() {
        long own = Field.FECTL_IM.mask();
        long pending = own | Field.FECTL_IP.mask();
        assertThat(same(Profile.STRICT, Register.FECTL, 4, pending, own, QUEUE_OFF)).isFalse();
        assertThat(tally.departures()).isZero();
        assertThat(same(Profile.QEMU_7_2, Register.FECTL, 4, pending, own, QUEUE_OFF)).isTrue();
        assertThat(same(Profile.QEMU_7_2, Register.FECTL, 4, own, pending, QUEUE_OFF)).isFalse();
        assertThat(same(Profile.QEMU_7_2, Register.FECTL, 4, pending | 1, own, QUEUE_OFF)).isFalse();
        assertThat(tally.of(Departure.EVENT_STAYS_PENDING)).isEqualTo(1);
    }

    @Test
    void aRecordLosesThePasidThatNobodySentAndAddressBitsThatNoTableHas() {
        RecordMask mask = new RecordMask(Profile.QEMU_7_2, Capabilities.DEFAULT, tally);
        Snapshot odd = QUEUE_OFF.with(new Entry128(0x1_0000_0800_0000L, 0x80FF_FF05_0000_0018L));
        assertThat(mask.masked(odd, QUEUE_OFF).record()).isEqualTo(new Entry128(0x800_0000L, 0x8000_0005_0000_0018L));
        Snapshot otherPasid = QUEUE_OFF.with(new Entry128(0x800_0000L, 0x80FF_FE05_0000_0018L));
        assertThat(mask.masked(otherPasid, QUEUE_OFF)).isEqualTo(otherPasid);
        assertThat(new RecordMask(Profile.STRICT, Capabilities.DEFAULT, tally).masked(odd, QUEUE_OFF)).isEqualTo(odd);
    }
}
