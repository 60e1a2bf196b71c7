package iommu.emulator.machine;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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
}
