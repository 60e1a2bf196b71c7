package lab10;

import iommu.arch.Gpa;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import java.util.Set;
import java.util.TreeMap;

/** What the tables say of one source at one moment. @param pages what was read to know it */
record Picture(Mode mode, TreeMap<Long, Piece> leaves, Set<Gpa> pages) {
}
