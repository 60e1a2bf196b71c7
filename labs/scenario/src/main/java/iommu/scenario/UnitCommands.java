package iommu.scenario;

import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cases of lab 11 in which software commands: invalidations by queue and by registers, errors, devices, a whole guest. */
final class UnitCommands {

    private static final long PAGE = UnitCases.PAGE;
    private static final long RING = 0x110_1000;
    private static final int CCMD = 0x28;
    private static final int FSTS = 0x34;
    private static final int FECTL = 0x38;
    private static final int IQH = 0x80;
    private static final int IQT = 0x88;
    private static final int ICS = 0x9C;
    private static final int IOTLB = 0xF8;

    private final UnitCases unit;
    private final Draw draw;
    private final Script script;

    private UnitCommands(UnitCases unit) {
        this.unit = unit;
        draw = unit.draw();
        script = unit.script();
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("11.invalidation", (draw, script) -> of(draw, script, "").invalidation());
        profiles.put("11.commands", (draw, script) -> of(draw, script, draw.inTurn("", " root-invalidates=on")).commands());
        profiles.put("11.devices", (draw, script) -> of(draw, script, " device-tlb=on").devices());
        profiles.put("11.linux", (draw, script) -> of(draw, script, "").guest());
    }

    private static UnitCommands of(Draw draw, Script script, String more) {
        return new UnitCommands(new UnitCases(draw, script, more));
    }

    private void outside() {
        script.say("outside");
    }

    private void invalidation() {
        String how = draw.inTurn("queue", "batch", "registers", "batch");
        boolean queued = !how.equals("registers");
        SourceId device = unit.device();
        int did = draw.between(1, 900);
        for (int i = 0; i < 3; i++) {
            long size = unit.size();
            long page = unit.map(device, did, size, "rw");
            unit.dma(device, "read", page, size);
            if (draw.chance(60)) {
                unit.mapAt(device, did, page, size, "rw");
            } else {
                script.say("unmap", device, Script.iova(page));
            }
            if (queued) {
                int mask = size == PAGE ? 0 : size == UnitCases.BIG ? 9 : 18;
                script.say("invalidate", draw.of("iotlb page " + Script.did(did) + " " + Script.iova(page) + " am=" + mask,
                        "iotlb domain " + Script.did(did), "iotlb global"));
                outside();
            } else {
                byRegister(IOTLB, draw.of(0x9000_0000_0000_0000L, 0xA000_0000_0000_0000L | (long) did << 32));
            }
            unit.dma(device, "read", page, size);
        }
        moved(device, did, how);
    }

    /** A device changes its domain. */
    private void moved(SourceId device, int did, String how) {
        long page = unit.map(device, did, PAGE, "rw");
        unit.dma(device, "read", page, PAGE);
        script.say("attach", device, Script.did(did + 1));
        if (how.equals("batch")) {
            batch(6, ContextInvalidation.device(new DomainId(did), device, 0), IotlbInvalidation.domain(new DomainId(did)));
            outside();
        } else if (how.equals("queue")) {
            script.say("invalidate", draw.of("context device " + device + " " + Script.did(did), "context domain " + Script.did(did),
                    "context global"));
            script.say("invalidate iotlb domain", Script.did(did));
            outside();
        } else {
            byRegister(CCMD, draw.of(0xA000_0000_0000_0000L, 0xC000_0000_0000_0000L | did));
            byRegister(IOTLB, 0xA000_0000_0000_0000L | (long) did << 32);
        }
        unit.dma(device, "read", page, PAGE);
    }

    /**
     * One write of the tail for several commands and the wait behind them; sometimes the first has a wait of its own.
     *
     * @param slot the first one of the queue that is free
     */
    private void batch(int slot, Invalidation... commands) {
        List<Entry128> descriptors = new ArrayList<>();
        for (Invalidation command : commands) {
            descriptors.add(Commands.descriptor(command));
            if (command == commands[commands.length - 1] || draw.chance(40)) {
                descriptors.add(new Entry128(0x25 | 0x100_0000_0000L + ((long) descriptors.size() << 32), 0x110_3000L));
            }
        }
        for (Entry128 descriptor : descriptors) {
            script.say("write128", RING + 16L * slot++, descriptor.low(), descriptor.high());
        }
        script.say("mmio write64", (long) IQT, 16L * slot);
    }

    /** Writes a command, and reads it back as software does that waits for its end. */
    private void byRegister(int register, long command) {
        script.say("mmio write64", (long) register, command);
        script.say("mmio read64", (long) register);
    }

    private void faultEvent() {
        script.say("mmio write32 0x3c", (long) draw.below(0x10000));
        script.say("mmio write32 0x40", 0xFEE0_0000L + 4 * draw.below(0x1000));
        script.say("mmio write32", (long) FECTL, 0L);
    }

    private void completionEvent() {
        script.say("mmio write32 0xa4", (long) draw.below(0x10000));
        script.say("mmio write32 0xa8", 0xFEE0_0000L + 4 * draw.below(0x1000));
        script.say("mmio write32 0xa0 0x0");
    }

    /** An error is mended in the first place of the queue: nothing comes before it but a reset. */
    private void commands() {
        switch (draw.inTurn(0, 1, 2, 3)) {
            case 0 -> {
                error();
                completions();
            }
            case 1 -> {
                error();
                reset();
                badDescriptor();
            }
            case 2 -> {
                completions();
                reset();
                badDescriptor();
            }
            default -> {
                reset();
                error();
            }
        }
    }

    private void error() {
        if (draw.chance(80)) {
            faultEvent();
        }
        completionEvent();
        badDescriptor();
        script.say("descriptor", 0x15L, 0L); // a wait that interrupts
        boolean another = draw.chance(60);
        if (another) {
            badDescriptor(); // met as soon as the first one is mended
        }
        outside();
        script.say("mmio read32", (long) FSTS);
        script.say("mmio read64", (long) IQH);
        script.say("write128", RING, 0x1_0000_0025L, 0x110_3000L);
        if (draw.chance(50)) {
            script.say("mmio write32", (long) FSTS, 0x1L); // another condition
            outside();
        }
        mended();
        if (another) {
            script.say("write128", RING + 0x20, 0x2_0000_0025L, 0x110_3000L);
            mended();
        }
        script.say("mmio read32", (long) ICS);
    }

    private void mended() {
        script.say("mmio write32", (long) FSTS, 0x10L);
        outside();
        script.say("mmio read32", (long) FSTS);
        script.say("mmio read64", (long) IQH);
    }

    /** No such type, or no granularity. Who has programmed no event since the last reset hears nothing of it. */
    private void badDescriptor() {
        script.say("descriptor", draw.of(0xEL, 0x2L, 0xFL), 0L);
        outside();
    }

    private void completions() {
        if (draw.chance(60)) {
            completionEvent();
        }
        for (int i = 0; i < 3; i++) {
            script.say("descriptor", 0x15L, 0L);
            outside();
            script.say("mmio read32", (long) ICS);
            if (i == 1 || draw.chance(50)) {
                script.say("mmio write32", (long) ICS, 1L);
                script.say("mmio read32", (long) ICS);
            }
        }
        script.say("mmio write32 0xa0", 0x8000_0000L);
        script.say("mmio write32", (long) ICS, 1L);
        script.say("descriptor", 0x15L, 0L);
        outside();
        completionEvent();
        outside();
    }

    private void reset() {
        SourceId device = unit.device();
        long page = unit.map(device, 1, PAGE, "rw");
        unit.start();
        script.say("invalidate", draw.of("context global", "iotlb global"));
        unit.dma(device, "read", page, PAGE);
        faultEvent();
        outside();
        script.say("reset");
        for (int register : draw.shuffled(List.of(0x1C, 0x20, FSTS, 0x3C, IQH, 0x220, 0x22C))) {
            script.say("mmio read32", (long) register);
        }
        unit.dma(device, "read", page, PAGE);
        unit.mapAt(device, 1, page, PAGE, "rw");
        unit.start();
        unit.dma(device, "read", page, PAGE);
        outside();
        unit.mapAt(device, 1, page, PAGE, "rw");
        script.say("root"); // with ESRTPS it is an invalidation of everything
        unit.dma(device, "read", page, PAGE);
    }

    private void askDevice(SourceId device, long page) {
        script.say("descriptor", 0x3L | (long) device.value() << 32, page);
    }

    private void devices() {
        SourceId one = unit.device(0);
        SourceId other = unit.device(2);
        script.say("attach", one, "did=1 type=device-tlb");
        script.say("attach", other, "did=2 type=device-tlb");
        long page = unit.map(one, 1, PAGE, "rw");
        askDevice(one, page);
        boolean both = draw.inTurn(true, false);
        boolean timeOut = draw.inTurn(true, false);
        if (both) {
            askDevice(other, page);
        }
        script.say("wait");
        outside();
        script.say("mmio read64", (long) IQH);
        if (timeOut) {
            script.say("device-tlb timeout", one);
            outside();
            script.say("mmio read32", (long) FSTS);
            script.say("mmio write32", (long) FSTS, 0x40L);
            outside();
        }
        if (both) {
            script.say("device-tlb done", other);
            outside();
        }
        script.say("device-tlb done", one);
        outside();
        script.say("mmio read64", (long) IQH);
        script.say("device-tlb done", one); // nobody asked
        script.say("mmio read32", (long) FSTS);
        script.say("dma", one, "read", page, "translated");
    }

    /** A guest that starts its unit, uses pages and takes them away again. */
    private void guest() {
        SourceId device = unit.device();
        script.say("attach", device, "did=1");
        script.say("root");
        script.say("invalidate context global");
        script.say("invalidate iotlb global");
        script.say("te on");
        script.say("mmio read32 0x1c");
        outside();
        List<Long> pages = List.of(unit.fresh(PAGE), unit.fresh(PAGE), unit.fresh(PAGE));
        int rounds = draw.inTurn(5, 100); // the recorded guests give 400 and 240 commands
        for (int i = 0; i < rounds; i++) {
            long page = draw.of(pages);
            unit.mapAt(device, 1, page, PAGE, "rw");
            String exact = "iotlb page did=1 " + Script.iova(page);
            script.say("invalidate", exact);
            unit.dma(device, draw.of("read", "write"), page, PAGE);
            unit.dma(device, "read", page, PAGE);
            script.say("unmap", device, Script.iova(page));
            script.say("invalidate", exact);
            unit.dma(device, "read", page, PAGE);
            outside();
        }
        script.say("mmio read32 0x1c");
        script.say("te off");
        unit.dma(device, "read", unit.fresh(PAGE), PAGE);
    }
}
