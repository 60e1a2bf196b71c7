package iommu.arch;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The memory in which a unit finds its tables, as a walk sees it: whole, aligned, little-endian entries.
 *
 * <p>An entry that can't be read (no such memory, a platform error) is <em>empty</em>, never an exception: it is up
 * to the reader to report the access error that the specification names for that table (§7.1.3).
 */
public interface TableMemory {

    /** The 8-byte entry at an address that is a multiple of 8; empty on an access error. */
    OptionalLong read64(Gpa at);

    /** The 16-byte entry at an address that is a multiple of 16, read in one access (§6.2.2.1); empty on an access error. */
    Optional<Entry128> read128(Gpa at);
}
