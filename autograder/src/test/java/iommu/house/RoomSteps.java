package iommu.house;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.RunRelation;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Set;
import java.util.function.Function;

/** What a seeded run of one room does next, and what is counted of it. */
interface RoomSteps {

    Stimulus next();

    /** @return the buckets that the step and its answer belong to */
    Set<String> answered(Stimulus step, Answer answer);

    /** A room that is played, the law that judges it, and the steps. */
    record Case(Function<Stimulus, Answer> room, RunRelation law, RoomSteps steps) {
    }

    /** Plays cases of up to 1000 steps, and counts. */
    final class Tally {
        private static final int LENGTH = 1000;
        private final String name;
        private final Map<String, Integer> counts = new TreeMap<>();
        private int operations;

        Tally(String name) {
            this.name = name;
        }

        Tally play(long seed, int least, Function<Random, Case> maker) {
            for (long number = seed; operations < least; number++) {
                play(maker.apply(new Random(number)), name + ", seed " + number);
            }
            System.out.println(name + ", seed " + seed + ": " + operations + " operations " + counts);
            return this;
        }

        private void play(Case run, String where) {
            StringBuilder steps = new StringBuilder();
            for (int i = 0; i < LENGTH && run.law().silence().isEmpty(); i++) {
                Stimulus step = run.steps().next();
                Answer answer = run.room().apply(step);
                steps.append(step).append("\n    => ").append(answer).append('\n');
                operations++;
                run.law().judge(step, answer).ifPresent(objection -> {
                    throw new AssertionError(where + ": " + objection + " in\n" + last(steps));
                });
                run.steps().answered(step, answer).forEach(b -> counts.merge(b, 1, Integer::sum));
            }
            run.law().silence().ifPresent(s -> counts.merge("silent: " + s, 1, Integer::sum));
        }

        private static String last(StringBuilder steps) {
            return steps.substring(Math.max(0, steps.length() - 20_000));
        }

        /** Those of the buckets that were met less than {@code least} times. */
        Set<String> scarce(int least, String... buckets) {
            Set<String> scarce = new TreeSet<>();
            for (String bucket : buckets) {
                if (counts.getOrDefault(bucket, 0) < least) {
                    scarce.add(bucket + ": " + counts.getOrDefault(bucket, 0));
                }
            }
            return scarce;
        }
    }
}
