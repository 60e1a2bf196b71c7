package iommu.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.external.AskingCache;
import iommu.emulator.external.HostMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Listeners in scalable mode: tables as in {@link ScalableRig}, domain 1 for requests without PASID. */
class ScalableListenersTest {

    private static final SourceId DEVICE = ScalableRig.DEVICE;
    private static final Listener MAPS = new Listener(1, DEVICE, Set.of(Wish.MAP, Wish.UNMAP));
    private static final Listener ASKS = new Listener(2, DEVICE, Set.of(Wish.UNMAP));

    private final Machine machine = new Machine(ScalableRig.FULL, 16, Options.DEFAULT,
            Host.listening(new Listening(new AnyoneMayListen(true))));
    private final HostMap map = new HostMap();
    private int tail;

    ScalableListenersTest() {
        store(0x10_0000, 0x10_1001);
        machine.on(new Stimulus.Store128(new Gpa(ScalableRig.CONTEXT), new Entry128(ScalableRig.DIRECTORY | 0xD, 0)));
        store(ScalableRig.DIRECTORY, ScalableRig.TABLE | 1);
        entry(0x30_0000 | 2 << 6 | 1 << 2 | 1, 1 | 1 << 23, 0);
        store(0x30_0000, 0x20_0003);
        store(0x20_0000, 0x11_0003);
        store(0x20_0008, 0x20_0083);
        store(0x11_0008, 0x777_7003);
        store(0x34_0000, 0x33_0007);
        store(0x33_0000, 0x32_0007);
        store(0x32_0000, 0x31_0007);
        store(0x31_0008, 0x666_6007);
        write(0x90, 8, 0x40_0000 | 0x800);
        write(0x18, 4, 1L << 26);
        write(0x20, 8, 0x10_0000 | 0x400);
        write(0x18, 4, 1L << 26 | 1L << 30);
        write(0x18, 4, 1L << 31 | 1L << 26);
    }

    private void entry(long first, long second, long third) {
        machine.on(new Stimulus.Store128(new Gpa(ScalableRig.TABLE + 16), new Entry128(third, 0)));
        machine.on(new Stimulus.Store128(new Gpa(ScalableRig.TABLE), new Entry128(first, second)));
    }

    private void store(long at, long word) {
        machine.on(new Stimulus.Store64(new Gpa(at), word));
    }

    private void write(int offset, int size, long value) {
        machine.on(new Stimulus.RegisterWrite(offset, size, value));
    }

    private void submit(long low, long high) {
        long at = 0x40_0000 + 32L * tail++;
        machine.on(new Stimulus.Store128(new Gpa(at), new Entry128(low, high)));
        machine.on(new Stimulus.Store128(new Gpa(at + 16), new Entry128(0, 0)));
        write(0x88, 8, 32L * tail);
    }

    private void pasidCache() {
        submit(0x7 | 3 << 4, 0);
    }

    private static DmaRequest read(long address) {
        return DmaRequest.untranslated(DEVICE, new Iova(address), Access.READ);
    }

    @Test
    void theSecondStageOfRequestsWithoutPasidIsFollowedAndNoFlagIsSet() {
        entry(0x30_0000 | 2 << 6 | 1 << 2 | 1 | 1 << 9, 1 | 1 << 23, 0); // SSADE
        machine.attach(MAPS, map);
        assertThat(map.translate(read(0x1234))).isEqualTo(Rig.to(0x777_7234));
        assertThat(map.at(new Iova(0x20_0000))).contains(new Piece(new Iova(0x20_0000), 1 << 21, new Gpa(0x20_0000), Rights.RW, false));
        assertThat(machine.memory().guest().read64(new Gpa(0x11_0008))).hasValue(0x777_7003);
        store(0x11_0010, 0x888_8002);
        submit(0x2 | 3 << 4 | 1 << 16, 0x2000);
        assertThat(map.at(new Iova(0x2000))).get().extracting(Piece::rights).isEqualTo(Rights.W);
    }

    @Test
    void pagesAreSnoopedWhereThePasidEntrySaysSo() {
        entry(0x30_0000 | 2 << 6 | 1 << 2 | 1, 1 | 1 << 23 | 1 << 24, 0); // PGSNP
        machine.attach(MAPS, map);
        assertThat(map.at(new Iova(0x1000))).get().extracting(Piece::snoop).isEqualTo(true);
    }

    @Test
    void passThroughAndAMissingEntryAreModes() {
        machine.attach(MAPS, map);
        entry(4 << 6 | 1 << 2 | 1, 4, 0);
        pasidCache();
        assertThat(map.mode()).isEqualTo(Mode.IDENTITY);
        entry(0, 0, 0);
        submit(0x7 | 1 << 4 | 4 << 16, 0);
        assertThat(map.mode()).isEqualTo(Mode.BLOCKED);
        assertThat(machine.failures()).isEmpty();
    }

    @Test
    void tablesThatNoMapListenerCanFollowBlockTheDeviceByName() {
        machine.attach(MAPS, map);
        entry(1 << 6 | 1, 2 | 1 << 23, 0x34_0000);
        pasidCache();
        assertThat(machine.failures()).singleElement().extracting(ListenerFailure::text)
                .isEqualTo("listener 1 of 00:03.0 cannot follow the guest's tables: the guest has selected first-stage tables; "
                        + "the device is blocked");
        assertThat(map.mode()).isEqualTo(Mode.BLOCKED);
        assertThat(((Answer.Dma) machine.on(new Stimulus.Dma(read(0x1000)))).outcome()).isEqualTo(Blocking.blockWithoutReason());
    }

    @Test
    void whoAsksTheUnitMayMeetAFirstStage() {
        AskingCache cache = new AskingCache(machine.unit());
        entry(1 << 6 | 1, 2 | 1 << 23, 0x34_0000);
        machine.attach(ASKS, cache);
        assertThat(cache.translate(read(0x1000))).isEqualTo(Rig.to(0x666_6000));
        store(0x31_0008, 0x555_5007);
        submit(0x6 | 3 << 4 | 2 << 16, 0x1000); // P_IOTLB, page
        assertThat(cache.translate(read(0x1000))).isEqualTo(Rig.to(0x555_5000));
        store(0x31_0008, 0x666_6007);
        submit(0x6 | 2 << 4 | 2 << 16, 0); // P_IOTLB, PASID
        assertThat(cache.translate(read(0x1000))).isEqualTo(Rig.to(0x666_6000));
        store(0x31_0008, 0x555_5007);
        submit(0x2 | 3 << 4 | 2 << 16, 0x9000); // IOTLB, another page: of a first stage the whole domain goes
        assertThat(cache.translate(read(0x1000))).isEqualTo(Rig.to(0x555_5000));
        assertThat(machine.failures()).isEmpty();
    }

    @Test
    void aPasidEntryOutlivesAnInvalidationOfItsContext() {
        AskingCache cache = new AskingCache(machine.unit());
        machine.attach(ASKS, cache);
        assertThat(cache.translate(read(0x1000))).isEqualTo(Rig.to(0x777_7000));
        submit(0x1 | 3 << 4 | 1 << 16 | 0x18L << 32, 0); // context, device
        submit(0x2 | 2 << 4 | 1 << 16, 0); // IOTLB, domain
        assertThat(cache.translate(read(0x1000))).isEqualTo(Rig.to(0x777_7000));
        store(0x11_0008, 0x888_8003);
        submit(0x2 | 3 << 4 | 1 << 16, 0x1000);
        assertThat(cache.translate(read(0x1000))).isEqualTo(Rig.to(0x888_8000));
    }

    @Test
    void aPageRequestInvalidatesForListenersToo() {
        machine.on(new Stimulus.Store128(new Gpa(ScalableRig.CONTEXT), new Entry128(ScalableRig.DIRECTORY | 0x1D, 0)));
        write(0xD0, 8, 0x51_0000);
        AskingCache cache = new AskingCache(machine.unit());
        machine.attach(ASKS, cache);
        assertThat(cache.translate(read(0x1000))).isEqualTo(Rig.to(0x777_7000));
        store(0x11_0008, 0x888_8003);
        machine.on(new Stimulus.AskForPage(new PageRequest(DEVICE, Pasid.NONE, new Iova(0x1000), true, false, false, false, true, 3)));
        assertThat(cache.translate(read(0x1000))).isEqualTo(Rig.to(0x888_8000));
    }

    @Test
    void anotherTableModeIsAnotherMode() {
        machine.attach(MAPS, map);
        write(0x20, 8, 0x10_0000 | 0xC00); // abort
        write(0x18, 4, 1L << 26 | 1L << 30 | 1L << 31);
        assertThat(map.mode()).isEqualTo(Mode.BLOCKED);
        write(0x20, 8, 0x10_0000 | 0x400);
        write(0x18, 4, 1L << 26 | 1L << 30 | 1L << 31);
        assertThat(map.mode()).isEqualTo(Mode.TRANSLATED);
        assertThat(map.size()).isEqualTo(2);
    }
}
