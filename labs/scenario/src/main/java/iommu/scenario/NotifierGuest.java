package iommu.scenario;

import iommu.arch.SourceId;
import java.util.List;

/** The guest of the cases of lab 08: in caching mode, with few pages, which it invalidates when it changes them. */
class NotifierGuest {

    static final long PAGE = 0x1000;
    static final long BIG = 0x20_0000;
    static final String BOTH = "map unmap";
    /** So many invalidations drop what a context entry led to. */
    static final String CONTEXT = "invalidate context device";

    final Draw draw;
    final Script script;
    /** Two functions of one device, and a device of another bus. */
    final List<SourceId> devices;
    final int function;
    final int first;
    final int second;
    /** Four pages: two neighbours, one more below the same page table, and one under other tables. */
    final long[] pages = new long[4];
    final boolean[] there = new boolean[4];
    final long[] frames = new long[4];
    private final String[] right = new String[4];
    final long big;
    private long nextFrame;

    NotifierGuest(Draw draw, Script script) {
        this.draw = draw;
        this.script = script.say("room", Room.NOTIFIER).say("unit caching-mode=on superpages=2M aw=" + draw.of(39, 48));
        int bus = draw.of(0, 1, 0x80, draw.below(256));
        int device = draw.of(3, 17, 31);
        function = draw.inTurn(1, 4, 6, 4);
        devices = List.of(Script.source(bus, device << 3), Script.source(bus, device << 3 | function),
                Script.source(bus ^ 1, device << 3));
        first = draw.of(1, 2, 5, draw.between(1, 200));
        second = first + draw.of(1, 2, 8, 256);
        long base = draw.below(200) * 0x4000_0000L + draw.below(500) * BIG;
        pages[0] = base + draw.of(0, 2, 4, 2 * draw.below(200)) * PAGE;
        pages[1] = pages[0] + PAGE;
        pages[2] = base + draw.of(508, 511, 450) * PAGE;
        pages[3] = base + draw.of(2 * BIG, 0x4000_0000L, 5 * BIG) + draw.below(512) * PAGE;
        big = base + BIG;
        nextFrame = 0x10_0000_0000L + draw.below(1 << 16) * 0x4000_0000L;
    }

    final long frame(long size) {
        long frame = nextFrame + size - 1 & -size;
        nextFrame = frame + size;
        return frame;
    }

    final String rights() {
        return draw.of("rw", "rw", "r", "w") + draw.of("", "", " snoop");
    }

    final void attach(int device, int domain) {
        script.say("attach", devices.get(device), "did=" + domain);
    }

    final void map(int device, long page, long size) {
        script.say("map", devices.get(device), Script.iova(page), Script.gpa(frame(size)) + (size == PAGE ? "" : " size=2M"), rights());
    }

    final void map(int page) {
        map(page, "");
    }

    /** The first page: with it the first device gets its entry, in the first domain. */
    final void mapFirst(int page) {
        map(page, "did=" + first + " ");
    }

    private void map(int page, String domain) {
        frames[page] = nextFrame;
        right[page] = draw.of("rw", "r", "w");
        script.say("map", devices.get(0), domain + Script.iova(pages[page]), Script.gpa(frame(PAGE)), right[page]);
        there[page] = true;
    }

    final void unmap(long page) {
        script.say("unmap", devices.get(0), Script.iova(page));
    }

    /** Unmaps what is there, or gives it another frame or other rights; maps what is not. */
    final void change(int page) {
        int how = there[page] ? draw.below(3) : 0;
        if (there[page] && how == 0) {
            unmap(pages[page]);
            there[page] = false;
        } else if (how == 1) {
            right[page] = right[page].equals("rw") ? draw.of("r", "w") : "rw";
            script.say("map", devices.get(0), Script.iova(pages[page]), Script.gpa(frames[page]), right[page]);
        } else {
            map(page);
        }
    }

    final void iotlb(int domain, long page, int mask) {
        script.say("invalidate iotlb page", "did=" + domain, Script.iova(page) + (mask == 0 ? draw.of("", " am=0") : " am=" + mask));
    }

    final void iotlbDomain(int domain) {
        script.say("invalidate iotlb domain", "did=" + domain);
    }

    final void global() {
        script.say("invalidate context global");
        script.say("invalidate iotlb global");
    }

    final void join(int id, int device, String wishes) {
        script.say("join", id, devices.get(device), wishes);
    }

    /** It comes, and is told what there is. */
    final void listen(int id, int device, String wishes) {
        join(id, device, wishes);
        script.say("replay", id);
    }

    /** The first device in the first domain, the third in the second: each with two pages. Translation is on. */
    final void begin() {
        mapFirst(0);
        map(2);
        attach(2, second);
        map(2, pages[draw.of(0, 3)], PAGE);
        map(2, pages[1], PAGE);
        script.say("translate on");
    }
}
