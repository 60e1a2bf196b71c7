package iommu.grade.told;

import iommu.arch.Gpa;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the rooms beside a unit say in one case.
 *
 * @param lookups    of tables: what each call is answered, as long as memory is what it is
 * @param machines   of the rooms whose answers depend on earlier calls
 * @param keepsFault whether the caches keep a fault
 * @param entries    what the caches may hold, as far as it is known what removes it
 * @param removals   which of these an invalidation removes
 * @param statuses   where a status may be stored, and no room reads it
 */
public record RecordedRooms(Map<Stimulus, List<Spell>> lookups, Map<Kind, List<Edge>> machines, boolean keepsFault,
        List<CacheEntry> entries, Map<Invalidation, BitSet> removals, Set<Gpa> statuses) {

    /** A room whose answers depend on earlier calls. */
    public enum Kind {
        FAULTS, REGISTERS, QUEUE;

        /** The one that takes the call; empty if it is one of tables, caches or outside. */
        public static Optional<Kind> of(Stimulus call) {
            return switch (call) {
                case Stimulus.RegisterRead c -> Optional.of(REGISTERS);
                case RoomCall.WriteRegister c -> Optional.of(REGISTERS);
                case RoomCall.ShowFaults c -> Optional.of(REGISTERS);
                case RoomCall.ShowQueue c -> Optional.of(REGISTERS);
                case RoomCall.RecordFault c -> Optional.of(FAULTS);
                case RoomCall.ReportCondition c -> Optional.of(FAULTS);
                case RoomCall.ClearRecord c -> Optional.of(FAULTS);
                case RoomCall.ClearConditions c -> Optional.of(FAULTS);
                case RoomCall.ProgramFaultEvent c -> Optional.of(FAULTS);
                case RoomCall.DisableTranslation c -> Optional.of(FAULTS);
                case RoomCall.FaultStatusOf c -> Optional.of(FAULTS);
                case RoomCall.ResetRoom(RoomCall.ResetRoom.Of room) -> Optional.of(valueOf(room.name()));
                case RoomCall other when isOfQueue(other) -> Optional.of(QUEUE);
                default -> Optional.empty();
            };
        }

        private static boolean isOfQueue(RoomCall call) {
            return readsMemory(call) || call instanceof RoomCall.ProgramCompletionEvent || call instanceof RoomCall.QueueStatusOf;
        }

        /** Whether what the room says depends on memory, too. */
        public static boolean readsMemory(Stimulus call) {
            return call instanceof RoomCall.UpdateQueue || call instanceof RoomCall.DeviceDone || call instanceof RoomCall.DeviceTimeout
                    || call instanceof RoomCall.ConditionsCleared || call instanceof RoomCall.CompletionCleared;
        }
    }

    /**
     * The same answer for a while.
     *
     * @param from the state of memory from which it holds: how many stores there were before @param to the last one
     */
    public record Spell(int from, int to, Answer answer) {
    }

    /** A call that leads from a state to a state. @param memory its state, as of a {@link Spell}, if it counts; else 0 */
    public record Edge(int from, int memory, Stimulus call, Answer answer, int to) {
    }
}
