package iommu.grade.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import iommu.grade.verdict.CourseScore;
import iommu.grade.verdict.SubmissionResult;

/** {@code summary.json}: one line of result for each submission. */
public final class SummaryJson {

    private SummaryJson() {
    }

    /** The whole file; the maximum is the batch's, the same for everyone. */
    public static String of(Batch batch) {
        ObjectNode root = Json.object().put("suite", batch.suite()).put("seed", batch.seed())
                .put("practice", batch.practice());
        ArrayNode submissions = root.putArray("submissions");
        int max = batch.maxScore();
        for (SubmissionResult s : batch.submissions()) {
            ObjectNode node = submissions.addObject().put("submission", s.submission())
                    .put("verdict", s.verdict().toString()).put("score", s.score()).put("max_score", max);
            if (batch.course().containsKey(s.submission())) {
                node.set("course", of(batch.course().get(s.submission())));
            }
        }
        return Json.text(root);
    }

    private static ObjectNode of(CourseScore score) {
        ObjectNode node = Json.object().put("person", score.person()).put("score", score.score().orElse(null)).put("max_score", CourseScore.MAX);
        ArrayNode labs = node.putArray("labs");
        score.labs().forEach(lab -> labs.addObject().put("lab", lab.lab()).put("weight", lab.weight())
                .put("score", lab.score().orElse(null)).put("max_score", lab.maxScore()).put("days_late", lab.daysLate())
                .put("percent_kept", lab.kept()));
        return node;
    }
}
