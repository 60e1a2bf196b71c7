package iommu.peers.qemu;

import iommu.arch.register.Field;
import iommu.arch.register.Register;
import iommu.arch.stimulus.Stimulus;
import iommu.peers.qemu.Divergence.Kind;
import iommu.peers.qemu.Divergence.Wrong;
import java.util.Optional;

/** Whether two readings of a register say the same. */
final class RegisterCheck {

    private final Profile profile;
    private final Tally tally;

    RegisterCheck(Profile profile, Tally tally) {
        this.profile = profile;
        this.tally = tally;
    }

    /** @param last the snapshot before the read */
    Optional<Wrong> check(Stimulus.RegisterRead read, long theirs, long own, Snapshot last) {
        int half = read.offset() & 4;
        Optional<Register> wide = register(read.offset() - half, 64);
        boolean same = wide.isPresent() ? same(wide.get(), theirs << 8 * half, own << 8 * half, last)
                : theirs == own || pendingStays(read.offset(), theirs, own) || compatibility(read.offset(), theirs, own);
        return same ? Optional.empty() : Optional.of(new Wrong(Kind.REGISTER, "register 0x" + Integer.toHexString(read.offset())
                + ": QEMU 0x" + Long.toHexString(theirs) + ", the reference 0x" + Long.toHexString(own)));
    }

    private static Optional<Register> register(int offset, int width) {
        for (Register register : Register.values()) {
            if (register.offset() == offset && register.width() == width) {
                return Optional.of(register);
            }
        }
        return Optional.empty();
    }

    private boolean same(Register register, long theirs, long own, Snapshot last) {
        boolean queueOn = Field.GSTS_QIES.isSet(last.gsts());
        return switch (register) { // with the queue on, what a command register shows is not said (§6.5.1)
            case CCMD -> queueOn || same(theirs, own, Field.CCMD_CAIG, Field.CCMD_SID.mask() | Field.CCMD_FM.mask());
            case IOTLB -> queueOn || same(theirs, own, Field.IOTLB_IAIG, 0);
            case IQA -> theirs == own || theirs == (own & ~Field.IQA_DW.mask()) && uses(Departure.WIDTH_NOT_SHOWN);
            case IQERCD -> theirs == own || theirs == 0 && uses(Departure.ERROR_CODE_NOT_SHOWN);
            default -> theirs == own;
        };
    }

    /**
     * A command register: any coarser granularity may have been carried out (§11.4.6).
     *
     * @param undefined write-only fields (§11.3)
     */
    private static boolean same(long theirs, long own, Field done, long undefined) {
        boolean coarser = done.get(theirs) == done.get(own) || done.get(theirs) > 0 && done.get(theirs) < done.get(own);
        return coarser && ((theirs ^ own) & ~(done.mask() | undefined)) == 0;
    }

    private boolean pendingStays(int offset, long theirs, long own) {
        return offset == Register.FECTL.offset() && theirs == (own | Field.FECTL_IP.mask())
                && uses(Departure.EVENT_STAYS_PENDING);
    }

    private boolean compatibility(int offset, long theirs, long own) {
        return offset == Register.GSTS.offset() && theirs == (own & ~Field.GSTS_CFIS.mask())
                && uses(Departure.COMPATIBILITY_PASSES);
    }

    private boolean uses(Departure departure) {
        if (profile.has(departure)) {
            tally.count(departure);
        }
        return profile.has(departure);
    }
}
