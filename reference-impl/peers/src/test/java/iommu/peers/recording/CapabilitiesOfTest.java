package iommu.peers.recording;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.emulator.machine.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of CAP and ECAP mean the unit that shows them. */
class CapabilitiesOfTest {

    @Test
    void theRecordedUnitIsNamedFieldByField() {
        Capabilities unit = CapabilitiesOf.words(0xD2008C222F0686L, 0xF00F4AL);
        assertThat(unit.cachingMode()).isTrue();
        assertThat(unit.coherent()).isFalse();
        assertThat(unit.levels()).containsExactlyInAnyOrder(3, 4);
        assertThat(unit.superpages()).containsExactlyInAnyOrder(2, 3);
        assertThat(unit.guestAddressWidth()).isEqualTo(48);
        assertThat(unit.domainIdBits()).isEqualTo(16);
        assertThat(unit.faultRecords()).isEqualTo(1);
        assertThat(unit.maxAddressMask()).isEqualTo(18);
        assertThat(unit.passThrough()).isTrue();
        assertThat(unit.interrupts().remapping()).isTrue();
        assertThat(unit.interrupts().maxHandleMask()).isEqualTo(15);
        assertThat(unit.scalable().offered()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"d2008c222f0686, f00f4a", "d2008c222f0606, f00f4a", "d2008c222f0686, 480080f00f4a", "d2008c22260206, f00f5a",
        "8d2008c222f0686, f00f5e"})
    void aUnitBuiltOfTheWordsShowsTheSameWords(String cap, String ecap) {
        long capability = Long.parseUnsignedLong(cap, 16);
        long extended = Long.parseUnsignedLong(ecap, 16);
        Machine machine = new Machine(CapabilitiesOf.words(capability, extended), 1);
        assertThat(machine.unit().read(0x08, 8)).isEqualTo(capability);
        assertThat(machine.unit().read(0x10, 8)).isEqualTo(extended);
    }

    @Test
    void theMajorVersionIsTheUpperHalfOfVer() {
        assertThat(CapabilitiesOf.majorVersion(0x10)).isEqualTo(1);
        assertThat(CapabilitiesOf.majorVersion(0x60)).isEqualTo(6);
    }
}
