package lab12;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.StagedResult;
import iommu.arch.seam.ScalableTables;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Reserved fields and refusals are lists; each walk is a journey of its own, which gives up by throwing. */
public class ScalableRoom implements ScalableTables {

    private static final List<Words.Field> OF_CONTEXT = List.of(
            new Words.Field(2, 2, Capabilities::deviceTlb),
            new Words.Field(3, 3, unit -> unit.scalable().pasidBits() > 0),
            new Words.Field(4, 4, unit -> unit.scalable().pageRequests()),
            Words.Field.never(5, 5),
            new Words.Field(6, 6, unit -> unit.scalable().translatedWithPasid()),
            Words.Field.never(8, 7),
            new Words.Field(83, 64, unit -> unit.scalable().ridPasid()),
            new Words.Field(84, 84, unit -> unit.scalable().ridPrivilege()),
            Words.Field.never(127, 85), Words.Field.never(191, 128), Words.Field.never(255, 192));
    private static final List<Words.Field> OF_ENTRY = List.of(
            new Words.Field(4, 2, unit -> unit.scalable().secondStage()),
            Words.Field.never(5, 5),
            new Words.Field(9, 9, unit -> unit.scalable().secondStage() && unit.scalable().secondStageDirty()),
            Words.Field.never(11, 10),
            new Words.Field(63, 12, unit -> unit.scalable().secondStage()),
            Words.Field.never(86, 80),
            new Words.Field(87, 87, unit -> unit.scalable().snoopedWalks()),
            new Words.Field(88, 88, Capabilities::snoopControl),
            new Words.Field(90, 89, unit -> unit.scalable().memoryTypes()),
            Words.Field.never(95, 91),
            new Words.Field(127, 96, unit -> unit.scalable().memoryTypes()),
            new Words.Field(128, 128, unit -> unit.scalable().supervisorRequests()),
            Words.Field.never(129, 129),
            new Words.Field(132, 130, unit -> unit.scalable().firstStage()),
            new Words.Field(135, 135, unit -> unit.scalable().extendedAccessed()),
            Words.Field.never(139, 136),
            new Words.Field(191, 140, unit -> unit.scalable().firstStage()),
            Words.Field.never(255, 192), Words.Field.never(319, 256), Words.Field.never(383, 320),
            Words.Field.never(447, 384), Words.Field.never(511, 448));
    private static final List<Words.Field> OF_HALF = List.of(Words.Field.never(11, 1));
    private static final List<Words.Field> OF_DIRECTORY = List.of(Words.Field.never(11, 2));

    private record Refusal(FaultReason reason, BiPredicate<ScalableContext, Query> meets) {
    }

    private final Memory memory;
    private final Capabilities unit;
    private final List<Refusal> refusals = List.of(
            new Refusal(FaultReason.DEVICE_TLB_DISABLED, (context, query) -> !context.deviceTlb()
                    && (query.purpose() == Purpose.TRANSLATION || query.purpose() == Purpose.TRANSLATED)),
            new Refusal(FaultReason.PAGE_REQUEST_DISABLED, (context, query) -> !context.pageRequests()
                    && query.purpose() == Purpose.PAGE_REQUEST),
            new Refusal(FaultReason.TRANSLATED_WITH_PASID_DISABLED, (context, query) -> !context.translatedWithPasid()
                    && query.purpose() == Purpose.TRANSLATED && query.pasid().present()),
            new Refusal(FaultReason.PASID_DISABLED, (context, query) -> !context.pasid()
                    && query.purpose() != Purpose.TRANSLATED && query.pasid().present()),
            new Refusal(FaultReason.PASID_BEYOND_SUPPORTED_SIZE, (context, query) -> query.pasid().present()
                    && query.purpose() != Purpose.PAGE_REQUEST && query.pasid().value() >>> bits() != 0),
            new Refusal(FaultReason.PASID_BEYOND_DIRECTORY, (context, query) -> query.pasid().present()
                    && query.pasid().value() / 64 >= context.directoryEntries()),
            new Refusal(FaultReason.PASID_EQUALS_RID_PASID, (context, query) -> query.pasid().present()
                    && query.pasid().value() == context.ridPasid()));

    public ScalableRoom(Memory memory, Capabilities capabilities) {
        this.memory = memory;
        unit = capabilities;
    }

    private int bits() {
        return unit.scalable().pasidBits();
    }

    @Override
    public ScalableContextResult context(Gpa rootTable, SourceId source) {
        Optional<Words> root = Words.load(memory, rootTable.plus(16L * source.bus()), 1);
        if (root.isEmpty()) {
            return Fault.of(FaultReason.SCALABLE_ROOT_ACCESS_ERROR);
        }
        Words half = new Words(root.get().all()[source.device() / 16]);
        if (!half.is(0)) {
            return Fault.of(FaultReason.SCALABLE_ROOT_NOT_PRESENT);
        }
        if (half.violates(OF_HALF, unit) || half.exceeds(0, unit)) {
            return Fault.of(FaultReason.SCALABLE_ROOT_RESERVED);
        }
        int place = source.device() % 16 * 8 + source.function();
        Optional<Words> entry = Words.load(memory, half.pointer(0).plus(32L * place), 2);
        return entry.isEmpty() ? Fault.of(FaultReason.SCALABLE_CONTEXT_ACCESS_ERROR) : read(entry.get());
    }

    private ScalableContextResult read(Words entry) {
        int directoryEntries = 128 << entry.number(11, 9);
        int ridPasid = entry.number(83, 64);
        boolean unfit = entry.is(4) && !entry.is(2) || entry.is(6) && !entry.is(3) || ridPasid / 64 >= directoryEntries;
        FaultReason reason = !entry.is(0) ? FaultReason.SCALABLE_CONTEXT_NOT_PRESENT
                : entry.violates(OF_CONTEXT, unit) || entry.exceeds(0, unit) ? FaultReason.SCALABLE_CONTEXT_RESERVED
                : unfit ? FaultReason.SCALABLE_CONTEXT_INVALID : null;
        return reason != null ? Fault.of(reason).withSilent(entry.is(1))
                : new ScalableContext(entry.pointer(0), directoryEntries, ridPasid, entry.is(84), entry.is(2), entry.is(3),
                        entry.is(4), entry.is(6), entry.is(1));
    }

    @Override
    public Optional<Fault> refusal(ScalableContext context, Query query) {
        return refusals.stream().filter(refusal -> refusal.meets().test(context, query)).findFirst()
                .map(refusal -> Fault.of(refusal.reason()).withSilent(context.silent()));
    }

    @Override
    public PasidResult entry(ScalableContext context, int pasid) {
        var word = memory.read64(context.directory().plus(pasid >> 6 << 3));
        if (word.isEmpty()) {
            return Fault.of(FaultReason.PASID_DIRECTORY_ACCESS_ERROR).withSilent(context.silent());
        }
        Words directory = new Words(word.getAsLong());
        boolean silent = context.silent() || directory.is(1);
        if (!directory.is(0)) {
            return Fault.of(FaultReason.PASID_DIRECTORY_NOT_PRESENT).withSilent(silent);
        }
        if (directory.violates(OF_DIRECTORY, unit) || directory.exceeds(0, unit)) {
            return Fault.of(FaultReason.PASID_DIRECTORY_RESERVED).withSilent(silent);
        }
        Optional<Words> entry = Words.load(memory, directory.pointer(0).plus((pasid & 63) << 6), 4);
        if (entry.isEmpty()) {
            return Fault.of(FaultReason.PASID_ENTRY_ACCESS_ERROR).withSilent(silent);
        }
        Words found = entry.get();
        FaultReason reason = flaw(found);
        return reason != null ? Fault.of(reason).withSilent(silent || found.is(1)) : read(found, directory.is(1) || found.is(1));
    }

    private FaultReason flaw(Words entry) {
        if (!entry.is(0)) {
            return FaultReason.PASID_ENTRY_NOT_PRESENT;
        }
        boolean wideDomain = entry.number(79, 64) >>> unit.domainIdBits() != 0;
        if (entry.violates(OF_ENTRY, unit) || entry.exceeds(0, unit) || entry.exceeds(2, unit) || wideDomain) {
            return FaultReason.PASID_ENTRY_RESERVED;
        }
        boolean first = entry.number(131, 130) == 0 || entry.number(131, 130) == 1 && unit.scalable().fiveLevels();
        int levels = entry.number(4, 2) + 2;
        boolean second = unit.levels().contains(levels);
        boolean fits = switch (entry.number(8, 6)) {
            case 1 -> unit.scalable().firstStage() && first;
            case 2 -> unit.scalable().secondStage() && second;
            case 3 -> unit.scalable().nested() && first && second
                    && entry.pointer(2).value() >>> Journey.width(unit, levels) == 0;
            case 4 -> unit.passThrough();
            default -> false;
        };
        return fits ? null : FaultReason.PASID_ENTRY_INVALID;
    }

    private static PasidContext read(Words entry, boolean silent) {
        PasidType type = PasidType.values()[entry.number(8, 6) - 1];
        return new PasidContext(new DomainId(entry.number(79, 64)), type,
                new PasidContext.Tables(entry.pointer(2), 4 + entry.number(131, 130)),
                new PasidContext.Tables(entry.pointer(0), 2 + entry.number(4, 2)),
                new PasidContext.Flags(entry.is(9), entry.is(87), entry.is(88), entry.is(128), entry.is(132), entry.is(135)),
                silent);
    }

    @Override
    public StagedResult walk(PasidContext context, Request request) {
        try {
            return new Journey(memory, unit, context, request).end();
        } catch (Journey.Lost lost) {
            return Fault.of(lost.reason);
        }
    }
}
