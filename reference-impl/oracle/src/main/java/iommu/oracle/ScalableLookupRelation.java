package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.RequestKind;
import iommu.arch.ScalableContext;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The law of room 12a (§9.2-§9.6, §7.1.3 SRT, SCT, SPD, SPT): stores and readability of pages make memory, the calls of
 * the seam ask.
 *
 * <p>Members are canonical: compare with {@link #canonical}.
 */
public final class ScalableLookupRelation implements Relation {

    private final TableWords memory;
    private final ScalableRules rules;

    public ScalableLookupRelation(Capabilities capabilities) {
        memory = new TableWords(capabilities.hostAddressWidth(), !capabilities.coherent());
        rules = new ScalableRules(capabilities, memory, new FlagWords(), at -> { });
    }

    @Override
    public Set<Answer> on(Stimulus step) {
        if (memory.take(step)) {
            return Set.of(new Answer.Done());
        }
        return switch (step) {
            case RoomCall.LookUpScalableContext(Gpa root, SourceId source) -> contexts(root, source);
            case RoomCall.AskRefusal(ScalableContext context, Pasid pasid, Optional<RequestKind> kind) ->
                refusals(context, kind.isPresent() ? requests(context, pasid, kind.get()) : pageRequests(context, pasid));
            case RoomCall.LookUpPasid(ScalableContext context, int pasid) -> entries(context, pasid);
            default -> Set.of();
        };
    }

    /**
     * Normalisation scalable-lookup: fields that the entry's type makes meaningless are 0, and a fault is its reason and
     * whether FPD was set.
     */
    public static Answer canonical(Answer answer) {
        return switch (answer) {
            case RoomAnswer.Context(Fault fault) -> new RoomAnswer.Context(plain(fault));
            case RoomAnswer.Refusal(Optional<Fault> fault) -> new RoomAnswer.Refusal(fault.map(ScalableLookupRelation::plain));
            case RoomAnswer.Entry(PasidResult result) -> new RoomAnswer.Entry(switch (result) {
                case Fault fault -> plain(fault);
                case PasidContext entry -> meaningful(entry);
            });
            default -> answer;
        };
    }

    private static Fault plain(Fault fault) {
        return Fault.of(fault.reason()).withSilent(fault.suppressed());
    }

    private static PasidContext meaningful(PasidContext e) {
        PasidContext.Tables none = new PasidContext.Tables(new Gpa(0), 0);
        boolean first = e.type() == PasidType.FIRST_STAGE || e.type() == PasidType.NESTED;
        boolean second = e.type() == PasidType.SECOND_STAGE || e.type() == PasidType.NESTED;
        PasidContext.Flags f = e.flags();
        return new PasidContext(e.domain(), e.type(), first ? e.firstStage() : none, second ? e.secondStage() : none,
                new PasidContext.Flags(second && f.secondStageDirty(), e.type() != PasidType.PASS_THROUGH && f.snoopedWalk(),
                        f.snoopedPages(), f.supervisor(), first && f.writeProtect(), first && f.extendedAccessed()), e.silent());
    }

    private Set<Answer> contexts(Gpa root, SourceId source) {
        Set<Answer> allowed = new LinkedHashSet<>();
        for (ContextReading reading : rules.contexts(root, source)) {
            switch (reading) {
                case ContextReading.Directed(ScalableContext context) -> allowed.add(new RoomAnswer.Context(context));
                case ContextReading.Astray(Fault fault, var withPasid) -> allowed.add(canonical(new RoomAnswer.Context(fault)));
                case ContextReading.Legacy legacy -> { }
            }
        }
        return allowed;
    }

    private Set<FaultReason> requests(ScalableContext context, Pasid pasid, RequestKind kind) {
        return rules.refusals(context, new DmaRequest(new SourceId(0), pasid, new Iova(0), Access.READ, kind));
    }

    /** SCT.6-9, as far as the columns of Table 30 for page requests name them. */
    private static Set<FaultReason> pageRequests(ScalableContext context, Pasid pasid) {
        Set<FaultReason> reasons = EnumSet.noneOf(FaultReason.class);
        if (!context.pageRequests()) {
            reasons.add(FaultReason.PAGE_REQUEST_DISABLED); // SCT.8
        }
        if (pasid.present()) {
            if (!context.pasid()) {
                reasons.add(FaultReason.PASID_DISABLED); // SCT.6
            }
            if (pasid.value() >= context.directoryEntries() * 64) {
                reasons.add(FaultReason.PASID_BEYOND_DIRECTORY); // SCT.7
            }
            if (pasid.value() == context.ridPasid()) {
                reasons.add(FaultReason.PASID_EQUALS_RID_PASID); // SCT.9
            }
        }
        return reasons;
    }

    private static Set<Answer> refusals(ScalableContext context, Set<FaultReason> reasons) {
        Set<Answer> allowed = new LinkedHashSet<>();
        reasons.forEach(r -> allowed.add(canonical(new RoomAnswer.Refusal(Optional.of(Fault.of(r).withSilent(context.silent()))))));
        return allowed.isEmpty() ? Set.of(new RoomAnswer.Refusal(Optional.empty())) : allowed;
    }

    /** FPD of the context entry counts for the machine in any case: whether it shows here too is left to the room. */
    private Set<Answer> entries(ScalableContext context, int pasid) {
        Set<Answer> allowed = new LinkedHashSet<>();
        for (PasidReading reading : rules.entries(context, pasid)) {
            for (boolean silent : context.silent() ? new boolean[] {reading.silent(), true} : new boolean[] {reading.silent()}) {
                allowed.add(canonical(new RoomAnswer.Entry(switch (reading) {
                    case PasidReading.Served(PasidContext e) ->
                        new PasidContext(e.domain(), e.type(), e.firstStage(), e.secondStage(), e.flags(), silent);
                    case PasidReading.Unserved(Fault fault, var beside) -> fault.withSilent(silent);
                })));
            }
        }
        return allowed;
    }
}
