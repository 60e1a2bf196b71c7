package iommu.arch.stimulus;

import iommu.arch.Effect;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.PasidResult;
import iommu.arch.ScalableContextResult;
import iommu.arch.StagedResult;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.MappingDriver;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a room said to a {@link RoomCall}. */
public sealed interface RoomAnswer extends Answer.OfRoom {

    /** What has to happen outside, in order. */
    record Effects(List<Effect> effects) implements RoomAnswer {
        public Effects {
            effects = List.copyOf(effects);
        }
    }

    record Faults(FaultStatus status) implements RoomAnswer {
    }

    record Queue(QueueStatus status) implements RoomAnswer {
    }

    record PageRequests(PageRequestStatus status) implements RoomAnswer {
    }

    record Context(ScalableContextResult result) implements RoomAnswer {
    }

    /** What a driver did, in order. */
    record Acts(List<MappingDriver.Act> acts) implements RoomAnswer {
        public Acts {
            acts = List.copyOf(acts);
        }
    }

    record Refusal(Optional<Fault> fault) implements RoomAnswer {
    }

    record Entry(PasidResult result) implements RoomAnswer {
    }

    /** @param changed the 8-byte words that memory holds other values in since the call: accessed and dirty bits */
    record Staged(StagedResult result, Map<Gpa, Long> changed) implements RoomAnswer {
        public Staged {
            changed = Map.copyOf(changed);
        }
    }

    /** The union of all listeners' wishes. */
    record Wishes(Set<Wish> union) implements RoomAnswer {
        public Wishes {
            union = Set.copyOf(union);
        }
    }

    /** What listeners are told, in order. @param calls how often the room has called its neighbours for it */
    record Told(List<Event> events, int calls) implements RoomAnswer {
        public Told {
            events = List.copyOf(events);
        }
    }

    record Trapped(boolean trapped) implements RoomAnswer {
    }

    /**
     * What a listener believes that knows nothing but its events.
     *
     * @param mode     empty if it was told none
     * @param page     the part of a mapping that holds the page, if there is one: 4 KiB
     * @param confused it was told what can't be: a MAP over another, an UNMAP of a part
     */
    record View(Optional<Mode> mode, Optional<Piece> page, boolean confused) implements RoomAnswer {
    }

    record Decided(Verdict verdict) implements RoomAnswer {
    }

    /** @param attached in the order of their ids */
    record Policy(Configuration configuration, List<Listener> attached) implements RoomAnswer {
        public Policy {
            attached = List.copyOf(attached);
        }
    }

    /** @param changed as in {@link Staged}: bits of a posted interrupt descriptor */
    record Remapped(InterruptOutcome result, Map<Gpa, Long> changed) implements RoomAnswer {
        public Remapped {
            changed = Map.copyOf(changed);
        }
    }
}
