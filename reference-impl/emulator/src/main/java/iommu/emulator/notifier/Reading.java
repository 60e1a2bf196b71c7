package iommu.emulator.notifier;

import iommu.arch.ContextResult;
import iommu.arch.Fault;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.seam.MappingNotifier.Mode;
import java.util.Optional;

/** How requests of a source are treated, as its context entry said when it was read. @param context if one is present */
record Reading(Mode mode, Optional<TranslationContext> context) {

    /** Translation is off. */
    static final Reading OFF = new Reading(Mode.IDENTITY, Optional.empty());

    static Reading of(ContextResult result) {
        return switch (result) {
            case Fault fault -> new Reading(Mode.BLOCKED, Optional.empty());
            case TranslationContext context -> new Reading(
                    context.type() == TranslationType.PASS_THROUGH ? Mode.IDENTITY : Mode.TRANSLATED, Optional.of(context)); // §3.9
        };
    }
}
