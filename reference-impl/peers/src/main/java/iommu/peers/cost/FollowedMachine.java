package iommu.peers.cost;

import static iommu.arch.seam.MappingNotifier.Wish.MAP;
import static iommu.arch.seam.MappingNotifier.Wish.UNMAP;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.register.Register;
import iommu.arch.seam.DmaPort;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.external.AskingCache;
import iommu.emulator.external.HostMap;
import iommu.emulator.machine.Host;
import iommu.emulator.machine.Listening;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.emulator.safety.MatrixPolicy;
import iommu.emulator.secondstage.SecondStageWalk;
import iommu.emulator.shadow.TrapTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A machine whose devices are followed in one {@link Following way}, and which counts. A device's requests go where such
 * a device sends them: through the first of its host maps, through its own cache, or to the unit.
 */
final class FollowedMachine {

    /** Above what any guest here can fill. */
    private static final int CAPACITY = 1 << 16;

    private final Following following;
    private final Machine machine;
    private final CountedWalks walks = new CountedWalks();
    private final Map<SourceId, DmaPort> ports = new LinkedHashMap<>();
    private final Capabilities capabilities;
    private TrapTables shadow;
    private int listeners;
    private long requests;
    private long wrong;
    private long events;

    /**
     * @param devices whom to follow
     * @throws iommu.emulator.machine.ListenerRefusedException if that would be unsafe
     */
    FollowedMachine(Capabilities capabilities, int majorVersion, Following following, Set<SourceId> devices) {
        this.following = following;
        this.capabilities = capabilities;
        Listening listening = new Listening(new MatrixPolicy(Configuration.of(capabilities, following.shadowing(), true)));
        Listening all = following.shadowing() == Shadowing.OFF ? listening
                : listening.withShadow((memory, map) -> {
                    shadow = new TrapTables(memory, capabilities, map, following.shadowing());
                    return shadow;
                });
        Options options = new Options(majorVersion, false, true);
        machine = new Machine(capabilities, CAPACITY, options, Host.listening(all), walks::around);
        devices.forEach(this::follow);
    }

    private void follow(SourceId device) {
        DmaPort port = machine.unit();
        if (following == Following.EMULATED) {
            AskingCache cache = new AskingCache(port);
            attach(device, Set.of(UNMAP), cache);
            port = cache;
        }
        for (int i = 0; i < following.externalCaches(); i++) {
            HostMap map = new HostMap();
            attach(device, Set.of(MAP, UNMAP), map);
            port = i == 0 ? map : port;
        }
        ports.put(device, port);
    }

    private void attach(SourceId device, Set<Wish> wishes, MappingListener listener) {
        machine.attach(new Listener(listeners++, device, wishes), event -> {
            events++;
            listener.on(event);
        });
    }

    void on(Stimulus step) {
        machine.on(step);
    }

    /** The guest stores 8 bytes. @return whether there is memory */
    boolean store(Gpa at, long value) {
        machine.on(new Stimulus.Store64(at, value));
        return at.offsetIn(8) == 0 && at.value() >>> capabilities.hostAddressWidth() == 0;
    }

    long read(int offset, int size) {
        return machine.unit().read(offset, size);
    }

    /** Where the guest's tables of legacy mode map this page now, whoever has been told. */
    Gpa mapped(SourceId source, Iova page) {
        Gpa root = new Gpa(read(Register.RTADDR.offset(), 8));
        TranslationContext context =
                (TranslationContext) new RootAndContextLookup(machine.memory(), capabilities).lookUp(root, source);
        return ((Mapping) new SecondStageWalk(machine.memory(), capabilities).walk(context.walkStart(), page, Access.WRITE))
                .translate(page);
    }

    /** A request of a device. @param frame where it should come out @param oneOf the kinds of access that it may be */
    void request(SourceId source, Iova address, Gpa frame, List<Access> oneOf) {
        requests++;
        walks.serving(true);
        DmaPort port = ports.getOrDefault(source, machine.unit());
        boolean right = oneOf.stream().anyMatch(access -> port.translate(DmaRequest.untranslated(source, address, access))
                .equals(new DmaOutcome.Translated(frame)));
        walks.serving(false);
        wrong += right ? 0 : 1;
    }

    /** @param registerWrites @param descriptors as the caller has seen them */
    Count count(long registerWrites, long descriptors) {
        return new Count(registerWrites, descriptors, requests, wrong, walks.walks(), walks.readAgain(), events,
                shadow == null ? 0 : shadow.traps());
    }
}
