package iommu.probe;

import iommu.arch.Effect;
import iommu.arch.Iova;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two of every kind of call, answer and effect, made from the vocabulary itself, so that a new kind is never missing. */
final class SamplesOfCalls {

    private SamplesOfCalls() {
    }

    static List<RoomCall> calls() {
        return all(RoomCall.class);
    }

    static List<Effect> effects() {
        return all(Effect.class);
    }

    static List<RoomAnswer> answers() {
        List<RoomAnswer> answers = new ArrayList<>(all(RoomAnswer.class));
        answers.add(new RoomAnswer.Effects(List.of()));
        answers.add(new RoomAnswer.Effects(effects()));
        return answers;
    }

    private static <T> List<T> all(Class<T> sealed) {
        return Stream.of(sealed.getPermittedSubclasses()).flatMap(type -> Stream.of(sample(type, 0), sample(type, 1)))
                .map(sealed::cast).collect(Collectors.toList());
    }

    private static Object sample(Type type, int which) {
        if (type instanceof ParameterizedType generic) {
            Object element = sample(generic.getActualTypeArguments()[0], which);
            return generic.getRawType() == Optional.class ? which == 0 ? Optional.empty() : Optional.of(element)
                    : generic.getRawType() == Map.class ? Map.of(element, -7L)
                    : generic.getRawType() == Set.class ? Set.of(element) : List.of(element);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == int.class) {
            return 1 + which;
        }
        if (plain == long.class) {
            return which == 0 ? 0x1000L : 0x20_0000L;
        }
        if (plain == boolean.class) {
            return which == 1;
        }
        if (plain == String.class) {
            return which == 0 ? "" : "00:03.0 wants MAP";
        }
        if (plain == Range.class) {
            return which == 0 ? Range.ALL : Range.of(new Iova(0x1000), 0x20_0000);
        }
        if (plain == OptionalInt.class) {
            return which == 0 ? OptionalInt.empty() : OptionalInt.of(3);
        }
        if (plain.isEnum()) {
            return plain.getEnumConstants()[which % plain.getEnumConstants().length];
        }
        return plain.isSealed() ? sample(plain.getPermittedSubclasses()[which % plain.getPermittedSubclasses().length], which)
                : fields(plain, which);
    }

    private static Object fields(Class<?> type, int which) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            return type.getDeclaredConstructor(Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(Stream.of(components).map(c -> sample(c.getGenericType(), which)).toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " can't be made", e);
        }
    }
}
