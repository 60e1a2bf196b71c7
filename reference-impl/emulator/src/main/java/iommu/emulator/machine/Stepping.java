package iommu.emulator.machine;

import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.seam.DmaPort;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.function.BiConsumer;

/**
 * What each step does to a machine, whichever rooms it has.
 *
 * @param guest    the memory as the guest's processor sees it
 * @param readable makes the unit's accesses to a page succeed or fail
 * @param port     where requests go in: the unit, or what stands before it
 */
record Stepping(Memory guest, BiConsumer<Gpa, Stimulus.Reads> readable, RemappingUnit unit, DmaPort port,
        PatientDevices devices) {

    private static final Answer DONE = new Answer.Done();

    Answer on(Stimulus stimulus) {
        return switch (stimulus) {
            case Stimulus.Store64 s -> done(() -> {
                guest.write64(s.at(), s.value());
                unit.stored(s.at(), 8);
            });
            case Stimulus.Store128 s -> done(() -> {
                guest.write128(s.at(), s.value());
                unit.stored(s.at(), 16);
            });
            case Stimulus.Flush f -> DONE;
            case Stimulus.Readable r -> done(() -> readable.accept(r.page(), r.reads()));
            case Stimulus.RegisterWrite w -> done(() -> unit.write(w.offset(), w.size(), w.value()));
            case Stimulus.RegisterRead r -> new Answer.Value(unit.read(r.offset(), r.size()));
            case Stimulus.Dma d -> new Answer.Dma(port.translate(d.request()));
            case Stimulus.AskForPage p -> new Answer.Page(unit.ask(p.request()));
            case Stimulus.Interrupt i -> new Answer.Interrupt(unit.interrupt(i.source(), i.address(), i.data()));
            case Stimulus.DeviceTlbDone d -> done(() -> unit.deviceTlbDone(devices.oldest(d.source()), d.source()));
            case Stimulus.DeviceTlbTimeout t -> done(() -> unit.deviceTlbTimeout(devices.oldest(t.source())));
            default -> throw new IllegalArgumentException("not for a whole machine: " + stimulus);
        };
    }

    private static Answer done(Runnable action) {
        action.run();
        return DONE;
    }
}
