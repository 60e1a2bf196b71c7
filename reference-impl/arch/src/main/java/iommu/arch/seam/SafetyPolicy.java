package iommu.arch.seam;

import iommu.arch.Capabilities;
import iommu.arch.seam.MappingNotifier.Listener;
import java.util.EnumSet;
import java.util.Set;

/**
 * Room 09, {@code safety}: which listeners a unit may have under which configuration (§6.1, §6.4). A refusal leaves
 * nothing half done, and the answer does not depend on the order in which things came: whatever is attached under
 * what is configured would be allowed in every other order too.
 */
public interface SafetyPolicy {

    /**
     * A listener wants in. It is attached only if allowed. One whose id is attached already, with other wishes, takes the
     * place of that one if allowed, and leaves it as it was if not.
     */
    Verdict attach(Listener listener);

    /** A listener goes; nothing if it is not attached. */
    void detach(Listener listener);

    /**
     * Judges a new configuration against every attached listener; it takes effect only if allowed. While the guest runs
     * the answer is {@link Verdict.NotNow}, whatever is asked; then comes {@link Verdict.NoConfiguration}, then whoever
     * stands against it: the one with the smallest id is named.
     *
     * @param running the guest runs: neither powered off nor in reset
     */
    Verdict reconfigure(Configuration configuration, boolean running);

    /** What is configured. */
    Configuration configuration();

    /** Who is attached. */
    Set<Listener> attached();

    /**
     * The axes of the safety matrix.
     *
     * @param cachingMode CAP.CM
     * @param coherent    ECAP.C
     * @param shadowing   which of the guest's tables are followed by trapping its stores
     * @param stages      what the unit offers the guest
     * @param snoop       ECAP.SC, and whether the host can enforce it
     * @param deviceTlb   ECAP.DT
     * @param passThrough ECAP.PT
     */
    record Configuration(boolean cachingMode, boolean coherent, Shadowing shadowing, Set<Stages> stages, Snoop snoop,
            boolean deviceTlb, boolean passThrough) {

        /**
         * What a unit with these capabilities offers the guest.
         *
         * @param hostSnoops the host can make the accesses of an external device snoop
         */
        public static Configuration of(Capabilities unit, Shadowing shadowing, boolean hostSnoops) {
            Set<Stages> stages = EnumSet.noneOf(Stages.class);
            if (!unit.levels().isEmpty()) { // §11.4.2: SAGAW is 0 without second-stage tables
                stages.add(Stages.SECOND);
            }
            if (unit.scalable().firstStage()) {
                stages.add(Stages.FIRST);
            }
            if (unit.scalable().nested()) {
                stages.add(Stages.NESTED);
            }
            Snoop snoop = !unit.snoopControl() ? Snoop.NOT_OFFERED : hostSnoops ? Snoop.ENFORCEABLE : Snoop.NOT_ENFORCEABLE;
            return new Configuration(unit.cachingMode(), unit.coherent(), shadowing, stages, snoop, unit.deviceTlb(),
                    unit.passThrough());
        }

        /** What a unit is without anyone's choice: it supports an external cache. */
        public static final Configuration DEFAULT =
                new Configuration(true, true, Shadowing.OFF, Set.of(Stages.SECOND), Snoop.NOT_OFFERED, false, true);

        public Configuration {
            stages = Set.copyOf(stages);
        }
    }

    /** Which of the guest's tables are followed by trapping stores, besides root, context and PASID structures. */
    enum Shadowing {
        OFF, SECOND_STAGE, BOTH_STAGES
    }

    /** A kind of translation that the unit offers the guest. */
    enum Stages {
        SECOND, FIRST, NESTED
    }

    /** Snoop control, and whether the host can enforce it for the accesses of an external device. */
    enum Snoop {
        NOT_OFFERED, ENFORCEABLE, NOT_ENFORCEABLE
    }

    /** The answer. */
    sealed interface Verdict {

        record Allowed() implements Verdict {
        }

        /**
         * It would go wrong.
         *
         * @param witness how; where several apply, the first in the order of {@link Witness}
         * @param device  of the listener that stands against it, as {@code 00:03.0}
         * @param text    one sentence for each thing that stands against it, which names device, setting and remedy
         */
        record Refused(Witness witness, String device, String text) implements Verdict {
        }

        /** No unit can be configured so, whoever listens. @param text names the settings that don't go together */
        record NoConfiguration(String text) implements Verdict {
        }

        /** Not while the guest runs. @param text says when */
        record NotNow(String text) implements Verdict {
        }
    }

    /** What would go wrong. */
    enum Witness {
        /** The guest makes a mapping, and need tell nobody: the listener never learns of it. */
        MISSED_MAP,
        /** The guest relies on SNP, and the device's accesses don't snoop: they see or leave old data. */
        STALE_UNDER_NO_SNOOP,
        /** No event can ever serve the wish. */
        NEVER_SERVED
    }
}
