package iommu.emulator.machine;

import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import java.util.Optional;

/**
 * A listener that can follow no more. Its device is blocked from then on; the listener is told nothing more, and what it
 * has mapped stays mapped.
 *
 * @param listener which one
 * @param event    what it did not take; empty if there is no event that says what the guest did
 * @param text     one sentence that names listener, device and event
 */
public record ListenerFailure(Listener listener, Optional<Event> event, String text) {

    static ListenerFailure of(Listener listener, Event event, RuntimeException thrown) {
        return new ListenerFailure(listener, Optional.of(event), "listener " + listener.id() + " of " + listener.source()
                + " did not take " + named(event) + ": " + thrown.getMessage() + "; the device is blocked");
    }

    /** @param why a part of a sentence */
    static ListenerFailure cannotFollow(Listener listener, String why) {
        return new ListenerFailure(listener, Optional.empty(), "listener " + listener.id() + " of " + listener.source()
                + " cannot follow the guest's tables: " + why + "; the device is blocked");
    }

    private static String named(Event event) {
        return switch (event) {
            case Event.Mapped e -> "MAP of " + e.piece().start();
            case Event.Unmapped e -> "UNMAP of " + e.start();
            case Event.Replaced e -> "REPLACE of " + e.piece().start();
            case Event.ModeChanged e -> "MODE " + e.mode();
            case Event.Skipped e -> "the report of " + e.piece().start();
            case Event.DeviceTlbInvalidated e -> "the device-TLB invalidation of " + e.start();
        };
    }
}
