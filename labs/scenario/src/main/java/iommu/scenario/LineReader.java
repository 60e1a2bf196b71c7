package iommu.scenario;

import iommu.scenario.Words.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a line into statement, expectation and comment. */
final class LineReader {

    private static final String ARROW = "=>";

    private final String file;
    private final int number;

    private LineReader(String file, int number) {
        this.file = file;
        this.number = number;
    }

    static Line read(String file, int number, String text) {
        return new LineReader(file, number).line(text);
    }

    private Line line(String text) {
        int hash = text.indexOf('#');
        String comment = hash < 0 ? "" : text.substring(hash + 1).strip();
        List<Word> words = split(hash < 0 ? text : text.substring(0, hash));
        if (words.isEmpty()) {
            return new Line(new Statement.Blank(), Optional.empty(), comment, text);
        }
        int arrow = 0;
        while (arrow < words.size() && !words.get(arrow).text().equals(ARROW)) {
            arrow++;
        }
        Statement statement = statement(words.subList(0, arrow), words.get(0));
        Optional<Expectation> expectation = arrow == words.size() ? Optional.empty()
                : Optional.of(expectation(statement, words.get(arrow), words.subList(arrow + 1, words.size())));
        return new Line(statement, expectation, comment, text);
    }

    private static List<Word> split(String text) {
        List<Word> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean blank = i == text.length() || Character.isWhitespace(text.charAt(i));
            if (blank && start >= 0) {
                words.add(new Word(text.substring(start, i), start + 1));
                start = -1;
            } else if (!blank && start < 0) {
                start = i;
            }
        }
        return words;
    }

    private Statement statement(List<Word> words, Word first) {
        String usage = words.isEmpty() ? null : StatementReader.USAGE.get(first.text());
        if (usage == null) {
            throw new ScenarioException(file, number, first.column(), "unknown word '" + first.text() + "'",
                    "a line begins with one of " + String.join(", ", StatementReader.USAGE.keySet()));
        }
        Words arguments = new Words(file, number, words.subList(1, words.size()), end(words), "write " + usage);
        Statement statement = StatementReader.read(first.text(), arguments);
        if (arguments.flag("noflush")) {
            if (!StatementReader.flushes(statement)) {
                throw arguments.error(end(words), "'noflush' belongs to statements that store tables");
            }
            statement = new Statement.Unflushed(statement);
        }
        arguments.finish();
        return statement;
    }

    private Expectation expectation(Statement statement, Word arrow, List<Word> words) {
        if (!OutcomeReader.asks(statement)) {
            throw new ScenarioException(file, number, arrow.column(), "this statement asks nothing",
                    "put the expectation beside a statement that is answered, such as dma, walk or lookup");
        }
        String kinds = "write => expect OUTCOME, => allow OUTCOME, OUTCOME… or => forbid OUTCOME";
        Words kindWords = new Words(file, number, words, end(arrow), kinds);
        Word first = kindWords.plain("the kind of expectation");
        Expectation.Kind kind = Expectation.Kind.of(first.text())
                .orElseThrow(() -> kindWords.error(first.column(), "unknown word '" + first.text() + "'"));
        List<Outcome> outcomes = new ArrayList<>();
        List<Word> one = new ArrayList<>();
        for (Word word : words.subList(1, words.size())) {
            boolean last = word.text().endsWith(",");
            one.add(last ? new Word(word.text().substring(0, word.text().length() - 1), word.column()) : word);
            if (last) {
                outcomes.add(outcome(statement, one));
                one.clear();
            }
        }
        if (one.isEmpty()) {
            throw new ScenarioException(file, number, end(words), "an outcome is missing", kinds);
        }
        outcomes.add(outcome(statement, one));
        if (kind != Expectation.Kind.ALLOW && outcomes.size() > 1) {
            throw kindWords.error(first.column(), "'" + first.text() + "' takes one outcome");
        }
        return new Expectation(kind, outcomes);
    }

    private Outcome outcome(Statement statement, List<Word> words) {
        List<Word> some = words.stream().filter(word -> !word.text().isEmpty()).toList();
        Words arguments = new Words(file, number, some, end(words), "write " + OutcomeReader.usage(statement));
        Outcome outcome = OutcomeReader.read(statement, arguments);
        arguments.finish();
        return outcome;
    }

    private static int end(List<Word> words) {
        return end(words.get(words.size() - 1));
    }

    private static int end(Word word) {
        return word.column() + word.text().length();
    }
}
