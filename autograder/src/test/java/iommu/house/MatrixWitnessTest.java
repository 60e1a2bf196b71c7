package iommu.house;

import static iommu.arch.seam.MappingNotifier.Wish.DEVICE_TLB;
import static iommu.arch.seam.MappingNotifier.Wish.MAP;
import static iommu.arch.seam.MappingNotifier.Wish.UNMAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.DmaOutcome;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import iommu.emulator.external.HostMap;
import iommu.emulator.machine.ListenerRefusedException;
import iommu.emulator.safety.Cells;
import iommu.emulator.safety.MatrixPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each refusal of the safety matrix is for: with the policy replaced by one that refuses nobody, it happens. And with
 * the remedy that the refusal names it doesn't.
 */
class MatrixWitnessTest {

    private static final Set<Stages> SECOND = Set.of(Stages.SECOND);
    private static final DmaOutcome SUCCESS = new DmaOutcome.Translated(WitnessRig.FRAME);

    private static Configuration unit(boolean cachingMode, Shadowing shadowing, Set<Stages> stages) {
        return new Configuration(cachingMode, true, shadowing, stages, Snoop.NOT_OFFERED, false, true);
    }

    private static Configuration snooping(Snoop snoop, Shadowing shadowing, Set<Stages> stages) {
        return new Configuration(true, true, shadowing, stages, snoop, false, true);
    }

    private static WitnessRig unguarded(Configuration configuration) {
        return new WitnessRig(new OpenPolicy(configuration)).start();
    }

    private static WitnessRig guarded(Configuration configuration) {
        MatrixPolicy policy = new MatrixPolicy();
        assertThat(policy.reconfigure(configuration, false)).isInstanceOf(Verdict.Allowed.class);
        return new WitnessRig(policy).start();
    }

    /** With the policy in place the machine does not take the listener, and says why. */
    private static void isRefused(Configuration configuration, Witness witness, String setting, Wish... wishes) {
        WitnessRig rig = guarded(configuration);
        assertThatThrownBy(() -> rig.attach(new HostMap(), wishes)).isInstanceOfSatisfying(ListenerRefusedException.class, e -> {
            assertThat(e.verdict()).isInstanceOfSatisfying(Verdict.Refused.class,
                    r -> assertThat(r.witness()).isEqualTo(witness));
            assertThat(e).hasMessageContaining("00:03.0").hasMessageContaining(setting);
        });
    }

    /** The sentences of all refusals; each has a demonstration below. */
    @Test
    void everyCauseOfARefusalIsShownHere() {
        TreeMap<Witness, Set<String>> causes = new TreeMap<>();
        for (Cells.Cell cell : Cells.of(MatrixPolicy::new, WitnessRig.DEVICE)) {
            if (cell.verdict() instanceof Verdict.Refused(Witness witness, String device, String text)) {
                String first = Arrays.stream(text.split(device + " wants ")).filter(s -> !s.isBlank()).findFirst().orElseThrow();
                causes.computeIfAbsent(witness, w -> new TreeSet<>()).add(first.strip());
            }
        }
        assertThat(causes.get(Witness.MISSED_MAP)).hasSize(2).anyMatch(s -> s.contains("caching-mode=off"))
                .anyMatch(s -> s.contains("stages=first"));
        assertThat(causes.get(Witness.STALE_UNDER_NO_SNOOP)).hasSize(1);
        assertThat(causes.get(Witness.NEVER_SERVED)).hasSize(2).anyMatch(s -> s.startsWith("MAP without UNMAP"))
                .anyMatch(s -> s.contains("device-tlb=off"));
    }

    // Missed MAP

    /** §6.5.3.5: with CM=0 no invalidation is owed when an entry becomes present. The law then allows success alone. */
    @Test
    void withoutCachingModeANewMappingIsNeverAnnounced() {
        Configuration off = unit(false, Shadowing.OFF, SECOND);
        HostMap host = new HostMap();
        WitnessRig rig = unguarded(off).attach(host, MAP, UNMAP).map(0);
        assertThat(rig.allowed()).containsExactly(SUCCESS);
        assertThat(host.translate(WitnessRig.read())).as("the missed MAP").isInstanceOf(DmaOutcome.Blocked.class);
        isRefused(off, Witness.MISSED_MAP, "caching-mode=on", MAP, UNMAP);
    }

    static Stream<Configuration> firstStageOffered() {
        List<Configuration> all = new ArrayList<>();
        for (Set<Stages> stages : List.of(Set.of(Stages.FIRST), Set.of(Stages.SECOND, Stages.FIRST), Set.of(Stages.values()))) {
            for (boolean cachingMode : new boolean[] {true, false}) {
                all.add(unit(cachingMode, Shadowing.OFF, stages));
                if (stages.contains(Stages.SECOND)) {
                    all.add(unit(cachingMode, Shadowing.SECOND_STAGE, stages));
                }
            }
        }
        return all.stream();
    }

    /**
     * §6.1: caching mode is for all tables but those of the first stage; and whoever follows only the second sees none of
     * it. The guest may choose the first stage at any time, here long after the listener came.
     */
    @ParameterizedTest
    @MethodSource("firstStageOffered")
    void aNewFirstStageMappingIsNeverAnnouncedWhateverCachingModeSays(Configuration offered) {
        HostMap host = new HostMap();
        WitnessRig rig = new WitnessRig(new OpenPolicy(offered)).attach(host, MAP, UNMAP).start().map(0);
        assertThat(rig.allowed()).containsExactly(SUCCESS);
        assertThat(host.at(WitnessRig.PAGE)).as("the missed MAP").isEmpty();
        assertThat(host.translate(WitnessRig.read())).isNotEqualTo(SUCCESS);
        isRefused(offered, Witness.MISSED_MAP, "stages=first", MAP, UNMAP);
    }

    static Stream<Configuration> remedies() {
        return Stream.of(unit(false, Shadowing.SECOND_STAGE, SECOND), unit(true, Shadowing.BOTH_STAGES, Set.of(Stages.FIRST)),
                unit(false, Shadowing.BOTH_STAGES, Set.of(Stages.values())), unit(true, Shadowing.BOTH_STAGES,
                        Set.of(Stages.SECOND, Stages.FIRST)));
    }

    @ParameterizedTest
    @MethodSource("remedies")
    void aShadowOfEveryTableSeesTheSameMapping(Configuration remedy) {
        HostMap host = new HostMap();
        WitnessRig rig = guarded(remedy).attach(host, MAP, UNMAP).map(0);
        assertThat(host.translate(WitnessRig.read())).isEqualTo(SUCCESS);
        rig.unmap().invalidate();
        assertThat(host.translate(WitnessRig.read())).isInstanceOf(DmaOutcome.Blocked.class);
    }

    @Test
    void withCachingModeTheGuestAnnouncesIt() {
        HostMap host = new HostMap();
        WitnessRig rig = guarded(unit(true, Shadowing.OFF, SECOND)).attach(host, MAP, UNMAP).map(0).invalidate();
        assertThat(rig.allowed()).containsExactly(SUCCESS);
        assertThat(host.translate(WitnessRig.read())).isEqualTo(SUCCESS);
    }

    // Stale data under No-Snoop

    /** One line of memory, and what the processor may still have of it in its cache. */
    private static final class Line {
        private int memory = 1;
        private int processor = 1;
        private boolean cached;

        /** The processor stores 2; until somebody snoops or flushes, memory has 1. */
        Line store() {
            processor = 2;
            cached = true;
            return this;
        }

        Line flush() {
            memory = processor;
            cached = false;
            return this;
        }

        int read(boolean snoops) {
            return snoops && cached ? processor : memory;
        }

        /** A device writes 3 to a line that the processor has read before. */
        Line write(boolean snoops) {
            memory = 3;
            cached = !snoops;
            return this;
        }

        int load() {
            return cached ? processor : memory;
        }
    }

    static Stream<Configuration> snoopControl() {
        return Stream.of(snooping(Snoop.NOT_ENFORCEABLE, Shadowing.OFF, SECOND),
                snooping(Snoop.NOT_ENFORCEABLE, Shadowing.SECOND_STAGE, SECOND),
                snooping(Snoop.NOT_ENFORCEABLE, Shadowing.BOTH_STAGES, Set.of(Stages.FIRST)));
    }

    /** §3.10: with SNP=1, or PGSNP=1, an access snoops whatever its No-Snoop attribute says; a guest may rely on that. */
    @ParameterizedTest
    @MethodSource("snoopControl")
    void aHostThatCantSnoopLeavesOldDataWhereTheGuestWasPromisedNew(Configuration offered) {
        HostMap host = new HostMap(100, false);
        long promise = offered.stages().equals(SECOND) ? WitnessRig.SNP : 0; // else PGSNP is in the PASID entry
        unguarded(offered).attach(host, MAP, UNMAP).map(promise).invalidate();
        assertThat(host.at(WitnessRig.PAGE)).hasValueSatisfying(piece -> assertThat(piece.snoop()).isTrue());
        boolean noSnoop = true;
        assertThat(host.isStale(WitnessRig.PAGE, noSnoop)).isTrue();
        assertThat(new Line().store().read(host.snoops(noSnoop))).as("the device reads").isEqualTo(1);
        assertThat(new Line().store().write(host.snoops(noSnoop)).load()).as("the processor reads").isEqualTo(2);
        isRefused(offered, Witness.STALE_UNDER_NO_SNOOP, "snoop-control=on", MAP, UNMAP);
    }

    @Test
    void aHostThatEnforcesSnoopingKeepsThePromise() {
        HostMap host = new HostMap(100, true);
        guarded(snooping(Snoop.ENFORCEABLE, Shadowing.OFF, SECOND)).attach(host, MAP, UNMAP).map(WitnessRig.SNP).invalidate();
        assertThat(host.isStale(WitnessRig.PAGE, true)).isFalse();
        assertThat(new Line().store().read(host.snoops(true))).isEqualTo(2);
        assertThat(new Line().store().write(host.snoops(true)).load()).isEqualTo(3);
    }

    /** Without ECAP.SC nothing is promised: the guest flushes before the device reads, as it must without an IOMMU. */
    @Test
    void aGuestThatWasPromisedNothingFlushes() {
        HostMap host = new HostMap(100, false);
        guarded(snooping(Snoop.NOT_OFFERED, Shadowing.OFF, SECOND)).attach(host, MAP, UNMAP).map(0).invalidate();
        assertThat(host.isStale(WitnessRig.PAGE, true)).isFalse();
        assertThat(new Line().store().flush().read(host.snoops(true))).isEqualTo(2);
    }

    // A wish that no event can serve

    /** §6.5.2.5, §6.5.2.11: a unit without device-TLBs takes no such descriptor; the queue stops, and nobody is told. */
    @Test
    void withoutDeviceTlbsNoDeviceTlbInvalidationEverComes() {
        Configuration without = unit(true, Shadowing.OFF, SECOND);
        List<Event> told = new ArrayList<>();
        WitnessRig rig = unguarded(without).attach(told::add, DEVICE_TLB).map(0).invalidate().unmap().invalidate();
        rig.invalidateDeviceTlb();
        assertThat(rig.queueFailed()).isTrue();
        assertThat(told).noneMatch(Event.DeviceTlbInvalidated.class::isInstance);
        isRefused(without, Witness.NEVER_SERVED, "device-tlb=on", DEVICE_TLB);

        Configuration with = new Configuration(true, true, Shadowing.OFF, SECOND, Snoop.NOT_OFFERED, true, true);
        rig = guarded(with).attach(told::add, DEVICE_TLB);
        rig.invalidateDeviceTlb();
        assertThat(rig.queueFailed()).isFalse();
        assertThat(told).anyMatch(Event.DeviceTlbInvalidated.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource
    void withoutUnmapAMappingIsNeverTakenBack(Shadowing shadowing) {
        Configuration any = unit(true, shadowing, SECOND);
        HostMap host = new HostMap();
        WitnessRig rig = unguarded(any).attach(host, MAP).map(0).invalidate();
        assertThat(host.translate(WitnessRig.read())).isEqualTo(SUCCESS);
        rig.unmap().invalidate();
        assertThat(rig.allowed()).allMatch(DmaOutcome.Blocked.class::isInstance);
        assertThat(host.translate(WitnessRig.read())).as("of a page that the guest has taken back").isEqualTo(SUCCESS);
        isRefused(any, Witness.NEVER_SERVED, "UNMAP", MAP);
    }
}
