package iommu.probe;

import iommu.arch.Iova;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import java.util.ArrayList;
import java.util.List;

/** How lists of events travel: each listener once, then the events, which name theirs by its place. */
final class ToldCodec {

    /** The events of one call: as many as unmap and map a large page in small ones, and small enough for a frame. */
    static final int MOST = 1100;
    private static final int MOST_LISTENERS = 16;

    private ToldCodec() {
    }

    /** The list as the room gave it back; one of a learner's own making is read once, and not to its end. */
    static Answer taken(List<Event> events, int calls) {
        if (events == null) {
            return new Answer.Broken(Breach.NULL, "the list of events is null");
        }
        List<Event> taken = new ArrayList<>();
        for (Event event : events) {
            if (event == null) {
                return new Answer.Broken(Breach.NULL, "an event is null");
            }
            if (taken.size() == MOST) {
                return new Answer.Broken(Breach.MALFORMED, "more than " + MOST + " events of one call");
            }
            taken.add(event);
        }
        return WellFormed.checked(new RoomAnswer.Told(taken, calls));
    }

    /** @param told without a null in it */
    static void check(RoomAnswer.Told told) {
        WellFormed.must(told.events().size() <= MOST, "more than " + MOST + " events of one call");
        WellFormed.must(told.calls() >= 0, "calls=" + told.calls());
        long listeners = told.events().stream().map(Event::to).distinct().limit(MOST_LISTENERS + 1L).count();
        WellFormed.must(listeners <= MOST_LISTENERS, "events to more than " + MOST_LISTENERS + " listeners");
    }

    static void write(FrameWriter out, RoomAnswer.Told told) {
        List<Listener> listeners = told.events().stream().map(Event::to).distinct().toList();
        out.i32(told.calls()).u8(listeners.size());
        listeners.forEach(listener -> RecordCodec.write(out, Listener.class, listener));
        out.i32(told.events().size());
        for (Event event : told.events()) {
            out.u8(listeners.indexOf(event.to()));
            switch (event) {
                case Event.Mapped e -> RecordCodec.write(out.u8(0), Piece.class, e.piece());
                case Event.Unmapped e -> out.u8(1).i64(e.start().value()).i64(e.size());
                case Event.Replaced e -> RecordCodec.write(out.u8(2), Piece.class, e.piece());
                case Event.ModeChanged e -> out.u8(3).constant(e.mode());
                case Event.Skipped e -> RecordCodec.write(out.u8(4), Piece.class, e.piece());
                case Event.DeviceTlbInvalidated e -> out.u8(5).i64(e.start().value()).i64(e.size());
            }
        }
    }

    static RoomAnswer.Told read(FrameReader in) throws ProtocolException {
        int calls = in.within(0, Integer.MAX_VALUE);
        int count = in.u8();
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            listeners.add(RecordCodec.read(in, Listener.class));
        }
        int events = in.within(0, MOST);
        List<Event> told = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            int to = in.u8();
            if (to >= listeners.size()) {
                throw new ProtocolException("an event to nobody");
            }
            told.add(event(in, listeners.get(to)));
        }
        return new RoomAnswer.Told(told, calls);
    }

    private static Event event(FrameReader in, Listener to) throws ProtocolException {
        return switch (in.u8()) {
            case 0 -> new Event.Mapped(to, RecordCodec.read(in, Piece.class));
            case 1 -> new Event.Unmapped(to, new Iova(in.i64()), in.i64());
            case 2 -> new Event.Replaced(to, RecordCodec.read(in, Piece.class));
            case 3 -> new Event.ModeChanged(to, in.constant(Mode.class));
            case 4 -> new Event.Skipped(to, RecordCodec.read(in, Piece.class));
            case 5 -> new Event.DeviceTlbInvalidated(to, new Iova(in.i64()), in.i64());
            default -> throw new ProtocolException("no such event");
        };
    }
}
