package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.ScalableSupport;
import iommu.arch.register.Register;

/** Which registers a unit has, and of which fields (§11.4). */
final class RegisterPlan {

    static final int IVA = Register.IVA.offset();
    static final int IOTLB = Register.IOTLB.offset();
    static final int FRCD = Register.FRCD.offset();

    private RegisterPlan() {
    }

    static RegisterBits of(Capabilities unit, int major) {
        RegisterBits bits = new RegisterBits(Math.max(0x300, FRCD + 16 * unit.faultRecords()));
        long upper = -1L << unit.hostAddressWidth(); // Freedom optional-bits: 63:HAW of addresses
        long domains = 0xFFFFL & -1L << unit.domainIdBits();
        bits.narrow(0x000, 0, 0, 0xF); // VER
        bits.set(0x000, major << 4);
        bits.wide(0x008, 0, 0, openCapabilities(unit, major));
        bits.set64(0x008, capabilities(unit));
        bits.wide(0x010, 0, 0, 0);
        bits.set64(0x010, extended(unit));
        bits.narrow(0x018, 0, 0, 0xCF80_0000L); // GCMD: write-only
        bits.narrow(0x01C, 0, 0, 0);
        bits.wide(0x020, -4096L | 3 << 10 | (unit.platform().separateRights() ? 1 << 7 : 0), upper, 0);
        bits.wide(0x028, 7L << 61 | 0xFFFF, domains, 3L << 59 | 3L << 32 | 0xFFFF_0000L);
        bits.narrow(0x034, 0, 0, 0xFF00);
        event(bits, 0x038, unit);
        boolean low = unit.platform().protectedLow();
        boolean high = unit.platform().protectedHigh();
        bits.narrow(0x064, low || high ? 1L << 31 : 0, 0, 0);
        bits.narrow(0x068, low ? -1 : 0, 0, 0);
        bits.narrow(0x06C, low ? -1 : 0, 0, 0);
        bits.wide(0x070, high ? -1 : 0, upper, 0);
        bits.wide(0x078, high ? -1 : 0, upper, 0);
        queue(bits, unit, upper);
        boolean remaps = unit.interrupts().remapping();
        bits.wide(0x0B8, remaps ? -4096L | 0xF | (unit.interrupts().extendedMode() ? 1 << 11 : 0) : 0, upper, 0);
        pageRequests(bits, unit, upper);
        bits.wide(IVA, 0, 0, -1);
        bits.wide(IOTLB, 0xB000_0000_0000_0000L | 3L << 48 | 0xFFFFL << 32, domains << 32, 3L << 57);
        for (int i = 0; i < unit.faultRecords(); i++) {
            bits.wide(FRCD + 16 * i, 0, 0, 0);
            bits.wide(FRCD + 16 * i + 8, 0, 0, 0);
        }
        return bits;
    }

    private static void event(RegisterBits bits, int control, Capabilities unit) {
        bits.narrow(control, 1L << 31, 0, 0);
        bits.set(control, 1 << 31); // masked after reset
        bits.narrow(control + 4, 0xFFFF, 0, 0);
        bits.narrow(control + 8, 0xFFFF_FFFCL, 0, 0);
        bits.narrow(control + 12, -1, unit.interrupts().extendedMode() ? 0 : -1, 0); // Freedom optional-bits
    }

    private static void absentEvent(RegisterBits bits, int control) {
        for (int i = 0; i < 4; i++) {
            bits.narrow(control + 4 * i, 0, 0, 0);
        }
    }

    private static void queue(RegisterBits bits, Capabilities unit, long upper) {
        boolean there = unit.platform().queuedInvalidation();
        bits.wide(0x080, 0, 0, 0);
        bits.wide(0x088, there ? 0x7FFF << 4 : 0, 0, 0);
        bits.wide(0x090, there ? -4096L | 1 << 11 | 7 : 0, upper, 0);
        bits.narrow(0x09C, 0, 0, 0);
        if (there) {
            event(bits, 0x0A0, unit);
        } else {
            absentEvent(bits, 0x0A0);
        }
        bits.wide(0x0B0, 0, there ? 0xFFFF_FFFF_0000_000FL : 0, there ? 0xFFFF_FFFF_0000_000FL : 0); // 0: an older version
    }

    private static void pageRequests(RegisterBits bits, Capabilities unit, long upper) {
        boolean there = unit.scalable().pageRequests();
        bits.wide(0x0C0, there ? 0x3FFF << 5 : 0, 0, 0);
        bits.wide(0x0C8, there ? 0x3FFF << 5 : 0, 0, 0);
        bits.wide(0x0D0, there ? -4096L | 7 : 0, upper, 0);
        bits.narrow(0x0DC, 0, 0, 0);
        if (there) {
            event(bits, 0x0E0, unit);
        } else {
            absentEvent(bits, 0x0E0);
        }
    }

    /** CAP's fields of which {@link Capabilities} says nothing: draining before version 2, MAMV without PSI. */
    private static long openCapabilities(Capabilities unit, int major) {
        return (major < 2 ? 3L << 54 : 0) | (unit.pageSelective() ? 0 : 0x3FL << 48);
    }

    private static long capabilities(Capabilities unit) {
        long word = unit.domainIdBits() / 2 - 2;
        word |= flag(unit.platform().writeBufferFlush(), 4) | flag(unit.platform().protectedLow(), 5) | flag(unit.platform().protectedHigh(), 6)
                | flag(unit.cachingMode(), 7) | flag(unit.zeroLengthRead(), 22) | flag(unit.pageSelective(), 39);
        word |= flag(unit.levels().contains(3), 9) | flag(unit.levels().contains(4), 10) | flag(unit.levels().contains(5), 11);
        word |= (long) (unit.guestAddressWidth() - 1) << 16 | (long) (FRCD / 16) << 24 | (long) (unit.faultRecords() - 1) << 40
                | (long) unit.maxAddressMask() << 48;
        word |= flag(unit.superpages().contains(2), 34) | flag(unit.superpages().contains(3), 35) | 3L << 54;
        ScalableSupport scalable = unit.scalable();
        return word | flag(scalable.gigabytePages(), 56) | flag(unit.interrupts().posting(), 59) | flag(scalable.fiveLevels(), 60)
                | flag(unit.interrupts().pointerInvalidates(), 62) | flag(unit.platform().rootPointerInvalidates(), 63);
    }

    private static long extended(Capabilities unit) {
        ScalableSupport s = unit.scalable();
        long word = flag(unit.coherent(), 0) | flag(unit.platform().queuedInvalidation(), 1) | flag(unit.deviceTlb(), 2)
                | flag(unit.interrupts().remapping(), 3) | flag(unit.interrupts().extendedMode(), 4) | flag(unit.passThrough(), 6)
                | flag(unit.snoopControl(), 7) | (long) (IVA / 16) << 8 | (long) unit.interrupts().maxHandleMask() << 20;
        word |= flag(s.memoryTypes(), 25) | flag(s.nested(), 26) | flag(s.pageRequests(), 29) | flag(s.supervisorRequests(), 31)
                | flag(s.noWriteFlag(), 33) | flag(s.extendedAccessed(), 34) | (long) Math.max(0, s.pasidBits() - 1) << 35
                | flag(s.pasidBits() > 0, 40);
        word |= flag(unit.platform().deviceTlbThrottling(), 41) | flag(s.pageRequestDrain(), 42) | flag(s.offered(), 43)
                | flag(s.secondStageDirty(), 45) | flag(s.secondStage(), 46) | flag(s.firstStage(), 47) | flag(s.snoopedWalks(), 48)
                | flag(s.ridPasid(), 49) | flag(unit.platform().abortMode(), 52) | flag(s.ridPrivilege(), 53);
        return word | flag(s.translatedWithPasid(), 56) | flag(unit.platform().separateRights(), 57)
                | flag(unit.interrupts().extendedModeRequired(), 61) | flag(unit.interrupts().remappingRequired(), 62);
    }

    private static long flag(boolean offered, int bit) {
        return offered ? 1L << bit : 0;
    }
}
