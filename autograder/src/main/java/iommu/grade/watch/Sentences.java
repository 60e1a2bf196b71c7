package iommu.grade.watch;

import iommu.grade.judge.LiveLook;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.util.Optional;

/** A look at a version in words, the same on every screen. */
final class Sentences {

    private final Lab lab;
    private final int groups;
    private final int allCases;

    /** @param groups how many are watched @param allCases how many cases they have together */
    Sentences(Lab lab, int groups, int allCases) {
        this.lab = lab;
        this.groups = groups;
        this.allCases = allCases;
    }

    /** The verdict in one sentence. */
    String headline(LabResult result) {
        String what = "lab " + lab.number() + " " + lab.name() + ": " + result.verdict();
        if (result.verdict() == Verdict.REJECTED || !result.attempted()) {
            return what + ". " + result.message().lines().findFirst().orElse("");
        }
        String points = ", " + result.score() + " of " + result.maxScore() + " points";
        return what + points + first(result).map(g -> ", first " + g.id() + " of stage " + stage(g)).orElse("") + ".";
    }

    /** What was run for it, and what is still to come. */
    String coverage(LiveLook look) {
        String seen = look.result().groups().size() < groups && look.result().attempted()
                ? " Your room ended in the middle: " + look.result().groups().size() + " of " + groups + " groups were looked at." : "";
        return switch (look.covers()) {
            case VISIBLE -> look.cases() == allCases ? "This covers all " + allCases + " cases, once." + seen + " They are being run again."
                    : "This covers the visible cases, " + look.cases() + " of " + allCases + "." + seen + " The rest is running.";
            case EVERY -> "This covers all " + look.cases() + " cases." + seen + " The failing run is being repeated and shrunk.";
            case CHECK -> look.cases() == 0 ? "" : "This covers all " + look.cases() + " cases, as check does.";
        };
    }

    private static Optional<GroupResult> first(LabResult result) {
        return result.groups().stream().filter(g -> g.verdict() != Verdict.PASSED && g.verdict() != Verdict.NOT_JUDGED && g.blockedBy().isEmpty()).findFirst();
    }

    private int stage(GroupResult result) {
        return lab.group(result.id()).map(Group::stage).orElse(0);
    }
}
