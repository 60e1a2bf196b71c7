package iommu.scenario;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The head of a scenario: language version, room and unit, each in its place. */
record Head(Room room, Capabilities capabilities, int capacity, boolean prefetch) {

    static final List<String> KEYS = Stream.concat(UnitKeys.ALL.stream(), Stream.of("capacity", "prefetch")).toList();

    static final int DEFAULT_CAPACITY = 64;

    /** @throws ScenarioException if a head line is missing, doubled, too late or wrong */
    static Head of(Scenario scenario) {
        Head head = new Head(Room.MACHINE, Capabilities.DEFAULT, DEFAULT_CAPACITY, true);
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < scenario.lines().size(); i++) {
            Line line = scenario.lines().get(i);
            try {
                head = head.after(line.statement(), seen);
            } catch (Complaint complaint) {
                throw complaint.at(scenario.name(), i + 1, line);
            }
        }
        if (!seen.contains("vtd")) {
            throw new ScenarioException(scenario.name(), 1, 1, "the file is empty", "begin with vtd 1");
        }
        return head;
    }

    private Head after(Statement statement, Set<String> seen) {
        if (statement instanceof Statement.Blank) {
            return this;
        }
        if (statement instanceof Statement.Version != seen.isEmpty()) {
            throw new Complaint("", "the first line, and no other, is vtd 1", "begin the file with it");
        }
        switch (statement) {
            case Statement.Version s -> seen.add("vtd");
            case Statement.Speaks s -> {
                if (seen.size() > 1) {
                    throw new Complaint("room", "the room stands after vtd 1, once", "move it to the second line");
                }
                seen.add("room");
                return new Head(s.room(), capabilities, capacity, prefetch);
            }
            case Statement.Unit s -> {
                if (seen.contains("unit") || seen.contains("stimulus")) {
                    throw new Complaint("unit", "the unit is described once, before anything happens",
                            "join the unit lines and move them up");
                }
                seen.add("unit");
                return with(s.settings());
            }
            default -> seen.add("stimulus");
        }
        return this;
    }

    private Head with(List<Statement.Setting> settings) {
        Set<String> seen = new TreeSet<>();
        for (Statement.Setting setting : settings) {
            if (!seen.add(setting.key())) {
                throw new Complaint(setting.toString(), "'" + setting.key() + "' is said twice", "say it once");
            }
        }
        try {
            return new Head(room, capabilities.with(draft -> set(draft, settings)), capacity, prefetch).rest(settings);
        } catch (IllegalArgumentException e) {
            settings.forEach(setting -> blame(setting, e.getMessage()));
            throw new Complaint("unit", e.getMessage(), "change the values that don't go together");
        }
    }

    /** Complains of the setting if it is wrong by itself. */
    private void blame(Statement.Setting setting, String problem) {
        try {
            capabilities.with(draft -> set(draft, List.of(setting)));
        } catch (IllegalArgumentException alone) {
            if (problem.equals(alone.getMessage())) {
                throw new Complaint(setting.toString(), problem, "give " + setting.key() + "= a value that a unit can have");
            }
        }
    }

    /** All at once: what goes together can be judged only then. */
    private static void set(CapabilityDraft draft, List<Statement.Setting> settings) {
        for (String key : UnitKeys.ALL) {
            for (Statement.Setting setting : settings) {
                if (setting.key().equals(key)) {
                    guarded(setting, () -> UnitKeys.set(draft, key, setting.value()));
                }
            }
        }
    }

    private Head rest(List<Statement.Setting> settings) {
        int[] entries = {capacity};
        boolean[] fetches = {prefetch};
        for (Statement.Setting setting : settings) {
            guarded(setting, () -> {
                switch (setting.key()) {
                    case "capacity" -> entries[0] = UnitKeys.number(setting.value(), 0, 1 << 20);
                    case "prefetch" -> fetches[0] = prefetches(setting.value());
                    default -> { }
                }
            });
        }
        return new Head(room, capabilities, entries[0], fetches[0]);
    }

    private static void guarded(Statement.Setting setting, Runnable take) {
        try {
            take.run();
        } catch (IllegalArgumentException e) {
            String problem = e instanceof NumberFormatException ? "'" + setting.value() + "' is no number" : e.getMessage();
            throw new Complaint(setting.toString(), problem,
                    "give " + setting.key() + "= a value that a unit can have");
        }
    }

    private static boolean prefetches(String value) {
        if (!value.equals("allow") && !value.equals("requests-only")) {
            throw new IllegalArgumentException("'" + value + "' is neither allow nor requests-only");
        }
        return value.equals("allow");
    }
}
