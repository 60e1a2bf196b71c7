package iommu.grade.report;

import iommu.grade.explain.Behaviours;
import iommu.grade.verdict.Behaviour;
import iommu.grade.verdict.Counterexample;
import iommu.grade.verdict.Divergence;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One failed group in a student's report: rule, run, what was said and what was allowed, picture, hints, replay. */
final class FailureHtml {

    private static final int MOST_LINES = 400;
    private static final String HERE = "\n<span class='n' aria-hidden='true'>&#9650;</span> "
            + "<strong>first difference</strong>\n</mark>";

    private final Map<String, GroupGuide> guides;
    private final Pictures pictures;
    private final Replay replay;

    FailureHtml(Map<String, GroupGuide> guides, Pictures pictures, Replay replay) {
        this.guides = guides;
        this.pictures = pictures;
        this.replay = replay;
    }

    /** Whether a group gets an article: it failed, and no other one has to be mended before. */
    static boolean explained(GroupResult group) {
        return group.verdict() != Verdict.PASSED && group.blockedBy().isEmpty();
    }

    String article(GroupResult group, String labNumber) {
        String id = ReportHtml.anchor(group.id());
        GroupGuide guide = guides.getOrDefault(group.id(), GroupGuide.NONE);
        StringBuilder out = new StringBuilder("<article aria-labelledby='").append(id).append("'>\n<h3 id='").append(id)
                .append("'>").append(Html.name(group.id())).append(": ").append(Html.name(group.title()))
                .append("</h3>\n")
                .append("<p class='rule'>").append(rule(group)).append("</p>\n");
        if (!group.message().isEmpty()) {
            out.append("<p class='message'>").append(Html.text(group.message())).append("</p>\n");
        }
        Optional<Behaviour> mistake = Behaviours.of(group);
        group.counterexample().ifPresent(c -> out.append(run(c)).append(answers(c.divergence())));
        mistake.ifPresent(m -> out.append("<p class='mistake'>It looks as if ").append(Html.text(m.sentence())).append(".</p>\n"));
        pictures.of(group.id()).ifPresent(p -> out.append(figure(p, group.id())));
        if (group.verdict() == Verdict.FAILED) {
            out.append(hints(guide.ladder(mistake)));
        }
        group.counterexample().ifPresent(c -> out.append("<p class='again'>To run it again on your room:</p>\n")
                .append("<pre tabindex='0' aria-label='Command'><code>")
                .append(Html.text(replay.command(c.file(), labNumber))).append("</code></pre>\n"));
        return out.append("</article>\n").toString();
    }

    private static String rule(GroupResult group) {
        String kind = group.kind().equals("contract") ? "The lab's README asks this beyond the architecture"
                : "The architecture demands this";
        return "<strong>" + Html.name(group.rule()) + "</strong> " + kind + ", for " + group.maxScore()
                + (group.maxScore() == 1 ? " point." : " points.");
    }

    private static String run(Counterexample counterexample) {
        Divergence divergence = counterexample.divergence();
        List<String> lines = counterexample.scenario().lines().limit(MOST_LINES).toList();
        StringBuilder out = new StringBuilder("<h4>The smallest run found that shows it</h4>\n"
                + "<pre class='run' tabindex='0' aria-label='Scenario ").append(Html.name(counterexample.file()))
                .append("'>");
        for (int i = 0; i < lines.size(); i++) {
            boolean here = i + 1 == divergence.line();
            out.append(here ? "<mark class='l'>" : "<span class='l'>").append("<span class='n'>").append(i + 1)
                    .append("</span> ").append(Html.text(lines.get(i))).append(here ? HERE : "\n</span>");
        }
        return out.append("</pre>\n").toString();
    }

    private static String answers(Divergence divergence) {
        StringBuilder out = new StringBuilder("<h4>At line ").append(divergence.line()).append(": <code>")
                .append(Html.name(divergence.step().strip()))
                .append("</code></h4>\n<dl class='answers'>\n<div class='said'>")
                .append("<dt><span aria-hidden='true'>&#10007;</span> Your room said</dt><dd><code>")
                .append(Html.text(divergence.answered())).append("</code></dd></div>\n<div class='allowed'><dt>")
                .append("<span aria-hidden='true'>&#10003;</span> ")
                .append(!divergence.why().isEmpty() ? "Allowed was, for instance"
                        : divergence.allowed().size() > 1 ? "Any one of these was allowed" : "Only this was allowed")
                .append("</dt>");
        divergence.allowed().forEach(a -> out.append("<dd><code>").append(Html.text(a)).append("</code></dd>"));
        if (divergence.allowed().isEmpty()) {
            out.append("<dd>No answer that could be shown</dd>");
        }
        return out.append("</div>\n</dl>\n").toString();
    }

    private static String figure(Pictures.Shown picture, String group) {
        String words = "<pre tabindex='0' aria-label='Picture in words'>" + Html.text(picture.text()) + "</pre>\n";
        return picture.svg().map(svg -> "<figure>\n<div class='picture' tabindex='0' role='region' "
                + "aria-label='Picture of " + Html.name(group) + "'>\n" + svg + "</div>\n<figcaption><details>\n"
                + "<summary>The picture in words</summary>\n" + words + "</details></figcaption>\n</figure>\n")
                .orElse(words);
    }

    /** Each level of the ladder lies inside the one before, so that only one at a time can be opened. */
    private static String hints(List<String> hints) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < hints.size(); i++) {
            out.append("<details class='hint'>\n<summary>").append(i == 0 ? "Hint " : "Next hint, ").append(i + 1)
                    .append(" of ").append(hints.size()).append("</summary>\n<p>").append(Html.text(hints.get(i)))
                    .append("</p>\n");
        }
        return out.append("</details>\n".repeat(hints.size())).toString();
    }
}
