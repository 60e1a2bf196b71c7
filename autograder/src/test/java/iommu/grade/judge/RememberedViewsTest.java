package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Stimulus;
import iommu.belief.DeviceViews;
import iommu.oracle.UnitViews;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RememberedViewsTest {

    private static final SourceId SOURCE = SourceId.parse("00:03.0");
    private static final Iova PAGE = new Iova(0x1000);

    private final AtomicInteger begun = new AtomicInteger();
    private final RememberedViews remembered = new RememberedViews(() -> {
        begun.incrementAndGet();
        return new UnitViews(Capabilities.DEFAULT);
    });

    /** A page is mapped, changed and invalidated; all that a law asks is told in order. */
    private static List<Object> life(DeviceViews views, long frame, Iova page) {
        List<Object> told = new ArrayList<>();
        views.follow(SOURCE);
        views.on(new Stimulus.Store128(new Gpa(0x10_0000), new Entry128(0x10_1001, 0)));
        views.on(new Stimulus.Store128(new Gpa(0x10_1180), new Entry128(0x10_2001, 0x101)));
        views.on(new Stimulus.Store64(new Gpa(0x10_2000), 0x10_3003));
        views.on(new Stimulus.Store64(new Gpa(0x10_3000), 0x10_4003));
        views.programme(true, 0x10_0000);
        for (long entry : new long[] {0x7003, frame | 3, 0}) {
            views.on(new Stimulus.Store64(new Gpa(0x10_4008), entry));
            ask(views, page, told);
            views.carryOut(IotlbInvalidation.global());
            ask(views, page, told);
        }
        return told;
    }

    private static void ask(DeviceViews views, Iova page, List<Object> told) {
        views.prepare(List.of(SOURCE), List.of(page));
        told.add(views.view(SOURCE, page, Access.READ));
        told.add(views.modes(SOURCE));
        told.add(views.quiescent());
        told.add(views.silence());
    }

    @Test
    void whatWasAskedOnceIsNotAskedAgain() {
        List<Object> wanted = life(new UnitViews(Capabilities.DEFAULT), 0x8000, PAGE);
        assertThat(wanted.stream().distinct().count()).isGreaterThan(5);
        assertThat(life(remembered.begin(), 0x8000, PAGE)).isEqualTo(wanted);
        assertThat(life(remembered.begin(), 0x8000, PAGE)).isEqualTo(wanted);
        assertThat(begun).hasValue(1);
    }

    @Test
    void otherPagesAndOtherStepsAreAsked() {
        life(remembered.begin(), 0x8000, PAGE);
        Iova other = new Iova(0x2000);
        assertThat(life(remembered.begin(), 0x8000, other)).isEqualTo(life(new UnitViews(Capabilities.DEFAULT), 0x8000, other));
        assertThat(life(remembered.begin(), 0x9000, PAGE)).isEqualTo(life(new UnitViews(Capabilities.DEFAULT), 0x9000, PAGE));
        assertThat(begun).hasValue(3);
    }
}
