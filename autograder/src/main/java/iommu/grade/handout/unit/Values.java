package iommu.grade.handout.unit;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How Kryo writes and copies what it knows nothing of, or not enough for our rooms. */
final class Values {

    private static final ClassValue<Type> TYPES = new ClassValue<>() {
        @Override
        protected Type computeValue(Class<?> type) {
            return Type.of(type);
        }
    };

    private Values() {
    }

    static void addTo(Kryo kryo) {
        kryo.addDefaultSerializer(Record.class, new OfParts());
        kryo.addDefaultSerializer(EnumMap.class, new ByConstant());
        kryo.addDefaultSerializer(Collections.nCopies(1, 0).getClass(), new Copies());
        Stream.of(Map.of(), Map.of(1, 1)).forEach(constant -> kryo.addDefaultSerializer(constant.getClass(), new Constants()));
    }

    /** Rooms are compared and copied, and never read. */
    abstract static class Written<T> extends Serializer<T> {

        @Override
        public final T read(Kryo reader, Input input, Class<? extends T> type) {
            throw new IllegalStateException("nobody reads a room: " + type);
        }
    }

    /** A record may hold what changes. */
    private static final class OfParts extends Written<Record> {

        @Override
        public void write(Kryo writer, Output output, Record whole) {
            for (Object part : parts(whole)) {
                writer.writeClassAndObject(output, part);
            }
        }

        @Override
        public Record copy(Kryo copier, Record whole) {
            if (TYPES.get(whole.getClass()).fixed) {
                return whole;
            }
            Object[] parts = parts(whole);
            boolean same = true;
            for (int i = 0; i < parts.length; i++) {
                Object copy = copier.copy(parts[i]);
                same &= copy == parts[i];
                parts[i] = copy;
            }
            return same ? whole : made(whole.getClass(), parts);
        }

        private static Object[] parts(Record whole) {
            List<Method> accessors = TYPES.get(whole.getClass()).accessors;
            Object[] parts = new Object[accessors.size()];
            try {
                for (int i = 0; i < parts.length; i++) {
                    parts[i] = accessors.get(i).invoke(whole);
                }
                return parts;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Record made(Class<? extends Record> type, Object[] parts) {
            try {
                return (Record) TYPES.get(type).maker.newInstance(parts);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** @param fixed nothing in it can change */
    private record Type(List<Method> accessors, Constructor<?> maker, boolean fixed) {

        static Type of(Class<?> type) {
            try {
                RecordComponent[] parts = type.getRecordComponents();
                Constructor<?> maker = type.getDeclaredConstructor(Stream.of(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
                maker.setAccessible(true);
                List<Method> accessors = Stream.of(parts).map(RecordComponent::getAccessor).toList();
                accessors.forEach(accessor -> accessor.setAccessible(true));
                return new Type(accessors, maker, Stream.of(parts).allMatch(part -> part.getType().isPrimitive() || part.getType().isEnum()));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Such a map can't be made without its type. */
    @SuppressWarnings({"rawtypes", "unchecked"})
    private static final class ByConstant extends Written<EnumMap> {

        @Override
        public void write(Kryo writer, Output output, EnumMap map) {
            output.writeInt(map.size());
            map.forEach((key, value) -> {
                writer.writeClassAndObject(output, key);
                writer.writeClassAndObject(output, value);
            });
        }

        @Override
        public EnumMap copy(Kryo copier, EnumMap original) {
            EnumMap copy = original.clone();
            copier.reference(copy);
            copy.replaceAll((key, value) -> copier.copy(value));
            return copy;
        }
    }

    /** A list that nothing changes. */
    private static final class Copies extends Written<List<?>> {

        Copies() {
            setImmutable(true);
        }

        @Override
        public void write(Kryo writer, Output output, List<?> copies) {
            output.writeInt(copies.size());
            copies.forEach(each -> writer.writeClassAndObject(output, each));
        }
    }

    /** A map that nothing changes; equal ones may have other orders. */
    private static final class Constants extends Written<Map<?, ?>> {

        Constants() {
            setImmutable(true);
        }

        @Override
        public void write(Kryo writer, Output output, Map<?, ?> map) {
            output.writeString(map.entrySet().stream().map(Object::toString).sorted().toList().toString());
        }
    }
}
