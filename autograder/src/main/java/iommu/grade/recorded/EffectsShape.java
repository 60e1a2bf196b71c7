package iommu.grade.recorded;

import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Effects in any order: each part says of one whether it must be there. Of those that tell how things stand the last of
 * each kind counts.
 */
public record EffectsShape(List<Part> parts) implements Shape {

    static final String WORD = "effects";

    /** What becomes of an effect. */
    public enum Role {
        /** Something is done: just once. */
        ONCE(false),
        /** It tells how things stand, which must be told. */
        TOLD(true),
        /** It may be told. */
        KNOWN(true),
        /** It may be told if it is not the last word. */
        PASSING(false);

        private final boolean lastWord;

        Role(boolean lastWord) {
            this.lastWord = lastWord;
        }
    }

    /** @param effect alone in an answer */
    public record Part(Bits effect, Role role) {

        private boolean fits(Effect other) {
            return effect.fits(new RoomAnswer.Effects(List.of(other)));
        }

        private Effect example() {
            return ((RoomAnswer.Effects) effect.example()).effects().getFirst();
        }
    }

    public EffectsShape {
        parts = List.copyOf(parts);
    }

    static EffectsShape read(List<String> fields) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i + 2 < fields.size(); i += 3) {
            parts.add(new Part(Bits.read(fields.subList(i + 1, i + 3)), Role.valueOf(fields.get(i))));
        }
        return new EffectsShape(parts);
    }

    @Override
    public boolean fits(Answer answer) {
        if (!(answer instanceof RoomAnswer.Effects(List<Effect> effects))) {
            return false;
        }
        Map<Class<?>, Effect> last = new HashMap<>();
        List<Part> missing = new ArrayList<>(parts.stream().filter(p -> p.role() == Role.ONCE).toList());
        for (Effect effect : effects) {
            List<Part> fitting = parts.stream().filter(p -> p.fits(effect)).toList();
            boolean once = fitting.stream().anyMatch(p -> p.role() == Role.ONCE);
            if (fitting.isEmpty() || once && fitting.stream().noneMatch(missing::remove)) {
                return false;
            }
            last.put(effect.getClass(), effect);
        }
        return missing.isEmpty() && parts.stream().filter(p -> p.role() == Role.TOLD).allMatch(p -> last.containsKey(p.example().getClass()))
                && last.values().stream().allMatch(this::mayBeLast);
    }

    private boolean mayBeLast(Effect effect) {
        List<Part> fitting = parts.stream().filter(p -> p.fits(effect)).toList();
        return fitting.stream().anyMatch(p -> p.role().lastWord || p.role() == Role.ONCE);
    }

    @Override
    public Answer example() {
        return new RoomAnswer.Effects(parts.stream().filter(p -> p.role() == Role.ONCE || p.role() == Role.TOLD).map(Part::example).toList());
    }

    @Override
    public List<String> fields() {
        List<String> fields = new ArrayList<>(List.of(WORD));
        for (Part part : parts) {
            fields.add(part.role().name());
            fields.add(HexFormat.of().formatHex(part.effect().value()));
            fields.add(HexFormat.of().formatHex(part.effect().mask()));
        }
        return fields;
    }
}
