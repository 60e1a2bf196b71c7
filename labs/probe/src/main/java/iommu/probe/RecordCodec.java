package iommu.probe;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * How values of the vocabulary travel that are made of records: the components in their order; of a sealed interface
 * the number of the permitted type first. So no field is forgotten when the vocabulary grows.
 *
 * <p>Only types of {@code iommu.arch} and the JDK are read or written, and a value comes to be through its own
 * constructor, which checks it.
 */
final class RecordCodec {

    /** The longest list, set or map. */
    static final int MOST = 256;

    /** The longest text, in bytes: what a frame has room for. */
    private static final int TEXT = 3 * SafetyCalls.TEXT;

    private RecordCodec() {
    }

    static void write(FrameWriter out, Type type, Object value) {
        if (value instanceof Record fields) {
            record(out, (Class<?>) type, fields);
        } else if (value instanceof Integer number) {
            out.i32(number);
        } else if (value instanceof Long number) {
            out.i64(number);
        } else if (value instanceof Boolean flag) {
            out.flag(flag);
        } else if (value instanceof Enum<?> constant) {
            out.constant(constant);
        } else if (value instanceof String text) {
            out.text(text);
        } else {
            container(out, type, value);
        }
    }

    private static void container(FrameWriter out, Type type, Object value) {
        if (value instanceof List<?> list) {
            write(out, argument(type, 0), list);
        } else if (value instanceof Optional<?> one) {
            out.flag(one.isPresent());
            if (one.isPresent()) {
                write(out, argument(type, 0), one.get());
            }
        } else if (value instanceof OptionalInt number) {
            out.flag(number.isPresent());
            number.ifPresent(out::i32);
        } else if (value instanceof Set<?> set && argument(type, 0) == Integer.class) {
            out.i32(mask(set));
        } else if (value instanceof Set<?> set) {
            write(out, argument(type, 0), set.stream().sorted().toList()); // never in hash order
        } else if (value instanceof Map<?, ?> map) {
            out.i32(map.size());
            new TreeMap<>(map).forEach((key, v) -> {
                write(out, argument(type, 0), key);
                write(out, argument(type, 1), v);
            });
        } else {
            throw new IllegalArgumentException("nothing of the vocabulary: " + value.getClass());
        }
    }

    private static void write(FrameWriter out, Type element, Collection<?> all) {
        out.i32(all.size());
        for (Object each : all) {
            write(out, element, each);
        }
    }

    private static void record(FrameWriter out, Class<?> type, Record fields) {
        RecordShape shape = RecordShape.of(type);
        if (!shape.permitted().isEmpty()) {
            int place = shape.place(fields);
            record(out.u8(place), shape.permitted().get(place), fields);
            return;
        }
        for (RecordShape.Part part : shape.parts()) {
            write(out, part.type(), part.of(fields));
        }
    }

    /** @throws ProtocolException if the bytes are none of that type */
    static <T> T read(FrameReader in, Class<T> type) throws ProtocolException {
        return type.cast(value(in, type));
    }

    private static Object value(FrameReader in, Type type) throws ProtocolException {
        if (type instanceof ParameterizedType generic) {
            return container(in, generic);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == int.class) {
            return in.i32();
        }
        if (plain == long.class || plain == Long.class) {
            return in.i64();
        }
        if (plain == boolean.class) {
            return in.flag();
        }
        if (plain == String.class) {
            return in.plainText(TEXT);
        }
        if (plain == OptionalInt.class) {
            return in.flag() ? OptionalInt.of(in.i32()) : OptionalInt.empty();
        }
        RecordShape shape = RecordShape.of(plain);
        if (!shape.constants().isEmpty()) {
            return one(in, plain, shape.constants());
        }
        return shape.permitted().isEmpty() ? fields(in, shape) : value(in, one(in, plain, shape.permitted()));
    }

    private static <T> T one(FrameReader in, Class<?> of, List<T> choices) throws ProtocolException {
        int number = in.u8();
        if (number >= choices.size()) {
            throw new ProtocolException("no " + of.getSimpleName() + " has the number " + number);
        }
        return choices.get(number);
    }

    private static Object fields(FrameReader in, RecordShape shape) throws ProtocolException {
        Object[] values = new Object[shape.parts().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(in, shape.parts().get(i).type());
        }
        return shape.make(values);
    }

    private static Object container(FrameReader in, ParameterizedType type) throws ProtocolException {
        Type element = argument(type, 0);
        if (type.getRawType() == Optional.class) {
            return in.flag() ? Optional.of(value(in, element)) : Optional.empty();
        }
        if (type.getRawType() == Set.class && element == Integer.class) {
            return numbers(in.i32());
        }
        int count = in.within(0, MOST);
        if (type.getRawType() == Map.class) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                map.put(value(in, element), value(in, argument(type, 1)));
            }
            return alone(map.size() == count, map);
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(value(in, element));
        }
        return type.getRawType() == Set.class ? alone(new HashSet<>(list).size() == count, new LinkedHashSet<>(list)) : list;
    }

    /** A set of numbers from 0 to 31, such as the levels of a unit, is a bit for each. */
    private static int mask(Set<?> numbers) {
        int mask = 0;
        for (Object number : numbers) {
            if ((Integer) number >>> 5 != 0) {
                throw new IllegalArgumentException("a number in a set is 0 to 31, not " + number);
            }
            mask |= 1 << (Integer) number;
        }
        return mask;
    }

    private static Set<Integer> numbers(int mask) {
        Set<Integer> numbers = new LinkedHashSet<>();
        for (int left = mask; left != 0; left &= left - 1) {
            numbers.add(Integer.numberOfTrailingZeros(left));
        }
        return numbers;
    }

    private static Object alone(boolean distinct, Object container) throws ProtocolException {
        if (!distinct) {
            throw new ProtocolException("the same thing twice in a set");
        }
        return container;
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
