package iommu.house;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.seam.DmaPort;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.external.AskingCache;
import iommu.emulator.external.HostMap;
import iommu.emulator.machine.ListenerFailure;
import iommu.emulator.machine.Machine;
import iommu.oracle.MachineRelation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The checker of listeners: a listener's view of a page (what is absent is blocked) is in the set that the oracle allows
 * a request of its device, and so it is the one member where there is only one. Views are judged page by page, not as
 * lists of events. Judging changes nothing: the oracle must allow prefetching.
 */
final class ListenerCheck {

    private final Machine machine;
    private final MachineRelation law;
    private final int hostWidth;
    private final List<Followed> followed = new ArrayList<>();
    private int views;
    private int single;
    private int mapped;

    /** @param view where the device's requests go @param mode how the listener was told that they are treated */
    private record Followed(Listener listener, DmaPort view, Supplier<Mode> mode) {
    }

    ListenerCheck(Machine machine, MachineRelation law, int hostWidth) {
        this.machine = machine;
        this.law = law;
        this.hostWidth = hostWidth;
    }

    /** Attaches a host map to the machine. */
    void map(Listener listener) {
        HostMap map = new HostMap();
        attach(listener, map, map, map::mode);
    }

    /** Attaches an emulated device's cache. */
    void ask(Listener listener) {
        AskingCache cache = new AskingCache(machine.unit());
        attach(listener, cache, cache, () -> Mode.TRANSLATED);
    }

    /** Attaches whatever takes events and requests. */
    void attach(Listener listener, MappingListener sink, DmaPort view, Supplier<Mode> mode) {
        machine.attach(listener, sink);
        followed.add(new Followed(listener, view, mode));
    }

    /** Detaches the listener that was attached first. */
    void detachOldest() {
        if (!followed.isEmpty()) {
            machine.detach(followed.removeFirst().listener());
        }
    }

    List<Listener> listeners() {
        return followed.stream().map(Followed::listener).toList();
    }

    /** @throws AssertionError if a listener has failed, or sees a page as nothing allows */
    void judge(Collection<Iova> pages) {
        if (!machine.failures().isEmpty()) {
            throw new AssertionError(machine.failures().stream().map(ListenerFailure::text).collect(Collectors.joining("\n")));
        }
        for (Followed listener : followed) {
            for (Iova page : pages) {
                if (listener.listener().range().contains(page)) {
                    judge(listener, page, Access.READ);
                    judge(listener, page, Access.WRITE);
                }
            }
        }
    }

    private void judge(Followed listener, Iova page, Access access) {
        SourceId source = listener.listener().source();
        DmaRequest request = DmaRequest.untranslated(source, page, access);
        Stimulus step = new Stimulus.Dma(request);
        boolean identity = listener.mode().get() == Mode.IDENTITY;
        if (!law.speaks(step) || identity && page.value() >>> hostWidth != 0) { // MODE does not say where memory ends
            return;
        }
        Set<Answer> allowed = law.on(step);
        DmaOutcome seen = listener.view().translate(request);
        if (law.silence().isPresent()) {
            return;
        }
        views++;
        single += allowed.size() == 1 ? 1 : 0;
        mapped += seen instanceof DmaOutcome.Translated ? 1 : 0;
        if (allowed.stream().noneMatch(answer -> same(seen, ((Answer.Dma) answer).outcome()))) {
            throw new AssertionError("listener " + listener.listener().id() + " of " + source + " sees " + access + " of " + page
                    + " as " + seen + ", allowed " + allowed);
        }
    }

    /** Blocked is blocked: what a listener does not have has no reason. */
    private static boolean same(DmaOutcome seen, DmaOutcome allowed) {
        return seen instanceof DmaOutcome.Translated ? seen.equals(allowed) : allowed instanceof DmaOutcome.Blocked;
    }

    /** How many views were judged. */
    int views() {
        return views;
    }

    /** How many of them had one allowed answer. */
    int single() {
        return single;
    }

    /** In how many the page was mapped. */
    int mapped() {
        return mapped;
    }
}
