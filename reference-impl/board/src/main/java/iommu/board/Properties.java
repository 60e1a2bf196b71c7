package iommu.board;

import java.util.HashMap;
import java.util.Map;

/**
 * An option's value as QEMU writes it: {@code kind,name=value,…}.
 *
 * @param kind  what stands first; empty if that is a property already
 * @param names the properties; one without a value is {@code on}
 */
record Properties(String kind, Map<String, String> names) {

    static Properties parse(String text) {
        Map<String, String> names = new HashMap<>();
        String kind = "";
        String[] parts = text.split(",");
        for (int i = 0; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals >= 0) {
                names.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
            } else if (i == 0) {
                kind = parts[i];
            } else {
                names.put(parts[i], "on");
            }
        }
        return new Properties(names.getOrDefault("driver", kind), names);
    }

    boolean has(String name) {
        return names.containsKey(name);
    }

    String text(String name, String otherwise) {
        return names.getOrDefault(name, otherwise);
    }

    /** @throws SetupException if there is such a property and it is not on or off */
    boolean flag(String name, boolean otherwise) throws SetupException {
        return switch (text(name, otherwise ? "on" : "off")) {
            case "on", "yes", "true" -> true;
            case "off", "no", "false" -> false;
            default -> throw new SetupException("-device " + kind + ": " + name + "=" + names.get(name) + " should be on or off");
        };
    }

    /** @throws SetupException if there is such a property and it is no unsigned number of 64 bits */
    long number(String name, long otherwise) throws SetupException {
        String text = text(name, "");
        try {
            return text.isEmpty() ? otherwise : Numbers.parse(text);
        } catch (NumberFormatException e) {
            throw new SetupException("-device " + kind + ": " + name + "=" + text + " should be a number");
        }
    }
}
