package iommu.house;

import iommu.arch.Capabilities;
import iommu.arch.InterruptSink;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.AdversarialMachine;
import iommu.emulator.machine.FastMachine;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import java.util.function.Function;

/** The shapes in which the reference's unit comes: each must stay within what the oracle allows. */
enum UnitShape {
    PLAIN, FAST, LAZY, EAGER, SEEDED, LAGGING;

    private static final InterruptSink NOBODY = (address, data) -> { };

    /** How one run's unit is set up. @param prompt devices answer at once */
    record Setup(Capabilities capabilities, int capacity, boolean prompt, long seed) {

        private Options options(boolean strict) {
            return new Options(1, strict || seed % 2 != 0, false, prompt, strict);
        }

        private AdversarialMachine.Setting adversarial() {
            return new AdversarialMachine.Setting(options(true), NOBODY, rooms -> rooms);
        }
    }

    /** A unit that fills without being asked does so only where that is allowed. */
    boolean fits(boolean prefetching) {
        return this != EAGER || prefetching;
    }

    /** A fresh machine with memory of its own. */
    Function<Stimulus, Answer> machine(Setup setup) {
        Capabilities unit = setup.capabilities();
        return switch (this) {
            case PLAIN -> new Machine(unit, setup.capacity(), setup.options(false), NOBODY)::on;
            case FAST -> new FastMachine(unit, setup.capacity(), setup.options(false), NOBODY, 0x1_0000)::on;
            case LAZY -> AdversarialMachine.lazy(unit, setup.adversarial())::on;
            case EAGER -> AdversarialMachine.eager(unit, setup.adversarial())::on;
            case SEEDED -> AdversarialMachine.seeded(unit, setup.seed(), setup.adversarial())::on;
            case LAGGING -> AdversarialMachine.lagging(unit, setup.capacity(), setup.adversarial())::on;
        };
    }
}
