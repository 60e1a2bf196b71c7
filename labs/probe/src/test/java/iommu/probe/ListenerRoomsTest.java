package iommu.probe;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import iommu.arch.seam.ShadowTables;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ListenerRoomsTest {

    private static final Gpa ROOT = new Gpa(0x100_0000);
    private static final Gpa TABLE = new Gpa(0x120_0000);
    private static final SourceId DEVICE = SourceId.parse("00:03.0");
    private static final Listener LISTENER = new Listener(1, DEVICE, Set.of(Wish.MAP, Wish.UNMAP));
    private static final RoomCall ANYTHING = new RoomCall.CarriedOut(IotlbInvalidation.global());

    private ContextLookup contexts;
    private PageWalk walk;
    private MemoryMap memory;

    /** A notifier that answers this. */
    private RoomDriver notifier(Supplier<List<Event>> events) {
        return RoomDriver.notifier((lookup, pageWalk, map) -> {
            contexts = lookup;
            walk = pageWalk;
            memory = map;
            return new Notifier(events);
        }, Capabilities.DEFAULT);
    }

    private record Notifier(Supplier<List<Event>> events) implements MappingNotifier {

        @Override
        public Set<Wish> add(Listener listener) {
            return listener.wishes();
        }

        @Override
        public Set<Wish> remove(Listener listener) {
            return null;
        }

        @Override
        public List<Event> invalidated(Invalidation command) {
            return events.get();
        }

        @Override
        public List<Event> deviceTlbInvalidated(SourceId source, Iova start, long size) {
            return events.get();
        }

        @Override
        public List<Event> unitChanged(boolean translating, Gpa root) {
            return events.get();
        }

        @Override
        public void served(SourceId source, DomainId domain) {
        }

        @Override
        public List<Event> replay(Listener listener) {
            return events.get();
        }
    }

    private static Piece piece(long start, long size, Rights rights) {
        return new Piece(new Iova(start), size, new Gpa(0x4000_0000L), rights, false);
    }

    private WalkResult walk(long address, Access access) {
        return walk.walk(new WalkStart(TABLE, 3, Rights.RW, 39), new Iova(address), access);
    }

    @Test
    void neighboursAnswerWhatTheCaseHasSaid() {
        List<Object> seen = new ArrayList<>();
        RoomDriver room = notifier(() -> {
            seen.add(contexts.lookUp(ROOT, DEVICE));
            seen.add(contexts.lookUp(new Gpa(0), DEVICE));
            seen.add(walk(0x20_1234, Access.READ));
            seen.add(walk(0x20_1234, Access.WRITE));
            seen.add(walk(0x40_0000, Access.READ));
            seen.add(walk(-1, Access.READ));
            seen.add(memory.isMemory(new Gpa(0x1000), 0x2000));
            return List.of();
        });
        TranslationContext context = new TranslationContext(new DomainId(5), TranslationType.UNTRANSLATED_ONLY, TABLE, 3, false);
        room.on(new RoomCall.ContextIs(ROOT, DEVICE, context));
        room.on(new RoomCall.LeafIs(TABLE, piece(0x20_0000, 0x20_0000, Rights.R)));
        room.on(new RoomCall.NoMemory(new Gpa(0x2000), 0x1000));
        assertThat(room.on(ANYTHING)).isEqualTo(new RoomAnswer.Told(List.of(), 6));
        assertThat(seen).containsExactly(context, Fault.of(FaultReason.CONTEXT_NOT_PRESENT),
                new Mapping(new Iova(0x20_0000), new Gpa(0x4000_0000L), 0x20_0000, Rights.R, false, List.of()),
                new Fault(FaultReason.WRITE_DENIED, 2, 0x20_0000, false), new Fault(FaultReason.READ_DENIED, 2, 0x40_0000, false),
                Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH), false);
    }

    @Test
    void aLeafTakesThePlaceOfWhateverWasThere() {
        List<WalkResult> seen = new ArrayList<>();
        RoomDriver room = notifier(() -> {
            seen.add(walk(0x20_0000, Access.READ));
            return List.of();
        });
        room.on(new RoomCall.LeafIs(TABLE, piece(0x20_0000, 0x20_0000, Rights.R)));
        room.on(new RoomCall.LeafIs(TABLE, piece(0x20_1000, 0x1000, Rights.R)));
        room.on(ANYTHING);
        room.on(new RoomCall.LeafIs(TABLE, piece(0x20_0000, 0x1000, Rights.R)));
        room.on(new RoomCall.NothingAt(TABLE, new Iova(0x20_0000), 0x20_0000));
        room.on(ANYTHING);
        assertThat(seen).allMatch(Fault.class::isInstance);
    }

    @Test
    void callsOutsideOfACallAndTooManyEndTheCase() {
        RoomDriver early = RoomDriver.notifier((lookup, pageWalk, map) -> {
            try {
                lookup.lookUp(ROOT, DEVICE);
            } catch (IllegalStateException expected) {
                assertThat(expected).hasMessageContaining("outside");
            }
            return new Notifier(List::of);
        }, Capabilities.DEFAULT);
        assertThat(early.on(ANYTHING)).asString().contains("outside of a call");
        RoomDriver busy = notifier(() -> {
            for (int i = 0; i <= Neighbours.BUDGET; i++) {
                try {
                    walk(0, Access.READ);
                } catch (IllegalStateException swallowed) {
                    return List.of();
                }
            }
            return List.of();
        });
        assertThat(busy.on(ANYTHING)).asString().contains("more than 20000");
    }

    @Test
    void whatCanNotBeIsNoAnswer() {
        assertThat(notifier(() -> null).on(ANYTHING)).isInstanceOf(Answer.Broken.class);
        assertThat(notifier(() -> Collections.singletonList(null)).on(ANYTHING)).isInstanceOf(Answer.Broken.class);
        assertThat(notifier(() -> List.of(new Event.ModeChanged(null, Mode.BLOCKED))).on(ANYTHING)).isInstanceOf(Answer.Broken.class);
        assertThat(notifier(() -> Collections.nCopies(ToldCodec.MOST + 1, new Event.ModeChanged(LISTENER, Mode.BLOCKED))).on(ANYTHING))
                .isInstanceOf(Answer.Broken.class);
        assertThat(notifier(List::of).on(new RoomCall.Leave(LISTENER))).isInstanceOf(Answer.Broken.class);
        assertThat(notifier(List::of).on(new RoomCall.Join(LISTENER))).isEqualTo(new RoomAnswer.Wishes(LISTENER.wishes()));
    }

    @Test
    void theLongestAnswerFitsIntoAFrameAndComesBackAsItWas() throws ProtocolException {
        List<Event> events = new ArrayList<>(List.of(new Event.ModeChanged(LISTENER, Mode.TRANSLATED),
                new Event.Unmapped(LISTENER, new Iova(0), 1L << 63), new Event.DeviceTlbInvalidated(LISTENER, new Iova(0), 0),
                new Event.Skipped(LISTENER, piece(0, 4096, Rights.W)), new Event.Replaced(LISTENER, piece(0, 4096, Rights.W))));
        while (events.size() < ToldCodec.MOST) {
            events.add(new Event.Mapped(LISTENER, piece(events.size() * 4096L, 4096, Rights.RW)));
        }
        RoomAnswer.Told told = new RoomAnswer.Told(events, 7);
        byte[] sent = AnswerCodec.encode(told);
        assertThat(sent).hasSizeLessThan(Frames.LIMIT - 16);
        assertThat(AnswerCodec.decode(sent)).isEqualTo(told);
    }

    @Test
    void aViewIsWhatTheEventsMakeOfIt() {
        List<List<Event>> told = new ArrayList<>(List.of(
                List.of(new Event.ModeChanged(LISTENER, Mode.TRANSLATED), new Event.Mapped(LISTENER, piece(0x20_0000, 0x20_0000, Rights.R))),
                List.of(new Event.Unmapped(LISTENER, new Iova(0x20_0000), 0x1000))));
        RoomDriver room = notifier(told::removeFirst);
        RoomCall.ViewOf view = new RoomCall.ViewOf(1, new Iova(0x20_3456));
        assertThat(((RoomAnswer.View) room.on(view)).mode()).isEmpty();
        room.on(ANYTHING);
        RoomAnswer.View seen = (RoomAnswer.View) room.on(view);
        assertThat(seen.page()).contains(new Piece(new Iova(0x20_3000), 4096, new Gpa(0x4000_3000L), Rights.R, false));
        assertThat(seen.confused()).isFalse();
        room.on(ANYTHING);
        assertThat(((RoomAnswer.View) room.on(view)).confused()).as("a part was UNMAPped").isTrue();
    }

    /** Reads what was stored, if it traps that page. */
    private record Shadow(TableMemory memory, Gpa page, List<Long> read) implements ShadowTables {

        @Override
        public List<Event> add(Listener listener) {
            return List.of(new Event.ModeChanged(listener, Mode.BLOCKED));
        }

        @Override
        public void remove(Listener listener) {
        }

        @Override
        public List<Event> unitChanged(boolean translating, Gpa root, TableMode mode, boolean separateRights) {
            return List.of();
        }

        @Override
        public List<Event> stored(Gpa at, int size) {
            read.add(memory.read64(at).orElseThrow());
            return List.of();
        }

        @Override
        public List<Event> invalidated(Invalidation command) {
            return List.of();
        }

        @Override
        public Set<Gpa> trapped() {
            return Set.of(page);
        }
    }

    @Test
    void aShadowHearsOfStoresToPagesThatItTraps() {
        List<Long> read = new ArrayList<>();
        RoomDriver room = RoomDriver.shadow((table, unit, map, follows) -> new Shadow(table, TABLE, read), Capabilities.DEFAULT);
        assertThat(room.on(new RoomCall.TrapStore(TABLE.plus(8), new Entry128(5, 0), 8))).isEqualTo(new RoomAnswer.Told(List.of(), 1));
        assertThat(room.on(new RoomCall.TrapStore(ROOT, new Entry128(6, 7), 16))).isEqualTo(new RoomAnswer.Told(List.of(), 0));
        assertThat(read).containsExactly(5L);
        assertThat(room.on(new RoomCall.TrappedAt(ROOT))).isEqualTo(new RoomAnswer.Trapped(false));
        assertThat(room.on(new RoomCall.Join(LISTENER))).isInstanceOf(RoomAnswer.Told.class);
        assertThat(((RoomAnswer.View) room.on(new RoomCall.ViewOf(1, new Iova(0)))).mode()).contains(Mode.BLOCKED);
    }
}
