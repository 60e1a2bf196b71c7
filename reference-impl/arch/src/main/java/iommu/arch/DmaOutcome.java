package iommu.arch;

/** What the unit answers to a {@link DmaRequest}. */
public sealed interface DmaOutcome {

    /**
     * The access goes on at this address.
     *
     * @param address where the request's own byte lies, not its page
     */
    record Translated(Gpa address) implements DmaOutcome {
    }

    /**
     * The access is blocked. Blocking and recording are separate: a silent fault blocks just the same (§7.1.3).
     *
     * @param reason why
     * @param silent FPD was found set on the way and the reason is qualified: nothing may be recorded
     */
    record Blocked(FaultReason reason, boolean silent) implements DmaOutcome {
    }
}
