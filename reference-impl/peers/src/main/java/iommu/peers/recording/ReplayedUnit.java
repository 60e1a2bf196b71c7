package iommu.peers.recording;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.seam.InterruptRemapper.Result;
import iommu.emulator.machine.Options;
import iommu.emulator.machine.RemappingUnit;
import iommu.emulator.machine.Rooms;
import iommu.emulator.machine.SparseMemory;
import iommu.emulator.machine.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The reference's machine as a recording drives it: the one class that knows how it is put together. */
final class ReplayedUnit {

    /** Above what any recorded guest can fill: the reference must not forget what the recorded unit remembers. */
    private static final int CAPACITY = 1 << 16;

    /** A request's outcome. @param size of its page in bytes; empty where there is none */
    record Translation(Access access, DmaOutcome outcome, OptionalLong size) {
    }

    private final SparseMemory memory;
    private final FollowedCache cache;
    private final QuietFaultLog faults;
    private final RemappingUnit unit;
    private final List<RecordedEvent.Message> sent = new ArrayList<>();

    ReplayedUnit(Capabilities capabilities, int majorVersion) {
        Options options = new Options(majorVersion, false, true); // it compresses faults of one requester (§7.2.1)
        memory = new SparseMemory(capabilities.hostAddressWidth());
        Rooms plain = Rooms.plain(memory, capabilities, CAPACITY, options);
        cache = new FollowedCache(plain.cache());
        faults = new QuietFaultLog(plain.faults());
        Rooms rooms = new Rooms(plain.context(), plain.walk(), cache, faults, plain.registers(), plain.queue());
        unit = new RemappingUnit(capabilities, rooms, new Surroundings(memory,
                (address, data) -> sent.add(new RecordedEvent.Message(address, data)), event -> { }), options);
    }

    void store(Gpa at, long value) {
        memory.write64(at, value);
    }

    Optional<Entry128> entry(Gpa at) {
        return memory.read128(at);
    }

    long read(int offset, int size) {
        return unit.read(offset, size);
    }

    void write(int offset, int size, long value) {
        unit.write(offset, size, value);
    }

    /** From now on IOTLB and context cache miss where the recorded ones missed. */
    void follow(boolean translationMissed, boolean contextMissed) {
        cache.miss(translationMissed, contextMissed);
    }

    /** A request that the recorded unit let through: as a read, or where only writes may pass, as a write. */
    Translation pass(SourceId source, Iova address) {
        faults.deaf(true);
        Translation read = translate(DmaRequest.untranslated(source, address, Access.READ));
        Translation write = read.outcome() instanceof DmaOutcome.Blocked
                ? translate(DmaRequest.untranslated(source, address, Access.WRITE)) : read;
        faults.deaf(false);
        return write.outcome() instanceof DmaOutcome.Blocked ? read : write;
    }

    Translation translate(DmaRequest request) {
        DmaOutcome outcome = unit.translate(request);
        return new Translation(request.access(), outcome, cache.pageSize());
    }

    /** A message to FEEx_xxxxh. A fault of it leaves no trace: the recorded unit recorded none of interrupts. */
    Result interrupt(SourceId source, Iova address, int data) {
        return new Result.Unchanged();
    }

    /** The unit's own events since the last call. */
    List<RecordedEvent.Message> takeMessages() {
        List<RecordedEvent.Message> messages = List.copyOf(sent);
        sent.clear();
        return messages;
    }
}
