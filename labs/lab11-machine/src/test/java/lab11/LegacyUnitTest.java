package lab11;

import iommu.labtest.LabTests;
import iommu.probe.RoomDriver;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Every scenario of this lab, and every counterexample that a check has left. Set your breakpoints in the unit. */
class LegacyUnitTest {

    @TestFactory
    Stream<DynamicContainer> scenarios() {
        return LabTests.ofUnit((plan, rooms) -> RoomDriver.unit(LegacyUnit::new, plan.capabilities(), rooms));
    }
}
