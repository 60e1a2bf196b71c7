package iommu.scenario;

import iommu.arch.CapabilityDraft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** The keys of a {@code unit} line that say what the unit can do. */
final class UnitKeys {

    /** On or off. */
    private static final Map<String, BiConsumer<CapabilityDraft, Boolean>> SWITCHES = switches();

    /** In the order in which they take effect: aw first, for mgaw and levels override it. */
    static final List<String> ALL = all();

    private UnitKeys() {
    }

    private static List<String> all() {
        List<String> keys = new ArrayList<>(List.of("aw", "mgaw", "levels", "haw", "superpages", "domain-bits", "mamv",
                "fault-records", "pasid-bits", "max-handle-mask"));
        keys.addAll(SWITCHES.keySet());
        return List.copyOf(keys);
    }

    private static Map<String, BiConsumer<CapabilityDraft, Boolean>> switches() {
        Map<String, BiConsumer<CapabilityDraft, Boolean>> keys = new LinkedHashMap<>();
        keys.put("caching-mode", (d, on) -> d.cachingMode = on);
        keys.put("coherent", (d, on) -> d.coherent = on);
        keys.put("snoop-control", (d, on) -> d.snoopControl = on);
        keys.put("pass-through", (d, on) -> d.passThrough = on);
        keys.put("device-tlb", (d, on) -> d.deviceTlb = on);
        keys.put("zlr", (d, on) -> d.zeroLengthRead = on);
        keys.put("psi", (d, on) -> d.pageSelective = on);
        keys.put("queue", (d, on) -> d.queuedInvalidation = on);
        keys.put("write-buffer-flush", (d, on) -> d.writeBufferFlush = on);
        keys.put("protected-low", (d, on) -> d.protectedLow = on);
        keys.put("protected-high", (d, on) -> d.protectedHigh = on);
        keys.put("abort-mode", (d, on) -> d.abortMode = on);
        keys.put("root-invalidates", (d, on) -> d.rootPointerInvalidates = on);
        keys.put("separate-rights", (d, on) -> d.separateRights = on);
        keys.put("throttling", (d, on) -> d.deviceTlbThrottling = on);
        scalable(keys);
        keys.put("interrupt-remapping", (d, on) -> d.interruptRemapping = on);
        keys.put("extended-interrupts", (d, on) -> d.extendedInterruptMode = on);
        keys.put("posted-interrupts", (d, on) -> d.postedInterrupts = on);
        keys.put("interrupt-table-invalidates", (d, on) -> d.interruptPointerInvalidates = on);
        keys.put("extended-interrupts-required", (d, on) -> d.extendedInterruptModeRequired = on);
        keys.put("interrupt-remapping-required", (d, on) -> d.interruptRemappingRequired = on);
        return keys;
    }

    private static void scalable(Map<String, BiConsumer<CapabilityDraft, Boolean>> keys) {
        keys.put("scalable", (d, on) -> d.scalableMode = on);
        keys.put("first-stage", (d, on) -> d.firstStage = on);
        keys.put("second-stage", (d, on) -> d.secondStage = on);
        keys.put("nested", (d, on) -> d.nested = on);
        keys.put("five-levels", (d, on) -> d.fiveLevelFirstStage = on);
        keys.put("gigabyte-first-stage", (d, on) -> d.gigabyteFirstStage = on);
        keys.put("snooped-walks", (d, on) -> d.snoopedWalks = on);
        keys.put("second-stage-dirty", (d, on) -> d.secondStageDirty = on);
        keys.put("rid-pasid", (d, on) -> d.ridPasid = on);
        keys.put("supervisor-requests", (d, on) -> d.supervisorRequests = on);
        keys.put("rid-privilege", (d, on) -> d.ridPrivilege = on);
        keys.put("extended-accessed", (d, on) -> d.extendedAccessed = on);
        keys.put("no-write-flag", (d, on) -> d.noWriteFlag = on);
        keys.put("memory-types", (d, on) -> d.memoryTypes = on);
        keys.put("page-requests", (d, on) -> d.pageRequests = on);
        keys.put("page-request-drain", (d, on) -> d.pageRequestDrain = on);
        keys.put("translated-with-pasid", (d, on) -> d.translatedWithPasid = on);
    }

    /** @throws IllegalArgumentException if the value is none that the key can have */
    static void set(CapabilityDraft draft, String key, String value) {
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
            case "pasid-bits" -> draft.pasidBits = number(value, 0, 20);
            case "max-handle-mask" -> draft.maxHandleMask = number(value, 0, 15);
            default -> SWITCHES.get(key).accept(draft, on(value));
        }
    }

    private static boolean on(String value) {
        if (!value.equals("on") && !value.equals("off")) {
            throw new IllegalArgumentException("'" + value + "' is neither on nor off");
        }
        return value.equals("on");
    }

    static int number(String text, int least, int most) {
        long number = Numbers.parse(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException("'" + text + "' is not between " + least + " and " + most);
        }
        return (int) number;
    }
}
