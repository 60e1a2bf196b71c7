package iommu.oracle;

import static iommu.oracle.ScalableRules.bit;
import static iommu.oracle.ScalableRules.unless;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.PasidContext;
import iommu.arch.PasidContext.Flags;
import iommu.arch.PasidContext.Tables;
import iommu.arch.PasidType;
import iommu.arch.ScalableSupport;
import iommu.oracle.PasidReading.AddressLimit;
import iommu.oracle.PasidReading.Served;
import iommu.oracle.PasidReading.Unserved;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a PASID-table entry may be read as (§9.6, §7.1.3 SPT). */
final class PasidRules {

    private final Capabilities unit;

    PasidRules(Capabilities unit) {
        this.unit = unit;
    }

    static Unserved unserved(FaultReason reason, boolean silent) {
        return new Unserved(Fault.of(reason).withSilent(silent), Optional.empty());
    }

    /** @param content four times 16 bytes @param directorySilent FPD of the directory entry */
    List<PasidReading> judge(List<Entry128> content, boolean directorySilent) {
        long word = content.getFirst().low();
        boolean silent = directorySilent || bit(word, 1); // §9.6: FPD counts even if P=0
        if (!bit(word, 0)) {
            return List.of(unserved(FaultReason.PASID_ENTRY_NOT_PRESENT, silent)); // SPT.2
        }
        Optional<PasidType> type = type((int) (word >>> 6) & 7);
        boolean reserved = reserved(content);
        boolean invalid = type.isEmpty() || invalid(type.get(), content);
        List<PasidReading> readings = new ArrayList<>();
        // Freedom: SPT.3 and SPT.4 have no order, nor has either with SGN.1, SGN.4 and SGN.5.
        Optional<AddressLimit> limit = type.map(t -> limit(unit, meaning(t, content, silent)));
        if (reserved) {
            readings.add(new Unserved(Fault.of(FaultReason.PASID_ENTRY_RESERVED).withSilent(silent), limit));
        }
        if (invalid) {
            readings.add(new Unserved(Fault.of(FaultReason.PASID_ENTRY_INVALID).withSilent(silent), limit));
        }
        if (!reserved && !invalid) {
            readings.add(new Served(meaning(type.get(), content, silent)));
        }
        return readings;
    }

    /** SGN.1, SGN.4, SGN.5: which addresses a request through this entry may have. */
    static AddressLimit limit(Capabilities unit, PasidContext entry) {
        return switch (entry.type()) {
            case FIRST_STAGE, NESTED -> new AddressLimit(FaultReason.ADDRESS_NOT_CANONICAL,
                    entry.firstStage().levels() == 5 ? 57 : 48, true);
            case SECOND_STAGE -> new AddressLimit(FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH, secondStageBits(unit, entry), false);
            case PASS_THROUGH -> new AddressLimit(FaultReason.SCALABLE_ADDRESS_BEYOND_HOST_WIDTH, unit.hostAddressWidth(), false);
        };
    }

    /** The smaller of MGAW and AW, as far as AW says anything. */
    static int secondStageBits(Capabilities unit, PasidContext entry) {
        int levels = entry.secondStage().levels();
        return unit.levels().contains(levels) ? Math.min(unit.guestAddressWidth(), 12 + 9 * levels) : unit.guestAddressWidth();
    }

    /** SPT.4.2: empty if the unit has no such type. */
    private Optional<PasidType> type(int granularTranslation) {
        ScalableSupport offers = unit.scalable();
        return switch (granularTranslation) {
            case 1 -> offers.firstStage() ? Optional.of(PasidType.FIRST_STAGE) : Optional.empty();
            case 2 -> offers.secondStage() ? Optional.of(PasidType.SECOND_STAGE) : Optional.empty();
            case 3 -> offers.nested() ? Optional.of(PasidType.NESTED) : Optional.empty();
            case 4 -> unit.passThrough() ? Optional.of(PasidType.PASS_THROUGH) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private boolean invalid(PasidType type, List<Entry128> content) {
        boolean second = type == PasidType.SECOND_STAGE || type == PasidType.NESTED;
        boolean first = type == PasidType.FIRST_STAGE || type == PasidType.NESTED;
        PasidContext meaning = meaning(type, content, false);
        int mode = (int) (content.get(1).low() >>> 2) & 3;
        return second && !unit.levels().contains(meaning.secondStage().levels()) // SPT.4.1
                || first && (mode > 1 || mode == 1 && !unit.scalable().fiveLevels()) // SPT.4.3
                || type == PasidType.NESTED // SPT.4.4
                && meaning.firstStage().top().value() >>> secondStageBits(unit, meaning) != 0;
    }

    private boolean reserved(List<Entry128> content) {
        ScalableSupport offers = unit.scalable();
        long aboveHost = -1L << unit.hostAddressWidth();
        boolean memoryTypes = offers.memoryTypes();
        long[] masks = {
            aboveHost | 1 << 5 | 3 << 10 | unless(offers.secondStage(), -4096L | 7 << 2)
                    | unless(offers.secondStage() && offers.secondStageDirty(), 1 << 9),
            0x7FL << 16 | 0x1FL << 27 | 0xFFFFL & -1L << unit.domainIdBits() | unless(offers.snoopedWalks(), 1 << 23)
                    | unless(unit.snoopControl(), 1 << 24) | unless(memoryTypes, 3L << 25 | -1L << 32),
            aboveHost | 1 << 1 | 0xF << 8 | unless(offers.supervisorRequests(), 1)
                    | unless(offers.firstStage(), -4096L | 7 << 2) | unless(offers.extendedAccessed(), 1 << 7),
            -1, -1, -1, -1, -1 // no host permission table
        };
        for (int i = 0; i < 4; i++) {
            if ((content.get(i).low() & masks[2 * i]) != 0 || (content.get(i).high() & masks[2 * i + 1]) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Fields that the type makes irrelevant are left out, so that entries are equal if they mean the same. */
    private static PasidContext meaning(PasidType type, List<Entry128> content, boolean silent) {
        long first = content.getFirst().low();
        long second = content.getFirst().high();
        long third = content.get(1).low();
        boolean one = type == PasidType.FIRST_STAGE || type == PasidType.NESTED;
        boolean two = type == PasidType.SECOND_STAGE || type == PasidType.NESTED;
        Tables none = new Tables(new Gpa(0), 0);
        return new PasidContext(new DomainId((int) second & 0xFFFF), type,
                one ? new Tables(new Gpa(third & -4096L), (third >>> 2 & 3) == 1 ? 5 : 4) : none,
                two ? new Tables(new Gpa(first & -4096L), ((int) (first >>> 2) & 7) + 2) : none,
                new Flags(two && bit(first, 9), bit(second, 23), bit(second, 24), bit(third, 0), one && bit(third, 4),
                        one && bit(third, 7)), silent);
    }
}
