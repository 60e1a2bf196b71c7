package iommu.grade.litmus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaOutcome.CompletionStatus;
import iommu.arch.FaultReason;
import iommu.arch.InterruptOutcome;
import iommu.arch.Rights;
import iommu.arch.stimulus.Answer;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Allowed sets for programs. A DMA is answered {@code {"address": "0x…"}} or {@code {"fault": "0x…", "recorded": …}}, with
 * the reason's code; reference-impl/litmus/README.md lists the other answers.
 */
public final class LitmusJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private LitmusJson() {
    }

    /** The accesses of one test: an array, one access a line. */
    public static String one(LitmusResult result) {
        return array(result, "  ", "") + "\n";
    }

    /** Several tests: an array of {@code {"file": …, "accesses": […]}}. */
    public static String several(List<LitmusResult> results) {
        return results.stream().map(r -> "  {\"file\": " + text(MAPPER.getNodeFactory().textNode(r.litmus().fullName()))
                + ", \"accesses\": " + array(r, "    ", "  ") + "}").collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String array(LitmusResult result, String indent, String end) {
        return result.accesses().isEmpty() ? "[]" : result.accesses().stream().map(a -> indent + text(access(a)))
                .collect(Collectors.joining(",\n", "[\n", "\n" + end + "]"));
    }

    private static String text(com.fasterxml.jackson.databind.JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
        }
    }

    private static ObjectNode access(LitmusResult.Access access) {
        ObjectNode node = MAPPER.createObjectNode().put("line", access.line());
        ArrayNode allowed = node.putArray("allowed");
        access.allowed().keySet().forEach(answer -> allowed.add(answer(answer)));
        if (access.allowed().isEmpty()) {
            node.put("not_judged", access.silence().orElse("the oracle does not speak of such requests"));
        }
        return node;
    }

    private static ObjectNode answer(Answer answer) {
        return switch (answer) {
            case Answer.Dma(DmaOutcome outcome) -> dma(outcome);
            case Answer.Interrupt(InterruptOutcome outcome) -> interrupt(outcome);
            default -> throw new IllegalArgumentException("no device is answered " + answer);
        };
    }

    private static ObjectNode dma(DmaOutcome outcome) {
        ObjectNode node = MAPPER.createObjectNode();
        return switch (outcome) {
            case DmaOutcome.Translated t -> node.put("address", t.address().toString());
            case DmaOutcome.Blocked b -> fault(node, b.reason(), b.silent());
            case DmaOutcome.Granted g when g.rights() == Rights.NONE -> node.put("rights", "-");
            case DmaOutcome.Granted g -> node.put("granted", g.address().toString()).put("size", hex(g.size()))
                    .put("rights", g.rights().toString()).put("snoop", g.snoop()).put("untranslated_only", g.untranslatedOnly());
            case DmaOutcome.Refused r -> fault(node, r.reason(), r.silent())
                    .put("status", r.status() == CompletionStatus.COMPLETER_ABORT ? "ca" : "ur");
        };
    }

    private static ObjectNode interrupt(InterruptOutcome outcome) {
        ObjectNode node = MAPPER.createObjectNode();
        return switch (outcome) {
            case InterruptOutcome.Interrupt i -> node.put("vector", hex(i.vector()))
                    .put("destination", hex(Integer.toUnsignedLong(i.destination()))).put("mode", i.deliveryMode())
                    .put("logical", i.logical()).put("redirect", i.redirect()).put("level", i.level());
            case InterruptOutcome.Posted p -> node.put("posted", p.descriptor().toString()).put("notifies", p.notifies());
            case InterruptOutcome.Unchanged u -> node.put("unchanged", true);
            case InterruptOutcome.Blocked b -> fault(node, b.fault().reason(), b.fault().suppressed());
        };
    }

    private static ObjectNode fault(ObjectNode node, FaultReason reason, boolean silent) {
        return node.put("fault", hex(reason.code())).put("recorded", !silent);
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
