package iommu.scenario;

import java.util.List;

/** Cases of {@code 13.cache} and {@code 13.reuse}: entries that change after they were used. */
final class InterruptCaches {

    private static final int USED = 6;

    private final InterruptCases cases;
    private final Draw draw;
    private final Script script;

    InterruptCaches(InterruptCases cases) {
        this.cases = cases;
        this.draw = cases.draw();
        this.script = cases.script();
    }

    private String invalidation(int index) {
        return draw.chance(25) ? "all" : "index=" + Numbers.hex(index) + " mask=0";
    }

    private void invalidate(String what) {
        script.say("invalidate-interrupts", what);
    }

    private void change(int index) {
        cases.entry(index, draw.chance(70) ? cases.plain() : cases.plain() + " absent");
    }

    /** After each change what must follow it does, before anybody asks again. */
    void law() {
        boolean cachingMode = draw.inTurn(true, false);
        boolean pointerInvalidates = draw.inTurn(true, false);
        cases.unit(" caching-mode=" + (cachingMode ? "on" : "off") + " max-handle-mask=15 interrupt-table-invalidates="
                + (pointerInvalidates ? "on" : "off"));
        int block = draw.below(cases.entries() / 16 - 1) * 16;
        for (int i = 0; i < USED; i++) {
            cases.entry(block + i, cases.plain());
        }
        cases.on();
        for (int i = 0; i <= USED; i++) {
            cases.request(block + i);
        }
        cases.entry(block + USED, cases.plain()); // was absent
        if (cachingMode) {
            invalidate(invalidation(block + USED));
        }
        cases.request(block + USED);
        for (int index : draw.shuffled(List.of(block, block + 3, block + USED)).subList(0, 2)) {
            change(index);
            invalidate(invalidation(index));
            cases.request(index);
        }
        range(block);
        move(block, pointerInvalidates);
    }

    /** Several at once: 2^mask of them, wherever among them the index lies. The ends of both halves are asked for. */
    private void range(int block) {
        int mask = draw.of(2, 3, 4);
        int half = 1 << mask - 1;
        List<Integer> ends = List.of(block, block + half - 1, block + half, block + 2 * half - 1);
        for (int index : ends) {
            cases.entry(index, cases.plain());
            cases.request(index);
        }
        ends.forEach(index -> cases.entry(index, cases.plain()));
        invalidate("index=" + Numbers.hex(ends.get(draw.between(1, 3))) + " mask=" + mask);
        draw.shuffled(ends).forEach(cases::request);
    }

    /** Another table, or off and on again. */
    private void move(int block, boolean pointerInvalidates) {
        long other = cases.table() + 0x10_0000;
        cases.entry(other, block, cases.plain());
        cases.entry(other, block + 1, cases.plain());
        if (draw.chance(50)) {
            cases.program("on", other, "");
        } else {
            cases.program("off", cases.table(), "");
            cases.program("on", other, "");
        }
        if (!pointerInvalidates) {
            invalidate("all");
        }
        cases.request(block + 1);
        cases.request(block);
    }

    /** An index with which none of these shares a block of 16. */
    private int apartFrom(List<Integer> used) {
        int index = draw.below(cases.entries());
        while (used.stream().map(u -> u / 16).toList().contains(index / 16)) {
            index = (index + 16) % cases.entries();
        }
        return index;
    }

    /** What was used stays until it is invalidated, while there is room for it. */
    void contract() {
        int capacity = draw.of(1, 4, 8);
        script.say("unit", "haw=46", "interrupt-remapping=on max-handle-mask=15 capacity=" + capacity);
        List<Integer> used = cases.indices(Math.min(capacity, 3)).subList(0, Math.min(capacity, 3));
        used.forEach(index -> cases.entry(index, cases.plain()));
        cases.on();
        used.forEach(cases::request);
        used.forEach(index -> cases.entry(index, cases.plain()));
        draw.shuffled(used).forEach(cases::request);
        int gone = used.getFirst();
        invalidate("index=" + Numbers.hex(apartFrom(used)) + " mask=" + draw.below(5));
        cases.request(used.getLast());
        cases.request(gone);
        invalidate("index=" + Numbers.hex(gone) + " mask=0");
        cases.request(gone);
        cases.entry(gone, cases.plain() + " absent");
        cases.request(gone);
        invalidate(draw.of("all", "index=" + Numbers.hex(gone) + " mask=0"));
        cases.request(gone);
        draw.shuffled(used).forEach(cases::request);
    }
}
