package iommu.grade.handout.unit;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.UnitSets;
import iommu.grade.judge.UnitTwin;
import iommu.grade.recorded.Recording;
import iommu.grade.recorded.Shape;
import iommu.scenario.Plan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must be seen of a unit from outside: how requests may end, and what is so behind that, by the faults that were recorded. */
final class OutsideRecorder {

    /** Beyond that a case has too many histories to be handed out. */
    private static final int MOST = 500;

    /** After a step it does not matter how a unit came to it. */
    private record Standing(ByteBuffer faults, ByteBuffer registers, ByteBuffer queue, List<Effect> owed) {
    }

    /** @param ends of the requests so far, by their step */
    private record Way(int state, UnitTwin twin, Map<Integer, DmaOutcome> ends) {
    }

    private final Plan plan;
    private final UnitSets sets;
    private final RoomStates states = new RoomStates();
    private final List<Recording.Edge> edges = new ArrayList<>();
    private final List<Recording.Open> open = new ArrayList<>();
    private final Set<Integer> translating = new HashSet<>();
    private List<Way> ways;
    private int numbers = 1;

    OutsideRecorder(Plan plan, UnitSets sets) {
        this.plan = plan;
        this.sets = sets;
        ways = List.of(new Way(0, new UnitTwin(plan), Map.of()));
    }

    /** @param digest of the scenario */
    Recording record(String digest) {
        for (int i = 0; i < plan.steps().size() && ways.size() <= MOST; i++) {
            Stimulus step = plan.steps().get(i).stimulus();
            List<Way> next = new ArrayList<>();
            for (Way way : ways) {
                if (step instanceof Stimulus.Dma(DmaRequest request)) {
                    ended(way, i, request, next);
                } else {
                    one(way, i, step);
                    next.add(way);
                }
            }
            ways = next;
        }
        if (ways.size() > MOST) {
            throw new IllegalStateException("a case of a unit with more than " + MOST + " histories");
        }
        return new Recording(digest, sets.silence(), 1, edges, open);
    }

    /** The steps of requests that are translated. */
    Set<Integer> translating() {
        return translating;
    }

    private void one(Way way, int step, Stimulus stimulus) {
        switch (stimulus) {
            case Stimulus.RegisterRead read -> edge(way.state, step, way.twin.read(read), way.state);
            case RoomCall.OutsideOf asked -> edge(way.state, step, way.twin.outside(), way.state);
            default -> way.twin.tell(stimulus);
        }
    }

    private void ended(Way way, int step, DmaRequest request, List<Way> next) {
        if (way.twin.translating()) {
            translating.add(step);
        }
        Set<Answer> allowed = sets.allowed().get(step);
        if (allowed.isEmpty()) {
            open.add(new Recording.Open(way.state, step, "here the specification leaves everything open"));
            return;
        }
        Map<Standing, Integer> behind = new HashMap<>();
        next.forEach(other -> behind.put(standing(other.twin), other.state));
        for (Answer answer : allowed) {
            Map<Integer, DmaOutcome> ends = new TreeMap<>(way.ends);
            ends.put(step, ((Answer.Dma) answer).outcome());
            UnitTwin twin = allowed.size() == 1 ? way.twin : again(ends, step);
            if (allowed.size() == 1) {
                twin.ended(request, ends.get(step));
            }
            int state = behind.computeIfAbsent(standing(twin), none -> {
                int number = numbers++;
                next.add(new Way(number, twin, ends));
                return number;
            });
            edge(way.state, step, answer, state);
        }
    }

    /** Another twin that has come the same way, with this step. */
    private UnitTwin again(Map<Integer, DmaOutcome> ends, int last) {
        UnitTwin twin = new UnitTwin(plan);
        for (int i = 0; i <= last; i++) {
            switch (plan.steps().get(i).stimulus()) {
                case Stimulus.Dma(DmaRequest request) -> twin.ended(request, ends.get(i));
                case Stimulus.RegisterRead read -> twin.read(read);
                case RoomCall.OutsideOf asked -> twin.outside();
                default -> twin.tell(plan.steps().get(i).stimulus());
            }
        }
        return twin;
    }

    private Standing standing(UnitTwin twin) {
        return new Standing(states.of(twin.rooms().faults()), states.of(twin.rooms().registers()), states.of(twin.rooms().queue()), twin.owed());
    }

    private void edge(int from, int step, Answer answer, int to) {
        byte[] bytes = Shape.bytes(answer);
        byte[] mask = new byte[bytes.length];
        Arrays.fill(mask, (byte) -1);
        edges.add(new Recording.Edge(from, step, new Shape.Bits(bytes, mask), to));
    }
}
