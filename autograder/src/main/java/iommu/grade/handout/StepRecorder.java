package iommu.grade.handout;

import iommu.arch.stimulus.Answer;
import iommu.grade.recorded.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what may be answered at one step of a case, after what was answered before. */
interface StepRecorder {

    /**
     * Answers after which everything goes on in the same way.
     *
     * @param example one of them
     */
    record Branch(List<Shape> shapes, Answer example) {

        public Branch {
            shapes = List.copyOf(shapes);
        }
    }

    /** @param open why answers may be allowed that are in no branch; empty if none are */
    record Found(List<Branch> branches, Optional<String> open) {

        public Found {
            branches = List.copyOf(branches);
        }

        static Found only(Shape shape, Answer example) {
            return new Found(List.of(new Branch(List.of(shape), example)), Optional.empty());
        }
    }

    /**
     * What may be answered.
     *
     * @param history   the answers to earlier steps, by the step's index
     * @param reference what the reference answers there, which may have answered otherwise before
     */
    Found at(LawProbe law, Map<Integer, Answer> history, int step, Answer reference);

    /** What everything that follows depends on: equal histories lead to the same. Here no two of them are known to. */
    default Object standing(Map<Integer, Answer> history) {
        return new Object();
    }
}
