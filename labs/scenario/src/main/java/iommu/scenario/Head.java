package iommu.scenario;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The head of a scenario: language version, room and unit, each in its place. */
record Head(Room room, Capabilities capabilities, int capacity, boolean prefetch) {

    static final List<String> KEYS = List.of("aw", "mgaw", "levels", "haw", "superpages", "domain-bits",
            "caching-mode", "coherent", "snoop-control", "pass-through", "device-tlb", "zlr", "psi", "mamv",
            "fault-records", "capacity", "prefetch");

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
        Head head = this;
        Set<String> keys = new TreeSet<>();
        for (String key : KEYS) { // aw first: mgaw and levels override it
            for (Statement.Setting setting : settings) {
                if (setting.key().equals(key)) {
                    if (!keys.add(key)) {
                        throw new Complaint(setting.toString(), "'" + key + "' is said twice", "say it once");
                    }
                    head = head.with(setting);
                }
            }
        }
        return head;
    }

    private Head with(Statement.Setting setting) {
        String value = setting.value();
        try {
            return switch (setting.key()) {
                case "capacity" -> new Head(room, capabilities, number(value, 0, 1 << 20), prefetch);
                case "prefetch" -> new Head(room, capabilities, capacity, prefetches(value));
                default -> new Head(room, capabilities.with(draft -> set(draft, setting.key(), value)), capacity,
                        prefetch);
            };
        } catch (IllegalArgumentException e) {
            String problem = e instanceof NumberFormatException ? "'" + value + "' is no number" : e.getMessage();
            throw new Complaint(setting.toString(), problem,
                    "give " + setting.key() + "= a value that a unit can have");
        }
    }

    private static void set(CapabilityDraft draft, String key, String value) {
        switch (key) {
            case "aw" -> {
                draft.guestAddressWidth = number(value, 39, 57);
                draft.levels = switch (draft.guestAddressWidth) {
                    case 39 -> Set.of(3);
                    case 48 -> Set.of(3, 4);
                    case 57 -> Set.of(3, 4, 5);
                    default -> throw new IllegalArgumentException("tables are 39, 48 or 57 bits wide");
                };
            }
            case "mgaw" -> draft.guestAddressWidth = number(value, 39, 57);
            case "levels" -> draft.levels = List.of(value.split(",", -1)).stream().map(n -> number(n, 3, 5))
                    .collect(Collectors.toSet());
            case "haw" -> draft.hostAddressWidth = number(value, 39, 52);
            case "superpages" -> draft.superpages = switch (value) {
                case "none" -> Set.of();
                case "2M" -> Set.of(2);
                case "2M,1G" -> Set.of(2, 3);
                default -> throw new IllegalArgumentException("superpages are none, 2M or 2M,1G");
            };
            case "domain-bits" -> draft.domainIdBits = number(value, 4, 16);
            case "mamv" -> draft.maxAddressMask = number(value, 0, 63);
            case "fault-records" -> draft.faultRecords = number(value, 1, 256);
            default -> choose(draft, key, on(value));
        }
    }

    private static void choose(CapabilityDraft draft, String key, boolean on) {
        switch (key) {
            case "caching-mode" -> draft.cachingMode = on;
            case "coherent" -> draft.coherent = on;
            case "snoop-control" -> draft.snoopControl = on;
            case "pass-through" -> draft.passThrough = on;
            case "device-tlb" -> draft.deviceTlb = on;
            case "zlr" -> draft.zeroLengthRead = on;
            case "psi" -> draft.pageSelective = on;
            default -> throw new IllegalArgumentException("unknown key '" + key + "'");
        }
    }

    private static boolean on(String value) {
        if (!value.equals("on") && !value.equals("off")) {
            throw new IllegalArgumentException("'" + value + "' is neither on nor off");
        }
        return value.equals("on");
    }

    private static boolean prefetches(String value) {
        if (!value.equals("allow") && !value.equals("requests-only")) {
            throw new IllegalArgumentException("'" + value + "' is neither allow nor requests-only");
        }
        return value.equals("allow");
    }

    private static int number(String text, int least, int most) {
        long number = Numbers.parse(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException("'" + text + "' is not between " + least + " and " + most);
        }
        return (int) number;
    }
}
