package lab00;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Iova;
import iommu.arch.TableMemory;
import iommu.arch.Todo;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.seam.PageWalk;

/**
 * Translates with one page table of 512 entries: 2 MiB of addresses, no more.
 *
 * <pre>
 *  63                    21 20         12 11          0
 * ┌────────────────────────┬─────────────┬─────────────┐
 * │       must be 0        │    index    │   offset    │
 * └────────────────────────┴─────────────┴─────────────┘
 * </pre>
 *
 * <p>The index picks an entry of 8 bytes. The entry holds two rights, R and W, and the frame: where the page lies.
 */
public final class OneLevelWalk implements PageWalk {

    private final TableMemory memory;
    private final Capabilities capabilities;

    public OneLevelWalk(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.capabilities = capabilities;
    }

    /** @param start names the table, {@code start.table()}; its level is 1, its rights are both, its width is 21 bits */
    @Override
    public WalkResult walk(WalkStart start, Iova address, Access access) {
        throw new Todo("00");
    }
}
