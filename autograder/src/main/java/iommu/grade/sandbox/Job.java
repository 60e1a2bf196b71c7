package iommu.grade.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * One process to contain.
 *
 * @param folder    this process's own folder of the host: the judge's socket and whatever it may read
 * @param slot      sets apart processes that run at the same time
 * @param mainClass of the kit
 * @param arguments of its main method, with paths as the process sees them: under {@link #INSIDE}
 * @param stack     thread stack size, in KiB
 */
record Job(Path folder, int slot, String mainClass, List<String> arguments, int stack) {

    /** Where a process finds its folder; a tier without walls leaves it where it is. */
    static final String INSIDE = "@job@";
    /** Where a process finds the kit's jars. */
    static final String KIT = "@kit@";
    /** Where a process may write. */
    static final String SCRATCH = "@scratch@";
}
