package iommu.grade.cli;

import iommu.grade.doctor.Checkup;
import iommu.grade.doctor.Finding;
import iommu.grade.report.TerminalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "doctor", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = {"Looks whether this machine has what the kit needs, and says what to do.",
            "Exit status 3: something is wrong that the kit can't do without."},
        footer = {"", "Example: ./iommu doctor"})
final class DoctorCommand implements Callable<Integer> {

    private static final int LABEL = 22;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Kit kit = Kit.here();
        PrintWriter out = spec.commandLine().getOut();
        out.print(Console.text(Main.VERSION + ", suite " + kit.manifest().suite() + ", " + kit.manifest().labs().size()
                + " labs, on " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " processors."));
        out.println();
        out.flush();
        List<Finding> findings = new Checkup(kit.manifest(), kit.home(), kit.work()).findings();
        findings.forEach(finding -> show(finding, out));
        boolean wrong = findings.stream().anyMatch(f -> f.state() == Finding.State.WRONG);
        out.println();
        out.print(Console.text(wrong ? "Something is wrong: see above." : "The kit can do its work here."));
        out.flush();
        return wrong ? Exit.KIT_FAILED : Exit.DONE;
    }

    private static void show(Finding finding, PrintWriter out) {
        String label = TerminalText.padded(finding.state().word(), 6) + TerminalText.padded(finding.what(), LABEL - 6);
        boolean narrow = Console.style().width() < 3 * LABEL;
        if (narrow) {
            out.println(label.strip());
        }
        String indent = narrow ? "  " : " ".repeat(LABEL);
        String seen = TerminalText.paragraph(finding.seen(), indent, Console.style());
        out.print(narrow ? seen : label + seen.substring(LABEL));
        if (!finding.remedy().isEmpty()) {
            out.print(TerminalText.paragraph(finding.remedy(), indent, Console.style()));
        }
    }
}
