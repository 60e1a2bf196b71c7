package iommu.scenario;

import java.util.ArrayList;
import java.util.List;

/** Cases of {@code 13.posting}: entries that post into two descriptors, and what becomes of these. */
final class InterruptPostings {

    private static final String POSTING = " posted-interrupts=on";

    private final InterruptCases cases;
    private final Draw draw;
    private final Script script;
    private final long page;
    private final List<Long> descriptors = new ArrayList<>();

    InterruptPostings(InterruptCases cases) {
        this.cases = cases;
        this.draw = cases.draw();
        this.script = cases.script();
        this.page = draw.frame(44) & ~(1L << 21);
        for (int place : draw.shuffled(List.of(0, 1, 2, 62, 63)).subList(0, 2)) {
            descriptors.add(page + 64L * place);
        }
    }

    private void control(long descriptor, String flags) {
        script.say("posted-descriptor", descriptor, "vector=" + Numbers.hex(cases.vector()), cases.destination() + flags);
    }

    private String posted(long descriptor, String flags) {
        return "posted=" + Numbers.hex(descriptor) + " vector=" + Numbers.hex(draw.of(draw.below(64), draw.between(64, 127),
                draw.between(128, 191), draw.between(192, 255))) + flags;
    }

    void write() {
        cases.unitOfEitherMode(POSTING);
        long one = descriptors.get(0);
        long two = descriptors.get(1);
        List<Integer> used = cases.indices(8);
        cases.entry(used.get(0), posted(one, ""));
        cases.entry(used.get(1), posted(one, " urgent"));
        cases.entry(used.get(2), posted(two, draw.of("", " urgent")));
        cases.entry(used.get(3), posted(two, " low-set=0xf00"));
        String flaw = draw.of("low-set=" + Numbers.hex(1L << draw.of(2, 3, 4, 5, 6, 7, 12, 13)), "low-set=" + Numbers.hex(1L << draw.between(24, 37)),
                "high-set=" + Numbers.hex(1L << draw.between(20, 31)));
        cases.entry(used.get(4), posted(two, draw.of("", " fpd") + " " + flaw));
        cases.entry(used.get(5), cases.plain());
        cases.entry(used.get(6), posted(two, " fpd"));
        cases.entry(used.get(7), posted(two, " high-set=" + Numbers.hex(1L << draw.between(46, 63))));
        control(one, "");
        script.say("write64", two + 8L * draw.below(4), draw.bits());
        control(two, " suppress");
        cases.on();
        List<Integer> order = new ArrayList<>(used);
        order.add(used.get(draw.below(4)));
        draw.shuffled(order).forEach(cases::request);
        control(one, " suppress");
        draw.shuffled(used.subList(0, 3)).forEach(cases::request);
        control(two, draw.of(" outstanding", " outstanding suppress"));
        cases.request(used.get(2));
        cases.request(used.get(3));
        refusals(one, two, used);
    }

    /** A descriptor that is wrong, and one that can't be read or written: nothing is stored. */
    private void refusals(long one, long two, List<Integer> used) {
        for (int word = 0; word < 4; word++) {
            script.say("write64", one + 8L * word, 0L);
        }
        for (int bit : draw.shuffled(List.of(draw.between(2, 15), draw.between(24, 31)))) {
            control(one, " set=" + Numbers.hex(1L << bit));
            cases.request(used.get(draw.below(2)));
        }
        control(one, "");
        for (int word : draw.shuffled(List.of(5, 6, 7))) {
            script.say("write64", one + 8L * word, 1L << draw.below(64));
            cases.request(used.get(draw.below(2)));
            script.say("write64", one + 8L * word, 0L);
        }
        control(two, "");
        script.say(draw.of("unreadable page", "read-only page"), page);
        cases.request(used.get(2));
        cases.request(used.get(6));
        script.say("readable page", page);
        cases.request(used.get(3));
    }
}
