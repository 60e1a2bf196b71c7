package iommu.emulator.machine;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.ScalableContext;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.register.TableMode;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.PageWalk;
import iommu.arch.seam.ScalableLookup.Purpose;
import iommu.arch.seam.ScalableLookup.Query;
import iommu.arch.seam.StagedWalk;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The tables as those see them who follow the untranslated requests without PASID of a source, in any table mode: one
 * lookup, one walk. They set no flag in memory, record no fault and fill no cache.
 *
 * <p>In scalable mode a context is the PASID entry of RID_PASID (§3.4.3).
 */
final class UnitTables implements ContextLookup, PageWalk {

    /** Below the address of a top table: the pages of its PASID entry are snooped, whatever SNP says (§3.10). */
    private static final long SNOOPED = 1;
    private static final long TABLE = 1 << 12;

    private final Rooms rooms;
    private final UnitState state;
    private final boolean scalableOffered;
    private final Predicate<SourceId> mapped;
    private final Map<SourceId, PasidType> unfollowed = new TreeMap<>();

    /** @param mapped whether somebody needs to know every mapping of the source */
    UnitTables(Capabilities capabilities, Rooms rooms, UnitState state, Predicate<SourceId> mapped) {
        this.scalableOffered = capabilities.scalable().offered();
        this.rooms = rooms;
        this.state = state;
        this.mapped = mapped;
    }

    /** Sources whose tables nobody can follow who needs every mapping, and why; each is told of once. */
    Map<SourceId, PasidType> takeUnfollowed() {
        if (unfollowed.isEmpty()) {
            return Map.of();
        }
        Map<SourceId, PasidType> taken = Map.copyOf(unfollowed);
        unfollowed.clear();
        return taken;
    }

    @Override
    public ContextResult lookUp(Gpa root, SourceId source) {
        return switch (state.mode) {
            case LEGACY -> state.separateRights ? Fault.of(FaultReason.TRANSLATION_MODE_INVALID) // §7.1.3 RTA.1.4
                    : rooms.legacy().context().lookUp(root, source);
            case SCALABLE -> !scalableOffered ? Fault.of(FaultReason.TRANSLATION_MODE_INVALID) // RTA.1.3
                    : switch (rooms.scalable().lookup().context(root, source)) {
                        case Fault fault -> fault;
                        case ScalableContext context -> ofRequestsWithoutPasid(source, context);
                    };
            case RESERVED, ABORT -> Fault.of(FaultReason.ABORT_MODE);
        };
    }

    private ContextResult ofRequestsWithoutPasid(SourceId source, ScalableContext context) {
        Optional<Fault> refusal = rooms.scalable().lookup().refusal(context, new Query(Pasid.NONE, Purpose.UNTRANSLATED));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return switch (rooms.scalable().lookup().entry(context, context.ridPasid())) {
            case Fault fault -> fault;
            case PasidContext entry when context.ridPrivilege() && !entry.flags().supervisor() ->
                Fault.of(FaultReason.SUPERVISOR_REQUEST_DISABLED); // §7.1.3 SPT.6
            case PasidContext entry -> asLegacy(source, entry);
        };
    }

    private ContextResult asLegacy(SourceId source, PasidContext entry) {
        return switch (entry.type()) {
            case PASS_THROUGH -> new TranslationContext(entry.domain(), TranslationType.PASS_THROUGH, new Gpa(0), 4, false);
            case SECOND_STAGE -> new TranslationContext(entry.domain(), TranslationType.UNTRANSLATED_ONLY,
                    entry.secondStage().top().plus(entry.flags().snoopedPages() ? SNOOPED : 0), entry.secondStage().levels(),
                    false);
            case FIRST_STAGE, NESTED -> {
                if (mapped.test(source)) {
                    unfollowed.put(source, entry.type());
                    yield Fault.of(FaultReason.PASID_ENTRY_INVALID);
                }
                yield new TranslationContext(entry.domain(), TranslationType.UNTRANSLATED_ONLY, new Gpa(0), 4, false);
            }
        };
    }

    @Override
    public WalkResult walk(WalkStart start, Iova address, Access access) {
        if (state.mode == TableMode.LEGACY) {
            return rooms.legacy().walk().walk(start, address, access);
        }
        PasidContext.Tables tables = new PasidContext.Tables(start.table().alignedTo(TABLE), start.level());
        boolean snooped = start.table().offsetIn(TABLE) == SNOOPED;
        PasidContext entry = new PasidContext(DomainId.ZERO, PasidType.SECOND_STAGE, tables, tables,
                new PasidContext.Flags(false, false, snooped, false, false, false), false);
        StagedWalk walk = state.separateRights ? rooms.scalable().separateRightsWalk() : rooms.scalable().walk();
        return switch (walk.walk(entry, new StagedWalk.Request(address, access, false))) {
            case StagedMapping m -> new Mapping(m.page(), m.frame(), m.size(), m.user(), m.snoop(), List.of());
            case Fault fault when fault.reason() == FaultReason.SCALABLE_READ_DENIED ->
                new Fault(FaultReason.READ_DENIED, fault.level(), fault.holeSize(), false); // what is left is W, as in legacy mode
            case Fault fault -> fault;
        };
    }
}
