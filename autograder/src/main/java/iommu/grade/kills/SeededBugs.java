package iommu.grade.kills;

import iommu.grade.confidence.Subject;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;

/** The bugs of a lab under their numbers: by stage, and within one in an order that says nothing of what they are called. */
record SeededBugs(List<Subject> bugs, List<Integer> stages) {

    SeededBugs {
        bugs = List.copyOf(bugs);
        stages = List.copyOf(stages);
    }

    /**
     * Those that break the law. What breaks a contract only is a right unit to the architecture, and no test that lets every
     * right unit pass can expose it.
     */
    static SeededBugs of(Lab lab, List<Subject> subjects) {
        List<Subject> bugs = subjects.stream().filter(s -> s.isBug() && !group(lab, s).isContract())
                .sorted(Comparator.comparingInt((Subject s) -> group(lab, s).stage()).thenComparing(s -> shuffled(s.name()))).toList();
        return new SeededBugs(bugs, bugs.stream().map(s -> group(lab, s).stage()).toList());
    }

    private static Group group(Lab lab, Subject bug) {
        return lab.group(bug.mistake().orElseThrow().group()).orElseThrow();
    }

    private static long shuffled(String name) {
        CRC32 sum = new CRC32();
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }
}
