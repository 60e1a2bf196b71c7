package iommu.grade.kills;

import iommu.arch.seam.MappingDriver.Request;
import iommu.grade.intake.TestFile;
import iommu.grade.judge.Lawbook;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.Rooms;
import iommu.grade.labs.Lab;
import iommu.grade.verdict.TestsResult.Refusal;
import iommu.scenario.Expander;
import iommu.scenario.Line;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import iommu.scenario.RoomStatement;
import iommu.scenario.Scenario;
import iommu.scenario.ScenarioException;
import iommu.scenario.Statement;
import iommu.view.SafeText;
import java.util.Optional;

/** Reads tests that strangers wrote: each is bounded before anything is made of it, and every error has its place. */
final class TestReader {

    static final int MOST_LINES = 100;
    /** Of a whole machine, where every store that is not flushed doubles what a walk may see. */
    static final int MOST_LINES_OF_A_MACHINE = 40;
    static final int MOST_STEPS = 2_000;
    /** Pages that all lines of a test map and unmap together. */
    static final int MOST_PAGES = 1_024;
    private static final int LONGEST_SENTENCE = 400;

    private final Lab lab;
    private final KitRuns kit;

    /** @param kit the runs of the lab that are nobody's own */
    TestReader(Lab lab, KitRuns kit) {
        this.lab = lab;
        this.kit = kit;
    }

    ReadTest read(TestFile file) {
        try {
            PreparedCase law = prepared(file);
            Optional<Refusal> objection = RightUnits.objection(law);
            return objection.isPresent() ? refused(file, objection.get()) : new ReadTest.Ready(file.name(), law);
        } catch (Unfit unfit) {
            return refused(file, unfit.why());
        } catch (ScenarioException wrong) {
            String place = file.name() + ":" + wrong.line() + ":" + wrong.column() + ": ";
            return refused(file, new Refusal(wrong.line(), wrong.column(), wrong.getMessage().startsWith(place)
                    ? wrong.getMessage().substring(place.length()) : wrong.getMessage()));
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException impossible) {
            return refused(file, new Refusal(0, 0, "can't be carried out: " + impossible.getMessage()));
        }
    }

    private static ReadTest refused(TestFile file, Refusal why) {
        String line = SafeText.line(why.sentence());
        return new ReadTest.Refused(file.name(), new Refusal(why.line(), why.column(),
                line.length() <= LONGEST_SENTENCE ? line : line.substring(0, LONGEST_SENTENCE) + "..."));
    }

    /** What can't be judged, before there is anything to judge. */
    private static final class Unfit extends Exception {

        private static final long serialVersionUID = 1;
        private final transient Refusal why;

        Unfit(int line, String sentence) {
            super(sentence);
            why = new Refusal(line, 0, sentence);
        }

        Refusal why() {
            return why;
        }
    }

    private PreparedCase prepared(TestFile file) throws Unfit {
        if (file.fault().isPresent()) {
            throw new Unfit(0, file.fault().get());
        }
        long lines = file.text().lines().count();
        int most = Rooms.room(lab).isWhole() ? MOST_LINES_OF_A_MACHINE : MOST_LINES;
        if (lines > most) {
            throw new Unfit(0, "has " + lines + " lines, and a test may have " + most + ": make several of it");
        }
        Scenario scenario = Scenario.parse(file.name(), file.text());
        bound(scenario);
        check(Expander.expand(scenario));
        return Lawbook.prepare(scenario); // only now: what the oracle does with a run grows with it
    }

    private void check(Plan plan) throws Unfit {
        Room room = Rooms.room(lab);
        if (plan.room() != room) {
            throw new Unfit(1, "speaks to " + named(plan.room()) + ", but lab " + lab.number() + " is about "
                    + named(room) + ": its second line should be room " + room);
        }
        if (plan.steps().size() > MOST_STEPS) {
            throw new Unfit(0, "has " + plan.steps().size() + " steps, and a test may have " + MOST_STEPS);
        }
        if (plan.steps().stream().allMatch(step -> step.expectation().isEmpty())) {
            throw new Unfit(0, "expects nothing: write => expect and an answer beside a line that is answered");
        }
        Optional<String> copied = kit.same(plan);
        if (copied.isPresent()) {
            throw new Unfit(0, "is the run of " + copied.get() + ", which everybody has: write one of your own");
        }
    }

    private static String named(Room room) {
        return room.isWhole() ? "a whole machine" : "the room " + room;
    }

    private static void bound(Scenario scenario) throws Unfit {
        long pages = 0;
        for (int i = 0; i < scenario.lines().size(); i++) {
            pages += pages(scenario.lines().get(i));
            if (pages > MOST_PAGES) {
                throw new Unfit(i + 1, "is too much for a test: all its lines together may map and unmap " + MOST_PAGES + " pages");
            }
        }
    }

    private static long pages(Line line) {
        return switch (line.statement()) {
            case Statement.MapPages map -> map.pages();
            case Statement.Unmap unmap -> unmap.pages();
            case RoomStatement.Drive(Request.Unmap(var domain, var start, long size)) -> range(size);
            default -> 0;
        };
    }

    /** A range of a driver: its small pages, but no more than lets one large page be unmapped, or two. */
    private static long range(long size) {
        return Math.min(size >>> 12, 512 + (size >>> 22));
    }
}
