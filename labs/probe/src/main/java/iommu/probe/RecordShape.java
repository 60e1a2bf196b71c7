package iommu.probe;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a type of the vocabulary is made of, looked up once: to ask reflection again for every value costs more than most
 * rooms do.
 *
 * @param parts     the components of a record, in their order
 * @param permitted the types that a sealed interface permits, in their order
 * @param constants of an enum
 * @param maker     the constructor of a record, else null
 * @param places    which of the permitted types those values have that were met so far
 */
record RecordShape(List<Part> parts, List<Class<?>> permitted, List<Object> constants, Constructor<?> maker,
        Map<Class<?>, Integer> places) {

    private static final ClassValue<RecordShape> KNOWN = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return look(type);
        }
    };

    /** A component. */
    record Part(String name, Type type, Method accessor) {

        Object of(Record value) {
            try {
                return accessor.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static RecordShape of(Class<?> type) {
        return KNOWN.get(type);
    }

    private static RecordShape look(Class<?> type) {
        List<Part> parts = new ArrayList<>();
        List<Class<?>> types = new ArrayList<>();
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                component.getAccessor().setAccessible(true); // or each call looks who calls
                parts.add(new Part(component.getName(), component.getGenericType(), component.getAccessor()));
                types.add(component.getType());
            }
        }
        return new RecordShape(parts, type.isSealed() ? List.of(type.getPermittedSubclasses()) : List.of(),
                type.isEnum() ? Arrays.asList(type.getEnumConstants()) : List.of(), type.isRecord() ? maker(type, types) : null,
                new ConcurrentHashMap<>());
    }

    private static Constructor<?> maker(Class<?> type, List<Class<?>> types) {
        try {
            Constructor<?> maker = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
            maker.setAccessible(true);
            return maker;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The number of the permitted type that a value of the sealed interface has. */
    int place(Object value) {
        Integer known = places.get(value.getClass());
        if (known != null) {
            return known;
        }
        int place = 0;
        while (!permitted.get(place).isInstance(value)) {
            place++;
        }
        places.put(value.getClass(), place);
        return place;
    }

    /** @throws ProtocolException if the record's own constructor refuses the values */
    Object make(Object[] values) throws ProtocolException {
        try {
            return maker.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new ProtocolException("no " + maker.getDeclaringClass().getSimpleName() + ": " + e.getCause().getMessage());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
