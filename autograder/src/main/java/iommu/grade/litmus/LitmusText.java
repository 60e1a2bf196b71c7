package iommu.grade.litmus;

import iommu.arch.stimulus.Answer;
import iommu.grade.litmus.LitmusResult.Access;
import iommu.grade.litmus.LitmusResult.Verdict;
import iommu.oracle.History;
import iommu.scenario.Line;
import iommu.scenario.Outcome;
import iommu.scenario.Scenario;
import iommu.scenario.Statement;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Litmus tests for the terminal: one as a page, many as a table. */
public final class LitmusText {

    private static final int WIDTH = 100;
    private static final int INDENT = 12;

    private LitmusText() {
    }

    /** Question, answer, and the run; below each access what it may be answered, and how that can come about. */
    public static String page(LitmusResult result) {
        StringBuilder out = new StringBuilder(result.litmus().fullName()).append('\n');
        result.litmus().head().ifPresent(head -> {
            paragraph(out, head.question(), 2, 2);
            paragraph(out, head.answer(), 2, 2);
            out.append("  law ").append(String.join(", ", head.laws())).append(" · ")
                    .append(String.join(", ", head.sections())).append('\n');
        });
        out.append('\n');
        Map<Integer, Access> accesses = new HashMap<>();
        result.accesses().forEach(a -> accesses.put(a.line(), a));
        Scenario scenario = result.litmus().scenario();
        for (int number = 1; number <= scenario.lines().size(); number++) {
            Line line = scenario.lines().get(number - 1);
            if (!(line.statement() instanceof Statement.Blank)) {
                Access access = accesses.get(number);
                out.append(String.format("%-4s%4d  %s%n", access == null ? "" : mark(access.verdict()), number, (line.source().isEmpty() ? line.text() : line.source()).strip()));
                if (access != null) {
                    tell(out, scenario, access);
                }
            }
        }
        return out.append(summary(result)).append('\n').toString();
    }

    private static String mark(Verdict verdict) {
        return switch (verdict) {
            case MET -> " ok";
            case NOT_MET -> "NOT";
            case NOT_ASKED, NOT_JUDGED -> "";
        };
    }

    private static void tell(StringBuilder out, Scenario scenario, Access access) {
        if (access.allowed().isEmpty()) {
            paragraph(out, "not judged: " + access.silence().orElse("the oracle does not speak of such requests"), INDENT, INDENT);
        }
        int width = 2 + access.allowed().keySet().stream().mapToInt(a -> said(access, a).length()).max().orElse(0);
        HistoryWords words = new HistoryWords(scenario);
        access.allowed().forEach((answer, histories) -> {
            String before = said(access, answer);
            for (History history : histories) {
                out.append(" ".repeat(INDENT)).append(before).append(" ".repeat(width - before.length()));
                paragraph(out, words.of(history, access.line()), 0, INDENT + width);
                before = width < 4 ? "" : " ".repeat(width - 4) + "or";
            }
        });
        if (choices(access) > 1) {
            paragraph(out, "Several without any cache: § leaves the choice.", INDENT, INDENT);
        }
        if (access.verdict() == Verdict.NOT_MET) {
            paragraph(out, "The file says: " + access.expected().orElseThrow() + ".", INDENT, INDENT);
        }
    }

    private static long choices(Access access) {
        return access.allowed().values().stream().filter(histories -> histories.getFirst().now()).count();
    }

    private static String said(Access access, Answer answer) {
        return Outcome.law(access.asked(), answer).toString();
    }

    /** @param first blanks before the first line @param hanging blanks before every other */
    private static void paragraph(StringBuilder out, String text, int first, int hanging) {
        out.append(" ".repeat(first));
        int column = hanging;
        for (String word : text.split(" ")) {
            if (column > hanging && column + 1 + word.length() > WIDTH) {
                out.append('\n').append(" ".repeat(hanging));
                column = hanging;
            } else if (column > hanging) {
                out.append(' ');
                column++;
            }
            out.append(word);
            column += word.length();
        }
        out.append('\n');
    }

    private static String summary(LitmusResult result) {
        long wrong = result.accesses().stream().filter(a -> a.verdict() == Verdict.NOT_MET).count();
        long expected = result.expectations();
        return expected == 0 ? "Nothing is expected."
                : wrong == 0 ? (expected == 1 ? "The expectation holds." : "All " + expected + " expectations hold.")
                : wrong + " of " + expected + " expectations do not hold.";
    }

    /** Every test as a page; then a summary. */
    public static String pages(List<LitmusResult> results) {
        return results.stream().map(r -> page(r) + "\n").collect(Collectors.joining()) + summary(results);
    }

    /** One line each, by folder; then those that fail, as pages; then a summary. */
    public static String table(List<LitmusResult> results) {
        StringBuilder out = new StringBuilder();
        int names = widest(results.stream().map(r -> r.litmus().name()).toList());
        int sections = widest(results.stream().map(LitmusText::sections).toList());
        out.append(String.format("     %-" + names + "s  %-7s %-" + sections + "s  allowed answers at each access%n", "test", "law", "§"));
        Set<String> folders = new LinkedHashSet<>(results.stream().map(r -> r.litmus().folder()).toList());
        for (String folder : folders) {
            out.append(folder.isEmpty() ? "other files" : folder).append('\n');
            results.stream().filter(r -> r.litmus().folder().equals(folder)).forEach(r -> out.append(String.format(
                    " %s  %-" + names + "s  %-7s %-" + sections + "s  %s", r.met() ? "ok" : "NO", r.litmus().name(),
                    r.litmus().head().map(h -> String.join(", ", h.laws())).orElse(""), sections(r), sizes(r)).stripTrailing())
                    .append('\n'));
        }
        results.stream().filter(r -> !r.met()).forEach(r -> out.append('\n').append(page(r)));
        return out.append('\n').append(summary(results)).toString();
    }

    private static String summary(List<LitmusResult> results) {
        long wrong = results.stream().filter(r -> !r.met()).count();
        return results.size() + " litmus tests, " + results.stream().mapToInt(r -> r.accesses().size()).sum() + " accesses, "
                + results.stream().mapToLong(LitmusResult::expectations).sum() + " expectations: "
                + (wrong == 0 ? "all hold." : wrong + (wrong == 1 ? " test fails." : " tests fail.")) + "\n";
    }

    private static int widest(List<String> cells) {
        return cells.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String sections(LitmusResult result) {
        return result.litmus().head().map(h -> String.join(", ", h.sections())).orElse("");
    }

    private static String sizes(LitmusResult result) {
        return result.accesses().stream().map(a -> a.allowed().isEmpty() ? "-" : Integer.toString(a.allowed().size()))
                .collect(Collectors.joining(" "));
    }
}
