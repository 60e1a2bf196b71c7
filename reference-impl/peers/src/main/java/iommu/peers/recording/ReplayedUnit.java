package iommu.peers.recording;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.Register;
import iommu.arch.seam.InterruptRemapper;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.emulator.machine.Rooms;
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

    private final Capabilities capabilities;
    private final Machine machine;
    private FollowedCache legacy;
    private FollowedScalableCache scalable;
    private QuietFaultLog faults;
    private InterruptRemapper interrupts;
    private final List<RecordedEvent.Message> sent = new ArrayList<>();

    ReplayedUnit(Capabilities capabilities, int majorVersion) {
        this.capabilities = capabilities;
        Options options = new Options(majorVersion, false, true); // it compresses faults of one requester (§7.2.1)
        machine = new Machine(capabilities, CAPACITY, options,
                (address, data) -> sent.add(new RecordedEvent.Message(address, data)), this::followed);
    }

    private Rooms followed(Rooms plain) {
        legacy = new FollowedCache(plain.legacy().cache());
        scalable = new FollowedScalableCache(plain.scalable().cache());
        faults = new QuietFaultLog(plain.faults());
        interrupts = plain.interrupts();
        return new Rooms(new Rooms.Legacy(plain.legacy().context(), plain.legacy().walk(), legacy),
                new Rooms.Scalable(plain.scalable().lookup(), plain.scalable().walk(),
                        plain.scalable().separateRightsWalk(), scalable), faults,
                plain.registers(), plain.queue(), interrupts, plain.pageRequests());
    }

    /** @return whether the unit can reach that address */
    boolean store(Gpa at, long value) {
        return machine.memory().guest().write64(at, value);
    }

    Optional<Entry128> entry(Gpa at) {
        return machine.memory().guest().read128(at);
    }

    long read(int offset, int size) {
        return machine.unit().read(offset, size);
    }

    void write(int offset, int size, long value) {
        machine.unit().write(offset, size, value);
    }

    /** From now on IOTLB and context cache miss where the recorded ones missed. */
    void follow(boolean translationMissed, boolean contextMissed) {
        legacy.miss(translationMissed, contextMissed);
        scalable.miss(translationMissed, contextMissed);
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
        DmaOutcome outcome = machine.unit().translate(request);
        OptionalLong size = legacy.pageSize().isPresent() ? legacy.pageSize() : scalable.pageSize();
        return new Translation(request.access(), outcome, size);
    }

    /** The recorded unit has read this interrupt-remapping entry: a cached one is not used for the interrupt to come. */
    void missEntry(int index) {
        interrupts.invalidate(false, index, 0);
    }

    /** A message to FEEx_xxxxh. A fault of it leaves no trace: the recorded unit recorded none of interrupts. */
    InterruptOutcome interrupt(SourceId source, Iova address, int data) {
        faults.deaf(true);
        InterruptOutcome result = machine.unit().interrupt(source, address, data);
        faults.deaf(false);
        return result;
    }

    /** The entries that the tables hold for this address now, a line each. */
    List<String> tables(SourceId source, Iova address) {
        return new TablesNow(capabilities, machine.memory()).lines(read(Register.RTADDR.offset(), 8), source, address);
    }

    /** The unit's own events since the last call. */
    List<RecordedEvent.Message> takeMessages() {
        List<RecordedEvent.Message> messages = List.copyOf(sent);
        sent.clear();
        return messages;
    }
}
