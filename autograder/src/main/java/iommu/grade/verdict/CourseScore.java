package iommu.grade.verdict;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What a course makes of one submission.
 *
 * @param person whose it is
 * @param score  of 100; empty while a lab is inconclusive
 * @param labs   in the course's order
 */
public record CourseScore(String person, Optional<BigDecimal> score, List<OfLab> labs) {

    /** What everybody could have. */
    public static final int MAX = 100;

    /**
     * A lab.
     *
     * @param lab      number and name
     * @param weight   its part of the score, beside those of the others
     * @param score    points of its groups and of tests, before late days are taken off; empty while inconclusive
     * @param maxScore the most of that
     * @param daysLate 0 if it was not, or nobody knows
     * @param kept     percent of the points that late work keeps
     */
    public record OfLab(String lab, int weight, Optional<BigDecimal> score, int maxScore, int daysLate, int kept) {
    }

    public CourseScore {
        labs = List.copyOf(labs);
    }

    /** The labs that came late. */
    public List<OfLab> late() {
        return labs.stream().filter(lab -> lab.daysLate() > 0).toList();
    }
}
