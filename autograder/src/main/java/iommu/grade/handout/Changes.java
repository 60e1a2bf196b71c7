package iommu.grade.handout;

import iommu.arch.Gpa;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import java.util.Map;
import java.util.TreeMap;

/** What a room that stores has changed in memory. */
final class Changes {

    private Changes() {
    }

    /** By the step, the words that its answer changed; without the steps that changed none. */
    static Map<Integer, Map<Gpa, Long>> of(Map<Integer, Answer> history) {
        Map<Integer, Map<Gpa, Long>> changes = new TreeMap<>();
        history.forEach((step, answer) -> changes.put(step, words(answer)));
        changes.values().removeIf(Map::isEmpty);
        return changes;
    }

    /** The words that an answer changed. */
    static Map<Gpa, Long> words(Answer answer) {
        return switch (answer) {
            case RoomAnswer.Staged staged -> staged.changed();
            case RoomAnswer.Remapped remapped -> remapped.changed();
            default -> Map.of();
        };
    }
}
