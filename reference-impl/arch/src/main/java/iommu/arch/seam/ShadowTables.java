package iommu.arch.seam;

import iommu.arch.Gpa;
import java.util.List;
import java.util.Set;

/**
 * Room 10, {@code shadow}: follows the guest's tables by trapping its stores, for units whose guest announces nothing
 * (§6.1).
 */
public interface ShadowTables {

    /** The root pointer or the translation enable changed. @param root the root table; meaningless if not {@code on} */
    List<MappingNotifier.Event> root(Gpa root, boolean on);

    /** The guest has stored to these bytes of a trapped page. @param size in bytes */
    List<MappingNotifier.Event> stored(Gpa at, int size);

    /** The 4 KiB pages whose stores must be trapped from now on. */
    Set<Gpa> trapped();
}
