package iommu.probe;

import iommu.arch.seam.TranslationCache;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** The calls of a cache room, with the epochs that a case has taken. */
final class CacheCalls implements BiFunction<TranslationCache, Stimulus, Answer> {

    private final Map<Integer, Long> epochs = new HashMap<>();

    @Override
    public Answer apply(TranslationCache room, Stimulus stimulus) {
        return switch (stimulus) {
            case Stimulus.CachedTranslationOf call -> WellFormed.checked(
                    new Answer.Translation(room.translation(call.source(), call.pasid(), call.address())));
            case Stimulus.CachedContextOf call -> WellFormed.checked(new Answer.CachedContext(room.context(call.source())));
            case Stimulus.CachedPrefixOf call -> WellFormed.checked(
                    new Answer.Prefix(room.prefix(call.domain(), call.address())));
            default -> {
                tell(room, stimulus);
                yield new Answer.Done();
            }
        };
    }

    private void tell(TranslationCache room, Stimulus stimulus) {
        switch (stimulus) {
            case Stimulus.TakeEpoch call -> epochs.put(call.slot(), room.epoch());
            case Stimulus.FillTranslation call ->
                room.fill(call.source(), call.pasid(), call.address(), call.entry(), epoch(room, call.slot()));
            case Stimulus.FillContext call -> room.fill(call.source(), call.entry(), epoch(room, call.slot()));
            case Stimulus.FillPrefix call ->
                room.fill(call.domain(), call.address(), call.entry(), epoch(room, call.slot()));
            case Stimulus.Invalidate call -> room.invalidate(call.command());
            default -> throw new IllegalArgumentException("no call of a cache: " + stimulus);
        }
    }

    private long epoch(TranslationCache room, int slot) {
        if (slot == Stimulus.NOW) {
            return room.epoch();
        }
        Long taken = epochs.get(slot);
        if (taken == null) {
            throw new IllegalStateException("epoch " + slot + " was never taken");
        }
        return taken;
    }
}
