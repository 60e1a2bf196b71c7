package lab10;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.ShadowTables;
import java.util.List;
import java.util.Set;

public final class TrapTables implements ShadowTables {

    public TrapTables(TableMemory memory, Capabilities capabilities, MemoryMap map, Shadowing follows) {
    }

    @Override
    public List<Event> add(Listener listener) {
        return List.of(new Event.ModeChanged(listener, Mode.IDENTITY));
    }

    @Override
    public void remove(Listener listener) {
    }

    @Override
    public List<Event> unitChanged(boolean translating, Gpa root, TableMode mode, boolean separateRights) {
        return List.of();
    }

    @Override
    public List<Event> stored(Gpa at, int size) {
        return List.of();
    }

    @Override
    public List<Event> invalidated(Invalidation command) {
        return List.of();
    }

    @Override
    public Set<Gpa> trapped() {
        return Set.of();
    }
}
