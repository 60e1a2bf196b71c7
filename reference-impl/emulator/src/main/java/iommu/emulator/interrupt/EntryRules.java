package iommu.emulator.interrupt;

import iommu.arch.Capabilities;
import iommu.arch.FaultReason;
import iommu.arch.SourceId;
import iommu.arch.format.InterruptEntry;
import java.util.Optional;

/** What keeps an interrupt-remapping entry from being used (§5.1.4, §9.9, §9.10). */
final class EntryRules {

    // §9.9, IM=0
    private static final long REMAPPED_LOW = 0xFF00_7000L;
    private static final long REMAPPED_HIGH = 0xFFFF_FFFF_FFF0_0000L;
    // §9.10, IM=1
    private static final long POSTED_LOW = 0x0000_003F_FF00_30FCL;
    private static final long POSTED_HIGH = 0x0000_0000_FFF0_0000L;

    private static final int BY_REQUESTER = 1;
    private static final int BY_BUS = 2;

    private final Capabilities capabilities;

    EntryRules(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    /**
     * Why the entry does not serve this requester, if so. The requester comes before the reserved fields, as in the
     * text (freedom {@code interrupt-fault-order}).
     */
    Optional<FaultReason> flaw(InterruptEntry entry, SourceId source, boolean extended) {
        if (!entry.present()) {
            return Optional.of(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT);
        }
        if (!verified(entry, source)) {
            return Optional.of(FaultReason.INTERRUPT_SOURCE_INVALID);
        }
        return reserved(entry, extended) ? Optional.of(FaultReason.INTERRUPT_ENTRY_RESERVED) : Optional.empty();
    }

    /** A reserved SVT verifies nothing: it is a reserved field, not a wrong requester. */
    private static boolean verified(InterruptEntry entry, SourceId source) {
        return switch (entry.sourceValidation()) {
            case BY_REQUESTER -> ((entry.sourceId() ^ source.value()) & ~unqualified(entry)) == 0;
            case BY_BUS -> source.bus() >= entry.sourceId() >>> 8 && source.bus() <= (entry.sourceId() & 0xFF);
            default -> true;
        };
    }

    /** SQ: the bits of the function number that do not count: none, 2, 2:1 or 2:0. */
    private static int unqualified(InterruptEntry entry) {
        return 0b111 << 3 - entry.sourceQualifier() & 0b111;
    }

    private boolean reserved(InterruptEntry entry, boolean extended) {
        if (entry.sourceValidation() > BY_BUS) {
            return true; // SVT=11b
        }
        return entry.posted() ? reservedInPosted(entry) : reservedInRemapped(entry, extended);
    }

    private static boolean reservedInRemapped(InterruptEntry entry, boolean extended) {
        return hasBits(entry, REMAPPED_LOW, REMAPPED_HIGH) || ApicId.flawed(entry.destination(), extended);
    }

    private boolean reservedInPosted(InterruptEntry entry) {
        return !capabilities.interrupts().posting() // §9.10: IM is reserved with PI=0
                || hasBits(entry, POSTED_LOW, POSTED_HIGH)
                || entry.descriptor().value() >>> capabilities.hostAddressWidth() != 0; // §9.10: PDAH from HAW up
    }

    private static boolean hasBits(InterruptEntry entry, long low, long high) {
        return (entry.bits().low() & low) != 0 || (entry.bits().high() & high) != 0;
    }
}
