package iommu.grade.report;

import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code report.html}: one submission, for the student. What failed comes with the smallest run that shows it. */
public final class ReportHtml {

    private final SubmissionResult result;
    private final Map<String, GroupGuide> guides;
    private final FailureHtml failures;
    private final StringBuilder out = new StringBuilder();

    private ReportHtml(SubmissionResult result, Map<String, GroupGuide> guides, FailureHtml failures) {
        this.result = result;
        this.guides = guides;
        this.failures = failures;
    }

    /**
     * The whole page.
     *
     * @param guides   group id to what the manifest says of it
     * @param pictures of groups that failed
     * @param replay   where the counterexamples and the submission lie
     */
    public static String of(SubmissionResult result, Map<String, GroupGuide> guides, Pictures pictures, Replay replay) {
        return new ReportHtml(result, guides, new FailureHtml(guides, pictures, replay)).page();
    }

    private String page() {
        header();
        out.append("<main>\n");
        startHere();
        if (result.labs().isEmpty()) {
            notes();
        } else {
            result.labs().forEach(this::lab);
            out.append(TestsHtml.section(result.tests()));
            notes();
        }
        out.append("</main>\n").append(Html.footer(result.suite(), result.seed(), result.practice(), result.receipt()));
        return Html.page(result.submission() + ": " + result.verdict(), out.toString());
    }

    private void header() {
        out.append("<header>\n<p class='kicker'>IOMMU Workshop, report</p>\n<h1>")
                .append(Html.name(result.submission())).append("</h1>\n<p class='total'>")
                .append(Html.badge(result.verdict())).append(" <strong>")
                .append(Html.points(result.score(), result.maxScore())).append("</strong></p>\n")
                .append(Html.bar("good", result.score(), result.maxScore())).append("\n</header>\n");
        if (result.labs().size() > 1) {
            out.append("<nav aria-label='Labs'>\n<ul class='cards'>\n");
            for (LabResult lab : result.labs()) {
                out.append("<li><a href='#").append(anchor(lab.lab())).append("'>").append(Html.name(lab.lab()))
                        .append("</a> ").append(Html.badge(lab.verdict())).append(" <span class='points'>")
                        .append(lab.score()).append('/').append(lab.maxScore()).append("</span></li>\n");
            }
            out.append("</ul>\n</nav>\n");
        }
    }

    /** Points at the one thing to look at first: the earliest lab that went wrong, and in it the earliest stage. */
    private void startHere() {
        if (result.verdict() == Verdict.PASSED) {
            out.append("<p class='start'><strong>Everything passed.</strong></p>\n");
            return;
        }
        result.labs().stream().map(this::firstStep).flatMap(Optional::stream).findFirst()
                .ifPresent(step -> out.append("<p class='start'><strong>Start here:</strong> ").append(step).append("</p>\n"));
    }

    private Optional<String> firstStep(LabResult lab) {
        if (lab.verdict() == Verdict.REJECTED) {
            return Optional.of(link(lab.lab()) + " could not be graded as it was sent.");
        }
        return byStage(lab).stream().filter(g -> g.verdict() == Verdict.FAILED && FailureHtml.explained(g)).findFirst()
                .filter(g -> lab.verdict() == Verdict.FAILED && lab.attempted())
                .map(g -> link(g.id()) + ", " + Html.name(g.title()) + ". What comes later may rest on it.");
    }

    private static String link(String id) {
        return "<a href='#" + anchor(id) + "'>" + Html.name(id) + "</a>";
    }

    private void notes() {
        if (!result.notes().isEmpty()) {
            out.append("<section aria-labelledby='notes'>\n<h2 id='notes'>Notes on what was sent</h2>\n<ul>\n");
            result.notes().forEach(note -> out.append("<li>").append(Html.text(note)).append("</li>\n"));
            out.append("</ul>\n</section>\n");
        }
    }

    private void lab(LabResult lab) {
        String id = anchor(lab.lab());
        out.append("<section aria-labelledby='").append(id).append("'>\n<h2 id='").append(id).append("'>Lab ")
                .append(Html.name(lab.lab().replaceFirst("-", " "))).append("</h2>\n<p class='line'>")
                .append(Html.badge(lab.verdict())).append(' ').append(Html.points(lab.score(), lab.maxScore()))
                .append("</p>\n");
        if (!lab.attempted()) {
            out.append("<p>Nothing was sent for this lab, or the stub as it was handed out.</p>\n");
        } else if (lab.groups().isEmpty()) {
            out.append(lab.message().isEmpty() ? "" : "<pre tabindex='0' aria-label='Message'>" + Html.text(lab.message()) + "</pre>\n");
        } else if (lab.verdict() == Verdict.PASSED) {
            out.append("<details>\n<summary>All ").append(lab.groups().size()).append(" groups passed</summary>\n");
            table(lab);
            out.append("</details>\n");
        } else {
            unfinished(lab);
        }
        out.append("</section>\n");
    }

    private void unfinished(LabResult lab) {
        if (lab.verdict() == Verdict.REJECTED) {
            out.append("<p>It could not be graded as it was sent. This is what stood in the way:</p>\n");
        }
        if (lab.verdict() == Verdict.INCONCLUSIVE) {
            out.append("<p>The grader could not finish here. This is no fault of the work sent and costs no points; "
                    + "it has to be graded again.</p>\n");
        }
        if (!lab.message().isEmpty()) {
            out.append("<pre tabindex='0' aria-label='Message'>").append(Html.text(lab.message())).append("</pre>\n");
        }
        if (lab.verdict() != Verdict.REJECTED && !lab.groups().isEmpty()) {
            table(lab);
            byStage(lab).stream().filter(FailureHtml::explained)
                    .forEach(g -> out.append(failures.article(g, Batch.numberOf(lab.lab()))));
        }
    }

    private List<GroupResult> byStage(LabResult lab) {
        return lab.groups().stream()
                .sorted(Comparator.comparingInt(g -> guides.getOrDefault(g.id(), GroupGuide.NONE).stage())).toList();
    }

    private void table(LabResult lab) {
        out.append("<table>\n<caption>Groups in the order of the stages in the lab's README</caption>\n<thead><tr>"
                + "<th scope='col' class='stage'>Stage</th><th scope='col'>Group</th><th scope='col'>Result</th>"
                + "<th scope='col' class='number'>Points</th></tr></thead>\n<tbody>\n");
        for (GroupResult group : byStage(lab)) {
            String id = Html.name(group.id());
            out.append("<tr><td class='stage'>").append(guides.getOrDefault(group.id(), GroupGuide.NONE).stageOr("-"))
                    .append("</td><td><strong>").append(FailureHtml.explained(group) ? link(group.id()) : id)
                    .append("</strong> <span class='title'>").append(Html.name(group.title()))
                    .append("</span></td><td>").append(outcome(group, lab)).append("</td><td class='number'>")
                    .append(group.score()).append('/')
                    .append(group.maxScore()).append("</td></tr>\n");
        }
        out.append("</tbody>\n</table>\n");
    }

    private static String outcome(GroupResult group, LabResult lab) {
        if (group.blockedBy().isEmpty() || group.verdict() != Verdict.FAILED) {
            return Html.badge(group.verdict());
        }
        StringBuilder text = new StringBuilder("<span class='badge blocked'><span aria-hidden='true'>&#8593;</span>"
                + " blocked</span> <span class='title'>fix ");
        for (int i = 0; i < group.blockedBy().size(); i++) {
            String other = Html.name(group.blockedBy().get(i));
            boolean shown = lab.groups().stream().anyMatch(g -> FailureHtml.explained(g) && Html.name(g.id()).equals(other));
            text.append(i == 0 ? "" : ", ")
                    .append(shown ? link(group.blockedBy().get(i)) : other);
        }
        return text.append(" first</span>").toString();
    }

    /** A fragment identifier for a lab or group: only its letters, digits, dots and dashes. */
    static String anchor(String id) {
        return "at-" + id.replaceAll("[^A-Za-z0-9.-]", "");
    }
}
