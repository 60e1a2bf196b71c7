package iommu.scenario;

import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cases of lab 07. Few pages and devices, changed again and again: a law is asked for each device at each page. Every group
 * has a unit, a style and changes of its own; a large page is never cut.
 */
final class DriverCases {

    private static final long PAGE = 0x1000;
    private static final long BIG = 0x20_0000;

    private final Draw draw;
    private final Script script;
    private final List<SourceId> devices;
    private final int first;
    private final int second;
    /** Three pages: two neighbours, and one under other tables. */
    private final long[] pages = new long[3];
    private final boolean[] there = new boolean[3];
    private final long[] frames = new long[3];
    private long nextFrame;

    private DriverCases(Draw draw, Script script, String unit, String style) {
        this.draw = draw;
        this.script = script.say("room", Room.DRIVER);
        script.say("unit aw=" + draw.of(39, 48), unit);
        int bus = draw.of(0, 1, 0x80, draw.below(256));
        devices = List.of(Script.source(bus, 24), Script.source(bus, draw.of(32, 128, 248)), Script.source(bus ^ 1, 24));
        first = draw.of(1, 2, 5, draw.between(1, 200));
        second = first + draw.of(1, 2, 8);
        pages[0] = draw.below(200) * 0x4000_0000L + draw.below(500) * BIG + draw.of(0, 1, 510, 511, draw.below(511)) * PAGE;
        pages[1] = pages[0] + PAGE;
        pages[2] = pages[0] + draw.of(BIG, 0x4000_0000L);
        nextFrame = 0x10_0000_0000L + draw.below(1 << 16) * 0x4000_0000L;
        if (style.startsWith("device-tlbs")) {
            script.say("drive strict", "device-tlbs=" + devices.get(0) + "," + devices.get(1));
        } else if (!style.isEmpty()) {
            script.say("drive", style);
        }
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("07.map", (draw, script) -> new DriverCases(draw, script, "caching-mode=off", "").map());
        profiles.put("07.announce", (draw, script) -> new DriverCases(draw, script, "caching-mode=on", "").announce());
        profiles.put("07.unmap", (draw, script) -> new DriverCases(draw, script, "caching-mode=off", "").unmap());
        profiles.put("07.large", (draw, script) -> {
            String unit = "caching-mode=" + draw.inTurn("off", "on") + " superpages=2M"
                    + draw.inTurn("", " mamv=9", " mamv=6", " mamv=0", " psi=off", " psi=off");
            new DriverCases(draw, script, unit, "").large();
        });
        profiles.put("07.attach", (draw, script) ->
            new DriverCases(draw, script, "caching-mode=" + draw.inTurn("off", "on"), "").attach());
        profiles.put("07.devices", (draw, script) ->
            new DriverCases(draw, script, "caching-mode=" + draw.inTurn("off", "on") + " device-tlb=on", "device-tlbs").devices());
        profiles.put("07.batched", (draw, script) ->
            new DriverCases(draw, script, "caching-mode=" + draw.inTurn("off", "on"), "batched").batched());
        profiles.put("07.fewest", (draw, script) -> {
            boolean batched = draw.inTurn(true, false);
            new DriverCases(draw, script, "caching-mode=" + draw.inTurn("off", "on") + " superpages=2M", batched ? "batched" : "strict")
                    .fewest(batched);
        });
    }

    private void attach(int device, int domain) {
        script.say("drive attach", devices.get(device), "did=" + domain);
    }

    private void detach(int device) {
        script.say("drive detach", devices.get(device));
    }

    private void map(int domain, int page) {
        map(domain, pages[page], PAGE);
        there[page] = true;
        frames[page] = nextFrame - PAGE;
    }

    private void map(int domain, long page, long size) {
        long frame = nextFrame + size - 1 & -size;
        nextFrame = frame + size;
        String rights = draw.of("rw", "rw", "rw", "r", "w");
        script.say("drive map", "did=" + domain, Script.iova(page), Script.gpa(frame)
                + (size == PAGE ? "" : " size=2M"), rights);
    }

    /** The same frame, perhaps with other rights. */
    private void mapAnew(int domain, int page) {
        script.say("drive map", "did=" + domain, Script.iova(pages[page]), Script.gpa(frames[page]), draw.of("rw", "r", "w"));
    }

    private void unmap(int domain, int page) {
        unmap(domain, pages[page], PAGE);
        there[page] = false;
    }

    private void unmap(int domain, long start, long size) {
        script.say("drive unmap", "did=" + domain, Script.iova(start), "size=" + Numbers.size(size));
    }

    /** Unmaps what is there, maps what is not. */
    private void turn(int domain, int page) {
        if (there[page]) {
            unmap(domain, page);
        } else {
            map(domain, page);
        }
    }

    private void map() {
        List<Runnable> order = new ArrayList<>(List.of(() -> attach(0, first), () -> map(first, 0), () -> map(first, 2)));
        draw.shuffled(order).forEach(Runnable::run);
        map(first, 1);
        attach(2, second);
        map(second, draw.of(0, 2));
        attach(1, second);
    }

    private void announce() {
        attach(0, first);
        for (int page : draw.shuffled(List.of(0, 1, 2))) {
            map(first, page);
        }
        attach(1, second);
        map(second, 0);
        attach(2, second);
        map(second, 2);
    }

    private void unmap() {
        attach(0, first);
        map(first, 0);
        map(first, 1);
        map(first, 2);
        unmap(first, draw.below(3));
        for (int i = 0; i < 3; i++) {
            turn(first, draw.below(3));
        }
        for (int page = 0; page < 3; page++) {
            if (!there[page]) {
                map(first, page);
            }
        }
        mapAnew(first, draw.below(3));
        map(first, draw.below(3)); // in place of what is there
        unmap(first, pages[0], 2 * PAGE);
        unmap(first, pages[2], PAGE);
        map(first, 0);
    }

    private void large() {
        long big = pages[0] & -BIG;
        attach(0, first);
        map(first, big, BIG);
        map(first, big, BIG);
        unmap(first, big, BIG);
        map(first, big + draw.of(0, 1, 511) * PAGE, PAGE);
        map(first, big + 3 * PAGE, PAGE);
        map(first, big, BIG); // in place of a table
        unmap(first, big, BIG);
        map(first, big + 3 * PAGE, PAGE);
        unmap(first, big, draw.of(BIG, 8 * PAGE));
    }

    private void attach() {
        attach(0, first);
        map(first, 0);
        map(second, 0);
        attach(0, second);
        attach(0, first);
        detach(0);
        attach(0, second);
        map(second, 2);
        detach(0);
        if (draw.chance(50)) {
            unmap(first, 0);
            attach(0, first);
        }
    }

    private void devices() {
        attach(0, first);
        map(first, 0);
        attach(1, first);
        attach(2, first);
        unmap(first, 0);
        map(first, 0);
        map(first, 0);
        attach(1, second);
        unmap(first, 0);
        map(first, 1);
        map(first, 0);
        unmap(first, pages[0], 2 * PAGE);
        detach(draw.of(0, 1));
        map(first, 1);
        map(first, 1);
    }

    private void batched() {
        attach(0, first);
        map(first, 0);
        map(first, 2);
        script.say("drive sync");
        int again = draw.of(0, 2);
        turn(first, again);
        turn(first, again);
        for (int round = 0; round < 3; round++) {
            for (int i = round == 0 ? draw.below(2) : draw.between(2, 3); i > 0; i--) {
                turn(first, draw.of(0, 2));
            }
            script.say("drive sync");
        }
        map(second, 0);
        attach(0, second);
        if (draw.chance(50)) {
            attach(0, draw.of(first, second + 1));
        }
        attach(1, first);
        script.say("drive sync");
        detach(0);
        detach(1);
        script.say("drive sync");
    }

    private void fewest(boolean batched) {
        attach(0, first);
        map(first, 0);
        map(first, 1);
        attach(1, first);
        sync(batched);
        map(first, 2);
        unmap(first, pages[0], 2 * PAGE);
        sync(batched);
        map(first, pages[2] & -BIG, PAGE);
        map(first, pages[0] & -BIG, BIG);
        sync(batched);
        unmap(first, pages[0] & -BIG, BIG);
        attach(0, second);
        detach(1);
        sync(batched);
        map(first, 1);
        unmap(first, pages[1], PAGE);
        sync(batched);
    }

    private void sync(boolean batched) {
        if (batched) {
            script.say("drive sync");
        }
    }
}
