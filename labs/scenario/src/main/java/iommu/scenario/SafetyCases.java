package iommu.scenario;

import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cases of lab 09. No case shadows tables that the unit doesn't offer, or wants MAP without UNMAP: what that means is
 * open. But in {@code 09.state}, {@code 09.first-reason} and {@code 09.configurations} nobody stays attached, and nothing is
 * asked but the verdicts.
 */
final class SafetyCases {

    private static final String MAPS = "map unmap";
    private static final String DEVICE = "device-tlb";
    private static final String ALL = "map unmap device-tlb";
    private static final String FOLLOWED = " shadowing=second-stage";
    private static final String UNENFORCEABLE = " snoop-control=unenforceable";

    /** Stages that some unit offers together. */
    private static final List<String> OFFERED = List.of("second", "first", "second,first", "second,first,nested");

    private final Draw draw;
    private final Script script;
    private int id;

    private SafetyCases(Draw draw, Script script) {
        this.draw = draw;
        this.script = script.say("room", Room.SAFETY);
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("09.wishes", (draw, script) -> new SafetyCases(draw, script).wishes());
        profiles.put("09.stages", (draw, script) -> new SafetyCases(draw, script).stages());
        profiles.put("09.snoop", (draw, script) -> new SafetyCases(draw, script).snoop());
        profiles.put("09.device-tlb", (draw, script) -> new SafetyCases(draw, script).deviceTlb());
        profiles.put("09.configurations", (draw, script) -> new SafetyCases(draw, script).configurations());
        profiles.put("09.state", (draw, script) -> new SafetyCases(draw, script).state());
        profiles.put("09.first-reason", (draw, script) -> new SafetyCases(draw, script).firstReason());
        profiles.put("09.remedy", (draw, script) -> new SafetyCases(draw, script).remedy());
    }

    private SourceId source() {
        return new SourceId(draw.below(0x10000));
    }

    private void configure(String settings) {
        script.say("configure", settings);
    }

    /** With the two axes that decide nothing. */
    private void configureAnyhow(String settings) {
        configure(settings + draw.of("", " coherent=off") + draw.of("", " pass-through=off"));
    }

    private static String cachingMode(boolean on) {
        return "caching-mode=" + (on ? "on" : "off");
    }

    /** A listener comes, and goes. */
    private void passing(String wishes) {
        id = (id + draw.between(1, 9)) % 256;
        String listener = id + " " + source() + " " + wishes;
        script.say("listener add", listener);
        script.say("listener remove", listener);
    }

    private void wishes() {
        passing(MAPS);
        for (boolean on : draw.shuffled(List.of(true, false, draw.chance(50)))) {
            boolean devices = draw.chance(50);
            configureAnyhow(cachingMode(on) + (devices ? " device-tlb=on" : ""));
            draw.shuffled(List.of(MAPS, "unmap", draw.of("none", devices ? ALL : MAPS))).forEach(this::passing);
        }
        passing(MAPS);
    }

    private void stages() {
        for (String stages : draw.shuffled(OFFERED)) {
            boolean second = stages.equals("second");
            for (String shadowing : draw.shuffled(shadowings(stages))) {
                for (boolean on : draw.shuffled(cachingModes(second, shadowing))) {
                    configureAnyhow("stages=" + stages + " " + cachingMode(on) + shadowing);
                    passing(MAPS);
                }
                if (draw.chance(25)) {
                    passing(draw.of("unmap", "none"));
                }
            }
        }
        configure("stages=" + draw.of("first", "second,first", "second,first,nested"));
        passing(MAPS);
    }

    /** What the second stage alone needs caching mode for is asked with it and without. */
    private List<Boolean> cachingModes(boolean second, String shadowing) {
        if (!second) {
            return List.of(draw.chance(50));
        }
        return shadowing.isEmpty() ? List.of(true) : List.of(true, false);
    }

    private List<String> shadowings(String stages) {
        List<String> all = new ArrayList<>(List.of(""));
        if (stages.contains("second")) {
            all.add(FOLLOWED);
        }
        if (stages.contains("second,first")) {
            all.add(" shadowing=both-stages");
        }
        return all;
    }

    private void snoop() {
        for (String snoop : draw.shuffled(List.of("off", "enforceable", "unenforceable", "unenforceable"))) {
            configureAnyhow("snoop-control=" + snoop + draw.of("", FOLLOWED));
            draw.shuffled(List.of(MAPS, draw.of("unmap", "none"))).forEach(this::passing);
        }
    }

    private void deviceTlb() {
        for (boolean on : draw.shuffled(List.of(true, false, draw.chance(50)))) {
            configure("device-tlb=" + (on ? "on" : "off"));
            draw.shuffled(List.of(DEVICE, draw.of("unmap device-tlb", ALL), draw.of(MAPS, "unmap"))).forEach(this::passing);
        }
    }

    private void status() {
        script.say("status");
    }

    /** The listener that stays wants what every configuration allows. */
    private void configurations() {
        step("configure " + cachingMode(draw.chance(50)));
        if (draw.chance(50)) {
            script.say("listener add", draw.below(256), source(), draw.of("unmap", "none"));
        }
        List<String> impossible = draw.shuffled(List.of("none", "nested", "second,nested", "first,nested"));
        for (String stages : draw.shuffled(List.of(impossible.get(0), impossible.get(1), draw.of(OFFERED), draw.of(OFFERED)))) {
            String proposed = "stages=" + stages + " " + cachingMode(draw.chance(50));
            configure(proposed);
            status();
            if (draw.chance(60)) {
                script.say("configure", draw.of(proposed, "stages=" + draw.of(OFFERED) + " " + cachingMode(draw.chance(50))), "running");
                status();
            }
        }
        script.say("configure", draw.of("", "caching-mode=off ") + "running");
        status();
    }

    private String settings() {
        return cachingMode(draw.chance(50)) + draw.of("", " device-tlb=on");
    }

    private void state() {
        List<String> listeners = new ArrayList<>();
        int first = draw.below(200);
        SourceId shared = source();
        for (int i = 0; i < 3; i++) {
            listeners.add(first + i * 10 + draw.below(10) + " " + (i < 2 ? shared : source()) + " ");
        }
        boolean oneStandsAgainstIt = draw.chance(50);
        configure(cachingMode(oneStandsAgainstIt || draw.chance(50)));
        List<String> wishes = oneStandsAgainstIt ? draw.shuffled(List.of(MAPS, "unmap", "none"))
                : List.of(draw.of(MAPS, "unmap", ALL), draw.of(MAPS, "unmap", ALL), draw.of(MAPS, "unmap", ALL));
        for (int i = 0; i < 3; i++) {
            step("listener add " + listeners.get(i) + wishes.get(i));
        }
        step("configure " + cachingMode(draw.chance(50)));
        for (int i = draw.between(3, 4); i > 0; i--) {
            String listener = draw.of(listeners) + draw.of(MAPS, MAPS, "unmap", "none", ALL);
            switch (draw.below(5)) {
                case 0 -> step("listener remove " + listener);
                case 1, 2 -> step("listener add " + listener);
                default -> step("configure " + settings());
            }
        }
        oneOfTwo(listeners);
        String last = draw.of(listeners);
        step("listener add " + last + MAPS);
        step("listener add " + last + "unmap");
    }

    /** Of two listeners of one device either one stands against caching mode off, and in the end neither. Then all go. */
    private void oneOfTwo(List<String> listeners) {
        step("configure caching-mode=on");
        step("listener add " + listeners.get(2) + "unmap");
        for (int wanting : draw.shuffled(List.of(0, 1))) {
            script.say("listener add", listeners.get(wanting) + MAPS);
            script.say("listener add", listeners.get(1 - wanting) + "unmap");
            step("configure caching-mode=off");
        }
        List<String> wishes = draw.shuffled(List.of("unmap", "none", draw.of("unmap", "none")));
        List<String> there = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            there.add(listeners.get(i) + wishes.get(i));
            script.say("listener add", there.get(i));
        }
        step("configure caching-mode=off");
        step("listener add " + draw.of(listeners) + MAPS);
        for (int i = 0; i < 3; i++) { // nobody wants just that
            script.say("listener remove", listeners.get(i) + draw.of(MAPS, ALL, wishes.get(i).equals("none") ? "unmap" : "none"));
        }
        status();
        draw.shuffled(there).forEach(each -> step("listener remove " + each));
    }

    private void step(String statement) {
        script.say(statement);
        status();
    }

    private void firstReason() {
        for (String settings : draw.shuffled(List.of("caching-mode=off" + UNENFORCEABLE, UNENFORCEABLE.strip(), "caching-mode=off"))) {
            configure(settings);
            passing(ALL);
            passing("unmap");
        }
        configure("device-tlb=on");
        List<String> staying = new ArrayList<>();
        for (int i : draw.shuffled(List.of(0, 1, 2))) {
            staying.add(i * 80 + draw.below(80) + " " + source() + " " + draw.of(MAPS, ALL));
        }
        staying.forEach(listener -> script.say("listener add", listener));
        configure("caching-mode=off");
        configure("caching-mode=off" + UNENFORCEABLE);
        script.say("configure", "stages=" + draw.of("none", "nested", "first,nested"), "caching-mode=off running");
        configure("stages=" + draw.of("none", "nested", "second,nested") + " caching-mode=off");
        script.say("listener remove", draw.of(staying));
        configure(UNENFORCEABLE.strip());
        script.say("configure", "running");
        configure("device-tlb=on caching-mode=on");
    }

    private void remedy() {
        List<String> reasons = new ArrayList<>(List.of("caching-mode=off", UNENFORCEABLE.strip()));
        for (String stages : List.of("first", "second,first", "second,first" + FOLLOWED, "second,first,nested")) {
            reasons.add("stages=" + stages + " " + cachingMode(draw.chance(50)));
        }
        for (String reason : draw.shuffled(reasons)) {
            configure(reason);
            passing(MAPS);
        }
        configure("device-tlb=off");
        passing(DEVICE);
        passing(MAPS);
        configure("stages=" + draw.of("none", "nested", "second,nested"));
        script.say("configure", cachingMode(draw.chance(50)), "running");
        configure(draw.of("device-tlb=on", "snoop-control=enforceable"));
    }
}
