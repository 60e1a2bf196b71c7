package iommu.scenario;

/** What is wrong with a statement, before anybody has said where it stands. */
final class Complaint extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String word;
    private final String remedy;

    /** @param word the word at fault, or the beginning of one; empty for the whole statement */
    Complaint(String word, String problem, String remedy) {
        super(problem);
        this.word = word;
        this.remedy = remedy;
    }

    /** The same complaint, at its place in the scenario. @param number the line, from 1 */
    ScenarioException at(String file, int number, Line line) {
        String text = line.source().isEmpty() ? line.text() : line.source();
        int column = word.isEmpty() ? -1 : text.indexOf(word);
        if (column < 0) {
            column = text.length() - text.stripLeading().length();
        }
        return new ScenarioException(file, number, column + 1, getMessage(), remedy);
    }
}
