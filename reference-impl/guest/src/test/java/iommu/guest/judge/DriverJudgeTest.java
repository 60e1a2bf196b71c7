package iommu.guest.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.guest.PagePool;
import iommu.guest.TableDriver;
import iommu.guest.TableDriver.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DriverJudgeTest {

    private static final Gpa ROOT = new Gpa(0x100_0000);
    private static final SourceId DEVICE = SourceId.of(0, 3, 0);
    private static final SourceId OTHER = SourceId.of(0, 4, 0);
    private static final DomainId DOMAIN = new DomainId(5);
    private static final Iova PAGE = new Iova(0x4000_0000);
    private static final UnaryOperator<List<Act>> UNCHANGED = acts -> acts;

    private DriverJudge judge;
    private TableDriver driver;

    /** A strict driver of a unit without caching mode, but for the change; both devices have a device-TLB if it can. */
    private DriverJudgeTest start(Consumer<CapabilityDraft> change) {
        return start(change, Set.of(DEVICE, OTHER), Set.of(DEVICE, OTHER));
    }

    /** @param told the devices that the driver takes for those {@code with} a device-TLB */
    private DriverJudgeTest start(Consumer<CapabilityDraft> change, Set<SourceId> with, Set<SourceId> told) {
        Capabilities unit = Capabilities.DEFAULT.with(c -> c.cachingMode = false).with(change);
        judge = new DriverJudge(unit, ROOT, false, with);
        driver = new TableDriver(unit, ROOT, new PagePool(new Gpa(0x200_0000)), Style.STRICT, told);
        say(new Request.Attach(DEVICE, DOMAIN), UNCHANGED);
        say(new Request.Attach(OTHER, DOMAIN), UNCHANGED);
        say(map(0x8000), UNCHANGED);
        return this;
    }

    private static Request map(long frame) {
        return new Request.Map(DOMAIN, new Mapping(PAGE, new Gpa(frame), 4096, Rights.RW, false, List.of()));
    }

    private DriverJudge.Verdict say(Request call, UnaryOperator<List<Act>> change) {
        return judge.judge(call, change.apply(call.on(driver)));
    }

    private static UnaryOperator<List<Act>> without(Act... left) {
        return acts -> acts.stream().filter(a -> !List.of(left).contains(a)).toList();
    }

    private static UnaryOperator<List<Act>> with(int place, Act more) {
        return acts -> {
            List<Act> longer = new ArrayList<>(acts);
            longer.add(place, more);
            return longer;
        };
    }

    @Test
    void everyDeviceTlbOfTheDomainComesAfterTheIotlb() {
        Act deviceTlb = new Act.InvalidateDeviceTlb(OTHER, PAGE, 0);
        assertThat(start(c -> c.deviceTlb = true).say(map(0x9000), UNCHANGED).complaints()).isEmpty();
        assertThat(start(c -> c.deviceTlb = true).say(map(0x9000), without(deviceTlb)).complaints().toString()).contains("00:04.0", "§6.5.2.5");
        assertThat(start(c -> c.deviceTlb = true).say(map(0x9000), acts -> with(0, deviceTlb).apply(without(deviceTlb).apply(acts))).complaints())
                .as("before the IOTLB").isNotEmpty();
    }

    @Test
    void whatTtSaysOfADeviceMakesNoDifferenceToWhatIsOwedForItsDeviceTlb() {
        start(c -> c.deviceTlb = true, Set.of(DEVICE, OTHER), Set.of());
        assertThat(say(map(0x9000), UNCHANGED).complaints().toString()).as("TT=0, and nothing is sent").contains("00:03.0", "00:04.0", "§6.5.2.5");
        start(c -> c.deviceTlb = true, Set.of(DEVICE), Set.of(DEVICE, OTHER));
        assertThat(say(map(0x9000), without(new Act.InvalidateDeviceTlb(OTHER, PAGE, 0))).complaints()).as("TT=1 without a device-TLB").isEmpty();
        assertThat(say(map(0xA000), without(new Act.InvalidateDeviceTlb(DEVICE, PAGE, 0))).complaints()).as("TT=1 with one").isNotEmpty();
    }

    @Test
    void detachedDeviceLosesItsWholeDeviceTlb() {
        Act all = new Act.InvalidateDeviceTlb(DEVICE, new Iova(0), Act.InvalidateDeviceTlb.EVERYTHING);
        assertThat(start(c -> c.deviceTlb = true).say(new Request.Detach(DEVICE), UNCHANGED).complaints()).isEmpty();
        assertThat(start(c -> c.deviceTlb = true).say(new Request.Detach(DEVICE), without(all)).complaints()).isNotEmpty();
    }

    @Test
    void newMappingLeavesTheWriteBuffers() {
        Request call = new Request.Map(DOMAIN, new Mapping(PAGE.plus(4096), new Gpa(0xA000), 4096, Rights.R, false, List.of()));
        assertThat(start(c -> c.writeBufferFlush = true).say(call, UNCHANGED).complaints()).isEmpty();
        assertThat(start(c -> c.writeBufferFlush = true).say(call, without(new Act.FlushWriteBuffer())).complaints().toString())
                .contains("§6.8");
    }

    @Test
    void invalidationWithoutWhichAllIsCoveredIsNotNeeded() {
        Act more = new Act.Invalidate(IotlbInvalidation.page(DOMAIN, PAGE.plus(4096), 0, true));
        assertThat(start(c -> { }).say(map(0x9000), UNCHANGED).unneeded()).isEmpty();
        assertThat(start(c -> { }).say(map(0x9000), with(1, more)).unneeded()).containsExactly(more);
        assertThat(start(c -> { }).say(map(0x9000), with(0, new Act.Wait())).unneeded()).containsExactly(new Act.Wait());
    }

    @Test
    void newMappingNeedsNoInvalidationWithoutCachingMode() {
        start(c -> { });
        Request call = new Request.Map(DOMAIN, new Mapping(PAGE.plus(4096), new Gpa(0xA000), 4096, Rights.R, false, List.of()));
        List<Act> acts = call.on(driver);
        assertThat(acts).hasSize(1).allMatch(Act.Store.class::isInstance);
        DriverJudge.Verdict verdict = judge.judge(call, List.of(acts.getFirst(),
                new Act.Invalidate(IotlbInvalidation.page(DOMAIN, PAGE.plus(4096), 0, true)), new Act.Wait()));
        assertThat(verdict.complaints()).isEmpty();
        assertThat(verdict.unneeded()).hasSize(1);
    }

    @Test
    void frameIsReleasedOnceAndOnlyWhatWasUnmapped() {
        Act release = new Act.Release(new Gpa(0x8000), 4096);
        Request unmap = new Request.Unmap(DOMAIN, PAGE, 4096);
        assertThat(start(c -> { }).say(unmap, UNCHANGED).complaints()).isEmpty();
        assertThat(start(c -> { }).say(unmap, without(release)).complaints()).containsExactly("frames that are no longer mapped are not released");
        assertThat(start(c -> { }).say(unmap, acts -> with(acts.size(), release).apply(acts)).complaints()).isNotEmpty();
        assertThat(start(c -> { }).say(unmap, acts -> with(acts.size(), new Act.Release(new Gpa(0xF000), 4096)).apply(acts)).complaints()).isNotEmpty();
    }
}
