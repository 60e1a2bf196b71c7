package iommu.oracle;

import java.util.List;

/**
 * One way to translate an address, and what it may leave behind.
 *
 * @param when      the timelines in which it can be gone
 * @param block     the addresses that the content stands for
 * @param fills     the paging-structure entries that may be kept on the way (§6.2.5)
 * @param negatives with CM=1 a faulting end may be kept as well (L1); never if the first stage is at fault
 * @param marks     entries whose flags it sets
 */
record Descent(Timelines when, Block block, Content content, List<May.Prefix> fills, boolean negatives, FlagWords.Marks marks) {

    Descent(Timelines when, Block block, Content content) {
        this(when, block, content, List.of(), true, FlagWords.Marks.NONE);
    }
}
