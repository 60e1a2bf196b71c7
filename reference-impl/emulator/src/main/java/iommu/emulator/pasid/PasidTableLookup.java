package iommu.emulator.pasid;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Entry256;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.PasidContext;
import iommu.arch.PasidContext.Flags;
import iommu.arch.PasidContext.Tables;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.format.PasidDirectoryEntry;
import iommu.arch.format.PasidEntry;
import iommu.arch.format.ScalableContextEntry;
import iommu.arch.format.ScalableRootEntry;
import iommu.arch.seam.ScalableLookup;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The scalable-mode lookup: root table, by bus; context table, by device and function; PASID directory and PASID
 * table, by PASID (§3.4.3).
 *
 * <pre>
 *  source-id   15       8   7     6       0          PASID  19         6 5        0
 *             ┌──────────┬──────┬──────────┐               ┌────────────┬──────────┐
 *             │   bus    │ half │ entry    │               │ directory  │  table   │
 *             └────┬─────┴──┬───┴────┬─────┘               └─────┬──────┴────┬─────┘
 *   root entry  &lt;──┴────────┘        │       PASID directory  &lt;──┘           │
 *   context entry  &lt;─────────────────┘       PASID-table entry  &lt;────────────┘
 * </pre>
 *
 * <p>In every entry presence comes first, then reserved bits, then its values (freedom {@code scalable-fault-order}).
 */
public final class PasidTableLookup implements ScalableLookup {

    private static final int PASIDS_PER_TABLE = 64;

    private final TableMemory memory;
    private final Capabilities capabilities;
    private final ReservedFields reserved;

    public PasidTableLookup(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.capabilities = capabilities;
        this.reserved = new ReservedFields(capabilities);
    }

    /** Only the half for this device is judged (freedom {@code root-half}). */
    @Override
    public ScalableContextResult context(Gpa rootTable, SourceId source) {
        Optional<Entry128> rootBits = memory.read128(rootTable.plus((long) ScalableRootEntry.SIZE * source.bus()));
        if (rootBits.isEmpty()) {
            return Fault.of(FaultReason.SCALABLE_ROOT_ACCESS_ERROR); // §7.1.3 SRT.1
        }
        ScalableRootEntry root = new ScalableRootEntry(rootBits.get());
        ScalableRootEntry.Half half = source.device() < 16 ? root.lower() : root.upper(); // §3.4.3
        if (!half.present()) {
            return Fault.of(FaultReason.SCALABLE_ROOT_NOT_PRESENT); // §7.1.3 SRT.2
        }
        if (reserved.set(half)) {
            return Fault.of(FaultReason.SCALABLE_ROOT_RESERVED); // §7.1.3 SRT.3
        }
        int deviceAndFunction = source.value() & 0x7F;
        Optional<Entry256> bits = read256(half.contextTable().plus((long) ScalableContextEntry.SIZE * deviceAndFunction));
        if (bits.isEmpty()) {
            return Fault.of(FaultReason.SCALABLE_CONTEXT_ACCESS_ERROR); // §7.1.3 SCT.1
        }
        return judge(new ScalableContextEntry(bits.get()));
    }

    private ScalableContextResult judge(ScalableContextEntry entry) {
        boolean silent = entry.faultProcessingDisable(); // §9.4: FPD counts even if P=0
        if (!entry.present()) {
            return Fault.of(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT).withSilent(silent); // §7.1.3 SCT.2
        }
        if (reserved.set(entry)) {
            return Fault.of(FaultReason.SCALABLE_CONTEXT_RESERVED).withSilent(silent); // §7.1.3 SCT.3
        }
        int directoryEntries = 1 << entry.directorySize() + 7; // §9.4: PDTS
        boolean inconsistent = entry.pageRequestEnable() && !entry.deviceTlbEnable() // §7.1.3 SCT.4.1
                || entry.ridPasid() >= directoryEntries * PASIDS_PER_TABLE // §7.1.3 SCT.4.2
                || entry.translatedPasidEnable() && !entry.pasidEnable(); // §7.1.3 SCT.4.3
        if (inconsistent) {
            return Fault.of(FaultReason.SCALABLE_CONTEXT_INVALID).withSilent(silent);
        }
        return new ScalableContext(entry.pasidDirectory(), directoryEntries, entry.ridPasid(), entry.ridPrivilege(),
                entry.deviceTlbEnable(), entry.pasidEnable(), entry.pageRequestEnable(), entry.translatedPasidEnable(),
                silent);
    }

    /** The kind of request comes before the value of its PASID (freedom {@code refusal-order}). */
    @Override
    public Optional<Fault> refusal(ScalableContext context, Query query) {
        return refusedKind(context, query).or(() -> refusedPasid(context, query))
                .map(reason -> Fault.of(reason).withSilent(context.silent()));
    }

    private static Optional<FaultReason> refusedKind(ScalableContext context, Query query) {
        boolean withPasid = query.pasid().present();
        boolean disabled = withPasid && !context.pasid();
        return switch (query.purpose()) {
            case UNTRANSLATED -> when(disabled, FaultReason.PASID_DISABLED); // §7.1.3 SCT.6
            case TRANSLATION -> when(!context.deviceTlb(), FaultReason.DEVICE_TLB_DISABLED) // §7.1.3 SCT.5
                    .or(() -> when(disabled, FaultReason.PASID_DISABLED)); // §7.1.3 SCT.6
            case TRANSLATED -> when(!context.deviceTlb(), FaultReason.DEVICE_TLB_DISABLED) // §7.1.3 SCT.5
                    .or(() -> when(withPasid && !context.translatedWithPasid(),
                            FaultReason.TRANSLATED_WITH_PASID_DISABLED)); // §7.1.3 SCT.10
            case PAGE_REQUEST -> when(!context.pageRequests(), FaultReason.PAGE_REQUEST_DISABLED) // §7.1.3 SCT.8
                    .or(() -> when(disabled, FaultReason.PASID_DISABLED)); // §7.1.3 SCT.6
        };
    }

    private Optional<FaultReason> refusedPasid(ScalableContext context, Query query) {
        if (!query.pasid().present()) {
            return Optional.empty();
        }
        int pasid = query.pasid().value();
        boolean wide = query.purpose() != Purpose.PAGE_REQUEST && pasid >>> capabilities.scalable().pasidBits() != 0;
        return when(wide, FaultReason.PASID_BEYOND_SUPPORTED_SIZE) // §7.1.3 SGN.10: page requests don't meet it
                .or(() -> when(pasid >= context.directoryEntries() * PASIDS_PER_TABLE,
                        FaultReason.PASID_BEYOND_DIRECTORY)) // §7.1.3 SCT.7
                .or(() -> when(pasid == context.ridPasid(), FaultReason.PASID_EQUALS_RID_PASID)); // §7.1.3 SCT.9
    }

    private static Optional<FaultReason> when(boolean condition, FaultReason reason) {
        return condition ? Optional.of(reason) : Optional.empty();
    }

    /** The FPD bits of context, directory and PASID entry add up in a fault: any of them is enough (§9.4-§9.6). */
    @Override
    public PasidResult entry(ScalableContext context, int pasid) {
        Gpa at = context.directory().plus((long) PasidDirectoryEntry.SIZE * (pasid / PASIDS_PER_TABLE)); // §9.5
        OptionalLong directoryBits = memory.read64(at);
        if (directoryBits.isEmpty()) {
            return Fault.of(FaultReason.PASID_DIRECTORY_ACCESS_ERROR).withSilent(context.silent()); // §7.1.3 SPD.1
        }
        PasidDirectoryEntry directory = new PasidDirectoryEntry(directoryBits.getAsLong());
        boolean silent = context.silent() || directory.faultProcessingDisable(); // §9.5: even if P=0
        if (!directory.present()) {
            return Fault.of(FaultReason.PASID_DIRECTORY_NOT_PRESENT).withSilent(silent); // §7.1.3 SPD.2
        }
        if (reserved.set(directory)) {
            return Fault.of(FaultReason.PASID_DIRECTORY_RESERVED).withSilent(silent); // §7.1.3 SPD.3
        }
        Gpa entryAt = directory.pasidTable().plus((long) PasidEntry.SIZE * (pasid % PASIDS_PER_TABLE)); // §9.6
        Optional<PasidEntry> entry = readEntry(entryAt);
        if (entry.isEmpty()) {
            return Fault.of(FaultReason.PASID_ENTRY_ACCESS_ERROR).withSilent(silent); // §7.1.3 SPT.1
        }
        return switch (judge(entry.get(), directory.faultProcessingDisable())) {
            case Fault fault -> fault.withSilent(fault.silent() || context.silent());
            case PasidContext sound -> sound;
        };
    }

    private PasidResult judge(PasidEntry entry, boolean silentDirectory) {
        boolean silent = silentDirectory || entry.faultProcessingDisable(); // §9.6: even if P=0
        if (!entry.present()) {
            return Fault.of(FaultReason.PASID_ENTRY_NOT_PRESENT).withSilent(silent); // §7.1.3 SPT.2
        }
        if (reserved.set(entry)) {
            return Fault.of(FaultReason.PASID_ENTRY_RESERVED).withSilent(silent); // §7.1.3 SPT.3
        }
        Optional<PasidType> type = type(entry); // §7.1.3 SPT.4.2
        if (type.isEmpty() || !supported(entry, type.get())) {
            return Fault.of(FaultReason.PASID_ENTRY_INVALID).withSilent(silent);
        }
        return new PasidContext(new DomainId(entry.domainId()), type.get(),
                new Tables(entry.firstStagePointer(), 4 + entry.firstStagePagingMode()), secondStage(entry),
                flags(entry), silent);
    }

    private Optional<PasidType> type(PasidEntry entry) {
        return switch (entry.translationType()) { // §9.6: PGTT
            case 1 -> offered(capabilities.scalable().firstStage(), PasidType.FIRST_STAGE);
            case 2 -> offered(capabilities.scalable().secondStage(), PasidType.SECOND_STAGE);
            case 3 -> offered(capabilities.scalable().nested(), PasidType.NESTED);
            case 4 -> offered(capabilities.passThrough(), PasidType.PASS_THROUGH);
            default -> Optional.empty();
        };
    }

    private static Optional<PasidType> offered(boolean offered, PasidType type) {
        return offered ? Optional.of(type) : Optional.empty();
    }

    /** A field of a stage that the type leaves out is not judged (§9.6; FSPM: freedom {@code unused-paging-mode}). */
    private boolean supported(PasidEntry entry, PasidType type) {
        return switch (type) {
            case FIRST_STAGE -> supportedMode(entry);
            case SECOND_STAGE -> supportedWidth(entry);
            case NESTED -> supportedMode(entry) && supportedWidth(entry)
                    && entry.firstStagePointer().value() >>> nestedWidth(entry) == 0; // §7.1.3 SPT.4.4
            case PASS_THROUGH -> true;
        };
    }

    private boolean supportedWidth(PasidEntry entry) {
        return capabilities.levels().contains(secondStage(entry).levels()); // §7.1.3 SPT.4.1
    }

    private boolean supportedMode(PasidEntry entry) {
        return switch (entry.firstStagePagingMode()) { // §7.1.3 SPT.4.3
            case 0 -> true;
            case 1 -> capabilities.scalable().fiveLevels();
            default -> false;
        };
    }

    private int nestedWidth(PasidEntry entry) {
        return Math.min(capabilities.guestAddressWidth(), 12 + 9 * secondStage(entry).levels());
    }

    private static Tables secondStage(PasidEntry entry) {
        return new Tables(entry.secondStagePointer(), entry.addressWidth() + 2); // §9.6: AW 1 is 3 levels
    }

    private static Flags flags(PasidEntry entry) {
        return new Flags(entry.secondStageDirtyEnable(), entry.pageWalkSnoop(), entry.pageSnoop(),
                entry.supervisorRequestEnable(), entry.writeProtectEnable(), entry.extendedAccessedEnable());
    }

    /** Larger entries than 16 bytes may be read in pieces of 16 (§9.4, §9.6). */
    private Optional<Entry256> read256(Gpa at) {
        return memory.read128(at).flatMap(low -> memory.read128(at.plus(16)).map(high -> new Entry256(low, high)));
    }

    private Optional<PasidEntry> readEntry(Gpa at) {
        return read256(at).flatMap(low -> read256(at.plus(32)).map(high -> new PasidEntry(low, high)));
    }
}
