package iommu.grade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import iommu.grade.KitCommand;
import iommu.peers.qemu.CompareRun;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompareCommandTest {

    @BeforeEach
    void qemuIsThere() {
        assumeTrue(CompareRun.version().isPresent(),
                "QEMU is not installed: no qemu-system-x86_64 on PATH (Debian: qemu-system-x86)");
    }

    @Test
    void aShortRunPrintsVersionCoverageAndDeparturesAndIsDone() {
        KitCommand.Result result = KitCommand.run("compare", "--peer", "qemu", "--ops", "150", "--seed", "5");
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).startsWith("QEMU emulator version ").contains("profile qemu-7.2, seed 5", "150 operations",
                "silent-denial", "§7.1.3", "0 divergences", "need not meet everything");
    }

    @Test
    void whatNothingExplainsIsWrittenAsAScenarioThatReplayTakes() {
        KitCommand.Result result = KitCommand.run("compare", "--peer", "qemu", "--ops", "300", "--profile", "strict");
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(1);
        Matcher command = Pattern.compile("Try: ./iommu replay (.*)").matcher(result.out());
        assertThat(command.find()).isTrue();
        Path smallest = Path.of(command.group(1));
        assertThat(smallest).isRegularFile();
        assertThat(KitCommand.run("replay", smallest.toString()).exit()).isZero();
        assertThat(result.out()).contains("DIVERGENCE: ").doesNotContain("0 divergences");
        assertThat(smallest.toFile().delete()).isTrue();
    }
}
