package iommu.arch.seam;

import iommu.arch.Effect;
import iommu.arch.SourceId;

/**
 * Room 11, {@code machine}, as a whole: a unit of legacy mode that is wired together out of other rooms. Requests of
 * devices and accesses of software come in here; what a room decides is a room's.
 *
 * <p>Every call is over when it returns: what it leads to has been carried out. Nothing throws, whatever the guest does.
 */
public interface UnitPort extends DmaPort {

    /** The rooms that a unit is made of. */
    record Rooms(ContextLookup context, PageWalk walk, TranslationCache cache, FaultLog faults, RegisterFile registers,
            InvalidationQueue queue) {
    }

    /** What lies outside the unit: memory, the processors, the devices. */
    @FunctionalInterface
    interface Outside {

        /**
         * Carries out an effect that reaches beyond the unit: {@link Effect.StoreStatus}, {@link Effect.SendMessage} or
         * {@link Effect.InvalidateDeviceTlb}. A device answers the last of them later, through {@link #deviceTlbDone}.
         */
        void perform(Effect effect);
    }

    /** Software reads a register. @param offset in bytes from the unit's base @param size 4 or 8 @return zero-extended */
    long read(int offset, int size);

    /** Software writes a register. @param offset in bytes from the unit's base @param size 4 or 8 */
    void write(int offset, int size, long value);

    /** A device says that it has dropped translations. @param tag of {@link Effect.InvalidateDeviceTlb} @param from who says so */
    void deviceTlbDone(int tag, SourceId from);

    /** A device has not answered in time (§6.5.2.11). @param tag as above */
    void deviceTlbTimeout(int tag);

    /** A reset that is not power-good (§11.3): nothing is translated and nothing is cached. Every room hears of it. */
    void reset();
}
