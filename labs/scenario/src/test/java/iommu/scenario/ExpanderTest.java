package iommu.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.WalkStart;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The expander")
class ExpanderTest {

    private static List<Stimulus> steps(String text) {
        return Expander.expand(Scenario.parse("f.vtd", "vtd 1\n" + text)).steps().stream().map(Step::stimulus).toList();
    }

    private static Stimulus store(long at, long value) {
        return new Stimulus.Store64(new Gpa(at), value);
    }

    private static Stimulus store(long at, long low, long high) {
        return new Stimulus.Store128(new Gpa(at), new Entry128(low, high));
    }

    private static Stimulus register(int offset, int size, long value) {
        return new Stimulus.RegisterWrite(offset, size, value);
    }

    @Test
    @DisplayName("stores leaf, tables, context and root in this order, the last two in 16 bytes each (§6.2.2.1)")
    void storesBottomUp() {
        assertThat(steps("map 00:03.0 did=0x12 iova=0x40201000 gpa=0x200000 rw snoop\n")).containsExactly(
                store(0x1203008, 0x200803), store(0x1202008, 0x1203003), store(0x1201008, 0x1202003),
                store(0x1200000, 0x1201003), store(0x1001180, 0x1200001, 0x1202),
                store(0x1000000, 0x1001001, 0));
    }

    @Test
    @DisplayName("flushes the line of every store where walks don't snoop, unless told not to (§3.10)")
    void flushesUnsnoopedStores() {
        assertThat(steps("unit coherent=off\nattach 00:03.1 did=1\ndetach 00:03.1 noflush\n")).containsExactly(
                store(0x1001190, 0x1200001, 0x102), new Stimulus.Flush(new Gpa(0x1001180)),
                store(0x1000000, 0x1001001, 0), new Stimulus.Flush(new Gpa(0x1000000)), store(0x1001190, 0, 0));
    }

    @Test
    @DisplayName("writes large leaves at their level and replaces what was mapped")
    void mapsLargePages() {
        String twice = "map 00:03.0 did=1 iova=2M gpa=4M r\nmap 00:03.0 iova=2M gpa=8M size=2M w\n";
        assertThat(steps(twice)).endsWith(store(0x1202008, 0x800082));
        assertThat(steps(twice + "unmap 00:03.0 iova=0x234000\n")).endsWith(store(0x1202008, 0));
        assertThat(steps("map 00:03.0 did=1 iova=2M gpa=8M size=2M w\nmap 00:03.0 iova=0x201000 gpa=4M r\n"))
                .endsWith(store(0x1203008, 0x400001), store(0x1202008, 0x1203003));
        assertThat(steps("attach 00:03.0 did=1\nmap 00:03.0 iova=1G gpa=2G size=1G pages=2 rw\n"))
                .containsSequence(store(0x1201008, 0x80000083L), store(0x1201010, 0xC0000083L),
                        store(0x1200000, 0x1201003));
    }

    @Test
    @DisplayName("edits an entry's value, then bits, then rights")
    void editsInOrder() {
        assertThat(steps("map 00:03.0 did=1 iova=0 gpa=0x5000 rw\n"
                + "edit 00:03.0 iova=0 level=1 value=0x7003 clear=0x1003 set=0x80 rights=r\n"))
                .endsWith(store(0x1203000, 0x6081));
    }

    @Test
    @DisplayName("begins walks at the top of the source's domain with all rights")
    void walksBeginAtTheTop() {
        assertThat(steps("room walk\nattach 00:03.0 did=1 levels=3\nwalk 00:03.0 write 5\n")).endsWith(
                new Stimulus.Walk(new WalkStart(new Gpa(0x1200000), 3, Rights.RW, 39), new Iova(5),
                        iommu.arch.Access.WRITE));
    }

    @Test
    @DisplayName("walks one level as if the page table of the lowest addresses were all")
    void walksMayHaveOneLevel() {
        assertThat(steps("room walk\nmap 00:03.0 did=1 iova=0x1ff000 gpa=0x5000 rw\nwalk 00:03.0 read 0x200000 levels=1\n"))
                .endsWith(new Stimulus.Walk(new WalkStart(new Gpa(0x1203000), 1, Rights.RW, 21), new Iova(0x200000),
                        iommu.arch.Access.READ));
    }

    @Test
    @DisplayName("sets root pointer and enable before the first request (§11.4.4)")
    void startsTheUnit() {
        List<Stimulus> steps = steps("dma 00:03.0 read 0\ndma 00:03.0 read 0\n");
        assertThat(steps).hasSize(5).startsWith(register(0x20, 8, 0x1000000), register(0x18, 4, 0x40000000L),
                register(0x18, 4, 0x80000000L));
        assertThat(steps("te on\ndma 00:03.0 read 0\n")).hasSize(2);
    }

    @Test
    @DisplayName("sends a command and its wait with one write of the tail (§6.5.2.3, §6.5.2.9)")
    void queuesCommands() {
        assertThat(steps("invalidate iotlb page did=0x1234 iova=0x5000 am=9 ih\n")).containsExactly(
                register(0x90, 8, 0x1101000), register(0x18, 4, 0x04000000),
                store(0x1101000, 0x12340032, 0x5049), store(0x1101010, 0x100000025L, 0x1102000),
                register(0x88, 8, 0x20));
        assertThat(steps("te on\ninvalidate context device 80:03.1 did=7 fm=2 nowait\nwait\n")).endsWith(
                register(0x18, 4, 0x84000000L), store(0x1101000, 0x2801900070031L, 0), register(0x88, 8, 0x10),
                store(0x1101010, 0x100000025L, 0x1102000), register(0x88, 8, 0x20));
    }

    @Test
    @DisplayName("goes on at the ring's first descriptor after its last")
    void wrapsTheRing() {
        List<Stimulus> steps = steps("wait\n".repeat(257));
        assertThat(steps).endsWith(register(0x88, 8, 0), store(0x1101000, 0x10100000025L, 0x1102000),
                register(0x88, 8, 0x10));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            room walk;walk  00:03.0 read 0 | f.vtd:3:7: 00:03.0 was never attached — attach it, or map a page, first
            room walk;map 00:03.0 did=1 iova=2M gpa=0 rw;walk 00:03.0 read 0 levels=1 | f.vtd:4:21: no page table translates
            map 00:03.0 iova=0 gpa=0 rw | f.vtd:2:5: 00:03.0 is not attached to a domain — say did=
            attach 00:03.0 did=1;unmap 00:03.0 iova=0x5000 | f.vtd:3:15: nothing is mapped at 0x5000
            attach 00:03.0 did=1;edit 00:03.0 iova=0 level=2 rights=r | f.vtd:3:21: there is no level-2 entry
            attach 00:03.0 did=1;attach 00:04.0 did=1 levels=3 | f.vtd:3:22: domain 1 has a table of 4 levels
            map 00:03.0 did=1 iova=4K gpa=0 size=2M rw | f.vtd:2:19: iova and gpa must be multiples of the page size 2M
            attach 00:03.0 did=1 levels=3;map 00:03.0 iova=0x8000000000 gpa=0 rw | f.vtd:3:13: 0x8000000000 lies beyond
            room walk;dma 00:03.0 read 0 | f.vtd:3:1: this statement speaks to a whole machine, but the run to room walk
            lookup 00:03.0 0 | f.vtd:2:1: this statement speaks to room iotlb, but the run to a whole machine
            room iotlb;invalidate iotlb global nowait | f.vtd:3:25: a room's invalidation is complete when it returns
            room iotlb;fill-context 00:03.0 fault=CONTEXT_RESERVED epoch=e | f.vtd:3:45: epoch 'e' was never taken
            """)
    @DisplayName("names the word that can't happen")
    void impossibleLinesAreNamed(String lines, String message) {
        Scenario scenario = Scenario.parse("f.vtd", "vtd 1\n" + lines.replace(';', '\n'));
        assertThatThrownBy(() -> Expander.expand(scenario)).isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith(message);
    }
}
