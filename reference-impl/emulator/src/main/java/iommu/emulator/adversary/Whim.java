package iommu.emulator.adversary;

/**
 * Choices between legal answers that depend on seed, step and object alone, not on how often or in which order they are
 * asked for.
 */
public final class Whim implements Choice {

    private final long seed;
    private long step;

    public Whim(long seed) {
        this.seed = seed;
    }

    /** The next step of the run begins. */
    public void nextStep() {
        step++;
    }

    @Override
    public boolean keeps(long object) {
        return (mixed(~object) & 7) != 0;
    }

    @Override
    public int among(long object, int entries) {
        long choice = mixed(object);
        return (choice & 7) == 0 ? -1 : (int) Long.remainderUnsigned(choice >>> 3, entries);
    }

    /** SplitMix64, so that a seed means the same run for ever. */
    private long mixed(long object) {
        return mix(mix(mix(seed) + step) + object);
    }

    private static long mix(long from) {
        long z = from + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
