package iommu.grade.handout;

import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.grade.recorded.EffectsShape;
import iommu.grade.recorded.EffectsShape.Part;
import iommu.grade.recorded.EffectsShape.Role;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds which of the effects of an allowed answer count in which of their bits, and what else may be told beside them. */
final class EffectsProbe {

    private final LawProbe.Allowed allowed;
    private final List<Effect> effects;
    private final long seed;
    private final List<Part> parts = new ArrayList<>();
    private boolean whole = true;

    /** @param known what may perhaps be told, too */
    EffectsProbe(LawProbe.Allowed allowed, List<Effect> effects, Set<Effect> known, long seed) {
        this.allowed = allowed;
        this.effects = effects;
        this.seed = seed;
        effects.stream().filter(effect -> !ToldEffects.isTold(effect)).forEach(this::action);
        Set<Effect> tellable = new LinkedHashSet<>(effects.stream().filter(ToldEffects::isTold).toList());
        tellable.addAll(known);
        tellable.forEach(this::told);
    }

    EffectsShape shape() {
        return new EffectsShape(parts);
    }

    /** Whether the shape has all answers that differ in bits alone. */
    boolean whole() {
        return whole;
    }

    private void action(Effect action) {
        int at = effects.indexOf(action);
        part(action, Role.ONCE, other -> {
            List<Effect> changed = new ArrayList<>(effects);
            changed.set(at, other);
            return allowed.test(new RoomAnswer.Effects(changed));
        });
    }

    private void told(Effect effect) {
        List<Effect> others = effects.stream().filter(e -> e.getClass() != effect.getClass()).toList();
        if (lastWord(others, effect)) {
            boolean needed = !allowed.test(new RoomAnswer.Effects(others));
            part(effect, needed ? Role.TOLD : Role.KNOWN, other -> lastWord(others, other));
        } else if (passing(effect)) {
            part(effect, Role.PASSING, this::passing);
        }
    }

    private boolean lastWord(List<Effect> others, Effect effect) {
        List<Effect> all = new ArrayList<>(others);
        all.add(effect);
        return allowed.test(new RoomAnswer.Effects(all));
    }

    private boolean passing(Effect effect) {
        List<Effect> all = new ArrayList<>(List.of(effect));
        all.addAll(effects);
        return allowed.test(new RoomAnswer.Effects(all));
    }

    private interface Fits {
        boolean test(Effect effect);
    }

    private void part(Effect effect, Role role, Fits fits) {
        Answer alone = new RoomAnswer.Effects(List.of(effect));
        LawProbe.Allowed fitting = answer -> sole(answer).filter(fits::test).isPresent();
        List<LawProbe.Found> all = role == Role.ONCE ? List.of(LawProbe.bits(alone, fitting, seed, CoarserCommands.maskBits(effect)))
                : LawProbe.split(alone, fitting, seed);
        for (LawProbe.Found found : all) {
            whole &= found.independent();
            Part part = new Part(found.sound(), role);
            if (!parts.contains(part)) {
                parts.add(part);
            }
        }
    }

    private static Optional<Effect> sole(Answer answer) {
        return answer instanceof RoomAnswer.Effects(List<Effect> all) && all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }
}
