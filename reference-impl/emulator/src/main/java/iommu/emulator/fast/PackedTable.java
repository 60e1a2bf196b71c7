package iommu.emulator.fast;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A set-associative table: looked up by owner and address, invalidated by domain-id and address (Table 17). The address
 * alone chooses the set, so that both find it.
 *
 * <pre>
 *            63                    12 11  3 2    0
 *  tag      ┌───────────────────────┬───┬─┬──────┐
 *           │ page number of block  │ 0 │1│ span │   0: no entry
 *           └───────────────────────┴───┴─┴──────┘
 *            63                  27 26           0
 *  keeper   ┌─────────────────────┬──────────────┐
 *           │        owner        │  generation  │
 *           └─────────────────────┴──────────────┘
 *  content  a word of {@link Packed} with its domain-id
 * </pre>
 *
 * <p>A set begins with two words. One is its version, odd while it is being written: a reader takes no lock, but reads
 * version, words, version, and tries again if there was a change. The other has a {@link Signs sign} for each entry,
 * which tells where to look if an entry is not in its favourite place. A filler that finds a set busy gives up; a
 * remover waits for it. Fills may come from any number of threads, commands from one at a time.
 */
final class PackedTable {

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle SPANS;
    static final int GENERATION_BITS = 27;
    private static final int GENERATION = (1 << GENERATION_BITS) - 1;
    private static final int OCCUPIED = 8;
    private static final long LOW = (1 << Packed.PAGE_BITS) - 1;
    private static final int WAYS = 8;
    private static final int SIGNS = 1;
    private static final int TAG = 2;
    /** From a tag to its keeper, and from there to its content. */
    private static final int NEXT = WAYS;
    private static final int STRIDE = TAG + 3 * WAYS;
    private static final int ATTEMPTS = 3;
    /** Up to 2^3 blocks are looked for one by one; a larger range goes into the log. */
    private static final int FEW = 3;

    static {
        try {
            SPANS = MethodHandles.lookup().findVarHandle(PackedTable.class, "spans", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Epoch epoch;
    private final Generations generations;
    private final long supported;
    private final int ways;
    private final boolean keepsNothing;
    private final int sets;
    private final int setBits;
    /** Each set one after the other: version, signs, then its tags, its keepers, its contents. */
    private final long[] words;
    /** Bit s is set once an entry of span s was offered. */
    private volatile int spans;
    private volatile boolean restarting;

    /**
     * @param capacity     entries; a number that is no power of two is rounded down
     * @param domainIdBits the bits of a domain-id that count
     * @param addressBits  the bits of a command's address that count
     */
    PackedTable(Epoch epoch, int capacity, int domainIdBits, int addressBits) {
        this(epoch, capacity, addressBits, new Generations(domainIdBits, addressBits, GENERATION));
    }

    PackedTable(Epoch epoch, int capacity, int addressBits, Generations generations) {
        this.epoch = epoch;
        this.generations = generations;
        this.supported = (1L << addressBits) - 1;
        this.ways = Math.clamp(Integer.highestOneBit(capacity), 1, WAYS);
        this.sets = Math.max(1, Integer.highestOneBit(capacity) / ways);
        this.keepsNothing = capacity == 0;
        this.setBits = Integer.numberOfTrailingZeros(sets);
        this.words = new long[sets * STRIDE];
    }

    /** The content for this owner and address, of the smallest span first; {@link Packed#NOTHING} if there is none. */
    long find(long owner, long address) {
        long content = probe(owner, address, 0, ATTEMPTS);
        return content == Packed.NOTHING && spans > 1 ? findLarger(owner, address) : content;
    }

    private long findLarger(long owner, long address) {
        long content = Packed.NOTHING;
        for (int rest = spans & ~1; rest != 0 && content == Packed.NOTHING; rest &= rest - 1) {
            content = probe(owner, address, Integer.numberOfTrailingZeros(rest), ATTEMPTS);
        }
        return content;
    }

    private long probe(long owner, long address, int span, int attempts) {
        long tag = tag(address, span);
        long block = block(address, span);
        int set = set(block, span);
        long version = (long) LONGS.getAcquire(words, set);
        int i = set + TAG + favourite(block, span);
        if (!isAt(i, owner, tag)) {
            i = elsewhere(set, owner, tag, sign(block, span));
            if (i < 0) {
                return Packed.NOTHING;
            }
        }
        long keeper = (long) LONGS.getOpaque(words, i + NEXT);
        long content = (long) LONGS.getOpaque(words, i + 2 * NEXT);
        VarHandle.loadLoadFence();
        if ((version & 1) != 0 || (long) LONGS.getOpaque(words, set) != version) {
            return attempts == 1 ? Packed.NOTHING : probe(owner, address, span, attempts - 1);
        }
        return holds(i, set, keeper, content) ? content : Packed.NOTHING;
    }

    private boolean isAt(int i, long owner, long tag) {
        return (long) LONGS.getOpaque(words, i) == tag
                && (long) LONGS.getOpaque(words, i + NEXT) >>> GENERATION_BITS == owner;
    }

    /** Where in the set the tag of this entry stands, or -1. */
    private int elsewhere(int set, long owner, long tag, int sign) {
        long signs = (long) LONGS.getOpaque(words, set + SIGNS);
        for (long like = Signs.like(signs, sign); like != 0; like &= like - 1) {
            int i = set + TAG + Signs.way(like);
            if (isAt(i, owner, tag)) {
                return i;
            }
        }
        return -1;
    }

    private boolean holds(int i, int set, long keeper, long content) {
        int stamp = (int) keeper & GENERATION;
        return stamp == generations.now() || generations.holdsButForRanges(stamp, Packed.domain(content))
                && (!generations.mayBeInRange(stamp) || outlived(i, set, keeper));
    }

    /** An entry that no logged range covers is stamped anew, so that the log is searched once for it, not on every hit. */
    private boolean outlived(int i, int set, long keeper) {
        if (!lock(set)) {
            return false;
        }
        try {
            if (words[i + NEXT] != keeper) {
                return false;
            }
            int now = generations.now(); // before the log is searched
            int span = (int) words[i] & 7;
            int domain = Packed.domain(words[i + 2 * NEXT]);
            int stamp = (int) keeper & GENERATION;
            boolean holds = words[i] != 0 && generations.holdsButForRanges(stamp, domain)
                    && !generations.inRange(stamp, domain, words[i] & ~LOW, Packed.spanBits(span));
            if (holds) {
                LONGS.setOpaque(words, i + NEXT, keeper & ~GENERATION | now);
            } else {
                clear(set, i);
            }
            return holds;
        } finally {
            unlock(set);
        }
    }

    /** Forgets the entries of other spans that this address of this owner would find. */
    void removeOthers(long owner, long address, int span) {
        for (int rest = spans & ~(1 << span); rest != 0; rest &= rest - 1) {
            removeOwn(owner, address, Integer.numberOfTrailingZeros(rest));
        }
    }

    /**
     * Keeps an entry, unless an invalidation has overtaken it or another thread is writing beside it.
     *
     * @param address an address in the block
     * @param span    the index of the block's span
     * @param before  the epoch that the unit read before its walk
     */
    void fill(long owner, long address, int span, long content, long before) {
        use(span);
        long block = block(address, span);
        int set = set(block, span);
        if (keepsNothing || !lock(set)) {
            return;
        }
        try {
            boolean open = !restarting;
            int generation = generations.now(); // before the next line: an invalidation that it misses has a later one
            if (open && !epoch.overtaken(before)) {
                int way = place(set, owner, tag(address, span), block, span);
                int i = set + TAG + way;
                LONGS.setOpaque(words, i, tag(address, span));
                LONGS.setOpaque(words, i + NEXT, owner << GENERATION_BITS | generation);
                LONGS.setOpaque(words, i + 2 * NEXT, content);
                LONGS.setOpaque(words, set + SIGNS, Signs.with(words[set + SIGNS], way, sign(block, span)));
            }
        } finally {
            unlock(set);
        }
    }

    private void use(int span) {
        if ((spans & 1 << span) == 0) {
            SPANS.getAndBitwiseOr(this, 1 << span);
        }
    }

    /** Where the entry stands already, else its favourite way if that is empty, else an empty one, else one in turn. */
    private int place(int set, long owner, long tag, long block, int span) {
        int old = elsewhere(set, owner, tag, sign(block, span));
        int favourite = favourite(block, span);
        if (old >= 0 || words[set + TAG + favourite] == 0) {
            return old >= 0 ? old - set - TAG : favourite;
        }
        int empty = Signs.firstEmpty(words[set + SIGNS]);
        return empty < ways ? empty : (int) (words[set] >>> 1) & ways - 1;
    }

    private void removeOwn(long owner, long address, int span) {
        long tag = tag(address, span);
        long block = block(address, span);
        int set = set(block, span);
        int i = elsewhere(set, owner, tag, sign(block, span));
        if (i >= 0 && lock(set)) {
            if (isAt(i, owner, tag)) {
                clear(set, i);
            }
            unlock(set);
        }
    }

    /** In a locked set. */
    private void clear(int set, int i) {
        LONGS.setOpaque(words, i, 0L);
        LONGS.setOpaque(words, set + SIGNS, Signs.with(words[set + SIGNS], i - set - TAG, Signs.NONE));
    }

    void removeAll() {
        restartIfExhausted();
        generations.removeAll();
    }

    void removeDomain(int domain) {
        restartIfExhausted();
        generations.removeDomain(domain);
    }

    /**
     * Removes the entries of a domain that overlap an aligned range.
     *
     * @param rangeBits log2 of its size in bytes
     */
    void removeRange(int domain, long address, int rangeBits) {
        int inUse = spans;
        if (inUse == 0) {
            return;
        }
        if (rangeBits - Packed.spanBits(Integer.numberOfTrailingZeros(inUse)) > FEW) {
            restartIfExhausted();
            generations.removeRange(domain, address, rangeBits);
            return;
        }
        for (int rest = inUse; rest != 0; rest &= rest - 1) {
            int span = Integer.numberOfTrailingZeros(rest);
            int bits = Packed.spanBits(span);
            long start = address & -1L << Math.max(bits, rangeBits);
            for (int block = 0; block < 1 << Math.max(0, rangeBits - bits); block++) {
                removeBlock(domain, start + ((long) block << bits), span);
            }
        }
    }

    private void removeBlock(int domain, long address, int span) {
        long block = block(address, span);
        int set = set(block, span);
        while (((long) LONGS.getVolatile(words, set) & 1) != 0) {
            Thread.onSpinWait(); // a fill that began before this command: what it leaves must be seen
        }
        long tag = tag(address, span);
        long signs = (long) LONGS.getOpaque(words, set + SIGNS);
        for (long like = Signs.like(signs, sign(block, span)); like != 0; like &= like - 1) {
            int i = set + TAG + Signs.way(like);
            if (covers(tag, domain, i)) {
                lockSurely(set);
                if (covers(tag, domain, i)) {
                    clear(set, i);
                }
                unlock(set);
            }
        }
    }

    private boolean covers(long tag, int domain, int i) {
        long there = (long) LONGS.getOpaque(words, i);
        return ((there ^ tag) & (supported | LOW)) == 0 // §6.5.2.3: ADDR bits above MGAW are ignored
                && generations.sameDomain(Packed.domain((long) LONGS.getOpaque(words, i + 2 * NEXT)), domain);
    }

    private void restartIfExhausted() {
        if (generations.exhausted()) {
            restarting = true;
            for (int set = 0; set < words.length; set += STRIDE) {
                lockSurely(set);
                for (int i = set + TAG; i < set + TAG + WAYS; i++) {
                    clear(set, i);
                }
                unlock(set);
            }
            generations.restart();
            restarting = false;
        }
    }

    private static long tag(long address, int span) {
        return address & -1L << Packed.spanBits(span) | OCCUPIED | span;
    }

    private long block(long address, int span) {
        return (address & supported) >>> Packed.spanBits(span);
    }

    /** Where the set begins; neighbouring blocks lie in neighbouring sets. */
    private int set(long block, int span) {
        return ((int) (block ^ block >>> setBits ^ span) & sets - 1) * STRIDE;
    }

    /** The way of a set that is looked at first: neighbouring runs of blocks have different ones. */
    private int favourite(long block, int span) {
        return (int) (block >>> setBits ^ span) & ways - 1;
    }

    private int sign(long block, int span) {
        return Signs.of(block >>> setBits ^ span);
    }

    private boolean lock(int set) {
        long version = (long) LONGS.getOpaque(words, set);
        boolean locked = (version & 1) == 0 && LONGS.compareAndSet(words, set, version, version + 1);
        VarHandle.storeStoreFence(); // the odd version before any word
        return locked;
    }

    private void lockSurely(int set) {
        while (!lock(set)) {
            Thread.onSpinWait();
        }
    }

    private void unlock(int set) {
        LONGS.setRelease(words, set, words[set] + 1);
    }
}
