package iommu.guest;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingDriver;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.guest.TableDriver.Style;
import iommu.guest.judge.DriverJudge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The plain driver keeps to Table 28, and asks for nothing that it does not need, whatever the unit can do. */
class TableDriverTest {

    private static final Gpa ROOT = new Gpa(0x100_0000);
    private static final long SEED = Long.getLong("iommu.seed", 20160606L);
    private static final int RUNS = 2;
    private static final int CALLS = 80;

    private static final Map<String, Consumer<CapabilityDraft>> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("default", c -> { });
        UNITS.put("five levels", c -> {
            c.levels = Set.of(3, 4, 5);
            c.guestAddressWidth = 57;
        });
        UNITS.put("three levels, no gigabyte pages", c -> {
            c.levels = Set.of(3);
            c.superpages = Set.of(2);
        });
        UNITS.put("masks of at most 6 bits", c -> c.maxAddressMask = 6);
        UNITS.put("no page-selective invalidation", c -> c.pageSelective = false);
        UNITS.put("write buffers", c -> c.writeBufferFlush = true);
        UNITS.put("device-TLBs", c -> c.deviceTlb = true);
    }

    @TestFactory
    Stream<DynamicTest> coversEveryChangeAtEachReleaseAndInvalidatesNothingInVain() {
        List<DynamicTest> tests = new ArrayList<>();
        UNITS.forEach((name, change) -> {
            for (int i = 0; i < 8; i++) {
                boolean cachingMode = (i & 1) != 0;
                boolean coherent = (i & 2) != 0;
                Style style = (i & 4) != 0 ? Style.STRICT : Style.BATCHED;
                Capabilities unit = Capabilities.DEFAULT.with(change).with(c -> {
                    c.cachingMode = cachingMode;
                    c.coherent = coherent;
                });
                tests.add(DynamicTest.dynamicTest(name + ", CM=" + cachingMode + " C=" + coherent + " " + style, () -> judged(unit, style)));
            }
        });
        return tests.stream();
    }

    private static void judged(Capabilities unit, Style style) {
        Set<SourceId> deviceTlbs = unit.deviceTlb() ? Set.copyOf(Workload.DEVICES.subList(0, 2)) : Set.of();
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            PagePool pool = new PagePool(new Gpa(0x200_0000));
            MappingDriver driver = new TableDriver(unit, ROOT, pool, style, deviceTlbs);
            DriverJudge judge = new DriverJudge(unit, ROOT, style == Style.BATCHED, deviceTlbs);
            int number = 0;
            for (Request call : Workload.mixed(unit, seed, CALLS)) {
                List<Act> acts = call.on(driver);
                DriverJudge.Verdict verdict = judge.judge(call, acts);
                String where = "seed " + seed + ", call " + number++ + ": " + call + "\n" + invalidations(acts);
                assertThat(verdict.complaints()).as(where).isEmpty();
                assertThat(verdict.unneeded()).as(where).isEmpty();
                pool.takeBack(acts);
            }
        }
    }

    private static List<Act> invalidations(List<Act> acts) {
        return acts.stream().filter(a -> !(a instanceof Act.Store || a instanceof Act.Flush)).toList();
    }
}
