package iommu.bench;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.invalidation.IotlbInvalidation;
import iommu.emulator.fast.FastUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.annotations.Benchmark;

class TableTest {

    private static Map<Work, Measured> all(double nanoseconds, double bytes) {
        Map<Work, Measured> measured = new LinkedHashMap<>();
        for (Work work : Table.WORKS) {
            measured.put(work, new Measured());
            measured.get(work).time(nanoseconds);
            measured.get(work).allocation(bytes);
        }
        return measured;
    }

    @Test
    void everyWorkNamesAMethodThatIsMeasured() {
        assertThat(Table.WORKS).doesNotHaveDuplicates().allSatisfy(work -> assertThat(work.holder().getMethods())
                .anyMatch(m -> m.getName().equals(work.method()) && m.isAnnotationPresent(Benchmark.class)));
    }

    @Test
    void aUnitThatIsNoFasterThanTheNaiveOneMeetsNoGateThatAsksForIt() {
        Table table = new Table(all(10, 0), 10, new NobodyListens(10, 1, 0));
        assertThat(table.allMet()).isFalse();
        assertThat(table.markdown()).contains("| 10 ns / 10 ns | 1x | ≥ 3x | **not met** |",
                "| 10 ns / 10 ns | 1x | ≤ 1.5x | met |", "| 10 ns, each of two 10 ns | 2x | ≥ 1.8x | met |");
    }

    @Test
    void whatWasNotMeasuredIsNotMet() {
        Map<Work, Measured> measured = all(10, 0);
        measured.replaceAll((work, figures) -> new Measured());
        assertThat(new Table(measured, Double.NaN, new NobodyListens(Double.NaN, Double.NaN, Double.NaN)).markdown()).doesNotContain("| met |");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "0, 0.05, true", "0, 1, false", "32, 32, true", "32, 40, false"})
    void bytesAreBoundedButForTheProfilersOwn(double bound, double bytes, boolean met) {
        assertThat(Row.bytes("", "", bytes, bound).met()).isEqualTo(met);
    }

    @Test
    void theFigureIsTheMedianOfAllIterations() {
        Measured measured = new Measured();
        for (double time : new double[] {9, 1, 2, 500}) {
            measured.time(time);
        }
        assertThat(measured.time()).isEqualTo(5.5);
        measured.time(3);
        assertThat(measured.time()).isEqualTo(3);
    }

    @Test
    void aNumberHasThreeDigits() {
        assertThat(DoubleStream.of(0, 1.5, 7.006, 12.34, 1234567).mapToObj(Gate::number))
                .containsExactly("0", "1.5", "7.01", "12.3", "1,234,567");
        assertThat(Gate.number(Double.NaN)).isEqualTo("?");
    }

    @Test
    void bothUnitsGiveTheSameAnswersBeforeAndAfterAnInvalidation() {
        FastUnit fast = Units.fast(World.MISS_PAGES).port();
        NaiveUnit naive = Units.naive(World.MISS_PAGES);
        for (int round = 0; round < 2; round++) {
            for (int page = 0; page < World.MISS_PAGES; page++) {
                assertThat(naive.translate(World.read(page))).isEqualTo(fast.translate(World.read(page)));
            }
            naive.invalidate(IotlbInvalidation.page(World.DOMAIN, World.page(1), 3, true));
        }
    }

    @Test
    void aCachedTranslationTakesLessThanSixtyFourBytes() {
        assertThat(Footprint.perTranslation()).isBetween(16.0, 64.0);
    }
}
