package iommu.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.DmaPort;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.external.AskingCache;
import iommu.emulator.external.HostMap;
import iommu.emulator.notifier.TableNotifier;
import iommu.emulator.told.FollowLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a guest, a cache or a listener may do to those who follow, and what must hold all the same. */
class ListenerTroubleTest {

    private static final SourceId DEVICE = SourceId.parse("00:03.0");
    private static final Listener ASKS = new Listener(2, DEVICE, Set.of(Wish.UNMAP));
    private static final Listener MAPS = new Listener(1, DEVICE, Set.of(Wish.MAP, Wish.UNMAP));
    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> c.deviceTlb = true);

    private Machine machine;
    private int tail;

    /** A device at 00:03.0 in domain 1, with page 1000h at 7777000h. */
    private void start(Machine made) {
        machine = made;
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

    private void start(Capabilities unit, Listening listening) {
        start(new Machine(unit, 16, Options.DEFAULT, Host.listening(listening)));
    }

    private void store(long at, long word) {
        machine.on(new Stimulus.Store64(new Gpa(at), word));
    }

    private void context(long low, long high) {
        machine.on(new Stimulus.Store128(new Gpa(0x10_1180), new Entry128(low, high)));
    }

    private void write(int offset, int size, long value) {
        machine.on(new Stimulus.RegisterWrite(offset, size, value));
    }

    private void submit(long low, long high) {
        machine.on(new Stimulus.Store128(new Gpa(0x40_0000 + 16L * tail++), new Entry128(low, high)));
        write(0x88, 8, 16L * tail);
    }

    private static DmaRequest read(long address) {
        return DmaRequest.untranslated(DEVICE, new Iova(address), Access.READ);
    }

    private DmaOutcome dma(DmaRequest request) {
        return ((Answer.Dma) machine.on(new Stimulus.Dma(request))).outcome();
    }

    private AskingCache asker() {
        DmaPort port = this::dma;
        AskingCache cache = new AskingCache(port);
        machine.attach(ASKS, cache);
        assertThat(cache.translate(read(0x1000))).isEqualTo(new DmaOutcome.Translated(new Gpa(0x777_7000)));
        return cache;
    }

    private void allGone(DmaPort... views) {
        assertThat(dma(read(0x1000))).isInstanceOf(DmaOutcome.Blocked.class);
        for (DmaPort view : views) {
            assertThat(view.translate(read(0x1000))).isInstanceOf(DmaOutcome.Blocked.class);
        }
    }

    private static Listening limited() {
        return Listening.to(UNIT).withNotifier(
                (contexts, walk, memory) -> new TableNotifier(contexts, walk, memory, new FollowLimits(100, 5000)));
    }

    /** 2^27 leaves behind 512 entries that all lead to their own table. */
    @Test
    void tablesThatLeadToThemselvesCostTheGuestItsDeviceAndNobodyElseAnything() {
        start(UNIT, limited());
        machine.attach(MAPS, event -> { });
        for (int i = 0; i < 512; i++) {
            store(0x30_0000 + 8 * i, 0x30_0003);
        }
        submit(0x2 | 1 << 4, 0);
        assertThat(machine.failures()).singleElement().satisfies(f -> assertThat(f.text())
                .contains("listener 1 of 00:03.0", "more than 5000 mappings", "blocked"));
        assertThat(dma(read(0x1000))).isInstanceOf(DmaOutcome.Blocked.class);
    }

    /** Tables without a single leaf: nothing is mapped, and there is no end of places to look. */
    @Test
    void emptyTablesUsedTimeAndAgainEndToo() {
        start(UNIT, limited());
        machine.attach(MAPS, event -> { });
        store(0x11_0008, 0);
        for (int i = 0; i < 512; i++) {
            store(0x20_0000 + 8 * i, 0x11_0003);
        }
        submit(0x2 | 1 << 4, 0);
        assertThat(machine.failures()).singleElement().satisfies(f -> assertThat(f.text()).contains("more than 51200 walks"));
    }

    /** §6.5.2: DID bits above the supported width, and ADDR bits above MGAW, are ignored in commands. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bitsThatTheUnitIgnoresInCommandsAreIgnoredForListenersToo(boolean wideDomain) {
        Capabilities unit = UNIT.with(c -> c.domainIdBits = 8);
        start(unit, Listening.to(unit));
        HostMap map = new HostMap();
        machine.attach(MAPS, map);
        AskingCache asker = asker();
        store(0x11_0008, 0);
        if (wideDomain) {
            submit(0x2 | 2 << 4 | 0x101L << 16, 0);
        } else {
            submit(0x2 | 3 << 4 | 1 << 16, 0x1000 | 1L << 60);
        }
        allGone(map, asker);
    }

    @Test
    void whoAsksAgainAfterMemoryWasProtectedIsStillToldOfTheOldDomain() {
        Capabilities unit = UNIT.with(c -> c.protectedLow = true);
        start(unit, Listening.to(unit));
        AskingCache asker = asker();
        context(0x31_0001, 0x201);
        submit(0x1 | 3 << 4 | 1 << 16 | 0x18L << 32, 0);
        write(0x64, 4, 1L << 31);
        asker.translate(read(0x1000));
        submit(0x2 | 2 << 4 | 1 << 16, 0);
        allGone(asker);
    }

    @Test
    void whatACacheFillsByItselfIsKnownWhenItIsAnswered() {
        start(AdversarialMachine.eager(UNIT));
        dma(read(0x1000));
        AskingCache asker = asker();
        store(0x11_0008, 0);
        submit(0x2 | 3 << 4 | 1 << 16, 0x1000);
        allGone(asker);
    }

    @Test
    void aShadowedListenerThatRefusesADeviceTlbInvalidationIsGoneWholly() {
        Capabilities unit = UNIT.with(c -> c.cachingMode = false);
        Listening listening = Listening.shadowed(unit, Shadowing.SECOND_STAGE);
        start(unit, listening);
        Listener all = new Listener(1, DEVICE, Set.of(Wish.MAP, Wish.UNMAP, Wish.DEVICE_TLB));
        List<Event> told = new ArrayList<>();
        MappingListener refuses = event -> {
            told.add(event);
            if (event instanceof Event.DeviceTlbInvalidated) {
                throw new IllegalStateException("no");
            }
        };
        machine.attach(all, refuses);
        submit(0x3 | 0x18L << 32, 0x1000);
        assertThat(told).extracting(Event::to).containsOnly(all);
        assertThat(machine.failures()).singleElement().extracting(ListenerFailure::listener).isEqualTo(all);
        assertThat(listening.policy().attached()).isEmpty();
        machine.attach(all, event -> { });
        assertThat(listening.policy().attached()).containsExactly(all);
    }

    @Test
    void whoIsAttachedAnewAfterAFailureIsToldNothingOfBefore() {
        HostMap roomy = new HostMap();
        List<String> failed = new ArrayList<>();
        Listening listening = Listening.to(UNIT).withPort(new ListenerPort() {
            @Override
            public void wishes(Set<Wish> union) {
            }

            @Override
            public void failed(ListenerFailure failure) {
                failed.add(failure.text());
                machine.attach(MAPS, roomy);
            }
        });
        start(UNIT, listening);
        machine.attach(MAPS, new HostMap(1, true));
        store(0x11_0018, 0x888_8003);
        store(0x11_0028, 0x999_9003);
        submit(0x2 | 1 << 4, 0);
        assertThat(failed).hasSize(1);
        assertThat(roomy.size()).isEqualTo(3);
    }

    @Test
    void aRoomThatThrowsLeavesNothingHalfAttached() {
        Listening listening = Listening.to(UNIT)
                .withNotifier((contexts, walk, memory) -> new ThrowsOnce(new TableNotifier(contexts, walk, memory)));
        start(UNIT, listening);
        assertThatThrownBy(() -> machine.attach(MAPS, event -> { })).isInstanceOf(IllegalStateException.class).hasMessage("not yet");
        assertThat(listening.policy().attached()).isEmpty();
        machine.attach(MAPS, event -> { });
    }

    /** A notifier whose first replay goes wrong. */
    private static final class ThrowsOnce implements MappingNotifier {

        private final MappingNotifier room;
        private boolean thrown;

        private ThrowsOnce(MappingNotifier room) {
            this.room = room;
        }

        @Override
        public Set<Wish> add(Listener listener) {
            return room.add(listener);
        }

        @Override
        public Set<Wish> remove(Listener listener) {
            return room.remove(listener);
        }

        @Override
        public List<Event> invalidated(Invalidation command) {
            return room.invalidated(command);
        }

        @Override
        public List<Event> deviceTlbInvalidated(SourceId source, Iova start, long size) {
            return room.deviceTlbInvalidated(source, start, size);
        }

        @Override
        public List<Event> unitChanged(boolean translating, Gpa root) {
            return room.unitChanged(translating, root);
        }

        @Override
        public void served(SourceId source, DomainId domain) {
            room.served(source, domain);
        }

        @Override
        public List<Event> replay(Listener listener) {
            if (!thrown) {
                thrown = true;
                throw new IllegalStateException("not yet");
            }
            return room.replay(listener);
        }
    }
}
