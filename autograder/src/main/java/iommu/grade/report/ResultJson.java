package iommu.grade.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import iommu.grade.explain.Behaviours;
import iommu.grade.verdict.Divergence;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;

/**
 * {@code result.json}: everything that was decided about one submission. Its strings, once read, are as they came:
 * who shows them must make them safe.
 */
public final class ResultJson {

    private ResultJson() {
    }

    /** The whole file. What does not exist, such as the counterexample of a passed group, is null. */
    public static String of(SubmissionResult result) {
        ObjectNode root = Json.object().put("submission", result.submission()).put("suite", result.suite())
                .put("seed", result.seed()).put("practice", result.practice())
                .put("verdict", result.verdict().toString()).put("score", result.score())
                .put("max_score", result.maxScore()).put("receipt", result.receipt());
        result.notes().forEach(root.putArray("notes")::add);
        ArrayNode labs = root.putArray("labs");
        result.labs().forEach(lab -> labs.add(of(lab)));
        if (!result.tests().isEmpty()) {
            root.set("tests", TestsJson.node(result.tests()));
        }
        return Json.text(root);
    }

    private static ObjectNode of(LabResult lab) {
        ObjectNode node = Json.object().put("lab", lab.lab()).put("verdict", lab.verdict().toString())
                .put("attempted", lab.attempted()).put("score", lab.score()).put("max_score", lab.maxScore())
                .put("message", lab.message());
        ArrayNode groups = node.putArray("groups");
        lab.groups().forEach(group -> groups.add(of(group)));
        return node;
    }

    private static ObjectNode of(GroupResult group) {
        ObjectNode node = Json.object().put("id", group.id()).put("title", group.title()).put("kind", group.kind())
                .put("verdict", group.verdict().toString()).put("score", group.score())
                .put("max_score", group.maxScore()).put("rule", group.rule()).put("message", group.message());
        Behaviours.of(group).ifPresentOrElse(
                mistake -> node.putObject("behaviour").put("class", mistake.word()).put("sentence", mistake.sentence()),
                () -> node.putNull("behaviour"));
        group.blockedBy().forEach(node.putArray("blocked_by")::add);
        group.counterexample().ifPresentOrElse(
                c -> node.put("counterexample", c.file()).set("divergence", of(c.divergence())),
                () -> node.putNull("counterexample").putNull("divergence"));
        return node;
    }

    private static ObjectNode of(Divergence divergence) {
        ObjectNode node = Json.object().put("line", divergence.line()).put("step", divergence.step())
                .put("answered", divergence.answered());
        if (!divergence.why().isEmpty()) {
            node.put("why", divergence.why());
        }
        divergence.allowed().forEach(node.putArray("allowed")::add);
        return node;
    }
}
