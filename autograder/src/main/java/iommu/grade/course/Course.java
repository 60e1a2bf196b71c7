package iommu.grade.course;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * What a course file says.
 *
 * @param name     for people
 * @param mark     tells it from every other course, and from itself with another file or another secret
 * @param secret   what the hidden cases come from
 * @param labs     in the order of their numbers, at least one
 * @param late     what late work costs; empty for nothing
 * @param feedback what students are shown
 * @param roster   who sent what; empty if every submission is a person's
 */
public record Course(String name, String mark, Secret secret, List<CourseLab> labs, Optional<Late> late, Feedback feedback,
        Optional<Roster> roster) {

    public Course {
        labs = List.copyOf(labs);
    }

    /**
     * A lab of the course.
     *
     * @param number two digits
     * @param weight its part of the course's score, beside those of the others; 0 for none
     * @param due    when it is due
     * @param tests  points for the learner's own tests, beside the lab's own; 0 for none
     * @param fullAt how many percent of the seeded bugs must be exposed for all of them
     */
    public record CourseLab(String number, int weight, Optional<OffsetDateTime> due, int tests, int fullAt) {

        boolean isDue(Instant now) {
            return due.map(d -> now.isAfter(d.toInstant())).orElse(false);
        }

        /** By how many days, begun ones counted whole, work is late that came then; 0 if it is not, or nobody knows. */
        int daysLate(Optional<OffsetDateTime> submitted) {
            if (due.isEmpty() || submitted.isEmpty() || !submitted.get().isAfter(due.get())) {
                return 0;
            }
            Duration by = Duration.between(due.get(), submitted.get());
            return (int) Math.min(Integer.MAX_VALUE, by.minusNanos(1).toDays() + 1);
        }
    }

    /**
     * What late work costs.
     *
     * @param percentPerDay of its points, for each day begun
     * @param mostDays      work that is later than that earns nothing
     */
    public record Late(int percentPerDay, int mostDays) {

        /** How many percent of its points work keeps. */
        int kept(int days) {
            return days == 0 ? 100 : days > mostDays ? 0 : (int) Math.max(0, 100L - (long) percentPerDay * days);
        }
    }

    /** What students are shown of a lab, before it is due and after. */
    public record Feedback(Shown before, Shown after) {
    }

    /** How much a student is shown. */
    public enum Shown {
        /** Everything: groups, failing runs, what was allowed. */
        FULL,
        /** Which groups passed. */
        GROUP,
        /** Points alone. */
        SCORE
    }

    /** The lab of this number, if it counts. */
    Optional<CourseLab> lab(String number) {
        return labs.stream().filter(lab -> lab.number().equals(number)).findFirst();
    }
}
