package iommu.probe;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.Todo;
import iommu.arch.seam.MappingDriver;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A driver in the probe")
class DrivenRoomTest {

    private static final RoomCall SYNC = new RoomCall.Drive(new Request.Sync());
    private static final Act WIDE = new Act.StoreWhole(new Gpa(0x200_0000), new Entry128(-1, -1));

    /** Does the same at every call. */
    private record Constant(Supplier<List<Act>> acts) implements MappingDriver {
        @Override
        public List<Act> attach(SourceId source, DomainId domain) {
            return acts.get();
        }

        @Override
        public List<Act> detach(SourceId source) {
            return acts.get();
        }

        @Override
        public List<Act> map(DomainId domain, Mapping page) {
            return acts.get();
        }

        @Override
        public List<Act> unmap(DomainId domain, Iova start, long size) {
            return acts.get();
        }

        @Override
        public List<Act> sync() {
            return acts.get();
        }
    }

    private static Answer said(Supplier<List<Act>> acts) {
        return RoomDriver.driver((unit, root, pages, batched, devices) -> {
            pages.take();
            return new Constant(acts);
        }, Capabilities.DEFAULT).on(SYNC);
    }

    private static Breach breach(Answer answer) {
        return ((Answer.Broken) answer).what();
    }

    @Test
    @DisplayName("gets pages from 0x2000000 up, and those that it has released again")
    void pages() {
        RoomDriver room = RoomDriver.driver((unit, root, pages, batched, devices) -> {
            assertThat(root).isEqualTo(new Gpa(0x100_0000));
            return new Constant(() -> List.of(new Act.Release(pages.take(), 4096)));
        }, Capabilities.DEFAULT);
        Answer first = new RoomAnswer.Acts(List.of(new Act.Release(new Gpa(0x200_0000), 4096)));
        assertThat(room.on(SYNC)).isEqualTo(first);
        assertThat(room.on(SYNC)).isEqualTo(first);
    }

    @Test
    @DisplayName("that takes page after page is stopped")
    void noEnd() {
        Answer answer = RoomDriver.driver((unit, root, pages, batched, devices) -> new Constant(() -> {
            while (true) {
                pages.take();
            }
        }), Capabilities.DEFAULT).on(SYNC);
        assertThat(answer).hasToString(answer.toString()).matches(a -> breach(a) == Breach.THREW);
        assertThat(answer.toString()).contains("1024 pages");
    }

    private static Answer stores(MappingDriver.Act... acts) {
        return said(() -> List.of(acts));
    }

    @Test
    @DisplayName("stores in the root table and in pages that it has taken and not released")
    void misplaced() {
        Gpa taken = new Gpa(0x200_0000);
        Act release = new Act.Release(taken, 4096);
        Act[] right = {new Act.Store(new Gpa(0x100_0FF8), 1), new Act.Store(taken.plus(8), 0), WIDE, release};
        assertThat(stores(right)).isEqualTo(new RoomAnswer.Acts(List.of(right)));
        assertThat(breach(stores(release, new Act.Store(taken, 0)))).as("released before").isEqualTo(Breach.MALFORMED);
        assertThat(breach(stores(new Act.Store(taken.plus(4096), 0)))).as("not taken").isEqualTo(Breach.MALFORMED);
        assertThat(breach(stores(new Act.StoreWhole(new Gpa(0x3000), new Entry128(0, 0))))).as("anywhere").isEqualTo(Breach.MALFORMED);
        RoomDriver again = RoomDriver.driver((unit, root, pages, batched, devices) ->
                new Constant(() -> List.of(new Act.Store(pages.take(), 1), release)), Capabilities.DEFAULT);
        assertThat(again.on(SYNC)).isEqualTo(again.on(SYNC)).isInstanceOf(RoomAnswer.Acts.class);
        RoomDriver two = RoomDriver.driver((unit, root, pages, batched, devices) ->
                new Constant(() -> List.of(new Act.Store(pages.take(), 1), new Act.Store(pages.take(), 1), new Act.Release(taken, 8192))), Capabilities.DEFAULT);
        assertThat(two.on(SYNC)).isEqualTo(two.on(SYNC)).isInstanceOf(RoomAnswer.Acts.class);
    }

    @Test
    @DisplayName("is made strict and without device-TLBs, if nothing else is said")
    void begin() {
        RoomDriver.DriverMaker maker = (unit, root, pages, batched, devices) -> new Constant(() ->
            batched && devices.equals(Set.of(new SourceId(24))) ? List.of(new Act.Wait()) : List.of());
        assertThat(RoomDriver.driver(maker, Capabilities.DEFAULT).on(SYNC)).isEqualTo(new RoomAnswer.Acts(List.of()));
        RoomDriver told = RoomDriver.driver(maker, Capabilities.DEFAULT);
        assertThat(told.on(new RoomCall.BeginDriver(true, Set.of(new SourceId(24))))).isEqualTo(new Answer.Done());
        assertThat(told.on(SYNC)).isEqualTo(new RoomAnswer.Acts(List.of(new Act.Wait())));
    }

    @Test
    @DisplayName("is named for null, for too many acts, and for what it throws")
    void breaches() {
        assertThat(breach(said(() -> null))).isEqualTo(Breach.NULL);
        assertThat(breach(said(() -> Arrays.asList(new Act.Wait(), null)))).isEqualTo(Breach.NULL);
        assertThat(breach(said(() -> List.of(new Act.Store(null, 1))))).isEqualTo(Breach.NULL);
        assertThat(breach(said(() -> Collections.nCopies(DrivenRoom.MOST + 1, WIDE)))).isEqualTo(Breach.MALFORMED);
        assertThat(breach(said(() -> {
            throw new Todo("07");
        }))).isEqualTo(Breach.NOT_WRITTEN);
        assertThat(breach(RoomDriver.driver((unit, root, pages, batched, devices) -> null, Capabilities.DEFAULT).on(SYNC)))
                .isEqualTo(Breach.NULL);
    }

    @Test
    @DisplayName("may do as much as fits into a frame")
    void longest() throws ProtocolException {
        Answer longest = said(() -> Collections.nCopies(DrivenRoom.MOST, WIDE));
        byte[] sent = AnswerCodec.encode(longest);
        assertThat(sent).hasSizeLessThan(Frames.LIMIT - 16);
        assertThat(AnswerCodec.decode(sent)).isEqualTo(longest);
    }
}
