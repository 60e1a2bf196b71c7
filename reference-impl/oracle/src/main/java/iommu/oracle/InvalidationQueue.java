package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.register.TableMode;
import iommu.oracle.OpenInvalidations.Open;
import iommu.oracle.OpenInvalidations.Port;
import iommu.oracle.Registers.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The invalidation queue (§6.5.2): what is fetched opens invalidations, and waits complete them. A wait behind a
 * device-TLB invalidation is complete once the device has answered.
 */
final class InvalidationQueue {

    /** IQA, IQT and what RTADDR.TTM was when it was taken over. */
    record Setting(long address, int tail, TableMode mode) {
        boolean wide() {
            return (address >>> 11 & 1) != 0;
        }

        int entry() {
            return wide() ? 32 : 16;
        }

        int size() {
            return 4096 << ((int) address & 7);
        }
    }

    /**
     * A device-TLB invalidation that is not answered.
     *
     * @param number counted from the first that was sent
     * @param opened how many invalidations had been opened before it, and {@code openedInterrupts} of interrupt entries
     */
    private record Unanswered(SourceId source, int number, int opened, int openedInterrupts) {
    }

    /** A wait that is not complete. @param sent how many device-TLB invalidations came before it @param opened as above */
    private record Waiting(Descriptor.Wait command, int sent, int opened, int openedInterrupts) {
    }

    private final Capabilities unit;
    private final Ports ports;
    private final List<Unanswered> unanswered = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private int sent;
    private boolean enabled;
    private int head;
    private boolean erroneous;
    private boolean timedOut;
    private String silence;

    InvalidationQueue(Capabilities unit, Ports ports) {
        this.unit = unit;
        this.ports = ports;
    }

    InvalidationQueue copyFor(Ports other) {
        InvalidationQueue copy = new InvalidationQueue(unit, other);
        copy.unanswered.addAll(unanswered);
        copy.waiting.addAll(waiting);
        copy.sent = sent;
        copy.enabled = enabled;
        copy.head = head;
        copy.erroneous = erroneous;
        copy.timedOut = timedOut;
        copy.silence = silence;
        return copy;
    }

    Optional<String> silence() {
        return Optional.ofNullable(silence);
    }

    boolean busy(Setting setting) {
        return enabled && head != setting.tail();
    }

    void enable(boolean on) {
        if (!on && !unanswered.isEmpty()) {
            silence = "the queue is disabled while a device-TLB invalidation is not answered (§6.5.2)";
        }
        enabled = on;
        head = 0; // §6.5.2: IQH is 0 while the queue is disabled
        erroneous = false;
    }

    /** Bits of FSTS were written with 1. */
    void cleared(boolean queueError, boolean timeOut) {
        erroneous &= !queueError; // §6.5.2.11: clearing IQE resumes by itself
        timedOut &= !timeOut;
    }

    void drain(Setting setting) {
        while (enabled && !erroneous && !timedOut && silence == null && !fenced() && head != setting.tail()) {
            Descriptor descriptor = fetch(setting);
            switch (descriptor) {
                case Descriptor.Invalidate(Removal removal) -> open(removal, Port.QUEUE);
                case Descriptor.Interrupts i -> {
                    if (room()) {
                        ports.openInterrupts(i);
                    }
                }
                case Descriptor.DeviceTlb(SourceId source) ->
                        unanswered.add(new Unanswered(source, sent++, ports.opened(), ports.openedInterrupts()));
                case Descriptor.Wait wait -> {
                    waiting.add(new Waiting(wait, sent, ports.opened(), ports.openedInterrupts()));
                    completeWaits();
                }
                case Descriptor.Elsewhere e -> { }
                case Descriptor.Erroneous e -> erroneous = true; // §6.5.2.11: IQH stays, nothing more is fetched
                case Descriptor.Unsettled(String why) -> silence = why;
            }
            if (!erroneous) {
                head = (head + setting.entry()) % setting.size();
            }
        }
    }

    private Descriptor fetch(Setting setting) {
        boolean scalable = setting.mode() == TableMode.SCALABLE || setting.mode() == TableMode.ABORT;
        // §6.5.2.11: the width must fit the mode and the unit.
        boolean misfit = setting.wide() ? !unit.scalable().offered() && !unit.platform().abortMode() : scalable;
        boolean bad = setting.mode() == TableMode.RESERVED || setting.tail() >= setting.size()
                || setting.tail() % setting.entry() != 0;
        if (misfit || bad) {
            return new Descriptor.Erroneous();
        }
        Gpa at = new Gpa((setting.address() & -4096L) + head);
        return ports.fetch(at).map(lower -> Descriptor.decode(lower, upper(setting, at), scalable, unit))
                .orElse(new Descriptor.Erroneous());
    }

    /** In the same page as the lower half. */
    private Entry128 upper(Setting setting, Gpa descriptor) {
        return setting.wide() ? ports.fetch(descriptor.plus(16)).orElseThrow() : new Entry128(0, 0);
    }

    /** §6.5.2.9: behind a fence nothing begins. */
    private boolean fenced() {
        return waiting.stream().anyMatch(w -> w.command().fence());
    }

    void open(Removal removal, Port port) {
        if (room()) {
            ports.open(new Open(removal, port));
        }
    }

    private boolean room() {
        if (!ports.room()) {
            silence = "more than " + Timelines.MOST_OPEN + " invalidations open at once";
        }
        return silence == null;
    }

    /** The device has done what its oldest device-TLB invalidation asked for; an answer to none is only recorded (ICE). */
    void answered(SourceId source) {
        if (unanswered.remove(oldest(source))) {
            completeWaits();
        }
    }

    /**
     * The oldest device-TLB invalidation of this device got no answer. §6.5.2.11: waits are aborted, fetching stops
     * until ITE is cleared, and nothing that came after it is sure to be executed.
     */
    void timedOut(SourceId source) {
        if (oldest(source) == null) {
            return;
        }
        ports.abandon(unanswered.getFirst().opened());
        ports.abandonInterrupts(unanswered.getFirst().openedInterrupts());
        unanswered.clear();
        waiting.clear();
        timedOut = true;
    }

    private Unanswered oldest(SourceId source) {
        return unanswered.stream().filter(u -> u.source().equals(source)).findFirst().orElse(null);
    }

    /** Freedom: a wait may also complete before an earlier one that is held up; nothing is built on that here. */
    private void completeWaits() {
        while (!waiting.isEmpty() && !heldUp(waiting.getFirst())) {
            Waiting first = waiting.removeFirst();
            ports.complete(Port.QUEUE, first.opened()); // §6.5.2.9
            ports.completeInterrupts(first.openedInterrupts());
            if (first.command().writes()) {
                ports.writeStatus(first.command().at(), first.command().status());
            }
        }
    }

    private boolean heldUp(Waiting wait) {
        return unanswered.stream().anyMatch(u -> u.number() < wait.sent());
    }
}
