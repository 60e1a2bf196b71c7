package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.arch.register.QueueError;
import java.util.EnumSet;
import java.util.Set;

/**
 * A descriptor as the queue reads it (§6.5.2): of which kind it is, for which errors the queue may stop at it, and
 * which effects carry it out.
 *
 * @param bits   its low 128 bits
 * @param errors for which of them it may be refused; empty: it is in order
 * @param served whether it may be carried out as well, if there are errors: § leaves it open
 */
record QueuedCommand(Kind kind, Entry128 bits, Set<QueueError> errors, boolean served) {

    /** As far as §6.5.2.12 and §7.8 tell them apart. */
    enum Kind {
        CONTEXT_CACHE, PASID_CACHE, IOTLB, PASID_IOTLB, INTERRUPTS, DEVICE_TLB, PASID_DEVICE_TLB, RESPONSE, WAIT
    }

    /** How well an effect fits: what was asked, more than that (a unit may always remove more), or neither. */
    enum Fit {
        EXACT, COARSER, NONE
    }

    boolean bad() {
        return !errors.isEmpty() && !served;
    }

    boolean toDevice() {
        return kind == Kind.DEVICE_TLB || kind == Kind.PASID_DEVICE_TLB;
    }

    boolean fence() {
        return kind == Kind.WAIT && bit(6);
    }

    boolean storesStatus() {
        return kind == Kind.WAIT && bit(5);
    }

    boolean interrupts() {
        return kind == Kind.WAIT && bit(4);
    }

    /** The device that a device-TLB invalidation goes to. */
    SourceId device() {
        return new SourceId((int) (bits.low() >>> (kind == Kind.DEVICE_TLB ? 32 : 16)) & 0xFFFF);
    }

    Fit fit(Effect effect, Capabilities unit) {
        return switch (effect) {
            case Effect.Invalidate(ContextInvalidation c) when kind == Kind.CONTEXT_CACHE -> context(c, unit);
            case Effect.Invalidate(IotlbInvalidation c) when kind == Kind.IOTLB -> iotlb(c, unit);
            case Effect.InvalidateScalable(PasidCacheInvalidation c) when kind == Kind.PASID_CACHE -> pasidCache(c, unit);
            case Effect.InvalidateScalable(PasidIotlbInvalidation c) when kind == Kind.PASID_IOTLB -> pasidIotlb(c, unit);
            case Effect.InvalidateInterruptEntries(boolean all, int index, int mask) when kind == Kind.INTERRUPTS -> {
                int asked = (int) (bits.low() >>> 27) & 31;
                boolean same = bit(4) && !all && mask == asked && (field(32, 16) ^ index) >>> asked == 0;
                yield !bit(4) ? exact(all) : same ? Fit.EXACT : all ? Fit.COARSER : Fit.NONE;
            }
            case Effect.InvalidateDeviceTlb(int tag, SourceId to, Iova start, long size) when kind == Kind.DEVICE_TLB ->
                exact(to.equals(device()) && range(start, size, (bits.high() & 1) != 0));
            case Effect.InvalidatePasidDeviceTlb(int tag, SourceId to, int pasid, boolean global, Iova start, long size)
                    when kind == Kind.PASID_DEVICE_TLB -> exact(to.equals(device()) && global == ((bits.high() & 1) != 0)
                    && (global || pasid == field(32, 20)) && range(start, size, (bits.high() >>> 11 & 1) != 0));
            case Effect.RespondToPageGroup(SourceId to, Pasid pasid, int group, int code) when kind == Kind.RESPONSE ->
                exact(to.value() == field(16, 16) && pasid.equals(bit(4) ? new Pasid(field(32, 20)) : Pasid.NONE)
                        && group == ((int) (bits.high() >>> 3) & 0x1FF) && (code == field(12, 4) || reservedCode()));
            case Effect.StoreStatus(Gpa at, int data) when storesStatus() ->
                exact(data == field(32, 32) && at.value() == (bits.high() & (1L << unit.hostAddressWidth()) - 1 & ~3L)); // §6.5.2.9
            default -> Fit.NONE;
        };
    }

    /** Freedom response-code: Table 32 calls 2 to 14 not used. */
    private boolean reservedCode() {
        return field(12, 4) > 1 && field(12, 4) < 15;
    }

    private Fit context(ContextInvalidation c, Capabilities unit) {
        int asked = field(4, 2);
        boolean domain = sameDomain(c.domain().value(), unit);
        return switch (c.granularity()) {
            case GLOBAL -> asked == 1 ? Fit.EXACT : Fit.COARSER;
            case DOMAIN -> asked == 1 || !domain ? Fit.NONE : asked == 2 ? Fit.EXACT : Fit.COARSER;
            default -> exact(asked == 3 && domain && c.source().value() == field(32, 16) && c.functionMask() == field(48, 2));
        };
    }

    private Fit iotlb(IotlbInvalidation c, Capabilities unit) {
        int asked = field(4, 2);
        boolean domain = sameDomain(c.domain().value(), unit);
        if (c.granularity() == Granularity.GLOBAL) {
            return asked == 1 ? Fit.EXACT : Fit.COARSER;
        }
        if (!domain || asked == 1 || c.granularity() == Granularity.PAGE && asked == 2) {
            return Fit.NONE;
        }
        if (c.granularity() == Granularity.DOMAIN) {
            return asked == 2 ? Fit.EXACT : Fit.COARSER;
        }
        return pages(c.address(), c.addressMask(), c.leafOnly(), unit.guestAddressWidth());
    }

    private Fit pasidCache(PasidCacheInvalidation c, Capabilities unit) {
        int asked = field(4, 2); // 0 domain, 1 PASID, 3 global
        boolean domain = sameDomain(c.domain().value(), unit);
        return switch (c.scope()) {
            case GLOBAL -> asked == 3 ? Fit.EXACT : Fit.COARSER;
            case DOMAIN -> asked == 3 || !domain ? Fit.NONE : asked == 0 ? Fit.EXACT : Fit.COARSER;
            case PASID -> exact(asked == 1 && domain && c.pasid() == field(32, 20));
        };
    }

    private Fit pasidIotlb(PasidIotlbInvalidation c, Capabilities unit) {
        boolean page = field(4, 2) == 3;
        if (!sameDomain(c.domain().value(), unit) || c.pasid() != field(32, 20) || c.pageSelective() && !page) {
            return Fit.NONE;
        }
        return !c.pageSelective() ? page ? Fit.COARSER : Fit.EXACT : pages(c.address(), c.addressMask(), c.leafOnly(), 64);
    }

    /** §6.5.2.3: address bits from the given width on, and those that the mask covers, are ignored. */
    private Fit pages(Iova address, int mask, boolean leafOnly, int width) {
        int asked = (int) bits.high() & 0x3F;
        boolean hint = (bits.high() >>> 6 & 1) != 0;
        int ignored = Math.max(asked, mask) + 12;
        long relevant = (width == 64 ? -1L : (1L << width) - 1) & (ignored > 63 ? 0 : -1L << ignored);
        if (mask < asked || leafOnly && !hint || ((address.value() ^ bits.high()) & relevant) != 0) {
            return Fit.NONE;
        }
        return mask == asked && leafOnly == hint ? Fit.EXACT : Fit.COARSER;
    }

    /** The range of a device-TLB invalidation: with S the lowest 0 bit from 12 on says how large it is (§6.5.2.5). */
    private boolean range(Iova start, long size, boolean larger) {
        long address = bits.high() & -4096L;
        if (!larger) {
            return size == 4096 && start.value() == address;
        }
        int zero = Long.numberOfTrailingZeros(~(address | 0xFFF));
        // Freedom: of an address without any 0 bit § says nothing; and half of all addresses is told as all.
        long expected = zero >= 62 ? 0 : 1L << zero + 1;
        return size == expected && (expected == 0 || start.value() == (address & -expected));
    }

    /** DID bits above the width that the unit supports are ignored. */
    private boolean sameDomain(int domain, Capabilities unit) {
        return ((domain ^ field(16, 16)) & (1 << unit.domainIdBits()) - 1) == 0;
    }

    private int field(int low, int width) {
        return (int) (bits.low() >>> low & (1L << width) - 1);
    }

    private boolean bit(int number) {
        return (bits.low() >>> number & 1) != 0;
    }

    private static Fit exact(boolean same) {
        return same ? Fit.EXACT : Fit.NONE;
    }

    static QueuedCommand inOrder(Kind kind, Entry128 bits) {
        return new QueuedCommand(kind, bits, Set.of(), true);
    }

    static QueuedCommand refused(Kind kind, Entry128 bits, QueueError... errors) {
        return new QueuedCommand(kind, bits, EnumSet.of(errors[0], errors), false);
    }
}
