package iommu.probe;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the statics of a learner's class hold, down to the last number, so that two moments can be compared. Nothing of the
 * learner's is called. What can't be seen through has no content: a class that holds it is never taken as unchanged.
 */
final class Statics {

    /** Values in the statics of one class; more are not worth the look. */
    private static final int MOST = 4096;

    private final ClassLoader learners;
    private final Map<Object, Integer> seen = new IdentityHashMap<>();
    private int values;

    private Statics(ClassLoader learners) {
        this.learners = learners;
    }

    /** A static that is not the compiler's own, and could hold something else after a case than before it. */
    static List<Field> changeable(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields()).filter(field -> Modifier.isStatic(field.getModifiers())
                && !field.isSynthetic() && !(Modifier.isFinal(field.getModifiers()) && isConstant(field.getType()))).toList();
    }

    /** A number or a string. */
    private static boolean isConstant(Class<?> type) {
        return type.isPrimitive() || type == String.class;
    }

    /** @param fields statics of one class, which is initialized now at the latest. @return empty if that can't be told */
    static Optional<List<Object>> content(List<Field> fields, ClassLoader learners) {
        try {
            Statics statics = new Statics(learners);
            List<Object> all = new ArrayList<>();
            for (Field field : fields) {
                all.add(statics.content(read(field, null)));
            }
            return Optional.of(all);
        } catch (ReflectiveOperationException | RuntimeException | Error unclear) { // an initializer may throw anything
            return Optional.empty();
        }
    }

    private static Object read(Field field, Object of) throws ReflectiveOperationException {
        field.setAccessible(true);
        return field.get(of);
    }

    private Object content(Object value) throws ReflectiveOperationException {
        if (++values > MOST) {
            throw new IllegalStateException("too much");
        }
        if (value == null) {
            return "null";
        }
        Class<?> type = value.getClass();
        if (value instanceof String || value instanceof Boolean || value instanceof Character
                || value instanceof Number && type.getPackageName().equals("java.lang")) {
            return List.of(type, value);
        }
        if (value instanceof Enum<?> constant && type.getClassLoader() != learners) {
            return constant;
        }
        Integer before = seen.putIfAbsent(value, seen.size());
        return before != null ? List.of("again", before) : parts(value, type);
    }

    private List<Object> parts(Object value, Class<?> type) throws ReflectiveOperationException {
        List<Object> parts = new ArrayList<>(List.of(type.getName()));
        if (type.isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                parts.add(content(Array.get(value, i)));
            }
        } else if (type.getPackageName().equals("java.util") && value instanceof Collection<?> all) {
            for (Object each : all) {
                parts.add(content(each));
            }
        } else if (type.getPackageName().equals("java.util") && value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> each : map.entrySet()) {
                parts.add(content(each.getKey()));
                parts.add(content(each.getValue()));
            }
        } else if (value instanceof Optional<?> one) {
            parts.add(content(one.orElse(null)));
        } else if (type.getClassLoader() == learners && !type.isHidden() || type.isRecord()) {
            fields(value, type, parts);
        } else {
            throw new IllegalStateException("unknown: " + type);
        }
        return parts;
    }

    private void fields(Object value, Class<?> type, List<Object> parts) throws ReflectiveOperationException {
        for (Class<?> each = type; each != Object.class && each != Record.class && each != Enum.class; each = each.getSuperclass()) {
            if (each.getClassLoader() == null) {
                throw new IllegalStateException("unknown: " + each);
            }
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    parts.add(content(read(field, value)));
                }
            }
        }
    }
}
