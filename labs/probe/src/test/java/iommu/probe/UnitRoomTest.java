package iommu.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Effect;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.seam.UnitPort;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A unit that is driven")
class UnitRoomTest {

    private static final SourceId SOURCE = new SourceId(0x18);
    private static final Stimulus DMA = new Stimulus.Dma(DmaRequest.untranslated(SOURCE, new Iova(0x1000), Access.READ));

    /** Rooms that know nothing: the context cache is empty, and no other room is there. */
    private static final NeighbourPort NOTHING = new NeighbourPort() {
        @Override
        public void step(Stimulus step) {
        }

        @Override
        public Answer call(Stimulus call) throws ProtocolException {
            return switch (call) {
                case Stimulus.CachedContextOf c -> new Answer.CachedContext(Optional.empty());
                case RoomCall.PerformOutside p -> new Answer.Done();
                case Stimulus.RegisterRead r -> new Answer.Broken(Answer.Breach.THREW, "no such register");
                default -> throw new ProtocolException("no such room");
            };
        }
    };

    /** A unit that does this with each request. */
    private static RoomDriver unit(Function<UnitPort.Rooms, DmaOutcome> request, UnitPort.Outside[] outside) {
        return RoomDriver.unit((rooms, out, capabilities) -> {
            outside[0] = out;
            return new Requests(request, rooms);
        }, Capabilities.DEFAULT, NOTHING);
    }

    private static Answer asked(Function<UnitPort.Rooms, DmaOutcome> request) {
        return unit(request, new UnitPort.Outside[1]).on(DMA);
    }

    private static void broken(Answer answer, Answer.Breach breach, String text) {
        assertThat(answer).isInstanceOfSatisfying(Answer.Broken.class, b -> {
            assertThat(b.what()).isEqualTo(breach);
            assertThat(b.text()).contains(text);
        });
    }

    private static DmaOutcome blocked() {
        return new DmaOutcome.Blocked(FaultReason.ROOT_NOT_PRESENT, false);
    }

    @Test
    @DisplayName("calls its rooms while it is asked, and is heard")
    void answers() {
        assertThat(asked(rooms -> rooms.cache().context(SOURCE).isEmpty() ? blocked() : null)).isEqualTo(new Answer.Dma(blocked()));
    }

    @Test
    @DisplayName("can't call a room while nothing is asked of it, or from another thread")
    void strayCalls() throws InterruptedException {
        AtomicReference<UnitPort.Rooms> kept = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        asked(rooms -> {
            kept.set(rooms);
            Thread other = new Thread(() -> {
                try {
                    rooms.cache().context(SOURCE);
                } catch (IllegalStateException e) {
                    thrown.set(e);
                }
            });
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return blocked();
        });
        assertThat(thrown.get()).hasMessageContaining("another thread");
        assertThatIllegalStateException().isThrownBy(() -> kept.get().cache().context(SOURCE));
    }

    @Test
    @DisplayName("that calls without end is stopped, even if it catches what stops it")
    void budget() {
        broken(asked(rooms -> {
            for (int i = 0; i <= UnitRoom.MOST_CALLS; i++) {
                try {
                    rooms.cache().context(SOURCE);
                } catch (IllegalStateException e) {
                    return blocked();
                }
            }
            return blocked();
        }), Answer.Breach.MALFORMED, "calls of rooms");
    }

    @Test
    @DisplayName("that answers null, or what can't be, is broken")
    void malformed() {
        broken(asked(rooms -> null), Answer.Breach.NULL, "outcome");
        broken(asked(rooms -> new DmaOutcome.Translated(null)), Answer.Breach.NULL, "address");
        broken(asked(rooms -> new DmaOutcome.Granted(new Gpa(0), 5000, Rights.R, false, false)), Answer.Breach.MALFORMED, "size");
        broken(asked(rooms -> {
            rooms.registers().read(0, 4);
            return blocked();
        }), Answer.Breach.THREW, "no such register");
    }

    @Test
    @DisplayName("is asked for what it has done outside, in order and once; tags are numbered")
    void outside() {
        UnitPort.Outside[] out = new UnitPort.Outside[1];
        RoomDriver unit = unit(rooms -> {
            out[0].perform(new Effect.StoreStatus(new Gpa(0x1000), 5));
            out[0].perform(new Effect.InvalidateDeviceTlb(77, SOURCE, new Iova(0), 0));
            return blocked();
        }, out);
        unit.on(DMA);
        assertThat(unit.on(new RoomCall.OutsideOf())).isEqualTo(new RoomAnswer.Effects(List.of(new Effect.StoreStatus(new Gpa(0x1000), 5),
                new Effect.InvalidateDeviceTlb(1, SOURCE, new Iova(0), 0))));
        assertThat(unit.on(new RoomCall.OutsideOf())).isEqualTo(new RoomAnswer.Effects(List.of()));
        broken(unit(rooms -> {
            out[0].perform(new Effect.Translate(true));
            return blocked();
        }, out).on(DMA), Answer.Breach.THREW, "nothing outside carries out");
    }

    /** Requests alone. */
    private record Requests(Function<UnitPort.Rooms, DmaOutcome> request, UnitPort.Rooms rooms) implements UnitPort {

        @Override
        public DmaOutcome translate(DmaRequest asked) {
            return request.apply(rooms);
        }

        @Override
        public long read(int offset, int size) {
            return 0;
        }

        @Override
        public void write(int offset, int size, long value) {
        }

        @Override
        public void deviceTlbDone(int tag, SourceId from) {
        }

        @Override
        public void deviceTlbTimeout(int tag) {
        }

        @Override
        public void reset() {
        }
    }
}
