package lab02;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Iova;
import iommu.arch.TableMemory;
import iommu.arch.Todo;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.seam.PageWalk;

/**
 * The walk through 3, 4 or 5 levels of second-stage tables (§3.7.1).
 *
 * <pre>
 *  56     48 47     39 38     30 29     21 20     12 11          0
 * ┌─────────┬─────────┬─────────┬─────────┬─────────┬─────────────┐
 * │ level 5 │ level 4 │ level 3 │ level 2 │ level 1 │   offset    │
 * └─────────┴─────────┴─────────┴─────────┴─────────┴─────────────┘
 * </pre>
 *
 * <p>Each level picks one of 512 entries with nine bits of the address. At every level the entry's own validity is
 * judged first, then whether the request still has its right (freedom {@code fault-order}).
 */
public final class SecondStageWalk implements PageWalk {

    private final TableMemory memory;
    private final Capabilities capabilities;

    public SecondStageWalk(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.capabilities = capabilities;
    }

    @Override
    public WalkResult walk(WalkStart start, Iova address, Access access) {
        throw new Todo("02");
    }
}
