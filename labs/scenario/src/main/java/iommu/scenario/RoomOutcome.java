package iommu.scenario;

import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Patterns of what the rooms answer that are judged as they go. */
sealed interface RoomOutcome extends Outcome
        permits RoomOutcome.Effects, RoomOutcome.Status, RoomOutcome.Acts, VerdictOutcome, ListenerOutcome {

    /** One place in a list of effects. */
    sealed interface Part {

        /** Just this effect. */
        record One(Effect effect) implements Part {
        }

        /** Some effect of this kind: for kinds that the language has no words for. */
        record Kind(String name) implements Part {
        }

        /** {@code *}: any effects, or none. */
        record Any() implements Part {
        }
    }

    /** {@code nothing}, or effects in their order, {@code then} between them. */
    record Effects(List<Part> parts) implements RoomOutcome {

        public Effects {
            parts = List.copyOf(parts);
        }

        static Effects of(List<Effect> effects) {
            return new Effects(effects.stream().map(EffectWords::part).toList());
        }

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return answer instanceof RoomAnswer.Effects(List<Effect> effects) && matches(parts, effects);
        }

        private static boolean matches(List<Part> parts, List<Effect> effects) {
            if (parts.isEmpty()) {
                return effects.isEmpty();
            }
            List<Part> behind = parts.subList(1, parts.size());
            if (parts.get(0) instanceof Part.Any) {
                return matches(behind, effects) || !effects.isEmpty() && matches(parts, effects.subList(1, effects.size()));
            }
            return !effects.isEmpty() && fits(parts.get(0), effects.get(0)) && matches(behind, effects.subList(1, effects.size()));
        }

        private static boolean fits(Part part, Effect effect) {
            return switch (part) {
                case Part.One one -> one.effect().equals(effect);
                case Part.Kind kind -> kind.name().equals(EffectWords.kind(effect));
                case Part.Any any -> true;
            };
        }

        @Override
        public String toString() {
            return parts.isEmpty() ? "nothing" : parts.stream().map(EffectWords::text).collect(Collectors.joining(" then "));
        }
    }

    /** {@code acts}: whatever a driver did; or so many invalidations and waits among it. */
    record Acts(OptionalInt invalidations, OptionalInt waits) implements RoomOutcome {

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return answer instanceof RoomAnswer.Acts(var acts)
                    && (invalidations.isEmpty() || invalidations.getAsInt() == DriverWords.invalidations(acts))
                    && (waits.isEmpty() || waits.getAsInt() == DriverWords.waits(acts));
        }

        @Override
        public String toString() {
            return "acts" + (invalidations.isPresent() ? " invalidations=" + invalidations.getAsInt() : "")
                    + (waits.isPresent() ? " waits=" + waits.getAsInt() : "");
        }
    }

    /** {@code key=value} of what software can see. A field that is not named is free. */
    record Status(Map<String, String> fields) implements RoomOutcome {

        public Status {
            fields = new LinkedHashMap<>(fields);
        }

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return seen(answer).map(all -> all.entrySet().containsAll(fields.entrySet())).orElse(false);
        }

        private static Optional<Map<String, String>> seen(Answer answer) {
            return switch (answer) {
                case RoomAnswer.Faults f -> Optional.of(StatusFields.of(f.status(), false));
                case RoomAnswer.Queue q -> Optional.of(StatusFields.of(q.status()));
                case RoomAnswer.Policy p -> Optional.of(SafetyWords.fields(p));
                default -> Optional.empty();
            };
        }

        @Override
        public String toString() {
            return StatusFields.text("", fields);
        }
    }
}
