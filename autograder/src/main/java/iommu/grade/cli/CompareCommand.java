package iommu.grade.cli;

import iommu.grade.intake.UsageException;
import iommu.peers.qemu.CompareRun;
import iommu.peers.qemu.PeerException;
import iommu.peers.qemu.Profile;
import iommu.peers.qemu.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The reference, a real QEMU and the oracle on the same streams; {@link CompareRun} does the work, this says what it found. */
@Command(name = "compare", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = {"Runs streams of operations on a real QEMU, on the reference and on the oracle.",
                "Exit status 1: a difference that nothing explains, shrunk to a scenario; or a full run that missed something."},
        footer = {"", "Examples: ./iommu compare --peer qemu",
                "          ./iommu compare --peer qemu --ops 100000 --seed 2",
                "          ./iommu compare --peer qemu --ops 3000 --profile strict"})
final class CompareCommand implements Callable<Integer> {

    /** Operations between two lines where no terminal is. */
    private static final int LINE_EVERY = 20_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--peer", paramLabel = "NAME", required = true, description = "Whom to compare with: qemu.")
    private String peer;

    @Option(names = "--ops", paramLabel = "N", defaultValue = "20000",
            description = "How many operations; from ${DEFAULT-VALUE} on, which is the default, every kind of thing must be met.")
    private int operations;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "The same seed gives the same streams.")
    private long seed;

    @Option(names = "--profile", paramLabel = "NAME", defaultValue = "qemu-7.2",
            description = "What is known of QEMU: qemu-7.2, or strict for nothing (default: ${DEFAULT-VALUE}).")
    private String profileName;

    private int said;

    @Override
    public Integer call() throws Exception {
        if (!peer.equals("qemu")) {
            throw new UsageException("no peer '" + peer + "': there is qemu");
        }
        if (operations < 1) {
            throw new UsageException("--ops must be at least 1");
        }
        Profile profile = Profile.ALL.stream().filter(p -> p.name().equals(profileName)).findFirst()
                .orElseThrow(() -> new UsageException("no profile '" + profileName + "': there are "
                        + Profile.ALL.stream().map(Profile::name).collect(Collectors.joining(", "))));
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> version = CompareRun.version();
        if (version.isEmpty()) {
            err.println("iommu: QEMU is not installed: there is no qemu-system-x86_64 on PATH.");
            err.println("  Debian, Ubuntu: sudo apt-get install --no-install-recommends qemu-system-x86");
            err.println("  Fedora: sudo dnf install qemu-system-x86-core; macOS: brew install qemu");
            return Exit.KIT_FAILED;
        }
        out.println(version.get() + ", profile " + profile.name() + ", seed " + seed);
        if (!profile.isOf(version.get())) {
            out.println("The profile was made for another version: what this QEMU does otherwise is reported as a divergence.");
        }
        out.flush();
        try {
            return report(CompareRun.compare(operations, seed, profile, this::progress), out);
        } catch (PeerException e) {
            err.println("iommu: " + e.getMessage());
            return Exit.KIT_FAILED;
        }
    }

    private void progress(int done) {
        PrintWriter out = spec.commandLine().getOut();
        if (!Console.interactive() && done / LINE_EVERY > said) {
            said = done / LINE_EVERY;
            out.println(done + " of " + operations + " operations");
        }
        if (Console.interactive()) {
            out.print(done < operations ? "\r" + done + " of " + operations + " operations " : "\r\033[K");
            out.flush();
        }
    }

    private int report(CompareRun.Result result, PrintWriter out) throws IOException {
        Summary summary = result.summary();
        out.print(summary.text());
        if (result.found().isPresent()) {
            CompareRun.Found found = result.found().get();
            Path folder = Files.createDirectories(Kit.here().work().resolve("compare"));
            Path smallest = folder.resolve(found.smallest().name());
            Files.writeString(smallest, found.text());
            out.println("DIVERGENCE: " + found.divergence().what());
            out.println("The smallest run that shows it, " + smallest + ":");
            out.print(found.text().indent(2));
            out.println("Try: ./iommu replay " + smallest);
            return Exit.WORK_FAILS;
        }
        out.println("0 divergences");
        if (!summary.complete()) {
            summary.missing().forEach(bucket -> out.println("NOT MET: " + bucket));
            out.println("A run of " + CompareRun.FULL + " operations or more must meet everything, judge every request, with two or more allowed"
                    + " outcomes on " + CompareRun.LEAST_OPEN + " % of the requests.");
            return Exit.WORK_FAILS;
        }
        if (operations < CompareRun.FULL) {
            out.println("A run of fewer than " + CompareRun.FULL + " operations need not meet everything; it missed "
                    + summary.missing().size() + " of " + summary.required() + " kinds.");
        }
        return Exit.DONE;
    }
}
