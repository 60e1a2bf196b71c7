package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The entries that a walk stored, as {@code ADDRESS:BITS} words tell: all that it may store is flags. */
final class Flags {

    /** A, D and EA of either stage (§9.7, §9.8). */
    private static final long ALL = 1 << 5 | 1 << 6 | 1 << 8 | 1 << 9 | 1 << 10;

    private Flags() {
    }

    /** What was stored where; empty if nothing was. */
    static Map<String, Long> of(String outcome) {
        Map<String, Long> words = new TreeMap<>();
        String stores = Symptom.fields(outcome).getOrDefault("stores", "-");
        for (String word : stores.equals("-") ? new String[0] : stores.split(",")) {
            String[] parts = word.split(":");
            words.put(parts[0], Long.parseUnsignedLong(parts[1].replaceFirst("^0x", ""), 16));
        }
        return words;
    }

    /** Too few flags, too many, or other words. */
    static Behaviour compare(String answered, String owed) {
        Map<String, Long> said = of(answered);
        Map<String, Long> right = of(owed);
        boolean extra = !right.keySet().containsAll(said.keySet());
        boolean missing = !said.keySet().containsAll(right.keySet());
        boolean other = false;
        for (String at : new TreeSet<>(said.keySet())) {
            long bits = said.get(at) ^ right.getOrDefault(at, said.get(at));
            extra |= (bits & said.get(at)) != 0;
            missing |= (bits & ~said.get(at)) != 0;
            other |= (bits & ~ALL) != 0;
        }
        if (!extra && !missing) {
            return Behaviour.WRONG_DETAIL;
        }
        return other || extra && missing ? Behaviour.WRONG_CONTENT : extra ? Behaviour.ADDS : Behaviour.LEAVES_OUT;
    }
}
