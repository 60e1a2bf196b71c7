package iommu.grade.cli;

import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.report.Batch;
import iommu.grade.report.GroupGuide;
import iommu.grade.report.LabTable;
import iommu.grade.report.TerminalStyle;
import iommu.grade.report.TerminalTable;
import iommu.grade.report.TerminalText;
import iommu.grade.verdict.LabResult;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the terminal can show. */
final class Console {

    private Console() {
    }

    /** Whether a person watches: the launcher found standard output to be a terminal. */
    static boolean interactive() {
        return Boolean.getBoolean("iommu.terminal");
    }

    /** Whether what a person sees can be drawn anew. */
    static boolean canDraw() {
        return interactive() && !System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
    }

    /** Whether a person can be asked: standard input and output are a terminal. */
    static boolean canAsk() {
        return System.console() != null;
    }

    /** Asks a person; anything but a yes is a no. */
    static boolean agrees(String question) {
        String answer = System.console().readLine("%s [y/N] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    static TerminalStyle style() {
        return TerminalStyle.of(System.getenv(), interactive());
    }

    static String table(Batch batch) {
        return TerminalTable.of(batch, style());
    }

    static String table(Manifest manifest, Lab lab, LabResult result) {
        return LabTable.of(result, guides(manifest, lab), style());
    }

    /** Sentences, a line each where they fit. */
    static String text(String... sentences) {
        return Arrays.stream(sentences).map(s -> TerminalText.paragraph(s, "", style())).collect(Collectors.joining());
    }

    /** What the manifest tells learners of a lab's groups. */
    static Map<String, GroupGuide> guides(Manifest manifest, Lab lab) {
        Map<String, GroupGuide> guides = new TreeMap<>();
        lab.groups().forEach(g -> guides.put(g.id(), new GroupGuide(g.hints(), g.stage(), manifest.turns(lab))));
        return guides;
    }
}
