package iommu.emulator.firststage;

import iommu.arch.Access;
import iommu.arch.FaultReason;
import iommu.arch.Rights;
import java.util.Optional;

/** What somebody needs of second-stage rights (§3.7.1, §3.8.1). */
@FunctionalInterface
interface Demand {

    /** The fault of these rights, if they are too few. */
    Optional<FaultReason> unmetBy(Rights rights);

    /**
     * A request needs the right of its access; an atomic that lacks both: freedom {@code atomic-order}.
     *
     * @param zeroLengthRead CAP.ZLR
     */
    static Demand of(Access access, boolean zeroLengthRead) {
        return switch (access) {
            case READ -> Demand::unreadable;
            case WRITE -> Demand::unwritable;
            case ATOMIC -> rights -> unwritable(rights).or(() -> unreadable(rights));
            case ZERO_LENGTH_READ -> rights ->
                rights.write() && zeroLengthRead ? Optional.empty() : unreadable(rights); // §3.14
        };
    }

    private static Optional<FaultReason> unreadable(Rights rights) {
        return rights.read() ? Optional.empty() : Optional.of(FaultReason.SCALABLE_READ_DENIED); // §7.1.3 SGN.7
    }

    private static Optional<FaultReason> unwritable(Rights rights) {
        return rights.write() ? Optional.empty() : Optional.of(FaultReason.SCALABLE_WRITE_DENIED); // §7.1.3 SGN.6
    }

    /** Whether an access writes, and so needs the dirty bit of its page (§3.6.2, §3.7.2). */
    static boolean writes(Access access) {
        return access == Access.WRITE || access == Access.ATOMIC;
    }
}
