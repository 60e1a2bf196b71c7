package iommu.peers.qemu;

import static iommu.peers.qemu.StreamTables.hex;

import iommu.arch.SourceId;
import iommu.peers.qemu.StreamTables.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Scalable-mode root, context, PASID directory and PASID entries (§9.2, §9.4 to §9.6), second stage and pass-through by
 * RID_PASID 0. Every device has a directory and a PASID table of its own.
 */
final class ScalableDevices implements StreamDevices {

    private static final long PAGE = 0x1000;
    /** For each bus the lower and the upper context table. */
    private static final long CONTEXTS = 0x112_0000L;
    private static final long DIRECTORIES = 0x112_4000L;
    private static final long PASID_TABLES = 0x112_C000L;
    private static final long SECOND_STAGE = 2 << 6;
    /** Of the second word: walks snoop (§9.6, bit 87). */
    private static final long PWSNP = 1 << 23;
    private static final long PASS_THROUGH = 4 << 6;

    private final Random random;
    private final StreamTables tables;
    private final List<String> lines;
    private final StreamCommands commands;
    private final List<String> sources;

    ScalableDevices(Random random, StreamTables tables, List<String> lines, StreamCommands commands) {
        this.random = random;
        this.tables = tables;
        this.lines = lines;
        this.commands = commands;
        sources = new ArrayList<>(tables.attachments().keySet());
    }

    /** Builds all tables, bottom-up, in place of the legacy ones. */
    void build() {
        for (String source : sources) {
            attach(source, tables.attachments().get(source), false, false);
            mend(source);
        }
        mendRoot(0);
        mendRoot(1);
        store128(StreamTables.OTHER_ROOT, CONTEXTS | 1, 0);
    }

    @Override
    public void attach(String source, Domain domain, boolean passThrough, boolean silent) {
        long type = passThrough ? PASS_THROUGH | (tables.width() == 39 ? 1 : 2) << 2
                : SECOND_STAGE | (long) domain.levels() - 2 << 2 | tables.top(domain);
        store128(entry(source), type | (silent ? 3 : 1), PWSNP | domain.id());
    }

    @Override
    public void detach(String source) {
        store128(entry(source), random.nextInt(2) * 2L, 0); // FPD counts even if P=0
    }

    @Override
    public void spoil(String source) {
        switch (random.nextInt(12)) {
            case 0 -> store64(directory(source), pasidTable(source)); // P=0
            case 1 -> store64(directory(source), StreamTables.OUTSIDE | 1);
            case 2 -> store128(context(source), directory(source), 0);
            case 3 -> store128(context(source), directory(source) | 2, 0);
            case 4 -> store128(context(source), directory(source) | 0x81, 0);
            case 5 -> store128(context(source), StreamTables.OUTSIDE | 1, 0);
            case 6 -> store128(context(source), directory(source) | 3, 0);
            case 7 -> store128(context(source) + 16, 1, 0);
            case 8 -> store128(entry(source), SECOND_STAGE | 3 << 2 | 1, PWSNP | 7); // AW: five levels
            default -> store128(entry(source), SECOND_STAGE | 1 << 2 | 1 | StreamTables.OUTSIDE, PWSNP | 7);
        }
    }

    @Override
    public void mend(String source) {
        store64(directory(source), pasidTable(source) | 1);
        store128(context(source) + 16, 0, 0);
        store128(context(source), directory(source) | 1, 0);
    }

    @Override
    public void spoilRoot(int bus) {
        long low = contexts(bus) | 1;
        long high = contexts(bus) + PAGE | 1;
        switch (random.nextInt(5)) {
            case 0 -> root(bus, low & ~1, high);
            case 1 -> root(bus, low, high & ~1);
            case 2 -> root(bus, low | 2, high);
            case 3 -> root(bus, low, high | 0x800);
            default -> root(bus, StreamTables.OUTSIDE | 1, StreamTables.OUTSIDE | 1);
        }
    }

    @Override
    public void mendRoot(int bus) {
        root(bus, contexts(bus) | 1, contexts(bus) + PAGE | 1);
    }

    @Override
    public void announce(String source, Domain before) {
        if (random.nextBoolean()) {
            commands.contextOf(source, before.id());
            commands.pasidCache(1, before.id());
            commands.iotlbDomain(before.id());
        } else {
            commands.contextGlobal();
            commands.pasidCache(3, 0);
            commands.iotlbGlobal();
        }
    }

    private void root(int bus, long low, long high) {
        store128(StreamTables.ROOT + 16L * bus, low, high);
    }

    private static long contexts(int bus) {
        return CONTEXTS + 2 * PAGE * bus;
    }

    private static long context(String source) {
        SourceId id = SourceId.parse(source);
        return contexts(id.bus()) + 32L * (id.value() & 0xFF); // the upper table follows the lower one
    }

    private long directory(String source) {
        return DIRECTORIES + PAGE * sources.indexOf(source);
    }

    private long pasidTable(String source) {
        return PASID_TABLES + PAGE * sources.indexOf(source);
    }

    /** Where PASID 0 has its entry. */
    private long entry(String source) {
        return pasidTable(source);
    }

    private void store64(long at, long value) {
        lines.add("write64 " + hex(at) + " " + hex(value));
        lines.add("flush " + hex(at));
    }

    private void store128(long at, long low, long high) {
        lines.add("write128 " + hex(at) + " " + hex(low) + " " + hex(high));
        lines.add("flush " + hex(at));
    }
}
