package iommu.guest.judge;

import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.MappingDriver.Act;
import iommu.guest.Change;
import iommu.guest.Covers;
import iommu.guest.judge.Structures.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One change that a driver owes invalidations for.
 *
 * @param line    the 64-byte line of the entry, by its first address
 * @param memory  what the entry led to: it may be used until the change is covered
 * @param devices whose device-TLBs may hold what it said
 * @param from    the commands from this one on count; {@link #NOT_YET} while the store may not have reached memory
 */
record Debt(Change change, long line, List<Memory> memory, Set<SourceId> devices, int from) {

    static final int NOT_YET = Integer.MAX_VALUE;

    Debt reaching(int now) {
        return new Debt(change, line, memory, devices, now);
    }

    boolean keeps(Memory other) {
        return memory.stream().anyMatch(m -> m.overlaps(other));
    }

    /** Whether these commands, in their order, are what Table 28 asks for. Null stands for one that was left out. */
    boolean paidBy(List<Act> commands, Covers covers) {
        List<Invalidation> unit = new ArrayList<>();
        int next = from == NOT_YET ? commands.size() : from;
        while (!covers.covers(change, unit)) {
            if (next >= commands.size()) {
                return false;
            }
            if (commands.get(next++) instanceof Act.Invalidate(Invalidation command)) {
                unit.add(command);
            }
        }
        List<Act> later = commands.subList(Math.min(next, commands.size()), commands.size());
        return devices.stream().allMatch(d -> devicePaid(d, later)); // §6.5.2.5: device-TLBs after the IOTLB
    }

    private boolean devicePaid(SourceId device, List<Act> commands) {
        List<Change.Block> ranges = new ArrayList<>();
        for (Act act : commands) {
            if (act instanceof Act.InvalidateDeviceTlb d && d.source().equals(device)) {
                if (d.addressMask() >= Act.InvalidateDeviceTlb.EVERYTHING) {
                    return true;
                }
                ranges.add(new Change.Block(d.address(), d.addressMask()));
            }
        }
        return change instanceof Change.Paging p && p.pages().stream().allMatch(page -> Covers.hold(ranges, page));
    }
}
