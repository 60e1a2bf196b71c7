package iommu.grade.sandbox;

import java.time.Duration;

/**
 * What a process in the sandbox may use. Start from {@link #DEFAULT}.
 *
 * @param cpu         processor time of the whole process tree for one case, or one lab's compilation
 * @param quiet       how long every thread of the tree must sleep of its own accord, with no answer, before it has
 *                    stopped answering
 * @param patience    wall time after which an unanswered step is the host's failure if nothing else could be shown
 * @param heapMiB     the virtual machine's heap, in MiB
 * @param memoryMiB   resident memory of the whole tree, in MiB
 * @param tasks       processes and threads
 * @param diskMiB     the private /tmp, in MiB
 */
public record Limits(Duration cpu, Duration quiet, Duration patience, int heapMiB, int memoryMiB, int tasks, int diskMiB) {

    public static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofMinutes(10), 256, 1024, 128, 16);

    /** For the compiler. */
    public static final Limits COMPILER =
            new Limits(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofMinutes(10), 384, 1024, 128, 32);

    /** The same limits with another bound on processor time. */
    public Limits withCpu(Duration time) {
        return new Limits(time, quiet, patience, heapMiB, memoryMiB, tasks, diskMiB);
    }

    /** The same limits with another time of silence. */
    public Limits withQuiet(Duration time) {
        return new Limits(cpu, time, patience, heapMiB, memoryMiB, tasks, diskMiB);
    }
}
