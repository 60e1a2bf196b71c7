package iommu.emulator.firststage;

import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Iova;
import iommu.arch.Memory;
import iommu.arch.PasidContext;
import iommu.arch.Rights;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.seam.StagedWalk;

/**
 * The walks of scalable mode (§3.6-§3.8).
 *
 * <pre>
 *  first stage    address ──first──&gt; memory
 *  second stage   address ──second─&gt; memory
 *  nested         address ──first──&gt; (tables and page) ──second──&gt; memory
 * </pre>
 *
 * <p>A walk reads and judges all entries; then its output; and only then it sets the flags that the entries lack.
 */
public final class ScalableWalk implements StagedWalk {

    private final Memory memory;
    private final Capabilities capabilities;
    private final ScalableSecondStage secondStage;
    private final FirstStageWalk firstStage;
    private final FirstStageWalk nested;

    /** Rights are in R and W of second-stage entries. */
    public ScalableWalk(Memory memory, Capabilities capabilities) {
        this(memory, capabilities, false);
    }

    /** @param separateRights RTADDR.SSIRWE: rights are in IR and IW of second-stage entries (§11.4.5) */
    public ScalableWalk(Memory memory, Capabilities capabilities, boolean separateRights) {
        this.memory = memory;
        this.capabilities = capabilities;
        this.secondStage = new ScalableSecondStage(capabilities, separateRights);
        this.firstStage = new FirstStageWalk(capabilities, new PlainMemory());
        this.nested = new FirstStageWalk(capabilities, new NestedWalk(secondStage, capabilities.zeroLengthRead()));
    }

    /** SRE is judged for every type (freedom {@code supervisor-second-stage}). */
    @Override
    public StagedResult walk(PasidContext context, Request request) {
        if (request.supervisor() && !context.flags().supervisor()) {
            return Fault.of(FaultReason.SUPERVISOR_REQUEST_DISABLED); // §7.1.3 SPT.6
        }
        Trail trail = new Trail(memory);
        StagedResult result = switch (context.type()) {
            case FIRST_STAGE -> firstStage.walk(context, request, trail);
            case SECOND_STAGE -> secondStage(context, request, trail);
            case NESTED -> nested.walk(context, request, trail);
            case PASS_THROUGH -> throw new IllegalArgumentException("pass-through has no tables to walk (§3.9)");
        };
        return result instanceof StagedMapping mapping ? complete(context, request, mapping, trail) : result;
    }

    private StagedResult secondStage(PasidContext context, Request request, Trail trail) {
        if (request.address().value() >>> secondStage.width(context) != 0) {
            return Fault.of(FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH); // §7.1.3 SGN.5
        }
        Demand demand = Demand.of(request.access(), capabilities.zeroLengthRead());
        boolean dirty = Demand.writes(request.access());
        StagedResult result = secondStage.walk(context, request.address(), demand, dirty, trail);
        return result instanceof StagedMapping mapping && !context.flags().supervisor() ? userOnly(mapping) : result;
    }

    /** Without SRE there is nothing that supervisor requests may do. */
    private static StagedMapping userOnly(StagedMapping mapping) {
        return new StagedMapping(mapping.page(), mapping.frame(), mapping.size(), mapping.user(), Rights.NONE,
                mapping.snoop(), mapping.writable(), mapping.steps());
    }

    private StagedResult complete(PasidContext context, Request request, StagedMapping mapping, Trail trail) {
        if (isInterruptRange(mapping, request.address())) {
            int level = mapping.steps().getLast().level();
            return new Fault(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT, level, PagingLevel.PAGE, false); // §7.1.3 SGN.8
        }
        boolean snooped = capabilities.scalable().snoopedWalks() && context.flags().snoopedWalk(); // §3.10: SMPWCS, PWSNP
        return trail.settle(snooped).<StagedResult>map(fault -> fault).orElse(mapping);
    }

    /** FEEx_xxxxh, by the request's own address (§3.15). */
    private static boolean isInterruptRange(StagedMapping mapping, Iova address) {
        return mapping.translate(address).value() >>> 20 == 0xFEE;
    }
}
