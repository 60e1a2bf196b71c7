package iommu.guest;

import iommu.arch.Iova;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Pages that must be invalidated, and the fewest aligned blocks that hold them.
 *
 * <p>One block is taken for a run of pages wherever an address mask is wide enough, though it holds some more; runs
 * that are too long are cut.
 */
final class Ranges {

    /** A domain-selective command costs its users less than a longer list would cost the driver. */
    private static final int MOST = 8;

    /** @param order the block has {@code 2^order} pages @param leafOnly paging-structure caches may keep their entries */
    record Block(Iova start, int order, boolean leafOnly) {

        private boolean holds(Block other) {
            return order >= other.order && (start.value() ^ other.start.value()) >>> 12 + order == 0;
        }
    }

    /** Numbers of pages. */
    private record Run(long first, long last, boolean leafOnly) {
    }

    private final List<Run> runs = new ArrayList<>();
    private boolean everything;

    void add(Iova start, long size, boolean leafOnly) {
        runs.add(new Run(start.value() >>> 12, start.plus(size - 1).value() >>> 12, leafOnly));
    }

    void addEverything() {
        everything = true;
    }

    /**
     * The blocks, each with at most {@code 2^maxOrder} pages; empty if everything, or too much, is to go. They are under way
     * together: an absent table that one of them leaves for another to remove may be read in between, where CM=1 lets it be
     * cached (§6.1). So the hint must hold for all.
     */
    Optional<List<Block>> blocks(int maxOrder) {
        boolean leafOnly = runs.stream().allMatch(Run::leafOnly);
        List<Block> blocks = new ArrayList<>();
        for (Run run : everything ? List.<Run>of() : joined()) {
            cut(run, maxOrder, blocks);
        }
        List<Block> disjoint = disjoint(blocks);
        return everything || disjoint.size() > MOST ? Optional.empty()
                : Optional.of(disjoint.stream().map(block -> new Block(block.start, block.order, leafOnly)).toList());
    }

    /** Runs that touch become one; a hint for the one must hold for the other. */
    private List<Run> joined() {
        List<Run> joined = new ArrayList<>();
        for (Run run : runs.stream().sorted(Comparator.comparingLong(Run::first)).toList()) {
            Run before = joined.isEmpty() ? null : joined.getLast();
            if (before != null && run.first <= before.last + 1) {
                joined.set(joined.size() - 1,
                        new Run(before.first, Math.max(before.last, run.last), before.leafOnly && run.leafOnly));
            } else {
                joined.add(run);
            }
        }
        return joined;
    }

    private static void cut(Run run, int maxOrder, List<Block> out) {
        int order = 64 - Long.numberOfLeadingZeros(run.first ^ run.last);
        if (order <= maxOrder) {
            out.add(new Block(new Iova(run.first << 12).alignedTo(4096L << order), order, run.leafOnly));
            return;
        }
        for (long page = run.first; page <= run.last && out.size() <= MOST; ) {
            int most = Math.min(maxOrder, 63 - Long.numberOfLeadingZeros(run.last - page + 1));
            int aligned = Math.min(most, Long.numberOfTrailingZeros(page));
            out.add(new Block(new Iova(page << 12), aligned, run.leafOnly));
            page += 1L << aligned;
        }
    }

    private static List<Block> disjoint(List<Block> blocks) {
        List<Block> kept = new ArrayList<>();
        for (Block block : blocks.stream().sorted(Comparator.comparingInt(Block::order).reversed()).toList()) {
            Optional<Block> larger = kept.stream().filter(k -> k.holds(block)).findFirst();
            larger.ifPresentOrElse(k -> kept.set(kept.indexOf(k),
                    new Block(k.start, k.order, k.leafOnly && block.leafOnly)), () -> kept.add(block));
        }
        return kept;
    }
}
