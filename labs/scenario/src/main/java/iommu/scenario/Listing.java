package iommu.scenario;

import java.util.Optional;

/** The lines of a run as it is played, each once: those that set up, too, before the first that asks. */
public final class Listing {

    private final Scenario scenario;
    private int shown;

    public Listing(Scenario scenario) {
        this.scenario = scenario;
    }

    /** What follows the lines that were listed last, as far as this one, numbered, without what is expected and without remarks. */
    public String upTo(int number) {
        StringBuilder text = new StringBuilder();
        while (shown < number) {
            Line line = scenario.lines().get(shown++);
            if (!(line.statement() instanceof Statement.Blank || line.statement() instanceof Statement.Version)) {
                text.append("%4d  %s%n".formatted(shown, new Line(line.statement(), Optional.empty(), "", "").text().strip()));
            }
        }
        return text.toString();
    }
}
