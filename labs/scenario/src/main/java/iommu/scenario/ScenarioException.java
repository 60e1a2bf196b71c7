package iommu.scenario;

/**
 * A scenario that can't be read or carried out, with the place and the remedy:
 * {@code file:line:column: what — what to do}.
 */
public final class ScenarioException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    ScenarioException(String file, int line, int column, String problem, String remedy) {
        super(file + ":" + line + ":" + column + ": " + problem + " — " + remedy);
        this.line = line;
        this.column = column;
    }

    /** The line, from 1. */
    public int line() {
        return line;
    }

    /** The column of the word at fault, from 1. */
    public int column() {
        return column;
    }
}
