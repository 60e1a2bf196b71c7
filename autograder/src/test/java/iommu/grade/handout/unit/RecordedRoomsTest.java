package iommu.grade.handout.unit;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.CachedTranslation;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.legacy.LegacyUnit;
import iommu.grade.KitCommand;
import iommu.grade.judge.TrustedRooms;
import iommu.grade.judge.VisibleCases;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.recorded.UnitCase;
import iommu.grade.told.RoomsText;
import iommu.grade.told.ToldRooms;
import iommu.probe.NeighbourPort;
import iommu.probe.ProtocolException;
import iommu.probe.RoomDriver;
import iommu.scenario.Expander;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rooms that were recorded say what the trusted ones say, to whatever unit, or nothing. */
class RecordedRoomsTest {

    private static final long SEED = 20261129;
    private static final int RUNS = 40 * Integer.getInteger("iommu.nightly", 1);
    private static final List<Recorded> CASES = new ArrayList<>();

    private record Recorded(Group group, Scenario scenario, Plan plan, UnitCase known) {

        boolean isLong() {
            return plan.steps().size() > 1000;
        }

        /** A boot of Linux takes its time. */
        int runs() {
            return isLong() ? RUNS / 10 : RUNS;
        }
    }

    @BeforeAll
    static void record() {
        Manifest manifest = Manifest.read(Manifest.below(KitCommand.home()));
        Lab lab = manifest.lab("11").orElseThrow();
        for (Group group : lab.groups()) {
            for (Scenario scenario : VisibleCases.of(KitCommand.home().resolve("labs"), lab, group)) {
                Plan plan = Expander.expand(scenario);
                CASES.add(new Recorded(group, scenario, plan, UnitRecorder.record(group, scenario, plan)));
            }
        }
    }

    /** Hears what both say to a call. Both have heard the same before. */
    private static final class Both implements NeighbourPort {
        private final TrustedRooms trusted;
        private final ToldRooms told;

        Both(Recorded known) {
            trusted = new TrustedRooms(known.plan);
            told = new ToldRooms(new ToldRooms.Book(known.known.rooms()), known.plan.capacity());
        }

        @Override
        public void step(Stimulus step) {
            trusted.step(step);
            told.step(step);
        }

        @Override
        public Answer call(Stimulus call) throws ProtocolException {
            Answer said = told.call(call);
            Answer wanted = trusted.call(call);
            if (told.gap().isEmpty()) {
                assertThat(said).as(call.toString()).isEqualTo(wanted);
            }
            return wanted;
        }
    }

    /** @return whether everything was answered */
    private static boolean plays(Recorded known, Habit... habits) {
        Both both = new Both(known);
        NeighbourPort port = both;
        for (Habit habit : habits) {
            NeighbourPort behind = port;
            port = new NeighbourPort() {
                @Override
                public void step(Stimulus step) {
                    behind.step(step);
                }

                @Override
                public Answer call(Stimulus call) throws ProtocolException {
                    return habit.call(call, behind);
                }
            };
        }
        RoomDriver unit = RoomDriver.unit(LegacyUnit::new, known.plan.capabilities(), port);
        for (Step step : known.plan.steps()) {
            unit.on(step.stimulus());
        }
        return both.told.gap().isEmpty();
    }

    @Test
    void aUnitOfAnyHabitIsAnsweredToTheEnd() {
        for (Recorded known : CASES) {
            for (Habit habit : Habit.all()) {
                assertThat(plays(known, habit)).as(known.scenario.name()).isTrue();
            }
        }
    }

    /** No unit of two habits was recorded: 40 of each case but the long ones, as many more as {@code -Diommu.nightly} says. */
    @Test
    void aUnitOfTwoHabitsHearsNothingThatIsWrongAndMostlyAll() {
        System.out.println("units of two habits, seed " + SEED);
        Random random = new Random(SEED);
        List<Habit> habits = Habit.all();
        int all = 0;
        int answered = 0;
        for (Recorded known : CASES) {
            for (int i = 0; i < known.runs(); i++) {
                all++;
                answered += plays(known, habits.get(random.nextInt(habits.size())), habits.get(random.nextInt(habits.size()))) ? 1 : 0;
            }
        }
        System.out.println("answered to the end: " + answered + " of " + all);
        assertThat(answered).isGreaterThan(all * 9 / 10);
    }

    /** Calls get lost, are made twice, or change places with the one before: 40 runs of each case. */
    @Test
    void whateverIsCalledInWhateverOrderNothingIsSaidThatIsWrong() {
        System.out.println("calls at random, seed " + SEED);
        Random random = new Random(SEED);
        int all = 0;
        int answered = 0;
        for (Recorded known : CASES) {
            List<Stimulus> earlier = new ArrayList<>();
            for (int i = 0; i < known.runs(); i++) {
                all++;
                answered += plays(known, (call, rooms) -> {
                    earlier.add(call);
                    return switch (random.nextInt(60)) {
                        case 0 -> call instanceof RoomCall room && !room.answered() ? new Answer.Done() : rooms.call(call);
                        case 1 -> {
                            rooms.call(call);
                            yield rooms.call(call);
                        }
                        case 2 -> {
                            rooms.call(earlier.get(random.nextInt(earlier.size())));
                            yield rooms.call(call);
                        }
                        default -> rooms.call(call);
                    };
                }) ? 1 : 0;
            }
        }
        System.out.println("answered to the end: " + answered + " of " + all);
        assertThat(answered).isPositive();
    }

    /** The trusted cache is looked up by blocks that walks can find, and keeps this one where no address leads to it. */
    @Test
    void aPageOfASizeThatNoWalkFindsLeavesAGap() {
        ToldRooms told = new ToldRooms(new ToldRooms.Book(CASES.getFirst().known.rooms()), 16);
        SourceId source = new SourceId(0x18);
        for (long size : List.of(0x1000L, 0x2000L)) {
            told.call(new Stimulus.FillTranslation(source, Pasid.NONE, new Iova(0), new CachedTranslation(new DomainId(1), false,
                    new Mapping(new Iova(0), new Gpa(0), size, Rights.RW, false, List.of())), 0));
            assertThat(told.gap().isPresent()).as("size %s", size).isEqualTo(size == 0x2000L);
        }
    }

    @Test
    void whatIsWrittenDownIsReadAgainAndIsTheSameEveryTime() {
        for (int i = 0; i < CASES.size(); i++) {
            Recorded known = CASES.get(i);
            assertThat(RoomsText.read(RoomsText.write(known.known.rooms()))).as(known.scenario.name()).isEqualTo(known.known.rooms());
            if (i % 5 == 0 && !known.isLong()) {
                assertThat(UnitRecorder.record(known.group, known.scenario, known.plan).text()).isEqualTo(known.known.text());
            }
        }
    }
}
