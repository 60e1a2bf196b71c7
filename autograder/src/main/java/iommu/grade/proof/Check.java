package iommu.grade.proof;

import java.util.List;

/**
 * One sentence about the kit, and what speaks against it.
 *
 * @param sentence   what should be true
 * @param objections where it is not; empty if it holds
 */
public record Check(String sentence, List<String> objections) {

    public boolean holds() {
        return objections.isEmpty();
    }
}
