package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.ProtocolException;
import iommu.probe.StimulusCodec;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Trusted rooms that a hostile unit calls")
class TrustedRoomsTest {

    private static final long SEED = 20261129;
    private static final int CALLS = 60_000;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(120);
    private static final Gpa RING = new Gpa(0x10_0000);
    /** A global IOTLB invalidation (§6.5.2.3). */
    private static final int GLOBAL = 0x12;
    private static final long[] LONGS = {0, 1, -1, 0x1000, 0x10_0000, 0x10_0010, Long.MIN_VALUE, Long.MAX_VALUE, 0xFEE0_0000L, 1L << 38};
    private static final int[] INTS = {0, 1, 2, 3, 4, 8, -1, 31, 32, 255, 256, 0x7FFF, 0x8000, Integer.MIN_VALUE, Integer.MAX_VALUE};

    private final TrustedRooms rooms = new TrustedRooms(new Plan(Room.UNIT, Capabilities.DEFAULT, 4, false, List.of()));

    @Test
    @DisplayName("execute no ring without end, whatever size and tail they are told")
    void impossibleRegisters() {
        assertTimeoutPreemptively(LONG_ENOUGH, () -> {
            for (int place = 0; place < 256; place++) {
                call(new RoomCall.PerformOutside(new Effect.StoreStatus(RING.plus(16L * place), GLOBAL)));
            }
            for (int tail : new int[] {-1, Integer.MIN_VALUE, 0x8000, Integer.MAX_VALUE}) {
                assertThat(call(queue(0, tail))).as("tail %s", tail).isInstanceOf(Answer.Broken.class);
            }
            for (int size : new int[] {-1, 8, 23, 24, 31, Integer.MIN_VALUE}) {
                assertThat(call(queue(size, 1))).as("size %s", size).isInstanceOf(Answer.Broken.class);
            }
            assertThat(call(queue(0, 255))).isInstanceOfSatisfying(RoomAnswer.Effects.class,
                    said -> assertThat(said.effects()).hasSize(255));
        });
    }

    private static RoomCall queue(int size, int tail) {
        return new RoomCall.UpdateQueue(new QueueRegisters(true, RING, size, false, tail, TableMode.LEGACY));
    }

    @Test
    @DisplayName("take as many status writes as a run can need, and no more: memory of the judge is not the unit's to fill")
    void status() throws ProtocolException {
        for (int page = 0; page < 2000; page++) {
            assertThat(call(outside(page))).isEqualTo(new Answer.Done());
        }
        assertThatThrownBy(() -> call(outside(2000))).isInstanceOf(ProtocolException.class).hasMessageContaining("2000 status writes");
    }

    private static RoomCall outside(int page) {
        return new RoomCall.PerformOutside(new Effect.StoreStatus(new Gpa(0x1000L * page), 1));
    }

    @Test
    @DisplayName("end every call that can be sent, with an answer or as broken")
    void everyCall() {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<Answer.Breach, Integer> broken = new EnumMap<>(Answer.Breach.class);
        int[] answered = {0};
        assertTimeoutPreemptively(LONG_ENOUGH, () -> {
            for (int i = 0; i < CALLS; i++) {
                Optional<Stimulus> sent = anything(random);
                if (sent.isEmpty()) {
                    continue;
                }
                try {
                    if (call(sent.get()) instanceof Answer.Broken(Answer.Breach why, String what)) {
                        broken.merge(why, 1, Integer::sum);
                    } else {
                        answered[0]++;
                    }
                } catch (ProtocolException noCallOfARoom) {
                    assertThat(noCallOfARoom).hasMessageMatching("no call of a room.*|more than .*");
                }
            }
        }, () -> "seed " + SEED);
        assertThat(answered[0]).as("answered, seed %s; broken: %s", SEED, broken).isGreaterThan(CALLS / 10);
    }

    private Answer call(Stimulus call) throws ProtocolException {
        rooms.step(new Stimulus.Flush(RING));
        return rooms.call(call);
    }

    /** What a probe could send, of any kind; empty where such values make no call. */
    private static Optional<Stimulus> anything(SplittableRandom random) {
        List<Class<?>> kinds = Stream.of(Stimulus.class, RoomCall.class).flatMap(k -> Stream.of(k.getPermittedSubclasses()))
                .filter(Class::isRecord).toList();
        try {
            Stimulus made = (Stimulus) made(kinds.get(random.nextInt(kinds.size())), random);
            return Optional.of(StimulusCodec.decode(StimulusCodec.encode(made)));
        } catch (ReflectiveOperationException | IllegalArgumentException | ProtocolException refused) {
            return Optional.empty();
        }
    }

    private static Object made(Type type, SplittableRandom random) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType generic) {
            Object element = made(generic.getActualTypeArguments()[0], random);
            return generic.getRawType() == Optional.class ? random.nextBoolean() ? Optional.empty() : Optional.of(element)
                    : generic.getRawType() == Map.class ? Map.of(element, made(generic.getActualTypeArguments()[1], random))
                    : generic.getRawType() == Set.class ? Set.of(element) : List.of(element);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isPrimitive()) {
            return plain == boolean.class ? random.nextBoolean() : plain == long.class ? (Object) LONGS[random.nextInt(LONGS.length)]
                    : (Object) INTS[random.nextInt(INTS.length)];
        }
        if (plain == OptionalInt.class) {
            return random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(INTS[random.nextInt(INTS.length)]);
        }
        if (plain.isEnum()) {
            return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
        }
        if (plain.isSealed()) {
            Class<?>[] permitted = plain.getPermittedSubclasses();
            return made(permitted[random.nextInt(permitted.length)], random);
        }
        return plain == String.class ? "text" : plain == Long.class ? (Object) 7L : fields(plain, random);
    }

    private static Object fields(Class<?> type, SplittableRandom random) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = made(components[i].getGenericType(), random);
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        return constructor.newInstance(values);
    }
}
