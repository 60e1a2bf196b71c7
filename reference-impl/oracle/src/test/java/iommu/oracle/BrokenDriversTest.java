package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.guest.PagePool;
import iommu.guest.TableDriver;
import iommu.guest.TableDriver.Style;
import iommu.guest.Workload;
import iommu.guest.judge.DriverJudge;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each bug of a driver is found twice: by the guidance, and by the law. */
class BrokenDriversTest {

    private static final Gpa ROOT = new Gpa(0x100_0000);
    private static final long SEED = Long.getLong("iommu.seed", 20160606L);
    private static final int RUNS = 20;
    private static final int CALLS = 100;

    @ParameterizedTest
    @EnumSource(BrokenDriver.class)
    void theGuidanceFindsIt(BrokenDriver broken) {
        String found = firstComplaint(broken, unit -> {
            DriverJudge judge = new DriverJudge(unit, ROOT, broken.where.style == Style.BATCHED, Set.of());
            return (call, acts) -> judge.judge(call, acts).complaints();
        });
        System.out.println(broken + " (guidance): " + found);
    }

    @ParameterizedTest
    @EnumSource(BrokenDriver.class)
    void theLawFindsIt(BrokenDriver broken) {
        String found = firstComplaint(broken, unit ->
                new DriverRelation(unit, ROOT, broken.where.style == Style.BATCHED, Workload.DEVICES, Workload.PAGES)::judge);
        System.out.println(broken + " (law): " + found);
    }

    private interface Judge extends BiFunction<Request, List<Act>, List<String>> {
    }

    private interface JudgeOf {
        Judge of(Capabilities unit);
    }

    private static String firstComplaint(BrokenDriver broken, JudgeOf judges) {
        Capabilities unit = Capabilities.DEFAULT.with(c -> c.superpages = Set.of(2)).with(broken.where.unit);
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            PagePool pool = new PagePool(new Gpa(0x200_0000));
            TableDriver driver = new TableDriver(unit.with(broken.belief()), ROOT, pool, broken.where.style, Set.of());
            Judge judge = judges.of(unit);
            for (Request call : Workload.mixed(unit, seed, CALLS)) {
                List<Act> acts = broken.change(call, call.on(driver));
                List<String> complaints = judge.apply(call, acts);
                if (!complaints.isEmpty()) {
                    return "seed " + seed + ", " + call + ": " + complaints.getFirst();
                }
                pool.takeBack(acts);
            }
        }
        throw new AssertionError("no complaint in " + RUNS + " runs from seed " + SEED);
    }
}
