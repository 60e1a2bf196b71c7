package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.legacy.LegacyUnit;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.probe.RoomDriver;
import iommu.scenario.Expander;
import iommu.scenario.Generator;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The unit of lab 11 is the machine's legacy mode: out of the same rooms it answers every request and register alike. */
class LegacyUnitTest {

    private static final long SEED = 11;
    private static final int RUNS = 12;

    @ParameterizedTest
    @ValueSource(strings = {"machine", "11.invalidation", "11.faults", "11.types", "11.commands", "11.hits"})
    void itAnswersAsTheMachineDoes(String profile) {
        System.out.println(profile + ", seed " + SEED);
        for (Scenario scenario : Generator.generate(profile, SEED, RUNS)) {
            Plan plan = Expander.expand(scenario);
            RoomDriver unit = RoomDriver.unit(LegacyUnit::new, plan.capabilities(), new TrustedRooms(plan));
            Machine machine = new Machine(plan.capabilities(), plan.capacity(), new Options(1, true, false, false), (address, data) -> { });
            for (Step step : plan.steps()) {
                if (!(step.stimulus() instanceof Stimulus.OfRoom)) {
                    assertThat(unit.on(step.stimulus())).as(scenario.name() + ":" + step.line()).isEqualTo(answer(machine, step));
                } else if (scenario.text().contains("\nreset")) {
                    break; // no step of a machine
                }
            }
            for (int register : List.of(0x1C, 0x34, 0x80, 0x9C, 0x220, 0x228, 0x22C)) {
                Step read = new Step(0, new Stimulus.RegisterRead(register, 4), Optional.empty());
                assertThat(scenario.text().contains("\nreset") || unit.on(read.stimulus()).equals(answer(machine, read)))
                        .as(scenario.name() + " register " + register).isTrue();
            }
        }
    }

    private static Answer answer(Machine machine, Step step) {
        return machine.on(step.stimulus());
    }
}
