package lab01;

import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.Todo;
import iommu.arch.seam.ContextLookup;

/**
 * The legacy-mode lookup: root table, by bus; context table, by device and function (§3.4.2).
 *
 * <pre>
 *  source-id   15       8 7      3 2      0
 *             ┌──────────┬────────┬────────┐
 *             │   bus    │ device │function│
 *             └────┬─────┴───┬────┴────────┘
 *   root table     │         │    context table
 *  ┌───────────┐   │         │   ┌──────────────┐
 *  │root entry │&lt;──┘         └──&gt;│context entry │──&gt; domain-id, type, top page table, levels
 *  │    CTP    │────────────────&gt;└──────────────┘
 *  └───────────┘
 * </pre>
 */
public final class RootAndContextLookup implements ContextLookup {

    private final TableMemory memory;
    private final Capabilities capabilities;

    public RootAndContextLookup(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.capabilities = capabilities;
    }

    @Override
    public ContextResult lookUp(Gpa rootTable, SourceId source) {
        throw new Todo("01");
    }
}
