package iommu.scenario;

import java.util.Objects;
import java.util.Optional;

/**
 * One line of a scenario. Its number is its place in {@link Scenario#lines()}, from 1.
 *
 * @param statement   what happens; {@link Statement.Blank} on an empty line or a comment
 * @param expectation what is demanded of the answer
 * @param comment     what stands after {@code #}, without outer blanks; empty for none
 * @param source      the line as it was written, for the columns of errors; empty if nobody wrote it. Not part of
 *                    equality
 */
public record Line(Statement statement, Optional<Expectation> expectation, String comment, String source) {

    private static final int ARROW_COLUMN = 40;

    public static Line of(Statement statement) {
        return new Line(statement, Optional.empty(), "", "");
    }

    /** The same stimulus with this expectation, or with none. */
    public Line expecting(Optional<Expectation> other) {
        return new Line(statement, other, comment, "");
    }

    /** The line in the canonical form of the language. */
    public String text() {
        StringBuilder text = new StringBuilder(StatementText.of(statement));
        expectation.ifPresent(e -> pad(text, ARROW_COLUMN).append("=> ").append(e));
        if (!comment.isEmpty()) {
            text.append(text.isEmpty() ? "# " : "  # ").append(comment);
        }
        return text.toString();
    }

    static StringBuilder pad(StringBuilder text, int width) {
        text.append(' ');
        while (text.length() < width) {
            text.append(' ');
        }
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Line that && statement.equals(that.statement)
                && expectation.equals(that.expectation) && comment.equals(that.comment);
    }

    @Override
    public int hashCode() {
        return Objects.hash(statement, expectation, comment);
    }
}
