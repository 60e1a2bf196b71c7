package iommu.grade.cli;

import iommu.grade.litmus.Litmus;
import iommu.grade.litmus.LitmusJson;
import iommu.grade.litmus.LitmusResult;
import iommu.grade.litmus.LitmusShelf;
import iommu.grade.litmus.LitmusText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Questions about what the architecture allows; {@link LitmusResult} asks the oracle, this finds the files and prints. */
@Command(name = "litmus", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = {"Shows which answers the architecture allows at each access of a run,",
            "and how a unit can come to each of them.",
            "Without a name: all tests of reference-impl/litmus, one line each.",
            "Exit status 1: an expectation of a file is not what the oracle says."},
        footer = {"", "Examples: ./iommu litmus",
                "          ./iommu litmus flush-after-the-invalidation",
                "          ./iommu litmus l7-coherency --histories",
                "          ./iommu litmus work/lab04-iotlb/counterexamples/mine.vtd --json"})
final class LitmusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME|FILE", arity = "0..*",
            description = "A test or a folder of reference-impl/litmus, or any scenario *.vtd of a whole machine.")
    private List<String> names = List.of();

    @Option(names = "--histories", description = "Shows every test in full, also where there are several.")
    private boolean histories;

    @Option(names = "--json", description = {"Prints [{\"line\": N, \"allowed\": [{\"address\": \"0x…\"} or",
        "{\"fault\": \"0x…\", \"recorded\": true}]}]; of several files,", "an array of {\"file\": …, \"accesses\": that array}."})
    private boolean json;

    @Override
    public Integer call() throws IOException {
        LitmusShelf shelf = new LitmusShelf(Kit.here().home());
        List<Litmus> tests = new ArrayList<>();
        for (String name : names) {
            tests.addAll(shelf.named(name));
        }
        List<LitmusResult> results = (names.isEmpty() ? shelf.all() : tests).stream().map(LitmusResult::of).toList();
        PrintWriter out = spec.commandLine().getOut();
        boolean one = names.size() == 1 && results.size() == 1;
        if (json) {
            out.print(one ? LitmusJson.one(results.getFirst()) : LitmusJson.several(results));
        } else {
            out.print(one ? LitmusText.page(results.getFirst()) : histories ? LitmusText.pages(results)
                    : LitmusText.table(results));
        }
        out.flush();
        return results.stream().allMatch(LitmusResult::met) ? Exit.DONE : Exit.WORK_FAILS;
    }
}
