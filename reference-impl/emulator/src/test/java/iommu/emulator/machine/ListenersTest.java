package iommu.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.ShadowTables;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.external.AskingCache;
import iommu.emulator.external.DeviceTlb;
import iommu.emulator.external.HostMap;
import iommu.emulator.notifier.TableNotifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A machine with listeners: tables as in {@link Rig}, 0x1000 to 0x777_7000 in domain 1. */
class ListenersTest {

    private static final SourceId DEVICE = Rig.DEVICE;
    private static final Listener MAPS = new Listener(1, DEVICE, Set.of(Wish.MAP, Wish.UNMAP));
    private static final Listener ASKS = new Listener(2, DEVICE, Set.of(Wish.UNMAP));
    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> c.deviceTlb = true);

    private final AnyoneMayListen policy = new AnyoneMayListen(true);
    private final List<Set<Wish>> unions = new ArrayList<>();
    private final List<ListenerFailure> failures = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private Listening listening = new Listening(policy).withPort(new ListenerPort() {
        @Override
        public void wishes(Set<Wish> union) {
            unions.add(union);
        }

        @Override
        public void failed(ListenerFailure failure) {
            failures.add(failure);
        }
    });
    private Machine machine;
    private int tail;

    private Machine machine() {
        if (machine == null) {
            machine = new Machine(UNIT, 16, Options.DEFAULT, Host.listening(listening));
            start();
        }
        return machine;
    }

    private void start() {
        store(0x11_0008, 0x777_7003);
        store(0x20_0000, 0x11_0003);
        store(0x30_0000, 0x20_0003);
        context(0x30_0001, 0x101);
        store(0x10_0000, 0x10_1001);
        write(0x20, 8, 0x10_0000);
        write(0x18, 4, 1L << 30);
        write(0x90, 8, 0x40_0000);
        write(0x18, 4, 1L << 26);
        write(0x18, 4, 1L << 31 | 1L << 26);
    }

    private void context(long low, long high) {
        machine.on(new Stimulus.Store128(new Gpa(0x10_1180), new Entry128(low, high)));
    }

    private void store(long at, long word) {
        machine().on(new Stimulus.Store64(new Gpa(at), word));
    }

    private void write(int offset, int size, long value) {
        machine().on(new Stimulus.RegisterWrite(offset, size, value));
    }

    private void submit(long low, long high) {
        machine().on(new Stimulus.Store128(new Gpa(0x40_0000 + 16L * tail++), new Entry128(low, high)));
        write(0x88, 8, 16L * tail);
    }

    private void pageInvalidation(long address) {
        submit(0x2 | 3 << 4 | 1 << 16, address);
    }

    private static DmaRequest read(SourceId source, long address) {
        return DmaRequest.untranslated(source, new Iova(address), Access.READ);
    }

    private DmaOutcome dma(long address) {
        return ((Answer.Dma) machine().on(new Stimulus.Dma(read(DEVICE, address)))).outcome();
    }

    @Test
    void aHostMapFollowsTheGuest() {
        HostMap map = new HostMap();
        machine().attach(MAPS, map);
        assertThat(map.translate(read(DEVICE, 0x1234))).isEqualTo(Rig.to(0x777_7234));
        store(0x11_0010, 0x888_8003);
        pageInvalidation(0x2000);
        assertThat(map.translate(read(DEVICE, 0x2000))).isEqualTo(Rig.to(0x888_8000));
        store(0x11_0010, 0);
        assertThat(map.translate(read(DEVICE, 0x2000))).as("until it is told").isEqualTo(Rig.to(0x888_8000));
        pageInvalidation(0x2000);
        assertThat(map.at(new Iova(0x2000))).isEmpty();
        write(0x18, 4, 1L << 26);
        assertThat(map.mode()).isEqualTo(Mode.IDENTITY);
        write(0x18, 4, 1L << 26 | 1L << 31);
        context(0, 0);
        submit(0x1 | 3 << 4 | 1 << 16 | 0x18L << 32, 0);
        assertThat(map.mode()).isEqualTo(Mode.BLOCKED);
        machine().unit().reset();
        assertThat(map.mode()).isEqualTo(Mode.IDENTITY);
        assertThat(machine().failures()).isEmpty();
    }

    @Test
    void aListenerHasBeenToldWhenTheWaitCompletes() {
        List<Long> statusWhenTold = new ArrayList<>();
        machine().attach(MAPS, event -> statusWhenTold.add(machine.memory().guest().read64(new Gpa(0x50_0000)).orElseThrow()));
        statusWhenTold.clear();
        store(0x11_0010, 0x888_8003);
        machine().on(new Stimulus.Store128(new Gpa(0x40_0000), new Entry128(0x2 | 3 << 4 | 1 << 16, 0x2000)));
        machine().on(new Stimulus.Store128(new Gpa(0x40_0010), new Entry128(0x5 | 1 << 5 | 7L << 32, 0x50_0000)));
        write(0x88, 8, 0x20);
        assertThat(statusWhenTold).containsExactly(0L);
        assertThat(machine.memory().guest().read64(new Gpa(0x50_0000))).hasValue(7);
    }

    @Test
    void whoIsRefusedIsNotThereAtAll() {
        listening = new Listening(new AnyoneMayListen(false)).withPort(listening.port());
        assertThatThrownBy(() -> machine().attach(new Listener(1, DEVICE, Set.of(Wish.UNMAP, Wish.DEVICE_TLB)), events::add))
                .isInstanceOf(ListenerRefusedException.class).hasMessage("no device-TLB for 00:03.0");
        pageInvalidation(0x1000);
        assertThat(events).isEmpty();
        assertThat(unions).isEmpty();
        machine().attach(new Listener(1, DEVICE, Set.of(Wish.UNMAP)), events::add);
        assertThat(events).hasSize(1);
    }

    @Test
    void aMachineWithoutListeningTakesNoListeners() {
        Machine alone = new Machine(UNIT, 4, Options.DEFAULT, Host.alone((address, data) -> { }));
        assertThatThrownBy(() -> alone.attach(MAPS, events::add)).isInstanceOf(IllegalStateException.class);
    }

    /** L3, L4: the default unit supports an external cache, and one without caching mode says what to set. */
    @Test
    void byDefaultTheSafetyMatrixDecides() {
        new Machine(Capabilities.DEFAULT, 4).attach(MAPS, events::add);
        assertThat(events).containsExactly(new Event.ModeChanged(MAPS, Mode.IDENTITY));
        Machine off = new Machine(Capabilities.DEFAULT.with(c -> c.cachingMode = false), 4);
        assertThatThrownBy(() -> off.attach(MAPS, events::add)).isInstanceOf(ListenerRefusedException.class)
                .hasMessageContainingAll("00:03.0", "caching-mode=off", "caching-mode=on");
    }

    /** §11.4.8: a real device's accesses don't come by the unit, so the regions can't be kept from it. */
    @Test
    void protectedMemoryIsAnErrorForAnExternalCacheAndMakesAskersAskAnew() {
        machine = new Machine(UNIT.with(c -> c.protectedLow = true), 16, Options.DEFAULT, Host.listening(listening));
        start();
        machine.attach(MAPS, events::add);
        List<Event> asker = new ArrayList<>();
        machine.attach(ASKS, asker::add);
        asker.clear();
        write(0x6C, 4, 0x20_0000);
        write(0x64, 4, 1L << 31);
        assertThat(failures).singleElement().satisfies(f -> assertThat(f.text()).contains("listener 1", "00:03.0", "§11.4.8"));
        assertThat(dma(0x8000)).isInstanceOf(DmaOutcome.Blocked.class);
        assertThat(asker).contains(new Event.Unmapped(ASKS, new Iova(0), Long.MIN_VALUE));
        Listener late = new Listener(3, SourceId.parse("00:04.0"), MAPS.wishes());
        assertThatThrownBy(() -> machine.attach(late, events::add)).isInstanceOf(ListenerRefusedException.class)
                .hasMessageContainingAll("00:04.0", "PMEN.EPM");
        write(0x64, 4, 0);
        machine.attach(late, events::add);
    }

    @Test
    void whoWishesNothingIsToldTheModeAllTheSame() {
        Listener silent = new Listener(1, DEVICE, Set.of());
        machine().attach(silent, events::add);
        context(0, 0);
        submit(0x1 | 1 << 4, 0);
        assertThat(events).containsExactly(new Event.ModeChanged(silent, Mode.TRANSLATED), new Event.ModeChanged(silent, Mode.BLOCKED));
    }

    @Test
    void anIdIsTakenOnce() {
        machine().attach(MAPS, events::add);
        assertThatThrownBy(() -> machine().attach(new Listener(1, DEVICE, Set.of()), events::add))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theFirstTheLastAndEveryChangeOfWishesIsSaid() {
        machine().attach(ASKS, events::add);
        machine().attach(MAPS, events::add);
        machine().attach(new Listener(3, DEVICE, Set.of(Wish.MAP, Wish.UNMAP)), events::add);
        machine().detach(MAPS);
        machine().detach(new Listener(3, DEVICE, Set.of(Wish.MAP, Wish.UNMAP)));
        machine().detach(ASKS);
        assertThat(unions).containsExactly(Set.of(Wish.UNMAP), Set.of(Wish.MAP, Wish.UNMAP), Set.of(Wish.UNMAP), Set.of());
        assertThat(policy.attached()).isEmpty();
    }

    @Test
    void withNobodyListeningTheRoomIsNotEvenAsked() {
        List<String> calls = new ArrayList<>();
        listening = listening.withNotifier((contexts, walk, memory) -> {
            MappingNotifier room = new TableNotifier(contexts, walk, memory);
            return (MappingNotifier) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {MappingNotifier.class},
                    (proxy, method, arguments) -> {
                        calls.add(method.getName());
                        return method.invoke(room, arguments);
                    });
        });
        machine();
        dma(0x1000);
        pageInvalidation(0x1000);
        submit(0x3 | 0x18L << 32, 0);
        assertThat(calls).isEmpty();
        machine().attach(MAPS, events::add);
        machine().detach(MAPS);
        calls.clear();
        pageInvalidation(0x1000);
        write(0x18, 4, 1L << 26);
        assertThat(calls).isEmpty();
    }

    @Test
    void aListenerThatThrowsIsNamedAndItsDeviceBlockedForGood() {
        HostMap small = new HostMap(1, true);
        HostMap other = new HostMap();
        machine().attach(MAPS, small);
        machine().attach(new Listener(7, SourceId.parse("00:04.0"), MAPS.wishes()), other);
        store(0x11_0010, 0x888_8003);
        pageInvalidation(0x2000);
        assertThat(failures).isEqualTo(machine().failures()).singleElement().satisfies(failure -> {
            assertThat(failure.listener()).isEqualTo(MAPS);
            assertThat(failure.event()).get().isInstanceOf(Event.Mapped.class);
            assertThat(failure.text()).isEqualTo("listener 1 of 00:03.0 did not take MAP of 0x2000: the host has no room for more"
                    + " than 1 mappings; the device is blocked");
        });
        assertThat(dma(0x1000)).isEqualTo(Blocking.blockWithoutReason());
        assertThat(small.size()).as("never silently unmapped").isEqualTo(1);
        store(0x11_0008, 0);
        pageInvalidation(0x1000);
        write(0x18, 4, 1L << 26);
        assertThat(small.size()).as("told nothing more").isEqualTo(1);
        assertThat(dma(0x1000)).as("with translation off too").isEqualTo(Blocking.blockWithoutReason());
        assertThat(unions.getLast()).isEqualTo(MAPS.wishes());
        assertThat(machine().failures()).hasSize(1);
    }

    @Test
    void aListenerMayFailAtItsReplay() {
        machine().attach(MAPS, new HostMap(0, true));
        assertThat(machine().failures()).hasSize(1);
        assertThat(unions.getLast()).isEmpty();
    }

    @Test
    void aLateAskerMissesNoDomainThatIsStillCached() {
        machine();
        dma(0x1000); // context and translation of domain 1 are cached
        AskingCache cache = new AskingCache(machine().unit());
        machine().attach(ASKS, cache);
        assertThat(cache.translate(read(DEVICE, 0x1000))).isEqualTo(Rig.to(0x777_7000));
        context(0x30_0001, 0x201); // re-pointed, and the old domain is what the cache holds
        submit(0x1 | 3 << 4 | 1 << 16 | 0x18L << 32, 0);
        store(0x11_0008, 0x999_9003);
        pageInvalidation(0x1000);
        assertThat(cache.translate(read(DEVICE, 0x1000))).isEqualTo(Rig.to(0x999_9000));
    }

    @Test
    void anAskersAnswerGoesThoughTheTablesLookAsBefore() {
        AskingCache cache = new AskingCache(machine().unit());
        machine().attach(ASKS, cache);
        store(0x11_0008, 0x888_8003);
        assertThat(cache.translate(read(DEVICE, 0x1000))).isEqualTo(Rig.to(0x888_8000));
        store(0x11_0008, 0x777_7003);
        assertThat(cache.translate(read(DEVICE, 0x1000))).isEqualTo(Rig.to(0x888_8000));
        pageInvalidation(0x1000);
        assertThat(cache.translate(read(DEVICE, 0x1000))).isEqualTo(Rig.to(0x777_7000));
    }

    @Test
    void aDeviceTlbDropsWhatADeviceTlbInvalidationNames() {
        machine();
        context(0x30_0005, 0x101); // TT=01
        DeviceTlb tlb = new DeviceTlb(machine.unit());
        machine.attach(new Listener(4, DEVICE, Set.of(Wish.DEVICE_TLB)), tlb);
        submit(0x1 | 1 << 4, 0);
        assertThat(tlb.translate(read(DEVICE, 0x1008))).isEqualTo(Rig.to(0x777_7008));
        store(0x11_0008, 0x888_8003);
        pageInvalidation(0x1000);
        assertThat(tlb.translate(read(DEVICE, 0x1008))).isEqualTo(Rig.to(0x777_7008));
        submit(0x3 | 0x18L << 32, 0x1000);
        assertThat(tlb.translate(read(DEVICE, 0x1008))).isEqualTo(Rig.to(0x888_8008));
        assertThat(tlb.translate(read(DEVICE, 0x5000))).isInstanceOf(DmaOutcome.Blocked.class);
        submit(0x3 | 0x18L << 32, 0x7FFF_FFFF_FFFF_F001L);
        store(0x11_0008, 0);
        pageInvalidation(0x1000);
        assertThat(tlb.translate(read(DEVICE, 0x1008))).isInstanceOf(DmaOutcome.Blocked.class);
    }

    @Test
    void whoNeedsMappingsIsToldByShadowTablesWhereTheyAre() {
        List<String> calls = new ArrayList<>();
        listening = listening.withShadow((tables, memory) -> new Shadow(calls));
        machine().attach(MAPS, events::add);
        machine().attach(ASKS, event -> calls.add("asker"));
        assertThat(calls).containsExactly("unitChanged true 0x100000", "add 1", "asker");
        assertThat(events).containsExactly(new Event.ModeChanged(MAPS, Mode.BLOCKED));
        calls.clear();
        store(0x60_0008, 1);
        store(0x61_0008, 1);
        pageInvalidation(0x1000);
        machine().on(new Stimulus.Store128(new Gpa(0x40_0000 + 16L * tail++), new Entry128(0x5 | 1 << 5 | 7L << 32, 0x60_0000)));
        write(0x88, 8, 16L * tail);
        machine().detach(MAPS);
        assertThat(calls).containsExactly("stored 0x600008 8", "invalidated", "stored 0x600000 4", "remove 1");
    }

    /** Traps one page and says what it is asked. */
    private record Shadow(List<String> calls) implements ShadowTables {

        @Override
        public List<Event> add(Listener listener) {
            calls.add("add " + listener.id());
            return List.of(new Event.ModeChanged(listener, Mode.BLOCKED));
        }

        @Override
        public void remove(Listener listener) {
            calls.add("remove " + listener.id());
        }

        @Override
        public List<Event> unitChanged(boolean translating, Gpa root, TableMode mode, boolean separateRights) {
            calls.add("unitChanged " + translating + " " + root);
            return List.of();
        }

        @Override
        public List<Event> stored(Gpa at, int size) {
            calls.add("stored " + at + " " + size);
            return List.of();
        }

        @Override
        public List<Event> invalidated(Invalidation command) {
            calls.add("invalidated");
            return List.of();
        }

        @Override
        public Set<Gpa> trapped() {
            return Set.of(new Gpa(0x60_0000));
        }
    }

    @Test
    void aFastMachineTellsListenersTooAndBlocksWhoseListenerFails() {
        FastMachine fast = new FastMachine(UNIT, 16, Options.DEFAULT, Host.listening(listening), 0x80_0000);
        Machine guide = machine();
        for (long at : new long[] {0x11_0008, 0x20_0000, 0x30_0000, 0x10_1180, 0x10_1188, 0x10_0000}) {
            fast.on(new Stimulus.Store64(new Gpa(at), guide.memory().guest().read64(new Gpa(at)).orElseThrow()));
        }
        fast.write(0x20, 8, 0x10_0000);
        fast.write(0x18, 4, 1L << 30);
        fast.write(0x18, 4, 1L << 31);
        HostMap map = new HostMap(1, true);
        fast.attach(MAPS, map);
        assertThat(map.at(new Iova(0x1000))).isPresent();
        assertThat(fast.port().translate(read(DEVICE, 0x1000))).isEqualTo(Rig.to(0x777_7000));
        fast.on(new Stimulus.Store64(new Gpa(0x11_0010), 0x888_8003));
        fast.write(0xF8, 8, 1L << 63 | 1L << 60); // IOTLB, global
        assertThat(fast.failures()).hasSize(1);
        assertThat(fast.port().translate(read(DEVICE, 0x1000))).isEqualTo(Blocking.blockWithoutReason());
        fast.detach(MAPS);
        assertThat(map.size()).isEqualTo(1);
    }
}
