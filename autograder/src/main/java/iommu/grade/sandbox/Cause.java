package iommu.grade.sandbox;

/** Why there is no answer. All but {@link #SANDBOX} are the doing of the code that ran. */
public enum Cause {
    /** The process ended by itself. */
    EXITED,
    /** It used more processor time than one case may. */
    CPU_LIMIT,
    /** It does nothing at all, although it could. */
    STOPPED_ANSWERING,
    /** It sent what no probe sends. */
    PROTOCOL,
    /** It used more memory than it may. */
    MEMORY,
    /** Its virtual machine crashed, or was killed by a signal that the judge did not send. */
    CRASHED,
    /** The host failed: the process could not be started or judged. Never charged to a student. */
    SANDBOX
}
