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
     * @param silent nothing may be recorded: FPD was found set on the way and the reason is qualified, or translation is off
     */
    record Blocked(FaultReason reason, boolean silent) implements DmaOutcome {
    }

    /**
     * A translation request is answered with success (§4.1, §7.1.3 for the conditions under which no right is given).
     *
     * @param address        where the range begins; of no meaning if {@code rights} is {@link Rights#NONE}
     * @param size           of the range in bytes, a power of two of at least 4 KiB
     * @param rights         what the device may do there
     * @param snoop          the N bit of the completion: SNP of the second-stage leaf, or PGSNP (§4.2.3, Table 10)
     * @param untranslatedOnly the range may be reached by untranslated requests only (the U bit)
     */
    record Granted(Gpa address, long size, Rights rights, boolean snoop, boolean untranslatedOnly) implements DmaOutcome {
    }

    /**
     * A translation request is answered with an error.
     *
     * @param reason why
     * @param silent as in {@link Blocked}
     * @param status what the device is told
     */
    record Refused(FaultReason reason, boolean silent, CompletionStatus status) implements DmaOutcome {
    }

    /** The completion status of a refused translation request (§7.1.3, Table 30). */
    enum CompletionStatus {
        UNSUPPORTED_REQUEST, COMPLETER_ABORT
    }
}
