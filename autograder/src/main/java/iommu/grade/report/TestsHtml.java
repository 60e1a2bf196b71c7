package iommu.grade.report;

import iommu.grade.verdict.TestsResult;
import java.util.List;

/** The section of a student's report on the tests that the student wrote: each test, then the matrix of tests and bugs. */
final class TestsHtml {

    private TestsHtml() {
    }

    /** @return nothing if there are none */
    static String section(List<TestsResult> labs) {
        if (labs.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("<section aria-labelledby='tests'>\n<h2 id='tests'>Your own tests</h2>\n"
                + "<p>A test exposes a seeded bug if the bug fails it. It counts only if every right unit passes it.</p>\n");
        labs.forEach(lab -> out.append(lab(lab)));
        return out.append("</section>\n").toString();
    }

    private static String lab(TestsResult lab) {
        String id = ReportHtml.anchor("tests-" + lab.lab());
        StringBuilder out = new StringBuilder("<h3 id='").append(id).append("'>Lab ").append(Html.name(lab.lab().replaceFirst("-", " ")))
                .append(": ").append(lab.exposed()).append(" of ").append(lab.bugs()).append(" seeded bugs exposed</h3>\n");
        if (!lab.host().isEmpty()) {
            return out.append("<p>The grader could not finish here, which is no fault of the tests: ").append(Html.text(lab.host()))
                    .append("</p>\n").toString();
        }
        out.append(Html.bar("good", lab.exposed(), lab.bugs())).append("\n<ol>\n");
        lab.tests().forEach(test -> out.append("<li><code>").append(Html.name(test.file())).append("</code> ")
                .append(test.refusal().map(r -> "counts for nothing: " + Html.text(r.at(test.file()))).orElse("exposes " + test.exposes().size()))
                .append("</li>\n"));
        out.append("</ol>\n<ul>\n");
        lab.stagesWithBugs().forEach(s -> out.append("<li>Stage ").append(s).append(": ").append(lab.exposed(s)).append(" of ")
                .append(lab.bugs(s)).append("</li>\n"));
        return out.append("</ul>\n").append(lab.bugs() == 0 ? "" : matrix(lab, id)).toString();
    }

    private static String matrix(TestsResult lab, String id) {
        StringBuilder out = new StringBuilder("<details>\n<summary>Which test exposes which bug</summary>\n"
                + "<div class='wide' tabindex='0' role='region' aria-labelledby='").append(id).append("'>\n<table>\n<caption>Seeded bugs by "
                + "number, tests in the order above</caption>\n<thead><tr><th scope='col'>Bug</th><th scope='col' class='stage'>Stage</th>");
        for (int i = 1; i <= lab.tests().size(); i++) {
            out.append("<th scope='col' class='number'>").append(i).append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (int bug = 1; bug <= lab.bugs(); bug++) {
            List<Integer> by = lab.exposers(bug);
            out.append("<tr><th scope='row'>").append(bug).append("</th><td class='stage'>").append(lab.stages().get(bug - 1)).append("</td>");
            for (int i = 0; i < lab.tests().size(); i++) {
                out.append("<td class='number'>").append(by.contains(i) ? "exposed" : "-").append("</td>");
            }
            out.append("</tr>\n");
        }
        return out.append("</tbody>\n</table>\n</div>\n</details>\n").toString();
    }
}
