package iommu.peers.qemu;

import static iommu.peers.qemu.StreamTables.hex;

import iommu.peers.qemu.StreamTables.Domain;
import java.util.List;
import java.util.Random;

/** Root and context entries (§9.1, §9.3), by the statements of the scenario language. */
final class LegacyDevices implements StreamDevices {

    private final Random random;
    private final StreamTables tables;
    private final List<String> lines;
    private final StreamCommands commands;

    LegacyDevices(Random random, StreamTables tables, List<String> lines, StreamCommands commands) {
        this.random = random;
        this.tables = tables;
        this.lines = lines;
        this.commands = commands;
    }

    @Override
    public void attach(String source, Domain domain, boolean passThrough, boolean silent) {
        lines.add("attach " + source + " did=" + domain.id() + (passThrough ? " type=pass-through" : " levels=" + domain.levels())
                + (silent ? " fpd" : ""));
    }

    @Override
    public void detach(String source) {
        lines.add("detach " + source);
    }

    @Override
    public void spoil(String source) {
        List<String> ways = List.of("low-set=0x10", "low-set=0x800", "high-set=0x1000000", "high-set=0x80", "low-set=0xc",
                "low-set=0x4", "high-clear=0x7", "high-set=0x4", "high-clear=0x7 high-set=0x3", "low-clear=0x1", "low-set=0x2",
                "low-set=0x2", "low-set=0x12", "low-clear=0xffff000 low-set=" + hex(StreamTables.OUTSIDE),
                "low-set=" + hex(1L << tables.width()));
        lines.add("edit-context " + source + " " + ways.get(random.nextInt(ways.size())));
    }

    @Override
    public void mend(String source) {
        // One entry holds everything: attaching writes it anew.
    }

    @Override
    public void spoilRoot(int bus) {
        List<String> ways = List.of("low-clear=0x1", "low-set=0x2", "high-set=0x1",
                "low-clear=0xffff000 low-set=" + hex(StreamTables.OUTSIDE), "low-set=" + hex(1L << tables.width()));
        lines.add("edit-root 0" + bus + ":03.0 " + ways.get(random.nextInt(ways.size())));
    }

    @Override
    public void mendRoot(int bus) {
        long entry = StreamTables.ROOT + 16L * bus;
        lines.add("write128 " + hex(entry) + " " + hex(tables.word(entry)) + " 0");
    }

    @Override
    public void announce(String source, Domain before) {
        if (random.nextBoolean()) {
            commands.contextOf(source, before.id());
            commands.iotlbDomain(before.id());
        } else {
            commands.contextGlobal();
            commands.iotlbGlobal();
        }
    }
}
