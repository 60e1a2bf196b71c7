package iommu.arch.seam;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Wish;
import java.util.Set;

/**
 * Room 09, {@code safety}: which listeners a unit may have under which configuration (§6.1, §6.4). Refusals leave
 * nothing half done.
 */
public interface SafetyPolicy {

    Verdict attach(SourceId source, Set<Wish> wishes);

    void detach(SourceId source);

    /** Judges a new configuration against every attached listener; takes effect only if allowed. */
    Verdict reconfigure(Configuration configuration);

    /** Who is attached. */
    Set<SourceId> attached();

    /** What is configured. */
    record Configuration(boolean cachingMode, boolean coherent, Shadowing shadowing, Set<Stages> stages, Snoop snoop,
            boolean deviceTlb, boolean passThrough) {
        public Configuration {
            stages = Set.copyOf(stages);
        }
    }

    /** Which of the guest's tables are followed by trapping stores. */
    enum Shadowing {
        OFF, SECOND_STAGE, BOTH_STAGES
    }

    /** A kind of translation that the unit offers the guest. */
    enum Stages {
        SECOND, FIRST, NESTED
    }

    /** Snoop control, and whether the host can enforce it. */
    enum Snoop {
        NOT_OFFERED, ENFORCEABLE, NOT_ENFORCEABLE
    }

    /** The answer. */
    sealed interface Verdict {

        record Allowed() implements Verdict {
        }

        /** @param text names device, setting and remedy */
        record Refused(Witness witness, String text) implements Verdict {
        }
    }

    /** What would go wrong. */
    enum Witness {
        MISSED_MAP, STALE_UNDER_NO_SNOOP, NEVER_SERVED, INVALID_CONFIGURATION
    }
}
