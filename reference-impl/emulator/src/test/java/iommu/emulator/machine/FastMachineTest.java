package iommu.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.FaultReason;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The same tests on a machine that is held to speed; half of their tables lie outside its RAM. */
class FastMachineTest extends MachineTest {

    private static final long RAM = 0x18_0000;

    @BeforeAll
    static void fast() {
        Rig.maker = (unit, capacity, options, interrupts) -> {
            FastMachine fast = new FastMachine(unit, capacity, options, interrupts, RAM);
            return Rig.driven(fast::on, fast.memory().guest());
        };
    }

    @AfterAll
    static void plain() {
        Rig.maker = Rig::plain;
    }

    @Nested
    class Misused extends GarbageTest {
    }

    @Nested
    class WithProtectedMemory extends ProtectedMemoryTest {
    }

    @Test
    void whatIsCachedIsNotUsedWhileTranslationIsOffOrOfAnotherMode() {
        Rig rig = Rig.running(Capabilities.DEFAULT);
        for (int i = 0; i < 3; i++) {
            assertThat(rig.dma(Access.READ, 0x1234)).isEqualTo(Rig.to(0x777_7234));
            assertThat(rig.dma(Access.READ, 0x1234)).as("cached").isEqualTo(Rig.to(0x777_7234));
            rig.write(0x18, 4, 1L << 26);
            assertThat(rig.dma(Access.READ, 0x1234)).as("TE off").isEqualTo(Rig.to(0x1234));
            rig.translate().root(0x10_0000 | 0x800).translate();
            assertThat(rig.dma(Access.READ, 0x1234)).as("reserved mode")
                    .isEqualTo(Rig.blocked(FaultReason.TRANSLATION_MODE_INVALID));
            rig.root(0x10_0000).translate();
        }
    }
}
