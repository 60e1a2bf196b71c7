package iommu.view;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import java.util.Optional;

/**
 * A root or context entry that a lookup read.
 *
 * @param at    where it lies
 * @param entry its 128 bits; empty if it could not be read
 */
public record EntryRead(Gpa at, Optional<Entry128> entry) {
}
