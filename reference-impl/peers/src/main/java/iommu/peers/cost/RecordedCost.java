package iommu.peers.cost;

import iommu.arch.Access;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Stimulus;
import iommu.peers.recording.RecordedEvent;
import iommu.peers.recording.RecordedGuest;
import iommu.peers.recording.RecordedUnit;
import iommu.peers.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A recorded guest, followed. Register writes, descriptors and requests are the recording's own; the rest is what
 * following it takes. A recording shows the net change of each word between two stops of the recorder, not every store,
 * so traps are a lower bound.
 */
final class RecordedCost implements RecordedGuest.Unit {

    private static final List<Access> EITHER = List.of(Access.READ, Access.WRITE);

    private final FollowedMachine machine;
    private long registerWrites;
    private long descriptors;

    private RecordedCost(FollowedMachine machine) {
        this.machine = machine;
    }

    /**
     * @throws iommu.emulator.machine.ListenerRefusedException   if the recorded unit can't be followed so
     * @throws iommu.peers.recording.RecordingException if the file is no recording
     */
    static Count of(Path recording, Following following) throws IOException {
        RecordedUnit unit = RecordedUnit.of(recording);
        RecordedCost run = new RecordedCost(new FollowedMachine(unit.capabilities(), unit.majorVersion(), following,
                devices(recording)));
        RecordedGuest.play(recording, run, run::heard);
        return run.machine.count(run.registerWrites, run.descriptors);
    }

    private static Set<SourceId> devices(Path recording) throws IOException {
        Set<SourceId> devices = new TreeSet<>();
        try (RecordingReader in = RecordingReader.open(recording)) {
            for (var line = in.next(); line.isPresent(); line = in.next()) {
                if (line.get().event() instanceof RecordedEvent.Translated translated) {
                    devices.add(translated.source());
                }
            }
        }
        return devices;
    }

    private void heard(RecordedEvent event) {
        switch (event) {
            case RecordedEvent.Write write -> registerWrites++;
            case RecordedEvent.Submitted submitted -> descriptors++;
            case RecordedEvent.Translated translated -> machine.request(translated.source(), translated.page(),
                    translated.frame(), EITHER);
            default -> { }
        }
    }

    @Override
    public boolean store(Gpa at, long value) {
        return machine.store(at, value);
    }

    @Override
    public long read(int offset, int size) {
        return machine.read(offset, size);
    }

    @Override
    public void write(RecordedEvent.Write write) {
        machine.on(new Stimulus.RegisterWrite(write.offset(), write.size(), write.value()));
    }
}
