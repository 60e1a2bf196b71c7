package iommu.grade.sandbox;

import java.time.Duration;

/**
 * What a look at a process tree showed.
 *
 * @param cpu      processor time used so far by every process in it, and by those that ended and were waited for
 * @param waited   time for which its threads stood ready but had no processor
 * @param resting  whether every thread slept of its own accord: none ran, was ready to, or waited for a disk
 * @param resident memory in bytes
 * @param tasks    threads
 */
record Vitals(Duration cpu, Duration waited, boolean resting, long resident, int tasks) {
}
