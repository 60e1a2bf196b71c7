package iommu.scenario;

import iommu.arch.Gpa;
import iommu.arch.Rights;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Patterns of what the rooms answer that tell listeners. */
sealed interface ListenerOutcome extends RoomOutcome {

    String TOLD = "told [events=N] [maps=N] [unmaps=N] [modes=N] [calls=N]";
    String WISHES = "wishes map|unmap|device-tlb…|none";
    String TRAPPED = "trapped or data";
    String VIEW = "GPA RIGHTS [snoop], absent, identity, blocked, untold or confused";

    /** {@code told}: whatever the listeners are told; or so many events, of these kinds, with so many calls of neighbours. */
    record Told(OptionalInt events, OptionalInt maps, OptionalInt unmaps, OptionalInt modes, OptionalInt calls) implements ListenerOutcome {

        static Told of(RoomAnswer.Told told) {
            List<Event> all = told.events();
            return new Told(OptionalInt.of(all.size()), OptionalInt.of(count(all, Event.Mapped.class)),
                    OptionalInt.of(count(all, Event.Unmapped.class)), OptionalInt.of(count(all, Event.ModeChanged.class)),
                    OptionalInt.of(told.calls()));
        }

        private static int count(List<Event> events, Class<? extends Event> kind) {
            return (int) events.stream().filter(kind::isInstance).count();
        }

        static Told read(Words words) {
            words.flag("told");
            return new Told(words.number("events", 0, Integer.MAX_VALUE), words.number("maps", 0, Integer.MAX_VALUE),
                    words.number("unmaps", 0, Integer.MAX_VALUE), words.number("modes", 0, Integer.MAX_VALUE),
                    words.number("calls", 0, Integer.MAX_VALUE));
        }

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            if (!(answer instanceof RoomAnswer.Told told)) {
                return false;
            }
            Told is = of(told);
            return fits(events, is.events) && fits(maps, is.maps) && fits(unmaps, is.unmaps) && fits(modes, is.modes)
                    && fits(calls, is.calls);
        }

        private static boolean fits(OptionalInt wanted, OptionalInt is) {
            return wanted.isEmpty() || wanted.equals(is);
        }

        @Override
        public String toString() {
            return "told" + text("events", events) + text("maps", maps) + text("unmaps", unmaps) + text("modes", modes)
                    + text("calls", calls);
        }

        private static String text(String key, OptionalInt value) {
            return value.isPresent() ? " " + key + "=" + value.getAsInt() : "";
        }
    }

    /** {@code trapped} or {@code data}: whether stores to a page are trapped. */
    record Trapped(boolean yes) implements ListenerOutcome {

        static Trapped read(Words words) {
            return new Trapped(StatementReader.word(words, "trapped or data", "trapped", "data").equals("trapped"));
        }

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return answer instanceof RoomAnswer.Trapped(boolean is) && is == yes;
        }

        @Override
        public String toString() {
            return yes ? "trapped" : "data";
        }
    }

    /** {@code wishes}: the union, all of it. */
    record Wishes(Set<Wish> union) implements ListenerOutcome {

        public Wishes {
            union = Set.copyOf(union);
        }

        static Wishes read(Words words) {
            words.flag("wishes");
            if (words.flag("none")) {
                return new Wishes(Set.of());
            }
            EnumSet<Wish> union = EnumSet.of(StatementReader.choose(words, Wish.values(), ListenerWords::of, "the wish"));
            for (Optional<Wish> more = words.choice(Wish.values(), ListenerWords::of); more.isPresent();
                    more = words.choice(Wish.values(), ListenerWords::of)) {
                union.add(more.get());
            }
            return new Wishes(union);
        }

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return answer instanceof RoomAnswer.Wishes(Set<Wish> is) && is.equals(union);
        }

        @Override
        public String toString() {
            return "wishes " + ListenerWords.wishes(union);
        }
    }

    /** What a listener believes of a page: mapped there, or {@code state}. */
    record View(State state, Optional<Gpa> frame, Rights rights, boolean snoop) implements ListenerOutcome {

        /** What it may be, if not mapped. */
        enum State {
            MAPPED, ABSENT, IDENTITY, BLOCKED, UNTOLD, CONFUSED
        }

        static View of(RoomAnswer.View view) {
            if (view.confused()) {
                return of(State.CONFUSED);
            }
            return view.page().map(View::of).orElseGet(() -> of(view.mode().map(View::state).orElse(State.UNTOLD)));
        }

        private static View of(Piece page) {
            return new View(State.MAPPED, Optional.of(page.frame()), page.rights(), page.snoop());
        }

        private static View of(State state) {
            return new View(state, Optional.empty(), Rights.NONE, false);
        }

        private static State state(Mode mode) {
            return switch (mode) {
                case TRANSLATED -> State.ABSENT;
                case IDENTITY -> State.IDENTITY;
                case BLOCKED -> State.BLOCKED;
            };
        }

        static View read(Words words) {
            for (State state : State.values()) {
                if (state != State.MAPPED && words.flag(ListenerWords.of(state))) {
                    return of(state);
                }
            }
            Gpa frame = words.aligned(words.plain("the frame"), 4096);
            return new View(State.MAPPED, Optional.of(frame), words.rights(), words.flag("snoop"));
        }

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return answer instanceof RoomAnswer.View view && of(view).equals(this);
        }

        @Override
        public String toString() {
            return frame.map(at -> at + " " + rights + (snoop ? " snoop" : "")).orElse(ListenerWords.of(state));
        }
    }
}
