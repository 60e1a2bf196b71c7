package iommu.grade.driver;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.guest.PagePool;
import iommu.guest.TableDriver;
import iommu.guest.Workload;
import iommu.guest.judge.DriverJudge;
import iommu.oracle.DriverRelation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the judge of Table 28 beside them, the plain law and the oracle's say the same of a driver, where the plain one speaks. */
class PlainLawTest {

    private static final Gpa ROOT = new Gpa(0x100_0000);
    private static final long SEED = Long.getLong("iommu.seed", 20260707L);
    private static final int RUNS = 12 * Integer.getInteger("iommu.nightly", 1);
    private static final int CALLS = 30;
    private static final SourceId DEVICE = Workload.DEVICES.getFirst();
    private static final DomainId DOMAIN = new DomainId(5);
    private static final Mapping PAGE = new Mapping(Workload.PAGES.getFirst(), new Gpa(0x1234_5000), 4096, Rights.RW, false, List.of());

    private static TablesLaw.Watched watched(Capabilities unit, boolean batched) {
        return new TablesLaw.Watched(unit, ROOT, batched, Workload.DEVICES, Workload.PAGES);
    }

    private static Capabilities unit(boolean cachingMode, boolean coherent) {
        return Capabilities.DEFAULT.with(c -> {
            c.cachingMode = cachingMode;
            c.coherent = coherent;
            c.superpages = Set.of(2);
        });
    }

    /** What became of the runs: how many calls both took, and which end the runs had. */
    private static final class Tally {
        private int calls;
        private int refused;
        private int silent;
    }

    @ParameterizedTest
    @CsvSource({"false, true, false", "false, true, true", "true, true, false", "true, true, true",
            "false, false, false", "false, false, true", "true, false, false", "true, false, true"})
    void whatADriverDoesIsSeenAsTheOracleSeesIt(boolean cachingMode, boolean coherent, boolean batched) {
        Capabilities unit = unit(cachingMode, coherent);
        Tally changed = new Tally();
        Tally right = new Tally();
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            Random random = new Random(seed);
            run(unit, seed, batched, acts -> random.nextInt(5) == 0 ? changed(acts, random) : acts, changed);
            run(unit, seed, batched, acts -> acts, right);
        }
        System.out.println("seed " + SEED + ": " + changed.calls + " calls, " + changed.refused + " refused, " + changed.silent + " not judged; "
                + right.calls + " right calls, " + right.silent + " not judged");
        assertThat(changed.calls).isGreaterThan(40);
        assertThat(changed.refused).isGreaterThan(changed.silent);
        assertThat(right.refused).isZero();
        assertThat(right.silent).isLessThanOrEqualTo(RUNS / 10);
    }

    private static void run(Capabilities unit, long seed, boolean batched, UnaryOperator<List<Act>> change, Tally tally) {
        PagePool pool = new PagePool(new Gpa(0x200_0000));
        TableDriver driver = new TableDriver(unit, ROOT, pool, batched, Set.of());
        DriverJudge guidance = new DriverJudge(unit, ROOT, batched, Set.of());
        DriverRelation oracle = new DriverRelation(unit, ROOT, batched, Workload.DEVICES, Workload.PAGES);
        PlainLaw plain = new PlainLaw(watched(unit, batched));
        for (Request call : Workload.mixed(unit, seed, CALLS)) {
            List<Act> acts = change.apply(call.on(driver));
            boolean guided = guidance.judge(call, acts).complaints().isEmpty();
            List<String> wanted = oracle.judge(call, acts);
            List<String> said = plain.judge(call, acts);
            if (guided && said.isEmpty() && plain.silence().isPresent()) {
                tally.silent++;
                return;
            }
            assertThat(guided && said.isEmpty()).as("seed %d: %s, %s: %s, and the oracle says %s", seed, call, acts, said, wanted)
                    .isEqualTo(guided && wanted.isEmpty());
            if (!guided || !said.isEmpty()) {
                tally.refused++;
                return;
            }
            tally.calls++;
            pool.takeBack(acts);
        }
    }

    private static List<Act> changed(List<Act> acts, Random random) {
        List<Act> changed = new ArrayList<>(acts);
        if (!acts.isEmpty()) {
            int at = random.nextInt(acts.size());
            int other = random.nextInt(acts.size());
            switch (random.nextInt(4)) {
                case 0 -> changed.remove(at);
                case 1 -> Collections.swap(changed, at, other);
                case 2 -> changed.add(other, acts.get(at));
                default -> changed.set(at, changed(acts.get(at), random));
            }
        }
        return changed;
    }

    private static Act changed(Act act, Random random) {
        long bit = 1L << random.nextInt(32);
        return switch (act) {
            case Act.Store(Gpa at, long value) -> random.nextInt(4) == 0 ? new Act.Store(at.plus(8), value) : new Act.Store(at, value ^ bit);
            case Act.StoreWhole(Gpa at, Entry128 value) -> random.nextBoolean() ? new Act.StoreWhole(at, new Entry128(value.low() ^ bit, value.high()))
                    : new Act.StoreWhole(at, new Entry128(value.low(), value.high() ^ bit));
            default -> act;
        };
    }

    /** The plain law of a device that gets a page, by acts that are changed. */
    private static PlainLaw told(Capabilities unit, UnaryOperator<Act> change, List<String> complaints) {
        TableDriver driver = new TableDriver(unit, ROOT, new PagePool(new Gpa(0x200_0000)), false, Set.of());
        PlainLaw law = new PlainLaw(watched(unit, false));
        for (Request call : List.of(new Request.Map(DOMAIN, PAGE), new Request.Attach(DEVICE, DOMAIN))) {
            complaints.addAll(law.judge(call, call.on(driver).stream().map(change).toList()));
        }
        return law;
    }

    private static UnaryOperator<Act> leaves(UnaryOperator<Long> change) {
        return act -> act instanceof Act.Store(Gpa at, long value) && (value & -4096L) == PAGE.frame().value()
                ? new Act.Store(at, change.apply(value)) : act;
    }

    @Test
    void anotherFrameAndOtherRightsAreRefused() {
        for (UnaryOperator<Long> wrong : List.<UnaryOperator<Long>>of(value -> value + 4096, value -> value - 1, value -> 0L)) {
            List<String> complaints = new ArrayList<>();
            assertThat(told(unit(false, true), leaves(wrong), complaints).silence()).isEmpty();
            assertThat(complaints).hasSize(1).first().asString().startsWith("00:03.0 must find 0x12345000 (rw) at 0x40000000, and it finds ");
        }
    }

    @Test
    void anEntryThatIsNotWellMadeIsNotJudged() {
        for (long bit : new long[] {1L << 7, 1L << 8, 1L << 62}) {
            List<String> complaints = new ArrayList<>();
            assertThat(told(unit(false, true), leaves(value -> value | bit), complaints).silence()).isPresent();
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void aWidthThatTheUnitLacksLeadsNowhere() {
        List<String> complaints = new ArrayList<>();
        told(unit(false, true), act -> act instanceof Act.StoreWhole(Gpa at, Entry128 value) && value.high() != 0
                ? new Act.StoreWhole(at, new Entry128(value.low(), value.high() + 1)) : act, complaints);
        assertThat(complaints).isNotEmpty().allSatisfy(why -> assertThat(why).endsWith("it finds no tables for it"));
    }
}
