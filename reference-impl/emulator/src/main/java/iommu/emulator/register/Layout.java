package iommu.emulator.register;

import iommu.arch.Capabilities;
import iommu.arch.register.Attribute;
import iommu.arch.register.Field;
import iommu.arch.register.Register;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which fields the registers of this unit have: one that serves a capability which the unit lacks is reserved (§11.4).
 *
 * <p>The upper halves of the event addresses exist in every unit, and so do address bits above HAW (freedom
 * {@code optional-bits}).
 */
final class Layout {

    /**
     * The bits of one register.
     *
     * @param present   those that lie in a field
     * @param writable  those that software sets and clears
     * @param clearable those that software clears by writing 1
     * @param unread    those that read 0, whatever was written
     * @param sticky    those that only a power-good reset changes
     */
    record Bits(long present, long writable, long clearable, long unread, long sticky) {

        private static final Bits NONE = new Bits(0, 0, 0, 0, 0);

        private Bits with(Field field) {
            long mask = field.mask();
            Attribute attribute = field.attribute();
            return new Bits(present | mask,
                    writable | (attribute == Attribute.RW || attribute == Attribute.WO ? mask : 0),
                    clearable | (attribute == Attribute.RW1CS ? mask : 0),
                    unread | (attribute == Attribute.WO ? mask : 0), // §11.3: undefined (freedom {@code write-only})
                    sticky | (attribute.sticky() ? mask : 0));
        }
    }

    private final Capabilities unit;
    private final Map<Register, Bits> bits = new EnumMap<>(Register.class);

    Layout(Capabilities unit) {
        this.unit = unit;
        for (Register register : Register.values()) {
            bits.put(register, Bits.NONE);
        }
        for (Field field : Field.values()) {
            if (has(field)) {
                bits.compute(field.register(), (register, before) -> before.with(field));
            }
        }
    }

    Bits of(Register register) {
        return bits.get(register);
    }

    private boolean has(Field field) {
        return switch (field) {
            case GCMD_WBF, GSTS_WBFS -> unit.platform().writeBufferFlush(); // §11.4.4.1
            case GCMD_QIE, GSTS_QIES, FSTS_IQE -> unit.platform().queuedInvalidation(); // §11.4.4.1, §11.4.7.1
            case GCMD_IRE, GCMD_SIRTP, GCMD_CFI, GSTS_IRES, GSTS_IRTPS, GSTS_CFIS ->
                    unit.interrupts().remapping(); // §11.4.4.1
            case RTADDR_SSIRWE -> unit.platform().separateRights(); // §11.4.5
            case FSTS_ICE, FSTS_ITE -> unit.deviceTlb(); // §11.4.7.1
            case IRTA_EIME -> unit.interrupts().extendedMode(); // §11.4.10
            default -> has(field.register());
        };
    }

    private boolean has(Register register) {
        return switch (register) {
            case PMEN -> unit.platform().protectedLow() || unit.platform().protectedHigh(); // §11.4.8.1
            case PLMBASE, PLMLIMIT -> unit.platform().protectedLow(); // §11.4.8.2
            case PHMBASE, PHMLIMIT -> unit.platform().protectedHigh(); // §11.4.8.4
            case IQH, IQT, IQA, ICS, IECTL, IEDATA, IEADDR, IEUADDR, IQERCD ->
                    unit.platform().queuedInvalidation(); // §11.4.9
            case IRTA -> unit.interrupts().remapping(); // §11.4.10
            case PQH, PQT, PQA, PRS, PECTL, PEDATA, PEADDR, PEUADDR -> unit.scalable().pageRequests(); // §11.4.11
            default -> true;
        };
    }
}
