package iommu.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Seeded choices. The algorithm (SplitMix64) is fixed, so that a seed means the same scenarios for ever.
 */
final class Draw {

    private long state;
    private final long common;
    private final int turn;
    private int choices;

    Draw(long seed) {
        this(seed, seed, 0);
    }

    /**
     * @param common the same for every case of a seed
     * @param turn   the number of this case among them, from 0
     */
    Draw(long seed, long common, int turn) {
        state = seed;
        this.common = common;
        this.turn = turn;
    }

    /** 64 bits. */
    long bits() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** A number from 0 to {@code bound} - 1. */
    int below(int bound) {
        return (int) Long.remainderUnsigned(bits(), bound);
    }

    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    boolean chance(int percent) {
        return below(100) < percent;
    }

    @SafeVarargs
    final <T> T of(T... choices) {
        return choices[below(choices.length)];
    }

    /**
     * One of the choices by turns: among as many cases in a row as there are choices, each has its turn. For what a case can have
     * but one of, such as its unit; to be asked for before anything that not every case asks for.
     */
    @SafeVarargs
    final <T> T inTurn(T... each) {
        choices++;
        Draw round = new Draw(new Draw(common + choices).bits() + turn / each.length);
        List<Integer> order = round.shuffled(IntStream.range(0, each.length).boxed().toList());
        return each[order.get(turn % each.length)];
    }

    <T> T of(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    <T> List<T> shuffled(List<T> list) {
        List<T> rest = new ArrayList<>(list);
        List<T> shuffled = new ArrayList<>();
        while (!rest.isEmpty()) {
            shuffled.add(rest.remove(below(rest.size())));
        }
        return shuffled;
    }

    /** An index into 512 entries; the first, the last and their neighbours more often than others. */
    int index() {
        return of(0, 511, 1, 510, 255, 256, below(512), below(512));
    }

    /** A page-aligned address below 2^width whose upper bits are used as well. */
    long frame(int width) {
        return bits() >>> 64 - width & -4096L;
    }

    /** An offset in a page of this size: its first and last byte more often than others. */
    long offset(long size) {
        return of(0L, size - 1, bits() & size - 1, bits() & size - 1 & -8L);
    }
}
