package iommu.grade.report;

import iommu.arch.Access;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.grade.verdict.Behaviour;
import iommu.grade.verdict.Counterexample;
import iommu.grade.verdict.Divergence;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.Verdict;
import iommu.view.AllowedAnswer;
import iommu.view.CacheTimeline;
import iommu.view.Mark;
import iommu.view.TimelineRow;
import iommu.view.WalkPicture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small class: one with failures of every kind, one that passed, and those who try the reports themselves. */
final class Samples {

    static final String HOSTILE = "<script>alert(1)</script>\u001b[31m\u202Etxt\u0000\uFFFE\uD800\" onload='x' =HYPERLINK(\"http://e\")";
    static final Map<String, GroupGuide> GUIDES = Map.of(
            "01.lookup", new GroupGuide(List.of(), 1, Map.of()),
            "02.levels", new GroupGuide(List.of("Nine bits a level."), 1, Map.of()),
            "02.rights", new GroupGuide(List.of("Whose rights count: the leaf's, or those of all entries on the way?",
                    "AND the R bits and the W bits of every entry, and of the rights the walk began with.",
                    "An atomic access needs both rights. A zero-length read is content with write alone if CAP.ZLR is set."), 2,
                    Map.of(Behaviour.WRONG_RIGHTS, List.of("Which level of this walk gives W, and which does not?"))),
            "02.superpages", new GroupGuide(List.of(), 3, Map.of()),
            "02.holes", new GroupGuide(List.of("How much of the address space meets the same entry?"), 6, Map.of()),
            "04.tags", new GroupGuide(List.of(), 1, Map.of()),
            "04.pages", new GroupGuide(List.of("How many pages does an address mask of AM cover, and where do they begin?"), 3, Map.of()));

    private static final String WALK = """
            vtd 1
            room   walk
            unit   caching-mode=off
            map    00:03.0 did=1 iova=0x1000 gpa=0x200000 rw
            edit   00:03.0 iova=0x1000 level=3 rights=r
            walk   00:03.0 write 0x1000            => expect fault WRITE_DENIED
            """;
    private static final String CACHE = """
            vtd 1
            room   iotlb
            unit   capacity=8
            fill   00:03.0 did=1 iova=0x200000 gpa=0xa00000 size=2M rw
            invalidate iotlb page did=1 iova=0x201000
            fill   00:03.0 did=1 iova=0x201000 gpa=0x700000 size=4K rw
            lookup 00:03.0 0x201000                => allow 0x700000 rw did=1, miss
            """;

    private Samples() {
    }

    static GroupResult passed(String id, String title, int points) {
        return new GroupResult(id, title, "law", Verdict.PASSED, points, points, "§9.1", "", List.of(), Optional.empty());
    }

    static SubmissionResult submission(String name, Verdict verdict, List<String> notes, LabResult... labs) {
        return new SubmissionResult(name, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "1", 1, true,
                verdict, List.of(labs), notes);
    }

    static LabResult lab01() {
        return new LabResult("01-context", Verdict.PASSED, true, 20, 20, List.of(
                passed("01.lookup", "finds the entry of every bus, device and function", 12),
                passed("01.reserved", "reports reserved bits of present entries only", 8)), "");
    }

    static LabResult lab02() {
        GroupResult rights = new GroupResult("02.rights", "gives a right only if every level gives it", "law", Verdict.FAILED, 0, 4,
                "§3.7.1, §7.1.3 LGN.2, LGN.3", "A write was let through although the entry of level 3 has W=0.", List.of(),
                Optional.of(new Counterexample("02.rights.vtd", WALK, new Divergence(6, "walk   00:03.0 write 0x1000",
                        "0x200000 rw size=4K", List.of("fault WRITE_DENIED")))));
        GroupResult superpages = new GroupResult("02.superpages", "translates 2 MiB and 1 GiB pages", "law", Verdict.FAILED, 0, 3,
                "§3.7.1, §9.8", "", List.of("02.rights"), Optional.empty());
        GroupResult holes = new GroupResult("02.holes", "tells the level and the size of the hole", "contract", Verdict.FAILED, 0, 2,
                "README stage 6", "This method is not written yet.", List.of(), Optional.empty());
        return new LabResult("02-walk", Verdict.FAILED, true, 11, 20, List.of(
                holes, passed("02.levels", "walks 3, 4 and 5 levels down to a 4 KiB page", 11), rights, superpages), "");
    }

    static LabResult lab04() {
        GroupResult pages = new GroupResult("04.pages", "removes every page of a page-selective range", "law", Verdict.FAILED, 0, 3,
                "§6.5.2.3, L2", "A 2 MiB entry survived the invalidation of a page inside it.", List.of(),
                Optional.of(new Counterexample("04.pages.vtd", CACHE, new Divergence(7, "lookup 00:03.0 0x201000",
                        "0xa01000 rw did=1 size=2M", List.of("0x700000 rw did=1", "miss")))));
        return new LabResult("04-iotlb", Verdict.FAILED, true, 17, 20,
                List.of(passed("04.tags", "answers only the source and the page that were filled", 17), pages), "");
    }

    static LabResult rejected() {
        return new LabResult("02-walk", Verdict.REJECTED, true, 0, 20, List.of(), """
                SecondStageWalk.java:41: error: incompatible types: possible lossy conversion from long to int
                        int index = (address.value() >>> shift) & 0x1FF;
                                                                ^
                1 error""");
    }

    static LabResult notSent(String lab) {
        return new LabResult(lab, Verdict.FAILED, false, 0, 20, List.of(), "");
    }

    static SubmissionResult amy() {
        return submission("amy", Verdict.FAILED, List.of("Ignored: __MACOSX, .DS_Store"), lab01(), lab02(), lab04());
    }

    static Pictures pictures() {
        List<WalkStep> steps = List.of(new WalkStep(4, new Gpa(0x1000000), 0x100_1003L),
                new WalkStep(3, new Gpa(0x1001000), 0x100_2001L));
        WalkPicture walk = WalkPicture.of(new WalkStart(new Gpa(0x1000000), 4, Rights.RW, 48), new Iova(0x1000), Access.WRITE,
                steps, Fault.atLevel(FaultReason.WRITE_DENIED, 3)).marked(new Mark(1, "this entry has W 0; your room went on to a page"));
        CacheTimeline cache = CacheTimeline.of(List.of(
                new TimelineRow(4, "fill 00:03.0 did=1 iova=0x200000 size=2M", "0xa00000 rw", TimelineRow.Kind.FILL, false),
                new TimelineRow(5, "invalidate iotlb page did=1 iova=0x201000", "covers 0x201000 to 0x201fff of domain 1",
                        TimelineRow.Kind.INVALIDATION, false),
                new TimelineRow(6, "fill 00:03.0 did=1 iova=0x201000 size=4K", "0x700000 rw", TimelineRow.Kind.FILL, false),
                new TimelineRow(7, "lookup 00:03.0 0x201000", "your room said 0xa01000 rw did=1", TimelineRow.Kind.LOOKUP, true)),
                List.of(new AllowedAnswer("0x700000 rw did=1", 6, "filled after the invalidation"),
                        new AllowedAnswer("miss", 0, "a cache may always have dropped an entry")));
        return new Pictures(Map.of("02.rights", Pictures.Shown.of(walk), "04.pages", Pictures.Shown.of(cache)));
    }

    /** Every string that a learner could have a hand in is {@link #HOSTILE}. */
    static SubmissionResult hostile() {
        GroupResult group = new GroupResult("02.rights", HOSTILE, "law", Verdict.FAILED, 0, 4, HOSTILE, HOSTILE, List.of(),
                Optional.of(new Counterexample("02.rights.vtd", "vtd 1\n" + HOSTILE, new Divergence(2, HOSTILE, HOSTILE,
                        List.of(HOSTILE, HOSTILE)))));
        LabResult failed = new LabResult("02-walk", Verdict.FAILED, true, 0, 20, List.of(group), HOSTILE);
        LabResult rejected = new LabResult("04-iotlb", Verdict.REJECTED, true, 0, 20, List.of(), HOSTILE);
        return submission(HOSTILE, Verdict.FAILED, List.of(HOSTILE), notSent("01-context"), failed, rejected);
    }

    static Batch batch() {
        List<SubmissionResult> all = new ArrayList<>();
        all.add(submission("zo\u00eb", Verdict.INCONCLUSIVE, List.of(), lab01(),
                new LabResult("02-walk", Verdict.INCONCLUSIVE, true, 0, 20, List.of(), "The sandbox did not start."), notSent("04-iotlb")));
        all.add(submission("\u738b\u5c0f\u660e", Verdict.FAILED, List.of(), lab01(), lab02(), notSent("04-iotlb")));
        all.add(submission("ben", Verdict.FAILED, List.of(), lab01(), rejected(), lab04()));
        all.add(submission("carla", Verdict.PASSED, List.of(), lab01(), full("02-walk", "02.levels"), full("04-iotlb", "04.tags")));
        all.add(submission("=2+5", Verdict.REJECTED, List.of("The zip file is damaged.")));
        all.add(submission("x".repeat(10_000), Verdict.FAILED, List.of(), lab01(), lab02(), lab04()));
        all.add(hostile());
        all.add(amy());
        return new Batch("1", 1, true, all);
    }

    private static LabResult full(String lab, String group) {
        return new LabResult(lab, Verdict.PASSED, true, 20, 20, List.of(passed(group, "does all of it", 20)), "");
    }
}
