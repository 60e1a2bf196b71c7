package iommu.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.Register;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.external.HostMap;
import iommu.emulator.safety.MatrixPolicy;
import iommu.emulator.told.FollowLimits;
import iommu.emulator.shadow.TrapTables;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A guest without caching mode, two devices behind the host's own IOMMU, and nothing but trapped stores between them. */
class ShadowedMachineTest {

    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> {
        c.cachingMode = false;
        c.coherent = false;
        c.snoopControl = false;
    });
    private static final SourceId DEVICE = SourceId.parse("00:03.0");
    private static final SourceId OTHER = SourceId.parse("00:04.0");
    private static final Set<Wish> BOTH = Set.of(Wish.MAP, Wish.UNMAP);
    private static final long LEAF = 0x11_0008;

    private final HostMap host = new HostMap();
    private final HostMap other = new HostMap();
    private final Machine machine = machine();

    private static Machine machine() {
        MatrixPolicy policy = new MatrixPolicy();
        policy.reconfigure(new Configuration(false, false, Shadowing.SECOND_STAGE, Set.of(Stages.SECOND), Snoop.NOT_OFFERED,
                false, true), false);
        return new Machine(UNIT, 16, Options.DEFAULT, Host.listening(new Listening(policy).withShadow((memory, map) ->
                new TrapTables(memory, UNIT, map, Shadowing.SECOND_STAGE, new FollowLimits(100, 10_000)))));
    }

    /** Both devices are in a domain of their own; 0x1000 is mapped for neither. */
    private void start() {
        store(0x20_0000, 0x11_0003);
        store(0x30_0000, 0x20_0003);
        store(0x60_0000, 0);
        store(0x10_1000 + 16 * 0x18, 0x30_0001, 0x101);
        store(0x10_1000 + 16 * 0x20, 0x60_0001, 0x201);
        store(0x10_0000, 0x10_1001, 0);
        machine.attach(new Listener(1, DEVICE, BOTH), host);
        machine.attach(new Listener(2, OTHER, BOTH), other);
        write(Register.RTADDR.offset(), 8, 0x10_0000);
        write(Register.GCMD.offset(), 4, 1L << 30);
        write(Register.GCMD.offset(), 4, 1L << 31);
    }

    private void write(int offset, int size, long value) {
        machine.on(new Stimulus.RegisterWrite(offset, size, value));
    }

    private void store(long at, long value) {
        machine.on(new Stimulus.Store64(new Gpa(at), value));
    }

    private void store(long at, long low, long high) {
        machine.on(new Stimulus.Store128(new Gpa(at), new Entry128(low, high)));
    }

    private static DmaRequest request(SourceId source) {
        return DmaRequest.untranslated(source, new Iova(0x1000), Access.WRITE);
    }

    @Test
    void anExternalCacheHasANewMappingBeforeTheNextDma() {
        assertThat(host.mode()).isEqualTo(Mode.BLOCKED);
        start();
        assertThat(host.mode()).isEqualTo(Mode.TRANSLATED);
        assertThat(host.translate(request(DEVICE))).isInstanceOf(DmaOutcome.Blocked.class);
        store(LEAF, 0x777_7003);
        assertThat(host.translate(request(DEVICE))).isEqualTo(new DmaOutcome.Translated(new Gpa(0x777_7000)));
        assertThat(other.translate(request(OTHER))).isInstanceOf(DmaOutcome.Blocked.class);
        write(Register.GCMD.offset(), 4, 0);
        assertThat(host.mode()).isEqualTo(Mode.IDENTITY);
        assertThat(machine.failures()).isEmpty();
    }

    @Test
    void aGuestWhoseTablesLeadToThemselvesLosesThatDeviceOnlyAndByName() {
        start();
        for (int i = 0; i < 16; i++) {
            store(0x30_0000 + 8 * i, 0x30_0003);
        }
        assertThat(machine.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.listener().source()).isEqualTo(DEVICE);
            assertThat(failure.text()).contains("listener 1 of 00:03.0", "more than 100 places", "the device is blocked");
        });
        assertThat(((Answer.Dma) machine.on(new Stimulus.Dma(request(DEVICE)))).outcome()).isInstanceOf(DmaOutcome.Blocked.class);
        store(0x60_0000, 0x20_0003);
        store(LEAF, 0x777_7003);
        assertThat(other.translate(request(OTHER))).isEqualTo(new DmaOutcome.Translated(new Gpa(0x777_7000)));
    }
}
