package iommu.emulator.fast;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Which entries are gone, without touching them. Every command for all, for a domain or for a large range makes a new
 * generation; an entry carries the generation of its fill, and holds if no later one concerns it.
 *
 * <p>Ranges are kept in a log of the last few. An entry older than what the log has forgotten is gone too: more may
 * always be removed (§6.5). One thread at a time writes, any number reads.
 */
final class Generations {

    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int LOGGED = 32;
    private static final int DOMAIN_SLOTS = 1024;

    private final int domainMask;
    private final long supported;
    private final int last;

    private volatile int now;
    private volatile int everything;
    private final int[] domains;

    private volatile int newestRange;
    private volatile int forgotten;
    /** Odd while a record is being written: then whoever reads takes the log for covering. */
    private volatile int logVersion;
    private final long[] blocks = new long[LOGGED];
    private final long[] marks = new long[LOGGED];
    private int next;

    /**
     * @param domainIdBits the bits of a domain-id that count (§6.5.2)
     * @param addressBits  the bits of a command's address that count (§6.5.2.3)
     * @param last         after so many generations {@link #exhausted} asks for a new start
     */
    Generations(int domainIdBits, int addressBits, int last) {
        this.domainMask = (1 << domainIdBits) - 1;
        this.supported = (1L << addressBits) - 1;
        this.last = last;
        this.domains = new int[Math.min(domainMask + 1, DOMAIN_SLOTS)];
    }

    /** The generation of a fill, read before it makes sure that no invalidation has overtaken it. */
    int now() {
        return now;
    }

    boolean exhausted() {
        return now >= last;
    }

    /** As at first; every entry must be gone already, and no fill under way. */
    void restart() {
        now = 0;
        everything = 0;
        newestRange = 0;
        forgotten = 0;
        Arrays.fill(domains, 0);
        Arrays.fill(marks, 0);
    }

    void removeAll() {
        int born = now + 1;
        everything = born;
        now = born; // only now may a fill carry it
    }

    void removeDomain(int domain) {
        int born = now + 1;
        INTS.setRelease(domains, slot(domain), born);
        now = born;
    }

    /** @param rangeBits log2 of the size of the range, which is aligned */
    void removeRange(int domain, long address, int rangeBits) {
        int born = now + 1;
        logVersion = logVersion + 1;
        forgotten = (int) marks[next];
        LONGS.setOpaque(blocks, next, address & supported & -1L << rangeBits | rangeBits);
        LONGS.setOpaque(marks, next, (long) (domain & domainMask) << 32 | born);
        next = (next + 1) % LOGGED;
        newestRange = born;
        logVersion = logVersion + 1;
        now = born;
    }

    /** Whether no command since the fill concerns the entry, except perhaps one for a range. */
    boolean holdsButForRanges(int stamp, int domain) {
        return stamp >= everything && stamp >= (int) INTS.getAcquire(domains, slot(domain));
    }

    boolean mayBeInRange(int stamp) {
        return stamp < newestRange;
    }

    /** Whether a command for a range since the fill covers some of the block, as far as the log knows. */
    boolean inRange(int stamp, int domain, long start, int blockBits) {
        int version = logVersion;
        if ((version & 1) != 0 || stamp < forgotten) {
            return true;
        }
        for (int i = 0; i < LOGGED; i++) {
            long mark = (long) LONGS.getOpaque(marks, i);
            if ((int) mark > stamp && sameDomain((int) (mark >>> 32), domain)) {
                long block = (long) LONGS.getOpaque(blocks, i);
                int rangeBits = (int) block & 0x3F;
                if (((block ^ start) & supported & -1L << Math.max(rangeBits, blockBits)) == 0) {
                    return true;
                }
            }
        }
        VarHandle.loadLoadFence();
        return logVersion != version;
    }

    /** The bits of a domain-id above the supported width are ignored in commands (§6.5.2). */
    boolean sameDomain(int a, int b) {
        return ((a ^ b) & domainMask) == 0;
    }

    /** Domains that share a slot go together. */
    private int slot(int domain) {
        return domain & domains.length - 1;
    }
}
