package iommu.emulator.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Gpa;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.ShadowTables;
import iommu.emulator.shadow.RandomGuest.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Random guests tell a shadow with a bug from one without")
class WrongShadowsTest {

    private static final int SEEDS = 8;

    /** A room that does as another does. */
    private static class Same implements ShadowTables {

        final ShadowTables right;

        Same(ShadowTables right) {
            this.right = right;
        }

        @Override
        public List<Event> add(Listener listener) {
            return right.add(listener);
        }

        @Override
        public void remove(Listener listener) {
            right.remove(listener);
        }

        @Override
        public List<Event> unitChanged(boolean translating, Gpa root, TableMode mode, boolean separateRights) {
            return right.unitChanged(translating, root, mode, separateRights);
        }

        @Override
        public List<Event> stored(Gpa at, int size) {
            return right.stored(at, size);
        }

        @Override
        public List<Event> invalidated(Invalidation command) {
            return right.invalidated(command);
        }

        @Override
        public Set<Gpa> trapped() {
            return right.trapped();
        }
    }

    /** It does not trap these pages. */
    private static Function<ShadowTables, ShadowTables> blindTo(Predicate<Long> page) {
        return right -> new Same(right) {
            @Override
            public Set<Gpa> trapped() {
                Set<Gpa> pages = new LinkedHashSet<>(right.trapped());
                pages.removeIf(at -> page.test(at.value()));
                return pages;
            }
        };
    }

    /** It looks at fewer stores, or at less of them. */
    private static Function<ShadowTables, ShadowTables> seeing(Function<Same, StoredTo> bug) {
        return right -> new Same(right) {
            @Override
            public List<Event> stored(Gpa at, int size) {
                return bug.apply(this).stored(at, size);
            }
        };
    }

    private interface StoredTo {
        List<Event> stored(Gpa at, int size);
    }

    /** It tells less, or otherwise, at a store. */
    private static Function<ShadowTables, ShadowTables> telling(Function<List<Event>, List<Event>> bug) {
        return seeing(room -> (at, size) -> bug.apply(room.right.stored(at, size)));
    }

    private static ShadowTables staysTrapped(ShadowTables right) {
        Set<Gpa> ever = new LinkedHashSet<>();
        return new Same(right) {
            @Override
            public Set<Gpa> trapped() {
                ever.addAll(right.trapped());
                return ever;
            }
        };
    }

    private static ShadowTables waitsForTheInvalidation(ShadowTables right) {
        List<Event> put = new ArrayList<>();
        return new Same(right) {
            @Override
            public List<Event> stored(Gpa at, int size) {
                put.addAll(right.stored(at, size));
                return List.of();
            }

            @Override
            public List<Event> invalidated(Invalidation command) {
                List<Event> now = List.copyOf(put);
                put.clear();
                return now;
            }
        };
    }

    /** A table that lies in two places is known in one of them. */
    private static List<Event> onePlace(List<Event> events) {
        Set<Object> frames = new LinkedHashSet<>();
        return events.stream().filter(e -> !(e instanceof Event.Mapped m) || frames.add(List.of(m.to(), m.piece().frame())))
                .toList();
    }

    private static List<Event> backwards(List<Event> events) {
        return events.reversed();
    }

    @ParameterizedTest
    @EnumSource
    void aRoomWithoutABugPasses(Kind kind) {
        assertThat(firstFailure(kind, Same::new)).as("a seed that fails it").isZero();
    }

    @TestFactory
    Stream<DynamicTest> aBugIsFound() {
        return Stream.of(
                found("root writes are not trapped", Kind.LEGACY, blindTo(at -> at >> 13 == 0x10 >> 1)),
                found("context writes are not trapped", Kind.LEGACY, blindTo(at -> at >> 13 == 0x12 >> 1)),
                found("PASID directory writes are not trapped", Kind.SECOND_STAGE, blindTo(at -> at == 0x1_4000)),
                found("PASID table writes are not trapped", Kind.SECOND_STAGE, blindTo(at -> at >= 0x1_5000)),
                found("first-stage writes are not trapped", Kind.BOTH_STAGES, blindTo(at -> at == 0x3000)),
                found("a write spans two words", Kind.LEGACY,
                        seeing(room -> (at, size) -> room.right.stored(at, Math.min(size, 8)))),
                found("only the first half of an entry of two words counts", Kind.LEGACY,
                        seeing(room -> (at, size) -> size == 8 && at.offsetIn(16) == 8 ? List.of() : room.right.stored(at, size))),
                found("a table is shared by two parents", Kind.LEGACY, telling(WrongShadowsTest::onePlace)),
                found("a page reused as data stays trapped", Kind.LEGACY, WrongShadowsTest::staysTrapped),
                found("a new mapping waits for an invalidation", Kind.LEGACY, WrongShadowsTest::waitsForTheInvalidation),
                found("MAP comes before UNMAP", Kind.LEGACY, telling(WrongShadowsTest::backwards)),
                found("nobody is told of a mode", Kind.LEGACY,
                        telling(events -> events.stream().filter(e -> !(e instanceof Event.ModeChanged)).toList())));
    }

    private static DynamicTest found(String bug, Kind kind, Function<ShadowTables, ShadowTables> wrong) {
        return DynamicTest.dynamicTest(bug, () -> {
            long seed = firstFailure(kind, wrong);
            System.out.println(bug + ": " + kind + ", found by seed " + seed);
            assertThat(seed).as("a seed that finds it").isNotZero();
        });
    }

    private static long firstFailure(Kind kind, Function<ShadowTables, ShadowTables> room) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new RandomGuest(seed, kind, (memory, unit) ->
                        room.apply(new TrapTables(memory, unit, MemoryMap.ALL, Shadowing.BOTH_STAGES))).run(60, 5);
            } catch (AssertionError found) {
                return seed;
            }
        }
        return 0;
    }
}
