package iommu.arch.seam;

import iommu.arch.Effect;
import iommu.arch.FaultRecord;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import java.util.List;
import java.util.Set;

/**
 * Room 03, {@code fault}: the fault recording registers, FSTS and the fault event (§7.2.1, §7.3, §11.4.7).
 *
 * <p>Every method returns what has to happen outside: at most one {@link Effect.SendMessage}.
 */
public interface FaultLog {

    /** A request was blocked for a reason that may be recorded; overflow and free registers decide if it is (§7.2.1). */
    List<Effect> record(FaultRecord fault);

    /** The queue has met an error: IQE, ICE or ITE becomes set, which may raise the event (§7.3). */
    List<Effect> report(FaultCondition condition);

    /** Software wrote 1 to F of a recording register. @param index any number; one that names no register does nothing */
    List<Effect> clearRecord(int index);

    /** Software wrote 1 to these conditions of FSTS. */
    List<Effect> clear(Set<FaultCondition> conditions);

    /** Software programmed the event; unmasking it sends a message that was held back (§7.3). */
    List<Effect> program(EventRegisters event);

    /** Address and interrupt translation are both disabled: recording starts over at register 0 (§7.2.1). */
    void translationDisabled();

    /** What software can see. */
    FaultStatus status();

    /** A reset that is not power-good (§11.3): sticky fields stay, everything else takes its default value. */
    default void reset() {
    }
}
