package iommu.emulator.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.emulator.external.HostMapException.Kind;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostMapTest {

    private static final Listener LISTENER = new Listener(1, SourceId.parse("00:03.0"), Set.of(Wish.MAP, Wish.UNMAP));

    private HostMap map = new HostMap();

    @BeforeEach
    void translated() {
        mode(Mode.TRANSLATED);
    }

    private void mode(Mode mode) {
        map.on(new Event.ModeChanged(LISTENER, mode));
    }

    private static Piece piece(long start, long size, long frame, Rights rights) {
        return new Piece(new Iova(start), size, new Gpa(frame), rights, true);
    }

    private void map(long start, long size, long frame) {
        map.on(new Event.Mapped(LISTENER, piece(start, size, frame, Rights.RW)));
    }

    private void unmap(long start, long size) {
        map.on(new Event.Unmapped(LISTENER, new Iova(start), size));
    }

    private DmaOutcome dma(Access access, long address) {
        return map.translate(DmaRequest.untranslated(LISTENER.source(), new Iova(address), access));
    }

    private void fails(Kind kind, Runnable step) {
        assertThatThrownBy(step::run).isInstanceOfSatisfying(HostMapException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void aDeviceReachesWhatIsMappedWithItsRights() {
        map(0x2000, 0x2000, 0x8000);
        map.on(new Event.Mapped(LISTENER, piece(0x6000, 0x1000, 0x9000, Rights.R)));
        assertThat(dma(Access.WRITE, 0x3123)).isEqualTo(new DmaOutcome.Translated(new Gpa(0x9123)));
        assertThat(dma(Access.READ, 0x6000)).isInstanceOf(DmaOutcome.Translated.class);
        assertThat(dma(Access.WRITE, 0x6000)).isInstanceOf(DmaOutcome.Blocked.class);
        assertThat(dma(Access.ATOMIC, 0x6000)).isInstanceOf(DmaOutcome.Blocked.class);
        assertThat(dma(Access.READ, 0x4000)).isInstanceOf(DmaOutcome.Blocked.class);
        assertThat(map.translate(new DmaRequest(LISTENER.source(), new Pasid(1), new Iova(0x2000), Access.READ,
                RequestKind.UNTRANSLATED))).isInstanceOf(DmaOutcome.Blocked.class);
    }

    @Test
    void aMapOverAMappingIsAnError() {
        map(0x2000, 0x2000, 0x8000);
        fails(Kind.ALREADY_MAPPED, () -> map(0x3000, 0x1000, 0));
        fails(Kind.ALREADY_MAPPED, () -> map(0, 0x4000, 0));
        map(0x4000, 0x1000, 0);
        map(0x1000, 0x1000, 0);
        assertThat(map.size()).isEqualTo(3);
    }

    @Test
    void anUnmapMayNotBisectAMapping() {
        map(0x2000, 0x2000, 0x8000);
        fails(Kind.BISECTS, () -> unmap(0x2000, 0x1000));
        fails(Kind.BISECTS, () -> unmap(0x3000, 0x1000));
        fails(Kind.BISECTS, () -> unmap(0, 0x3000));
        unmap(0, 0x1000);
        unmap(0, 0x8000);
        assertThat(map.size()).isZero();
        map(0x2000, 0x2000, 0x8000);
        unmap(0, 1L << 63);
        assertThat(map.size()).isZero();
    }

    @Test
    void aReplaceKeepsPlaceAndSize() {
        map(0x2000, 0x1000, 0x8000);
        map.on(new Event.Replaced(LISTENER, piece(0x2000, 0x1000, 0x9000, Rights.RW)));
        assertThat(dma(Access.READ, 0x2000)).isEqualTo(new DmaOutcome.Translated(new Gpa(0x9000)));
        fails(Kind.NOT_MAPPED, () -> map.on(new Event.Replaced(LISTENER, piece(0x2000, 0x2000, 0, Rights.RW))));
        fails(Kind.NOT_MAPPED, () -> map.on(new Event.Replaced(LISTENER, piece(0x5000, 0x1000, 0, Rights.RW))));
    }

    @Test
    void theModeIsFollowedWhenNothingIsMapped() {
        assertThat(new HostMap().mode()).isEqualTo(Mode.BLOCKED);
        map(0x2000, 0x1000, 0x8000);
        fails(Kind.WRONG_MODE, () -> mode(Mode.IDENTITY));
        unmap(0x2000, 0x1000);
        mode(Mode.IDENTITY);
        assertThat(dma(Access.WRITE, 0x5678)).isEqualTo(new DmaOutcome.Translated(new Gpa(0x5678)));
        fails(Kind.WRONG_MODE, () -> map(0x2000, 0x1000, 0x8000));
        mode(Mode.BLOCKED);
        assertThat(dma(Access.READ, 0x5678)).isInstanceOf(DmaOutcome.Blocked.class);
    }

    @Test
    void whatIsNoWholePageOrTooMuchIsAnError() {
        fails(Kind.UNALIGNED, () -> map(0x2800, 0x1000, 0));
        fails(Kind.UNALIGNED, () -> map(0x2000, 0x1000, 0x800));
        fails(Kind.UNALIGNED, () -> unmap(0x2000, 0));
        map = new HostMap(1, true);
        translated();
        map(0x2000, 0x1000, 0);
        fails(Kind.FULL, () -> map(0x3000, 0x1000, 0));
        map.on(new Event.Skipped(LISTENER, piece(0x3000, 0x1000, 0, Rights.R)));
        fails(Kind.UNKNOWN, () -> map.on(new Event.DeviceTlbInvalidated(LISTENER, new Iova(0), 0)));
    }

    @Test
    void noSnoopAccessesMeetOldDataWhereTheHostCannotEnforceWhatTheGuestWasPromised() {
        map = new HostMap(10, false);
        translated();
        map(0x2000, 0x1000, 0x8000);
        map.on(new Event.Mapped(LISTENER, new Piece(new Iova(0x3000), 0x1000, new Gpa(0), Rights.RW, false)));
        assertThat(map.isStale(new Iova(0x2000), true)).isTrue();
        assertThat(map.isStale(new Iova(0x2000), false)).isFalse();
        assertThat(map.isStale(new Iova(0x3000), true)).as("no promise").isFalse();
        assertThat(map.snoops(true)).isFalse();
        assertThat(new HostMap().snoops(true)).isTrue();
    }
}
