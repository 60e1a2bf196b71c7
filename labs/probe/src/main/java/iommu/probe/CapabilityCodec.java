package iommu.probe;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** How a unit's capabilities travel: every field of {@link CapabilityDraft}, by name order, so that none is forgotten. */
final class CapabilityCodec {

    private static final List<Field> FIELDS = Stream.of(CapabilityDraft.class.getFields())
            .sorted(Comparator.comparing(Field::getName)).toList();
    private static final int LAST_LEVEL = 7;

    /** Those made so far, by the values of their fields: case after case has the same. */
    private static final Map<List<Object>, Capabilities> KNOWN = new ConcurrentHashMap<>();
    private static final int MOST_KNOWN = 64;

    private CapabilityCodec() {
    }

    static void write(FrameWriter out, Capabilities capabilities) {
        capabilities.with(draft -> FIELDS.forEach(field -> write(out, get(field, draft))));
    }

    private static void write(FrameWriter out, Object value) {
        switch (value) {
            case Boolean flag -> out.flag(flag);
            case Integer number -> out.i32(number);
            case Set<?> levels -> out.u8(levels.stream().mapToInt(level -> 1 << (int) level).sum());
            default -> throw new IllegalStateException("no capability is a " + value.getClass());
        }
    }

    static Capabilities read(FrameReader in) throws ProtocolException {
        List<Object> values = new ArrayList<>();
        for (Field field : FIELDS) {
            values.add(field.getType() == boolean.class ? in.flag() : field.getType() == int.class ? in.i32() : levels(in.u8()));
        }
        Capabilities known = KNOWN.get(values);
        return known == null ? made(values) : known;
    }

    private static Capabilities made(List<Object> values) throws ProtocolException {
        try {
            Capabilities made = Capabilities.DEFAULT.with(draft -> {
                for (int i = 0; i < values.size(); i++) {
                    set(FIELDS.get(i), draft, values.get(i));
                }
            });
            if (KNOWN.size() < MOST_KNOWN) {
                KNOWN.put(values, made);
            }
            return made;
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(e.getMessage());
        }
    }

    private static Set<Integer> levels(int mask) {
        Set<Integer> levels = new TreeSet<>();
        for (int level = 0; level <= LAST_LEVEL; level++) {
            if ((mask >> level & 1) != 0) {
                levels.add(level);
            }
        }
        return levels;
    }

    private static Object get(Field field, CapabilityDraft draft) {
        try {
            return field.get(draft);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Field field, CapabilityDraft draft, Object value) {
        try {
            field.set(draft, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
