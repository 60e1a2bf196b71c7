package iommu.grade.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
        batch.submissions().forEach(s -> submissions.addObject().put("submission", s.submission())
                .put("verdict", s.verdict().toString()).put("score", s.score()).put("max_score", max));
        return Json.text(root);
    }
}
