package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.SourceId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line: QEMU's words, of which few are needed and none may disturb. */
class ArgumentsTest {

    private static Arguments parse(String line) throws SetupException {
        List<String> words = new ArrayList<>(List.of("-qtest", "unix:run/q.sock"));
        words.addAll(Arrays.asList(line.strip().split(" +")));
        return Arguments.parse(words);
    }

    @Test
    void theSocketsAreFoundAmongWhatIsIgnored() throws SetupException {
        Arguments found = parse("-qtest-log /dev/null -object monitor-qmp,id=m,chardev=char0 -chardev null,id=x"
                + " -chardev socket,path=run/m.sock,id=char0 -chardev socket,path=run/other,id=c1 -accel qtest -nodefaults");
        assertThat(found.qtest()).isEqualTo(Path.of("run/q.sock"));
        assertThat(found.monitor()).contains(Path.of("run/m.sock"));
        assertThat(found.setup().present()).isTrue();
        assertThat(found.setup().unit()).isEmpty();
        assertThat(found.ignored()).isEmpty();
    }

    @Test
    void withoutAMonitorThereIsNone() throws SetupException {
        assertThat(parse("-M q35").monitor()).isEmpty();
    }

    @Test
    void theLastWordAloneIsNoOption() throws SetupException {
        assertThat(parse("-M q35 -device").setup().devices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-m 512, 512", "-m 256M, 256", "-m 2G, 2048", "-m size=64, 64", "'', 128", "-m 1G, 1024", "--m 96, 96"})
    void memoryIsGivenInMebibytes(String option, long mebibytes) throws SetupException {
        assertThat(parse(option).setup().ramBytes()).isEqualTo(mebibytes << 20);
    }

    @Test
    void aMachineOrADeviceMayBeNamedByItsProperty() throws SetupException {
        assertThat(parse("-machine pc-q35-10.2,accel=tcg -device driver=edu,addr=4").setup().devices())
                .containsOnlyKeys(SourceId.parse("00:04.0"));
        assertThat(parse("-M type=none -device edu").setup().present()).isFalse();
    }

    @Test
    void devicesThatTheBoardLacksAreNamed() throws SetupException {
        assertThat(parse("-device virtio-net-pci,netdev=n -device edu").ignored()).containsExactly("virtio-net-pci");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -M pc                                       | -machine pc: there is q35, and none
            -qtest tcp:1234                             | -qtest tcp:1234: only unix:PATH can be served
            -m many                                     | -m MANY: a size in MiB, or with the suffix G in GiB, up to 64G
            -m 65G                                      | -m 65G: a size in MiB
            -m 0                                        | -m 0: a size in MiB
            -device edu,addr=20                         | addr=20: a place on bus 0 looks like 03.0
            -device edu,addr=03.8                       | addr=03.8: a place on bus 0 looks like 03.0
            -device edu,addr=x                          | addr=x: a place on bus 0 looks like 03.0
            -device edu,addr=0                          | -device edu: 00:00.0 is taken
            -device edu,addr=3 -device edu,addr=03.0    | -device edu: 00:03.0 is taken
            -device edu,dma_mask=wide                   | -device edu: dma_mask=wide should be a number
            -device intel-iommu,aw-bits=40              | -device intel-iommu: aw-bits=40 should be 39, 48 or 57
            -device intel-iommu,caching-mode=maybe      | -device intel-iommu: caching-mode=maybe should be on or off
            -device intel-iommu,x-flts=on               | -device intel-iommu: a first stage needs scalable-mode=on
            """)
    void whatMakesNoSenseIsSaid(String line, String message) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(SetupException.class).hasMessageStartingWith(message);
    }

    @Test
    void theQtestSocketIsNeeded() {
        assertThatThrownBy(() -> Arguments.parse(List.of("-M", "q35"))).hasMessageStartingWith("-qtest unix:PATH is missing");
    }
}
