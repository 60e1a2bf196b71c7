package iommu.emulator.invalidation;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.invalidation.Descriptor;
import iommu.arch.register.QueueError;
import iommu.arch.register.TableMode;
import java.util.Optional;

/** What makes a descriptor invalid: its type (Table 26), or a field that must be 0 (§6.5.2.1 to §6.5.2.9, §7.6.1). */
final class DescriptorRules {

    /** PFSID, bits 63:52 and 15:12: reserved without ECAP.DIT. */
    private static final long PHYSICAL_FUNCTION = 0xFFF0_0000_0000_F000L;
    /** PD, bit 7 of a wait: reserved without ECAP.PDS. */
    private static final long PAGE_REQUEST_DRAIN = 0x80;

    private final Capabilities capabilities;

    DescriptorRules(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    /**
     * Why the descriptor can't be executed, if so. A reserved granularity counts as a reserved field (freedom
     * {@code bad-granularity}).
     *
     * @param upper bits 255:128 of a wide descriptor, else 0: reserved in every type
     */
    Optional<QueueError> flaw(Descriptor descriptor, Entry128 upper, TableMode mode) {
        if (!isServed(descriptor.type(), mode)) {
            return Optional.of(QueueError.INVALID_TYPE);
        }
        return hasReservedBits(descriptor) || hasBits(upper, -1L, -1L) || hasReservedGranularity(descriptor)
                ? Optional.of(QueueError.RESERVED_FIELD)
                : Optional.empty();
    }

    /** Table 26, and the features that some types need (§11.4.9.9). */
    private boolean isServed(int type, TableMode mode) {
        boolean wideTypes = mode != TableMode.LEGACY;
        return switch (type) {
            case Descriptor.CONTEXT_CACHE, Descriptor.IOTLB, Descriptor.INTERRUPT_ENTRY_CACHE, Descriptor.WAIT -> true;
            case Descriptor.DEVICE_TLB -> capabilities.deviceTlb(); // §6.5.2.5
            case Descriptor.PASID_IOTLB, Descriptor.PASID_CACHE -> wideTypes;
            case Descriptor.PASID_DEVICE_TLB -> wideTypes && capabilities.deviceTlb(); // §6.5.2.6
            case Descriptor.PAGE_GROUP_RESPONSE -> wideTypes && capabilities.scalable().pageRequests(); // §7.6.1
            default -> false; // §6.5.2.7: hpt_inv needs HPTS, which no unit here has
        };
    }

    private boolean hasReservedBits(Descriptor descriptor) {
        long function = capabilities.platform().deviceTlbThrottling() ? 0 : PHYSICAL_FUNCTION;
        long drain = capabilities.scalable().pageRequestDrain() ? 0 : PAGE_REQUEST_DRAIN;
        Entry128 bits = descriptor.bits();
        return switch (descriptor.type()) {
            case Descriptor.CONTEXT_CACHE -> hasBits(bits, 0xFFFC_0000_0000_F1C0L, -1L);
            case Descriptor.IOTLB -> hasBits(bits, 0xFFFF_FFFF_0000_F100L, 0xF80L);
            case Descriptor.DEVICE_TLB -> hasBits(bits, 0x000F_0000_FFE0_01F0L | function, 0xFFEL);
            case Descriptor.INTERRUPT_ENTRY_CACHE -> hasBits(bits, 0xFFFF_0000_07FF_F1E0L, -1L);
            case Descriptor.WAIT -> hasBits(bits, 0xFFFF_F100L | drain, 0x3L);
            case Descriptor.PASID_IOTLB -> hasBits(bits, 0xFFF0_0000_0000_F1C0L, 0xF80L);
            case Descriptor.PASID_CACHE -> hasBits(bits, 0xFFF0_0000_0000_F1C0L, -1L);
            case Descriptor.PASID_DEVICE_TLB -> hasBits(bits, function, 0x7FEL);
            default -> hasBits(bits, 0xFFF0_0000_0000_01E0L, 0xFFFF_FFFF_FFFF_F003L); // page_grp_resp; bit 66 is ignored
        };
    }

    private boolean hasReservedGranularity(Descriptor descriptor) {
        int granularity = descriptor.granularity();
        return switch (descriptor.type()) {
            case Descriptor.CONTEXT_CACHE -> granularity == 0;
            case Descriptor.IOTLB -> granularity == 0 || granularity == 3 && !capabilities.pageSelective(); // §6.5.2.3
            case Descriptor.PASID_IOTLB -> granularity < 2; // §6.5.2.4: page-selective without PSI too
            case Descriptor.PASID_CACHE -> granularity == 2; // §6.5.2.2
            default -> false;
        };
    }

    private static boolean hasBits(Entry128 bits, long low, long high) {
        return (bits.low() & low) != 0 || (bits.high() & high) != 0;
    }
}
