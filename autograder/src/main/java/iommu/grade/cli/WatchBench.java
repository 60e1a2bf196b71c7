package iommu.grade.cli;

import iommu.grade.intake.Intake;
import iommu.grade.intake.IntakeResult;
import iommu.grade.intake.SourceFile;
import iommu.grade.judge.Folders;
import iommu.grade.labs.Lab;
import iommu.grade.proof.Samples;
import iommu.grade.work.Desk;
import iommu.grade.work.Solution;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From a save to the verdict, as a learner has it: {@code watch} runs in a process of its own over a folder of its own,
 * and files are saved under it. Times end when the line with the verdict has been read.
 */
final class WatchBench {

    static final int GATE_MILLIS = 300;
    /** Saves that only warm. */
    private static final int WARM = 3;
    /** What goes wrong in them is not where the process ends. */
    private static final List<String> EXAMPLES =
            List.of("superpage-offset", "leaf-permission", "short-source-id", "stale-after-invalidate");

    private final Kit kit;
    private final int saves;
    private final PrintWriter out;

    WatchBench(Kit kit, int saves, PrintWriter out) {
        this.kit = kit;
        this.saves = saves;
        this.out = out;
    }

    /** Measures these labs and prints the table. @return whether every median is within the gate */
    boolean run(List<Lab> labs) throws IOException, InterruptedException {
        out.printf("%-16s%-26s%9s%8s%8s%n", "lab", "version", "verdict", "median", "worst");
        boolean met = true;
        for (Lab lab : labs) {
            met &= measure(lab);
        }
        out.println();
        out.println("Milliseconds from a save to the verdict on the visible cases; median and worst of " + saves + " saves.");
        out.printf(Locale.ROOT, "Gate: %d ms, median. %s. Load average %.1f on %d processors.%n", GATE_MILLIS, met ? "Met" : "MISSED",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), Runtime.getRuntime().availableProcessors());
        out.flush();
        return met;
    }

    private boolean measure(Lab lab) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("iommu-watch-bench");
        boolean met = true;
        try {
            new Desk(work, kit.manifest()).begin(lab, kit.labs().resolve(lab.folder()));
            Path sources = work.resolve(lab.folder()).resolve("src/main/java").resolve(lab.packageName());
            try (WatchedLab watched = new WatchedLab(kit.home(), work, lab)) {
                watched.await(System.nanoTime());
                for (var version : versions(lab).entrySet()) {
                    met &= measure(lab, version.getKey(), version.getValue(), sources, watched);
                }
            }
            return met;
        } finally {
            Folders.delete(work);
        }
    }

    private boolean measure(Lab lab, String name, List<SourceFile> files, Path sources, WatchedLab watched)
            throws IOException, InterruptedException {
        long[] first = new long[saves];
        String verdict = "";
        for (int i = -WARM; i < saves; i++) {
            WatchedLab.Heard heard = watched.save(sources, files, "// save " + i);
            verdict = heard.verdict();
            if (i >= 0) {
                first[i] = heard.millis();
            }
        }
        Arrays.sort(first);
        out.printf("%-16s%-26s%9s%8d%8d%n", lab.id(), name, verdict, first[saves / 2], first[saves - 1]);
        out.flush();
        return first[saves / 2] <= GATE_MILLIS;
    }

    /** What is saved: a version that passes, one that is wrong everywhere, and whatever the examples have. */
    private Map<String, List<SourceFile>> versions(Lab lab) throws IOException {
        Map<String, List<SourceFile>> versions = new LinkedHashMap<>();
        versions.put("reference", Solution.of(kit.home(), lab));
        versions.put("always-fault", Samples.constant("always-fault", List.of(lab)).labs().get(lab.number()).files());
        for (String example : EXAMPLES) {
            if (new Intake(kit.manifest()).read(kit.examples().resolve(example)) instanceof IntakeResult.Received received
                    && received.submission().labs().containsKey(lab.number())) {
                versions.put(example, new ArrayList<>(received.submission().labs().get(lab.number()).files()));
            }
        }
        return versions;
    }
}
