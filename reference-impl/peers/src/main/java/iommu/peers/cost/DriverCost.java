package iommu.peers.cost;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingDriver;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.arch.stimulus.Stimulus;
import iommu.guest.PagePool;
import iommu.guest.TableDriver;
import iommu.guest.TableDriver.Style;
import iommu.guest.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The reference driver at work: buffers of some pages are mapped, each page is read and written by the device, and a
 * little later the buffer is unmapped. A batched driver invalidates once for each buffer that it maps, before the device
 * may use it, for everything since the last time.
 */
final class DriverCost {

    private static final Gpa ROOT = new Gpa(0x10_0000);
    private static final Gpa TABLES = new Gpa(0x100_0000);
    private static final SourceId DEVICE = Workload.DEVICES.getFirst();
    private static final List<Access> READ = List.of(Access.READ);
    private static final List<Access> WRITE = List.of(Access.WRITE);

    private final FollowedMachine machine;
    private final GuestQueue queue;
    private final PagePool pages = new PagePool(TABLES);
    private final MappingDriver driver;

    private DriverCost(Capabilities unit, Style style, Following following) {
        machine = new FollowedMachine(unit, 1, following, Set.of(DEVICE));
        queue = new GuestQueue(machine);
        driver = new TableDriver(unit, ROOT, pages, style, Set.of());
        queue.start(ROOT);
    }

    /**
     * @throws iommu.emulator.machine.ListenerRefusedException if the unit can't be followed so
     */
    static Count of(Capabilities unit, Style style, Following following, Load load) {
        DriverCost run = new DriverCost(unit, style, following);
        List<Request.Map> buffer = new ArrayList<>();
        for (Request request : Workload.buffers(load.seed(), load.pages(), load.most(), 0)) {
            if (!(request instanceof Request.Map) && !buffer.isEmpty()) {
                run.use(buffer);
            }
            run.perform(request);
            if (request instanceof Request.Map map) {
                buffer.add(map);
            }
        }
        return run.queue.count();
    }

    /** @param seed of sizes and order of buffers @param pages mapped in all, at least @param most in a buffer */
    record Load(long seed, int pages, int most) {
    }

    private void use(List<Request.Map> buffer) {
        perform(new Request.Sync());
        for (Request.Map map : buffer) {
            machine.request(DEVICE, map.page().page(), map.page().frame(), READ);
            machine.request(DEVICE, map.page().page(), map.page().frame(), WRITE);
        }
        buffer.clear();
    }

    private void perform(Request request) {
        List<Act> acts = request.on(driver);
        acts.forEach(this::perform);
        pages.takeBack(acts);
    }

    private void perform(Act act) {
        switch (act) {
            case Act.Store(Gpa at, long value) -> machine.store(at, value);
            case Act.StoreWhole whole -> machine.on(new Stimulus.Store128(whole.at(), whole.value()));
            case Act.Flush(Gpa line) -> machine.on(new Stimulus.Flush(line));
            case Act.Invalidate invalidate -> queue.put(invalidate.command());
            case Act.Wait w -> queue.await();
            case Act.Release released -> { }
            case Act.FlushWriteBuffer f -> throw new IllegalArgumentException("for units without RWBF");
            case Act.InvalidateDeviceTlb i -> throw new IllegalArgumentException("for devices without device-TLB");
        }
    }
}
