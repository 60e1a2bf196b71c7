package iommu.grade.cli;

import iommu.grade.labs.Lab;
import iommu.grade.report.Batch;
import iommu.grade.report.GroupGuide;
import iommu.grade.report.LabTable;
import iommu.grade.report.TerminalStyle;
import iommu.grade.report.TerminalTable;
import iommu.grade.verdict.LabResult;
import java.util.Map;
import java.util.TreeMap;

/** What the terminal can show. */
final class Console {

    private Console() {
    }

    /** Whether a person watches: the launcher found standard output to be a terminal. */
    static boolean interactive() {
        return Boolean.getBoolean("iommu.terminal");
    }

    static String table(Batch batch) {
        return TerminalTable.of(batch, TerminalStyle.of(System.getenv(), interactive()));
    }

    static String table(Lab lab, LabResult result) {
        return LabTable.of(result, guides(lab), TerminalStyle.of(System.getenv(), interactive()));
    }

    /** What the manifest tells learners of a lab's groups. */
    static Map<String, GroupGuide> guides(Lab lab) {
        Map<String, GroupGuide> guides = new TreeMap<>();
        lab.groups().forEach(group -> guides.put(group.id(), new GroupGuide(group.hints(), group.stage())));
        return guides;
    }
}
