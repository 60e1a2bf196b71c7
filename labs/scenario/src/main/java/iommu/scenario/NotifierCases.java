package iommu.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cases of lab 08. Few pages, and few listeners: the law is asked for each source at each page. Nothing is mapped into the
 * interrupt range.
 */
final class NotifierCases extends NotifierGuest {

    private NotifierCases(Draw draw, Script script) {
        super(draw, script);
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("08.replay", (draw, script) -> new NotifierCases(draw, script).replay());
        profiles.put("08.pages", (draw, script) -> new NotifierCases(draw, script).pages());
        profiles.put("08.domains", (draw, script) -> new NotifierCases(draw, script).domains());
        profiles.put("08.contexts", (draw, script) -> new NotifierCases(draw, script).contexts());
        profiles.put("08.ranges", (draw, script) -> new NotifierCases(draw, script).ranges());
        profiles.put("08.drops", (draw, script) -> new NotifierCases(draw, script).drops());
        profiles.put("08.undisturbed", (draw, script) -> new NotifierCases(draw, script).undisturbed());
        profiles.put("08.work", (draw, script) -> new NotifierCases(draw, script).work());
    }

    private void replay() {
        mapFirst(0);
        map(draw.of(2, 3));
        if (draw.chance(70)) {
            map(0, big, BIG);
        }
        script.say("attach", devices.get(1), "did=" + second, "type=pass-through");
        if (draw.chance(85)) {
            script.say("translate on");
        }
        listen(1, 0, BOTH + draw.of("", " device-tlb"));
        join(2, 2, draw.of("unmap", "none", "device-tlb"));
        join(3, draw.of(0, 1), BOTH);
        join(5, 0, "unmap");
        List<String> early = List.of("iotlb global", "iotlb domain did=" + first, "context global", "context domain did=" + first);
        for (String how : draw.shuffled(early)) { // who has not asked yet hears nothing
            script.say("invalidate", how);
        }
        for (int id : draw.shuffled(List.of(2, 3))) {
            script.say("replay", id);
        }
        script.say("leave", 1);
        listen(4, draw.of(0, 1, 2), BOTH);
        script.say("replay", draw.of(3, 4));
        draw.shuffled(List.of(2, 3, 5)).forEach(id -> script.say("leave", id));
        listen(1, 0, draw.of(BOTH, BOTH + " replaces"));
        draw.shuffled(List.of(1, 4)).forEach(id -> script.say("leave", id));
    }

    private void pages() {
        begin();
        listen(1, 0, BOTH);
        listen(2, 2, BOTH);
        if (draw.chance(50)) {
            attachToo();
        }
        for (int i = 0; i < 4; i++) {
            int page = draw.below(4);
            change(page);
            iotlb(first, pages[page], 0);
        }
        if (!there[0]) {
            map(0);
        }
        change(1);
        iotlb(first, pages[0] + PAGE, 1);
        map(0);
        map(1);
        map(2);
        iotlb(first, pages[draw.of(0, 2)], 9);
        oneOfEight();
        for (int page = 0; page < 3; page++) {
            unmap(pages[page]);
            there[page] = false;
        }
        iotlb(first, pages[draw.below(3)], 9);
        map(0);
        change(3);
        iotlb(first, pages[0], 0);
        iotlb(first, pages[3], draw.of(0, 0, 18));
    }

    /** Pages that belong together, and two of them that change or go. */
    private void oneOfEight() {
        long run = big + 2 * BIG + 8 * draw.below(60) * PAGE;
        script.say("map", devices.get(0), Script.iova(run), Script.gpa(frame(8 * PAGE)), "pages=8 rw");
        iotlb(first, run, 3);
        List<Integer> changed = draw.shuffled(List.of(1, 2, 3, 4, 5, 6, 7));
        List<Integer> masks = draw.shuffled(List.of(3, draw.of(0, 0, 1)));
        for (int i = 0; i < 2; i++) {
            long one = run + changed.get(i) * PAGE;
            if (draw.chance(50)) {
                map(0, one, PAGE);
            } else {
                unmap(one);
            }
            iotlb(first, one, masks.get(i));
        }
    }

    /** Another device of the first domain, which is announced before it is listened to. */
    private void attachToo() {
        attach(1, first);
        global();
        listen(3, 1, BOTH);
    }

    private void domains() {
        begin();
        listen(1, 0, BOTH);
        listen(2, 2, BOTH);
        if (draw.chance(50)) {
            attachToo();
        }
        for (int i = 0; i < 4; i++) {
            for (int page : draw.shuffled(List.of(0, 1, 2, 3)).subList(0, draw.between(1, 3))) {
                change(page);
            }
            switch (draw.below(3)) {
                case 0 -> script.say("invalidate iotlb global");
                default -> iotlbDomain(first);
            }
        }
        map(0, big, BIG);
        iotlbDomain(first);
        map(2, pages[1], PAGE);
        script.say("invalidate iotlb", draw.of("global", "domain did=" + second));
        map(0, big, BIG);
        script.say("invalidate iotlb global");
        script.say("leave 2");
        map(2, pages[1], PAGE);
        iotlbDomain(second);
    }

    private void contexts() {
        begin();
        attach(1, first);
        listen(1, 0, BOTH);
        listen(2, 1, BOTH);
        listen(3, 2, BOTH);
        listen(4, draw.of(0, 1), draw.of("device-tlb", "none")); // MODE goes to everybody
        List<Runnable> ways = List.of(this::moveAndBack, this::bothFunctions, this::detachAndAttach);
        draw.shuffled(ways).forEach(Runnable::run);
        unit();
    }

    private void moveAndBack() {
        attach(0, second);
        contextOf(0, first);
        iotlbDomain(first);
        script.say("attach", devices.get(0), "did=" + first, "type=pass-through");
        contextOf(0, second);
        iotlbDomain(second);
        attach(0, first);
        contextOf(0, first);
        iotlbDomain(first);
    }

    private void contextOf(int device, int domain) {
        script.say(draw.chance(60) ? CONTEXT + " did=" + domain + " " + devices.get(device) : "invalidate context domain did=" + domain);
    }

    /** The whole device moves: one command with a function mask, once with the least that leaves out all that differs. */
    private void bothFunctions() {
        int least = 3 - Integer.numberOfTrailingZeros(function);
        List<Integer> masks = draw.shuffled(List.of(least, draw.between(least, 3)));
        for (int left : List.of(first, second)) {
            int domain = left == first ? second : first;
            attach(0, domain);
            attach(1, domain);
            script.say(CONTEXT, devices.get(draw.below(2)), "did=" + left, "fm=" + masks.get(left == first ? 0 : 1));
            iotlbDomain(left);
        }
    }

    private void detachAndAttach() {
        int device = draw.below(2);
        script.say("detach", devices.get(device));
        contextOf(device, first);
        iotlbDomain(first);
        attach(device, first);
        if (draw.chance(50)) {
            script.say(CONTEXT, devices.get(device), "did=0");
            script.say("invalidate iotlb domain did=0");
        }
        global();
    }

    private void unit() {
        for (String how : draw.shuffled(List.of("off", "on root=0x8000000", "off"))) {
            script.say("translate", how);
            if (how.startsWith("on")) {
                global();
            }
            if (draw.chance(50)) {
                map(0);
            }
            script.say("translate on");
            global();
        }
    }

    private void ranges() {
        mapFirst(0);
        map(1);
        map(0, big, BIG);
        long hole = frame(BIG);
        script.say("no-memory", Script.gpa(hole), "size=" + draw.of("4K", "1M", "2M"));
        script.say("translate on");
        long from = draw.inTurn(draw.of(pages[1], big), big + PAGE, big + 3 * PAGE);
        long to = big + draw.of(6, 257, 511, 512, 512) * PAGE - 1;
        script.say("join 1", devices.get(0), BOTH, "first=" + Numbers.hex(from), "last=" + Numbers.hex(to) + draw.of("", " replaces"));
        script.say("replay 1");
        script.say("join 2", devices.get(0), BOTH, "last=" + Numbers.hex(draw.of(pages[0], pages[1]) + PAGE - 1));
        script.say("replay 2");
        listen(3, 0, BOTH + draw.of("", " replaces"));
        map(0, big, BIG);
        iotlb(first, big + draw.below(512) * PAGE, 9);
        script.say("map", devices.get(0), Script.iova(big), Script.gpa(hole), "size=2M rw");
        iotlb(first, big, 9);
        map(0, big + draw.of(0, 2, 255, 300, 511) * PAGE, PAGE); // in place of the large page: the rest is gone
        iotlb(first, big, 9);
        change(0);
        change(1);
        iotlb(first, pages[0], 1);
        if (draw.chance(30)) {
            smallForLarge();
        }
        map(0, big, BIG);
        script.say("invalidate iotlb", draw.of("global", "domain did=" + first));
    }

    /** A large page, and then 512 small ones with its frames; but one has another. */
    private void smallForLarge() {
        long frame = frame(BIG);
        script.say("map", devices.get(0), Script.iova(big), Script.gpa(frame), "size=2M rw");
        iotlb(first, big, 9);
        script.say("map", devices.get(0), Script.iova(big), Script.gpa(frame), "pages=512 rw");
        map(0, big + draw.between(1, 510) * PAGE, PAGE);
        iotlb(first, big, 9);
    }

    private void ask(int id, int page) {
        script.say("ask", id, draw.of("read", "write"), pages[page]);
    }

    private void drops() {
        attach(0, first);
        List.of(0, 1, 3).forEach(page -> script.say("map", devices.get(0), Script.iova(pages[page]), Script.gpa(frame(PAGE)), "rw"));
        script.say("map", devices.get(2), "did=" + second, Script.iova(pages[0]), Script.gpa(frame(PAGE)), "rw");
        script.say("translate on");
        listen(1, 0, draw.inTurn("unmap", "unmap device-tlb"));
        script.say("join 2", devices.get(0), "device-tlb first=" + Numbers.hex(pages[0]), "last=" + Numbers.hex(pages[1] + PAGE - 1));
        script.say("replay 2");
        for (int page : draw.shuffled(List.of(0, 1, 3))) {
            ask(1, page);
            script.say("map", devices.get(0), Script.iova(pages[page]), Script.gpa(frame(PAGE)), "rw");
            drop(page);
        }
        ask(1, 1);
        long frame = frame(PAGE);
        script.say("map", devices.get(0), Script.iova(pages[0]), Script.gpa(frame), "rw");
        iotlbDomain(first);
        ask(1, 0);
        attach(0, second);
        contextOf(0, first);
        script.say("ask 1", draw.of("read", "write"), pages[0], Script.gpa(frame)); // from the IOTLB
        iotlbDomain(first);
        ask(1, 0);
        script.say("map", devices.get(0), Script.iova(pages[0]), Script.gpa(frame(PAGE)), "rw");
        iotlb(second, pages[0], 0);
        for (String size : draw.shuffled(List.of("4K", "8K", "2M", "all"))) {
            script.say("drop-device-tlb", devices.get(draw.of(0, 0, 2)), Script.iova(pages[0]), "size=" + size);
        }
        ask(1, 0);
        script.say("translate on root=0x8000000");
        global();
    }

    private void drop(int page) {
        switch (draw.below(3)) {
            case 0 -> iotlb(first, pages[page], draw.of(0, 0, 1, 9));
            case 1 -> iotlbDomain(first);
            default -> script.say("invalidate iotlb global");
        }
    }

    /** Far more is invalidated than was changed. */
    private void undisturbed() {
        begin();
        map(0, big, BIG);
        iotlb(first, big, 9);
        listen(1, 0, BOTH + draw.of("", " replaces"));
        listen(2, 2, BOTH);
        List<String> needless = new ArrayList<>(List.of("invalidate iotlb global", "invalidate iotlb domain did=" + first,
                "invalidate context global", CONTEXT + " did=" + first + " " + devices.get(0), "replay 1",
                "invalidate iotlb page did=" + first + " " + Script.iova(pages[0]) + " am=9", "invalidate context domain did=" + first));
        for (String command : draw.shuffled(needless)) {
            if (draw.chance(40)) {
                int page = draw.below(4);
                change(page);
                iotlb(first, pages[page], 0);
            }
            if (draw.chance(30)) {
                int page = draw.below(4);
                change(page);
                iotlb(first, pages[page], draw.of(1, 9));
            }
            script.say(command);
        }
    }

    private void work() {
        begin();
        global();
        iotlb(first, pages[0], 0);
        listen(1, 2, BOTH);
        change(0);
        iotlb(first, pages[0], 0);
        script.say(CONTEXT, devices.get(0), "did=" + first);
        listen(2, 0, draw.of(BOTH, "unmap"));
        for (int i = 0; i < 4; i++) {
            int page = draw.below(4);
            change(page);
            iotlb(first, pages[page], 0);
        }
        map(2, pages[1], PAGE);
        iotlb(second, pages[1], 0);
        for (int id : draw.shuffled(List.of(1, 2))) {
            script.say("leave", id);
        }
        change(0);
        script.say("invalidate iotlb", draw.of("global", "domain did=" + first));
        script.say("invalidate context", draw.of("global", "domain did=" + first));
        script.say("translate off");
    }
}
