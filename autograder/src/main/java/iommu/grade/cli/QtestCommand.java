package iommu.grade.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** The board by its own words; the launcher starts it without this command, which is slower to come up. */
@Command(name = "qtest", customSynopsis = "iommu qtest -qtest unix:PATH [OPTIONS OF QEMU]",
        description = {"Runs the reference in QEMU's place, for programs that speak qtest.",
            "They listen on PATH; for QMP, on the path of -chardev socket,path=PATH2.",
            "Known are -machine q35|none, -m SIZE and",
            "-device intel-iommu, iommu-testdev and edu, each with its options.",
            "Others are passed over."},
        footer = {"", "Examples: ./iommu qtest -qtest unix:qtest.sock -device intel-iommu -device edu",
                "          QTEST_QEMU_BINARY=$PWD/reference-impl/board/bin/qemu-system-x86_64 \\",
                "              ./intel-iommu-test"})
final class QtestCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Show this help message and exit.")
    private boolean help;

    @Unmatched
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        return iommu.board.Main.run(spec.commandLine().getErr()::println, words);
    }
}
