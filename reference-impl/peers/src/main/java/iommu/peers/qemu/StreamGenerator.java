package iommu.peers.qemu;

import static iommu.peers.qemu.StreamTables.hex;

import iommu.arch.SourceId;
import iommu.peers.qemu.StreamTables.Domain;
import iommu.peers.qemu.StreamTables.Place;
import iommu.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Seeded streams of operations, in the scenario language: tables are broken and repaired, devices moved, caches
 * invalidated rightly, wrongly or not at all, and between all that devices make requests. The same seed gives the same stream.
 */
final class StreamGenerator {

    private final Random random;
    private final StreamTables tables;
    private final Tally tally;
    private final List<String> lines;
    private final StreamCommands commands;
    private final Map<String, Domain> attached = new TreeMap<>();
    private final Map<String, Integer> reads = new TreeMap<>();
    private final StreamDevices devices;
    private final boolean scalable;
    private final boolean remaps;
    private final InterruptStream interrupts;
    private final List<Place> broken = new ArrayList<>();
    private final List<String> oddContexts = new ArrayList<>();
    private final List<Integer> oddRoots = new ArrayList<>();
    private final List<String> sources;

    private StreamGenerator(long seed, int number, Tally tally) {
        random = new Random(seed * 1_000_003 + number);
        this.tally = tally;
        remaps = number % 3 == 1;
        scalable = number % 3 == 2;
        tables = new StreamTables(number % 4 < 3 ? 48 : 39, number % 2 == 1, scalable, remaps);
        lines = new ArrayList<>(tables.lines());
        attached.putAll(tables.attachments());
        sources = List.copyOf(attached.keySet());
        commands = new StreamCommands(random, lines, scalable);
        devices = devices();
        commands.begin();
        interrupts = new InterruptStream(random, lines, commands);
        if (remaps) {
            interrupts.begin();
        }
    }

    /**
     * One stream.
     *
     * @param number    of the stream in its run: also decides what the unit is like
     * @param operations how many
     * @param tally     gets a count of the operations by kind
     */
    static Scenario stream(long seed, int number, int operations, Tally tally) {
        StreamGenerator generator = new StreamGenerator(seed, number, tally);
        for (int i = 0; i < operations; i++) {
            generator.perform(generator.draw());
        }
        return Scenario.parse("stream-" + seed + "-" + number + ".vtd", String.join("\n", generator.lines) + "\n");
    }

    private StreamDevices devices() {
        if (!scalable) {
            return new LegacyDevices(random, tables, lines, commands);
        }
        ScalableDevices made = new ScalableDevices(random, tables, lines, commands);
        made.build();
        return made;
    }

    private Op draw() {
        int at = random.nextInt(Op.total());
        for (Op op : Op.values()) {
            at -= op.weight();
            if (at < 0) {
                return op;
            }
        }
        throw new IllegalStateException();
    }

    private void perform(Op drawn) {
        Op op = drawn.ofInterrupts() && !remaps ? Op.REQUEST : drawn;
        tally.count(op.bucket());
        commands.mend(false);
        switch (op) {
            case EDIT_INTERRUPT -> interrupts.edit(SourceId.parse(any(sources)));
            case INTERRUPT -> interrupts.message(SourceId.parse(any(sources)));
            case INVALIDATE_INTERRUPT -> interrupts.invalidate();
            case INTERRUPT_COMMAND -> interrupts.command();
            case REQUEST -> request();
            case SERVICE_FAULTS -> serviceFaults();
            case EDIT_LEAF -> editLeaf(any(places(1)));
            case EDIT_TABLE -> editTable(any(tables.places()));
            case EDIT_BAD -> editBad(any(tables.places()));
            case REPAIR -> repair();
            case INVALIDATE_CONTEXT -> invalidateContext();
            case INVALIDATE_IOTLB -> invalidateIotlb();
            case MOVE_DOMAIN -> attach(any(sources), any(tables.domains()), false);
            case PASS_THROUGH -> attach(any(sources), any(tables.domains()), true);
            case DETACH -> {
                String source = any(sources);
                oddContexts.add(source);
                devices.detach(source);
            }
            case EDIT_CONTEXT -> editContext(any(sources));
            case EDIT_ROOT -> editRoot(random.nextInt(2));
            case REPAIR_CONTEXT -> repairContext();
            case ROOT_POINTER -> rootPointer();
            case TRANSLATION -> translation();
            case QUEUE_ERROR -> commands.queueError();
            case FENCE -> commands.fence();
            case WAIT_EVENT -> commands.waitEvent();
            case READ_REGISTER -> say("mmio read" + any(List.of("32 0x1c", "32 0x34", "64 0x80", "64 0x88", "64 0x90", "32 0x9c",
                    "64 0x20", "32 0x38", "32 0xa0", "64 0xb0")));
            case SWITCH_QUEUE -> commands.switchQueue();
        }
    }

    private void request() {
        String source = any(sources);
        boolean write = reads.merge(source, 1, Integer::sum) >= Edu.SLOTS || random.nextBoolean();
        if (write) {
            reads.merge(source, -1, Integer::sum);
        }
        long iova = tables.page(random.nextInt(100), random.nextInt(100)) + 8L * random.nextInt(512);
        say("dma " + source + (write ? " write " : " read ") + hex(iova));
        if (chance(70)) {
            serviceFaults();
        }
    }

    private void serviceFaults() {
        say("mmio write32 0x22c 0x80000000");
        if (chance(60)) {
            say("mmio write32 0x34 0x1");
        }
    }

    private void editLeaf(Place place) {
        long frame = chance(50) ? place.value() & -4096L : 0x0800_0000L + 0x1000L * random.nextInt(0x1000);
        edit(place, frame | random.nextInt(4));
    }

    private void editTable(Place place) {
        long superpage = place.level() == 2 ? 0x0800_0083L + 0x20_0000L * random.nextInt(16) : 0x83;
        if (place.level() == 1) {
            edit(place, place.value() | 0x80); // §9.8: bit 7 of a PTE means nothing
        } else if (place.level() <= 3 && chance(60)) {
            edit(place, superpage & ~3L | any(List.of(1, 2, 3, 3)));
        } else {
            edit(place, place.value() & -4L | random.nextInt(4));
        }
    }

    private void editBad(Place place) {
        long leaf = place.level() == 1 ? 0 : 0x80;
        switch (random.nextInt(7)) {
            case 0 -> edit(place, place.value() | 1L << 62);
            case 1 -> edit(place, place.value() | 1L << tables.width() + random.nextInt(52 - tables.width()));
            case 2 -> edit(place, place.value() | (scalable ? 0x80 : 0x880));
            case 3 -> edit(place, 0);
            case 4 -> edit(place, place.level() == 1 ? 0x0700_0003 : StreamTables.OUTSIDE | 3);
            case 5 -> edit(place, place.level() == 1 ? 0xFEE0_0003L : 0x0801_0000L | 3 | leaf);
            default -> edit(place, place.level() == 3 ? 0xC000_0083L : place.level() == 2 ? 0xFEE0_0083L : 0xFEE5_5003L);
        }
    }

    private void edit(Place place, long value) {
        broken.add(place);
        store(place, value);
    }

    private void store(Place place, long value) {
        String source = sources.stream().filter(s -> named(s).equals(place.domain())).findFirst().orElse(null);
        say(source == null ? "write64 " + hex(place.at()) + " " + hex(value)
                : "edit " + source + " iova=" + hex(place.page()) + " level=" + place.level() + " value=" + hex(value));
        if (scalable) {
            say("flush " + hex(place.at())); // walks of scalable mode need not snoop
        }
        if (chance(40)) {
            int mask = Math.min(18, 9 * (place.level() - 1));
            commands.iotlbPage(place.domain().id(), place.page() & -4096L << mask, mask, false);
        }
    }

    /** The domain that the scenario language takes a device to be in. */
    private Domain named(String source) {
        return scalable ? tables.attachments().get(source) : attached.get(source);
    }

    private void repair() {
        if (!broken.isEmpty()) {
            Place place = broken.remove(random.nextInt(broken.size()));
            store(place, place.value());
        }
    }

    private void attach(String source, Domain domain, boolean passThrough) {
        Domain before = attached.put(source, domain);
        oddContexts.removeIf(source::equals);
        if (passThrough) {
            oddContexts.add(source);
        }
        devices.attach(source, domain, passThrough, chance(15));
        if (chance(40)) {
            devices.announce(source, before);
        }
    }

    private void editContext(String source) {
        oddContexts.add(source);
        devices.spoil(source);
        if (chance(30)) {
            commands.contextOf(source, attached.get(source).id());
        }
    }

    private void repairContext() {
        if (!oddRoots.isEmpty() && (oddContexts.isEmpty() || chance(50))) {
            devices.mendRoot(oddRoots.removeFirst());
            if (chance(60)) {
                commands.contextGlobal();
            }
        } else if (!oddContexts.isEmpty()) {
            String source = oddContexts.get(random.nextInt(oddContexts.size()));
            devices.mend(source);
            attach(source, attached.get(source), false);
        } else if (commands.otherRoot()) {
            commands.root(StreamTables.ROOT);
        }
    }

    private void editRoot(int bus) {
        oddRoots.add(bus);
        devices.spoilRoot(bus);
        if (chance(60)) {
            commands.contextGlobal();
        }
    }

    private void rootPointer() {
        commands.root(any(List.of(StreamTables.ROOT, StreamTables.OTHER_ROOT, StreamTables.OTHER_ROOT, StreamTables.OUTSIDE)));
        if (chance(60)) {
            commands.contextGlobal();
            commands.iotlbGlobal();
        }
    }

    private void translation() {
        commands.translation(false);
        request();
        if (chance(80)) {
            commands.root(StreamTables.ROOT);
        }
        commands.translation(true);
    }

    private void invalidateContext() {
        String source = any(sources);
        if (scalable && chance(40)) {
            commands.pasidCache(any(List.of(0, 1, 3)), any(tables.domains()).id());
            return;
        }
        switch (random.nextInt(5)) {
            case 0 -> commands.contextGlobal();
            case 1 -> commands.contextDomain(any(tables.domains()).id());
            default -> commands.contextDevice(chance(80) ? attached.get(source).id() : any(tables.domains()).id(), source,
                    random.nextInt(4));
        }
    }

    private void invalidateIotlb() {
        int domain = any(tables.domains()).id();
        if (scalable && chance(10)) {
            commands.pasidIotlbPage(domain, tables.page(0, random.nextInt(100)), random.nextInt(19));
            return;
        }
        switch (random.nextInt(8)) {
            case 0 -> commands.iotlbGlobal();
            case 1 -> commands.iotlbDomain(domain);
            default -> {
                int mask = any(List.of(0, 0, 0, 1, 2, 3, 5, 8, 9, 9, 10, 12, 17, 18, 18));
                long page = tables.page(0, random.nextInt(100));
                commands.iotlbPage(domain, chance(90) ? page & -4096L << mask : page, mask, chance(25));
            }
        }
    }

    private List<Place> places(int level) {
        return tables.places().stream().filter(p -> p.level() == level).toList();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void say(String line) {
        lines.add(line);
    }
}
