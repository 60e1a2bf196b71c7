package iommu.emulator.fast;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Memory as the guest's processor sees it: one array for the RAM at 0, and a map of pages above it. */
final class Ram implements Memory, WordSource {

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PAGE_BITS = 12;
    private static final int WORDS = 512;
    private static final long[] NEVER_WRITTEN = new long[WORDS];

    private final int addressWidth;
    private final long[] ram;
    private final Map<Long, long[]> above = new ConcurrentHashMap<>();
    /** Odd while 16 bytes are being written. */
    private volatile int writes;

    Ram(int addressWidth, long ramBytes) {
        this.addressWidth = addressWidth;
        this.ram = new long[Math.toIntExact(ramBytes >>> 3)];
    }

    @Override
    public long word(long at) {
        int index = (int) (at >>> 3);
        if (at >>> 3 < ram.length) {
            return (long) LONGS.getAcquire(ram, index);
        }
        return fails(at) ? UNREADABLE : load(at);
    }

    @Override
    public boolean fails(long at) {
        return !exists(at, 8);
    }

    @Override
    public OptionalLong read64(Gpa at) {
        return fails(at.value()) ? OptionalLong.empty() : OptionalLong.of(load(at.value()));
    }

    @Override
    public Optional<Entry128> read128(Gpa at) {
        if (!exists(at.value(), 16)) {
            return Optional.empty();
        }
        while (true) {
            int before = writes;
            long low = load(at.value());
            long high = load(at.value() + 8);
            VarHandle.loadLoadFence();
            if (before == writes && (before & 1) == 0) {
                return Optional.of(new Entry128(low, high));
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public boolean write32(Gpa at, int value) {
        if (!exists(at.value(), 4)) {
            return false;
        }
        int shift = 8 * (int) at.offsetIn(8);
        long[] words = words(at.value());
        int index = index(at.value());
        long old;
        do {
            old = (long) LONGS.getVolatile(words, index);
        } while (!LONGS.compareAndSet(words, index, old,
                old & ~(0xFFFF_FFFFL << shift) | Integer.toUnsignedLong(value) << shift));
        return true;
    }

    @Override
    public boolean write64(Gpa at, long value) {
        if (!exists(at.value(), 8)) {
            return false;
        }
        LONGS.setRelease(words(at.value()), index(at.value()), value);
        return true;
    }

    @Override
    public synchronized boolean write128(Gpa at, Entry128 value) {
        if (!exists(at.value(), 16)) {
            return false;
        }
        writes = writes + 1;
        LONGS.setRelease(words(at.value()), index(at.value()), value.low());
        LONGS.setRelease(words(at.value()), index(at.value()) + 1, value.high());
        writes = writes + 1;
        return true;
    }

    private boolean exists(long at, int size) {
        return at >>> addressWidth == 0 && (at & size - 1) == 0;
    }

    private long load(long at) {
        boolean inRam = at >>> 3 < ram.length;
        long[] words = inRam ? ram : above.getOrDefault(at >>> PAGE_BITS, NEVER_WRITTEN);
        return (long) LONGS.getAcquire(words, index(at));
    }

    private long[] words(long at) {
        return at >>> 3 < ram.length ? ram : above.computeIfAbsent(at >>> PAGE_BITS, none -> new long[WORDS]);
    }

    private int index(long at) {
        return at >>> 3 < ram.length ? (int) (at >>> 3) : (int) (at >>> 3) & WORDS - 1;
    }
}
