package iommu.grade.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import iommu.grade.verdict.TestsResult;
import java.util.List;

/** What a learner's tests are worth, as JSON: of a bug its number and stage, never more. */
public final class TestsJson {

    private TestsJson() {
    }

    /** The whole file for tests of one or more labs. */
    public static String of(List<TestsResult> labs) {
        return Json.text(node(labs));
    }

    static ObjectNode node(List<TestsResult> labs) {
        ObjectNode node = Json.object().put("exposed", labs.stream().mapToInt(TestsResult::exposed).sum())
                .put("bugs", labs.stream().mapToInt(TestsResult::bugs).sum());
        ArrayNode all = node.putArray("labs");
        labs.forEach(lab -> all.add(node(lab)));
        return node;
    }

    private static ObjectNode node(TestsResult lab) {
        ObjectNode node = Json.object().put("lab", lab.lab()).put("exposed", lab.exposed()).put("bugs", lab.bugs())
                .put("inconclusive", lab.host());
        ArrayNode stages = node.putArray("stages");
        lab.stagesWithBugs().forEach(s -> stages.addObject().put("stage", s).put("exposed", lab.exposed(s)).put("bugs", lab.bugs(s)));
        ArrayNode bugs = node.putArray("bug_stages");
        lab.stages().forEach(bugs::add);
        ArrayNode tests = node.putArray("tests");
        lab.tests().forEach(test -> tests.add(node(test)));
        return node;
    }

    private static ObjectNode node(TestsResult.Test test) {
        ObjectNode node = Json.object().put("file", test.file());
        test.refusal().ifPresentOrElse(r -> node.putObject("refused").put("line", r.line()).put("column", r.column())
                .put("sentence", r.sentence()), () -> node.putNull("refused"));
        test.exposes().forEach(node.putArray("exposes")::add);
        return node;
    }
}
