package iommu.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.Todo;
import iommu.arch.TranslationContext;
import iommu.arch.WalkResult;
import iommu.arch.CachedTranslation;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.TranslationCache;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A room driver")
class RoomDriverTest {

    private static final SourceId SOURCE = SourceId.parse("00:03.0");
    private static final Stimulus LOOK_UP = new Stimulus.LookUpContext(new Gpa(0x1000), SOURCE);
    private static final Stimulus WALK =
            new Stimulus.Walk(new WalkStart(new Gpa(0x1000), 4, Rights.RW, 48), new Iova(0), Access.READ);

    private static Answer lookUp(Supplier<ContextResult> room) {
        return RoomDriver.context((m, c) -> (root, source) -> room.get(), Capabilities.DEFAULT).on(LOOK_UP);
    }

    private static Answer walk(WalkResult result) {
        return RoomDriver.walk((m, c) -> (start, address, access) -> result, Capabilities.DEFAULT).on(WALK);
    }

    private static Breach breach(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Broken.class);
        return ((Answer.Broken) answer).what();
    }

    @Test
    @DisplayName("applies stores to the memory that the room reads")
    void stores() {
        RoomDriver driver = RoomDriver.context((memory, c) -> (root, source) -> new Fault(FaultReason.ofCode(
                (int) memory.read64(root).orElse(1)), 0, 0, false), Capabilities.DEFAULT);
        assertThat(driver.on(new Stimulus.Store64(new Gpa(0x1000), 2))).isEqualTo(new Answer.Done());
        assertThat(driver.on(LOOK_UP)).isEqualTo(new Answer.Context(Fault.of(FaultReason.CONTEXT_NOT_PRESENT)));
        driver.on(new Stimulus.Readable(new Gpa(0x1000), Stimulus.Reads.WHOLE_ENTRIES));
        assertThat(driver.on(LOOK_UP)).isEqualTo(new Answer.Context(Fault.of(FaultReason.ROOT_NOT_PRESENT)));
    }

    @Test
    @DisplayName("tells a method not yet written from one that throws")
    void todo() {
        assertThat(breach(lookUp(() -> {
            throw new Todo("01");
        }))).isEqualTo(Breach.NOT_WRITTEN);
        Answer thrown = lookUp(() -> {
            throw new IllegalStateException("line\none\u001b[31m" + "x".repeat(1000));
        });
        assertThat(breach(thrown)).isEqualTo(Breach.THREW);
        assertThat(((Answer.Broken) thrown).text()).startsWith("java.lang.IllegalStateException: line?one?[31mxxx")
                .hasSizeLessThan(400);
    }

    @Test
    @DisplayName("survives exceptions that fight back")
    void hostileExceptions() {
        assertThat(breach(lookUp(() -> {
            throw new HostileError();
        }))).isEqualTo(Breach.THREW);
        assertThat(breach(lookUp(() -> recurse(1)))).isEqualTo(Breach.THREW);
        assertThat(breach(lookUp(() -> {
            throw new OutOfMemoryError("pretended");
        }))).isEqualTo(Breach.THREW);
    }

    private static ContextResult recurse(int depth) {
        return depth < 0 ? null : recurse(depth + 1).equals(null) ? null : recurse(depth);
    }

    private static final class HostileError extends Error {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new HostileError();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new HostileError();
        }

        @Override
        public synchronized Throwable getCause() {
            return this;
        }
    }

    @Test
    @DisplayName("reports nulls, wherever they are")
    void nulls() {
        assertThat(breach(lookUp(() -> null))).isEqualTo(Breach.NULL);
        assertThat(breach(lookUp(() -> new TranslationContext(null, null, null, 4, false)))).isEqualTo(Breach.NULL);
        assertThat(breach(walk(new Fault(null, 0, 0, false)))).isEqualTo(Breach.NULL);
        assertThat(breach(walk(new Mapping(null, new Gpa(0), 4096, Rights.R, false, List.of())))).isEqualTo(Breach.NULL);
        Answer noRoom = RoomDriver.context((m, c) -> null, Capabilities.DEFAULT).on(LOOK_UP);
        assertThat(breach(noRoom)).isEqualTo(Breach.NULL);
    }

    @Test
    @DisplayName("reports values that can't be")
    void malformed() {
        for (WalkResult result : List.of(
                new Mapping(new Iova(0), new Gpa(0), 3000, Rights.R, false, List.of()),
                new Mapping(new Iova(0x1001), new Gpa(0), 4096, Rights.R, false, List.of()),
                new Mapping(new Iova(0), new Gpa(0x1000), 1 << 21, Rights.R, false, List.of()),
                new Fault(FaultReason.READ_DENIED, 9, 0, false), new Fault(FaultReason.READ_DENIED, 1, 100, false))) {
            assertThat(breach(walk(result))).isEqualTo(Breach.MALFORMED);
        }
    }

    @Test
    @DisplayName("answers for a room whose constructor throws, at the room's first step and not before")
    void constructorThrows() {
        RoomDriver driver = RoomDriver.walk((m, c) -> {
            throw new Todo("02");
        }, Capabilities.DEFAULT);
        assertThat(driver.on(new Stimulus.Store64(new Gpa(0), 1))).isEqualTo(new Answer.Done());
        assertThat(breach(driver.on(WALK))).isEqualTo(Breach.NOT_WRITTEN);
    }

    @Test
    @DisplayName("refuses steps of another kind of room")
    void otherRooms() {
        RoomDriver driver = RoomDriver.walk((m, c) -> (s, a, x) -> null, Capabilities.DEFAULT);
        assertThatThrownBy(() -> driver.on(LOOK_UP)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("gives a fill the epoch taken before it, or the one of this moment")
    void epochs() {
        CountingCache cache = new CountingCache();
        RoomDriver driver = RoomDriver.cache((c, capacity) -> cache, Capabilities.DEFAULT, 4);
        Stimulus.FillTranslation late = new Stimulus.FillTranslation(SOURCE, Pasid.NONE, new Iova(0),
                new CachedTranslation(new DomainId(1), false, Fault.atLevel(FaultReason.READ_DENIED, 1)), 3);
        assertThat(breach(driver.on(late))).isEqualTo(Breach.THREW);
        driver.on(new Stimulus.TakeEpoch(3));
        driver.on(new Stimulus.Invalidate(IotlbInvalidation.global()));
        assertThat(driver.on(late)).isEqualTo(new Answer.Done());
        assertThat(cache.filledAt).isZero();
        driver.on(new Stimulus.FillContext(SOURCE, Fault.of(FaultReason.CONTEXT_INVALID), Stimulus.NOW));
        assertThat(cache.filledAt).isEqualTo(1);
        assertThat(driver.on(new Stimulus.CachedContextOf(SOURCE))).isEqualTo(new Answer.CachedContext(Optional.empty()));
        assertThat(breach(driver.on(new Stimulus.CachedPrefixOf(new DomainId(1), new Iova(0))))).isEqualTo(Breach.NULL);
    }

    /** Counts invalidations; answers null where it should answer a prefix. */
    private static final class CountingCache implements TranslationCache {
        private long epoch;
        private long filledAt = -1;

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
            return Optional.empty();
        }

        @Override
        public Optional<ContextResult> context(SourceId source) {
            return Optional.empty();
        }

        @Override
        public Optional<WalkStart> prefix(DomainId domain, Iova address) {
            return null;
        }

        @Override
        public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long at) {
            filledAt = at;
        }

        @Override
        public void fill(SourceId source, ContextResult entry, long at) {
            filledAt = at;
        }

        @Override
        public void fill(DomainId domain, Iova address, WalkStart entry, long at) {
            filledAt = at;
        }

        @Override
        public void invalidate(Invalidation command) {
            epoch++;
        }
    }
}
