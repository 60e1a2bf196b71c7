package iommu.grade.handout;

import iommu.arch.Effect;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.FaultCondition;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.Reference;
import iommu.grade.recorded.Shape;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A register file: what reads may give, and what writes may ask for. Commands may be done more coarsely, or be passed over:
 * each way is followed, as registers tell of it later. Where more may be asked for than is tried here, the step stays open.
 */
final class RegisterSteps implements StepRecorder {

    private static final String MORE = "a unit may do more here than was written down";
    /** CAIG and IAIG, in the upper half alone and in the whole register. */
    private static final List<Integer> ACTUAL_GRANULARITY = List.of(25, 27, 57, 59);

    private final Plan plan;

    RegisterSteps(Plan plan) {
        this.plan = plan;
    }

    @Override
    public Found at(LawProbe law, Map<Integer, Answer> history, int step, Answer reference) {
        LawProbe.Allowed allowed = answer -> law.allows(history, step, answer);
        return switch (reference) {
            case RoomAnswer.Effects(List<Effect> effects) -> written(allowed, history, step, effects);
            case Answer.Value(long value) -> read(allowed, value, step);
            default -> Found.only(LawProbe.bits(reference, allowed, step).sound(), reference);
        };
    }

    private static Found read(LawProbe.Allowed allowed, long reference, int step) {
        List<Long> values = new ArrayList<>(List.of(reference));
        for (int low : ACTUAL_GRANULARITY) {
            for (long granularity = 0; granularity < 4; granularity++) {
                values.add(reference & ~(3L << low) | granularity << low);
            }
        }
        Optional<Answer> fitting = values.stream().<Answer>map(Answer.Value::new).filter(allowed::test).findFirst();
        if (fitting.isEmpty()) {
            return new Found(List.of(), Optional.of(MORE));
        }
        LawProbe.Found found = LawProbe.bits(fitting.get(), allowed, step);
        return new Found(List.of(new Branch(List.of(found.sound()), fitting.get())), found.independent() ? Optional.empty() : Optional.of(MORE));
    }

    private Found written(LawProbe.Allowed allowed, Map<Integer, Answer> history, int step, List<Effect> reference) {
        Set<Effect> told = new LinkedHashSet<>(ToldEffects.before(plan, history, step).values());
        told.addAll(halfway(step));
        List<Branch> branches = new ArrayList<>();
        boolean whole = true;
        for (List<List<Effect>> way : ways(reference)) {
            List<Shape> shapes = new ArrayList<>();
            Answer example = null;
            for (List<Effect> effects : way) {
                if (allowed.test(new RoomAnswer.Effects(effects))) {
                    EffectsProbe probe = new EffectsProbe(allowed, effects, told, step);
                    shapes.add(probe.shape());
                    whole &= probe.whole();
                    example = example == null ? new RoomAnswer.Effects(effects) : example;
                }
            }
            if (example != null) {
                branches.add(new Branch(shapes, example));
            }
        }
        for (Branch branch : List.copyOf(branches)) {
            for (RoomAnswer.Effects longer : more(allowed, branch, branches)) {
                EffectsProbe probe = new EffectsProbe(allowed, longer.effects(), told, step);
                whole &= probe.whole();
                branches.add(new Branch(List.of(probe.shape()), longer));
            }
        }
        boolean more = !whole || branches.isEmpty() || branches.stream().anyMatch(branch -> asksForMore(allowed, branch, branches));
        return new Found(branches, more ? Optional.of(MORE) : Optional.empty());
    }

    /** What is told of the lower half of a write of eight bytes, before the upper one. */
    private List<Effect> halfway(int step) {
        if (!(plan.steps().get(step).stimulus() instanceof RoomCall.WriteRegister(int offset, int size, long value)) || size < 8) {
            return List.of();
        }
        Function<Stimulus, Answer> reference = Reference.of(plan);
        for (int i = 0; i < step; i++) {
            reference.apply(plan.steps().get(i).stimulus());
        }
        return reference.apply(new RoomCall.WriteRegister(offset, 4, value & 0xFFFF_FFFFL)) instanceof RoomAnswer.Effects(List<Effect> effects)
                ? effects.stream().filter(ToldEffects::isTold).toList() : List.of();
    }

    /** The reference's effects, and those in which a command is done in another way: those of one list lead to the same. */
    private static List<List<List<Effect>>> ways(List<Effect> reference) {
        for (int i = 0; i < reference.size(); i++) {
            if (reference.get(i) instanceof Effect.Invalidate command) {
                int at = i;
                List<List<List<Effect>>> ways = new ArrayList<>();
                for (List<Effect> same : CoarserCommands.of(command)) { // by the granularity that a register shows afterwards
                    ways.add(same.stream().map(other -> with(reference, at, Optional.of(other))).toList());
                }
                ways.add(List.of(with(reference, at, Optional.empty())));
                return ways;
            }
        }
        return List.of(List.of(reference));
    }

    private static List<Effect> with(List<Effect> effects, int at, Optional<Effect> instead) {
        List<Effect> changed = new ArrayList<>(effects);
        changed.remove(at);
        instead.ifPresent(other -> changed.add(at, other));
        return changed;
    }

    /** What is allowed when something is added to an example, and no branch has. */
    private static List<RoomAnswer.Effects> more(LawProbe.Allowed allowed, Branch branch, List<Branch> branches) {
        List<Effect> effects = ((RoomAnswer.Effects) branch.example()).effects();
        List<RoomAnswer.Effects> more = new ArrayList<>();
        for (Effect one : further()) {
            List<Effect> longer = new ArrayList<>(effects);
            longer.add(one);
            RoomAnswer.Effects answer = new RoomAnswer.Effects(longer);
            if (branches.stream().flatMap(b -> b.shapes().stream()).noneMatch(shape -> shape.fits(answer)) && allowed.test(answer)) {
                more.add(answer);
            }
        }
        return more;
    }

    /** Whether something can be added to an example, or taken from it, that no way has: then the law leaves more open. */
    private static boolean asksForMore(LawProbe.Allowed allowed, Branch branch, List<Branch> branches) {
        if (!more(allowed, branch, branches).isEmpty()) {
            return true;
        }
        List<Effect> effects = ((RoomAnswer.Effects) branch.example()).effects();
        for (int i = 0; i < effects.size(); i++) {
            Effect effect = effects.get(i);
            RoomAnswer.Effects shorter = new RoomAnswer.Effects(with(effects, i, Optional.empty()));
            if (!ToldEffects.isTold(effect) && !(effect instanceof Effect.Invalidate)
                    && branches.stream().flatMap(b -> b.shapes().stream()).noneMatch(shape -> shape.fits(shorter)) && allowed.test(shorter)) {
                return true;
            }
        }
        return false;
    }

    private static List<Effect> further() {
        List<Effect> all = new ArrayList<>(List.of(new Effect.Translate(true), new Effect.Translate(false), new Effect.ClearWaitCompletion(),
                new Effect.Invalidate(ContextInvalidation.global()), new Effect.Invalidate(IotlbInvalidation.global()),
                new Effect.ClearPageRequestStatus(true, false), new Effect.ClearPageRequestStatus(false, true),
                new Effect.ClearPageRequestStatus(true, true)));
        for (int i = 0; i < 256; i++) {
            all.add(new Effect.ClearFaultRecord(i));
        }
        FaultCondition[] conditions = FaultCondition.values();
        for (int bits = 1; bits < 1 << conditions.length; bits++) {
            Set<FaultCondition> some = EnumSet.noneOf(FaultCondition.class);
            for (FaultCondition condition : conditions) {
                if ((bits >>> condition.ordinal() & 1) != 0) {
                    some.add(condition);
                }
            }
            all.add(new Effect.ClearFaultConditions(some));
        }
        return all;
    }
}
