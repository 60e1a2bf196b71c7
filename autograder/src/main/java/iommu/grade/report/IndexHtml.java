package iommu.grade.report;

import iommu.grade.verdict.CourseScore;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.Verdict;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** {@code index.html}: a batch, for the instructor. Who stands where, and what the class misunderstood. */
public final class IndexHtml {

    private final Batch batch;
    private final Function<SubmissionResult, String> folder;
    private final StringBuilder out = new StringBuilder();

    private IndexHtml(Batch batch, Function<SubmissionResult, String> folder) {
        this.batch = batch;
        this.folder = folder;
    }

    /**
     * The whole page.
     *
     * @param folder the folder beside this page that holds a submission's {@code report.html}; one path segment
     */
    public static String of(Batch batch, Function<SubmissionResult, String> folder) {
        return new IndexHtml(batch, folder).page();
    }

    private String page() {
        out.append("<header>\n<p class='kicker'>IOMMU Workshop, batch</p>\n<h1>").append(batch.submissions().size())
                .append(batch.submissions().size() == 1 ? " submission" : " submissions").append("</h1>\n");
        counts();
        out.append("</header>\n<main>\n");
        misunderstood();
        submissions();
        out.append("</main>\n").append(Html.footer(batch.suite(), batch.seed(), batch.practice(), ""));
        return Html.page("Grading results", out.toString());
    }

    private void counts() {
        out.append("<ul class='cards'>\n");
        for (Verdict verdict : Verdict.values()) {
            long count = batch.submissions().stream().filter(s -> s.verdict() == verdict).count();
            out.append("<li><strong>").append(count).append("</strong> ").append(Html.badge(verdict)).append("</li>\n");
        }
        int[] scores = batch.submissions().stream().filter(s -> s.verdict() != Verdict.INCONCLUSIVE)
                .mapToInt(SubmissionResult::score).sorted().toArray();
        if (scores.length > 0) {
            out.append("<li>median <strong>").append(median(scores)).append("</strong> of ").append(batch.maxScore())
                    .append("</li>\n");
        }
        out.append("</ul>\n");
    }

    private static String median(int[] sorted) {
        int twice = sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2];
        return twice / 2 + (twice % 2 == 0 ? "" : ".5");
    }

    private void misunderstood() {
        out.append("<section aria-labelledby='missed'>\n<h2 id='missed'>What the class misunderstood</h2>\n");
        List<GroupTally> missed = GroupTally.of(batch).stream().filter(t -> t.failed() + t.blocked() > 0)
                .sorted(Comparator.comparingInt((GroupTally t) -> -t.failed()).thenComparing(t -> -t.blocked()))
                .toList();
        if (missed.isEmpty()) {
            out.append("<p>No group failed in any lab that was attempted.</p>\n</section>\n");
            return;
        }
        out.append("<div class='wide' tabindex='0' role='region' aria-labelledby='missed'>\n<table>\n"
                + "<caption>Groups that failed in labs that were attempted; blocked ones fell with another group</caption>\n"
                + "<thead><tr><th scope='col'>Group</th><th scope='col'>Failed</th>"
                + "<th scope='col' class='number'>Share</th>"
                + "<th scope='col' class='number'>Blocked</th></tr></thead>\n<tbody>\n");
        for (GroupTally tally : missed) {
            out.append("<tr><td><strong>").append(Html.name(tally.id())).append("</strong> <span class='title'>")
                    .append(Html.name(tally.title())).append("</span></td><td class='tally'>")
                    .append(Html.bar("bad", tally.failed(), tally.graded())).append("</td><td class='number'>")
                    .append(tally.failed()).append(" of ").append(tally.graded()).append("</td><td class='number'>")
                    .append(tally.blocked()).append("</td></tr>\n");
        }
        out.append("</tbody>\n</table>\n</div>\n</section>\n");
    }

    private void submissions() {
        out.append("<section aria-labelledby='all'>\n<h2 id='all'>Submissions</h2>\n<div class='wide' tabindex='0' "
                + "role='region' aria-labelledby='all'>\n<table>\n<thead><tr><th scope='col'>Submission</th>"
                + "<th scope='col'>Verdict</th>");
        for (Batch.LabColumn lab : batch.labs()) {
            out.append("<th scope='col' class='number'>").append(Html.name(lab.lab())).append("<br>of ")
                    .append(lab.maxScore()).append("</th>");
        }
        out.append("<th scope='col' class='number'>Total<br>of ").append(batch.maxScore()).append("</th>")
                .append(batch.course().isEmpty() ? "" : "<th scope='col' class='number'>Course<br>of " + CourseScore.MAX + "</th>")
                .append("</tr></thead>\n<tbody>\n");
        batch.submissions().forEach(this::row);
        out.append("</tbody>\n</table>\n</div>\n</section>\n");
    }

    private void row(SubmissionResult submission) {
        out.append("<tr><th scope='row'><a href='").append(link(folder.apply(submission))).append("/report.html'>")
                .append(Html.name(submission.submission())).append("</a></th><td>")
                .append(Html.badge(submission.verdict())).append("</td>");
        for (Batch.LabColumn column : batch.labs()) {
            out.append("<td class='number'>")
                    .append(Batch.lab(submission, column.lab()).map(IndexHtml::cell)
                            .orElse("<span class='title'>-</span>"))
                    .append("</td>");
        }
        out.append("<td class='number'><strong>")
                .append(submission.verdict() == Verdict.INCONCLUSIVE ? "?" : Integer.toString(submission.score()))
                .append("</strong></td>").append(course(submission)).append("</tr>\n");
    }

    private String course(SubmissionResult submission) {
        CourseScore score = batch.course().get(submission.submission());
        return score == null ? "" : "<td class='number'>" + score.score().map(BigDecimal::toPlainString).orElse("?")
                + (score.late().isEmpty() ? "" : " <span class='title'>late</span>") + "</td>";
    }

    private static String cell(LabResult lab) {
        return switch (lab.verdict()) {
            case INCONCLUSIVE, NOT_JUDGED -> "? <span class='title'>" + lab.verdict() + "</span>";
            case REJECTED -> "0 <span class='title'>rejected</span>";
            case FAILED -> lab.attempted() ? Integer.toString(lab.score()) : "0 <span class='title'>not begun</span>";
            case PASSED -> Integer.toString(lab.score());
        };
    }

    /** One path segment of a relative link; "./" before it keeps a name with a colon from being a scheme. */
    private static String link(String name) {
        String segment = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return "./" + (segment.equals(".") || segment.equals("..") ? segment.replace(".", "%2E") : segment);
    }
}
