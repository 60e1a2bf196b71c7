package iommu.emulator.shadow;

import iommu.arch.Capabilities;
import iommu.arch.Entry256;
import iommu.arch.Gpa;
import iommu.arch.PasidContext.Flags;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.format.PasidDirectoryEntry;
import iommu.arch.format.PasidEntry;
import iommu.arch.format.ScalableContextEntry;
import iommu.arch.format.ScalableRootEntry;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Root table, by bus; context table, by device and function; PASID directory and PASID table, by RID_PASID: the PASID
 * that requests without one are treated under (§3.4.3).
 */
final class ScalableRoad implements Road {

    private static final int PASIDS_PER_TABLE = 64;

    private final TableMemory memory;
    private final Capabilities capabilities;
    private final ScalableFields fields;
    private final boolean separateRights;

    /** @param separateRights RTADDR.SSIRWE (§11.4.5) */
    ScalableRoad(TableMemory memory, Capabilities capabilities, boolean separateRights) {
        this.memory = memory;
        this.capabilities = capabilities;
        this.fields = new ScalableFields(capabilities);
        this.separateRights = separateRights;
    }

    @Override
    public Plan follow(Gpa root, SourceId source, Passed passed) {
        return half(root, source, passed).filter(fields::areSound)
                .flatMap(half -> context(half, source, passed)).filter(fields::areSound)
                .flatMap(context -> directory(context, passed).filter(fields::areSound)
                        .flatMap(directory -> entry(directory, context.ridPasid(), passed)).filter(fields::areSound)
                        .map(entry -> plan(entry, context.ridPrivilege())))
                .orElse(Plan.BLOCKED); // §7.1.3 SRT, SCT, SPD, SPT
    }

    /** Only the half of the root entry for this device counts (§9.2). */
    private Optional<ScalableRootEntry.Half> half(Gpa root, SourceId source, Passed passed) {
        Gpa at = root.plus((long) ScalableRootEntry.SIZE * source.bus());
        passed.entry(TrapKind.ROOT, at, ScalableRootEntry.SIZE);
        return memory.read128(at).map(ScalableRootEntry::new)
                .map(entry -> source.device() < 16 ? entry.lower() : entry.upper()); // §3.4.3
    }

    private Optional<ScalableContextEntry> context(ScalableRootEntry.Half half, SourceId source, Passed passed) {
        Gpa at = half.contextTable().plus((long) ScalableContextEntry.SIZE * (source.value() & 0x7F)); // §9.4
        passed.entry(TrapKind.CONTEXT, at, ScalableContextEntry.SIZE);
        return read256(at).map(ScalableContextEntry::new);
    }

    private Optional<PasidDirectoryEntry> directory(ScalableContextEntry context, Passed passed) {
        int number = context.ridPasid() / PASIDS_PER_TABLE;
        Gpa at = context.pasidDirectory().plus((long) PasidDirectoryEntry.SIZE * number); // §9.5
        passed.entry(TrapKind.PASID_DIRECTORY, at, PasidDirectoryEntry.SIZE);
        OptionalLong bits = memory.read64(at);
        return bits.isPresent() ? Optional.of(new PasidDirectoryEntry(bits.getAsLong())) : Optional.empty();
    }

    private Optional<PasidEntry> entry(PasidDirectoryEntry directory, int pasid, Passed passed) {
        Gpa at = directory.pasidTable().plus((long) PasidEntry.SIZE * (pasid % PASIDS_PER_TABLE)); // §9.6
        passed.entry(TrapKind.PASID_TABLE, at, PasidEntry.SIZE);
        return read256(at).flatMap(low -> read256(at.plus(32)).map(high -> new PasidEntry(low, high)));
    }

    private Optional<Entry256> read256(Gpa at) {
        return memory.read128(at).flatMap(low -> memory.read128(at.plus(16)).map(high -> new Entry256(low, high)));
    }

    /** SRE is judged for every type of translation (§7.1.3 SPT.6). @param supervisor RID_PRIV (§9.4) */
    private Plan plan(PasidEntry entry, boolean supervisor) {
        if (supervisor && !entry.supervisorRequestEnable()) {
            return Plan.BLOCKED;
        }
        Plan.Second second = second(entry);
        return switch (entry.translationType()) { // §9.6: PGTT; §7.1.3 SPT.4
            case 1 -> first(entry, supervisor, Long.SIZE)
                    .map(first -> Plan.of(Optional.empty(), Optional.of(first))).orElse(Plan.BLOCKED);
            case 2 -> isOffered(second) ? Plan.of(Optional.of(second), Optional.empty()) : Plan.BLOCKED;
            case 3 -> first(entry, supervisor, second.width())
                    .filter(first -> isOffered(second) && capabilities.scalable().nested()
                            && first.top().value() >>> second.width() == 0) // §7.1.3 SPT.4.4
                    .map(first -> Plan.of(Optional.of(second), Optional.of(first))).orElse(Plan.BLOCKED);
            case 4 -> capabilities.passThrough() ? Plan.IDENTITY : Plan.BLOCKED;
            default -> Plan.BLOCKED;
        };
    }

    private Plan.Second second(PasidEntry entry) {
        return new Plan.Second(entry.secondStagePointer(), entry.addressWidth() + 2, // §9.6: AW 1 is 3 levels
                new SecondStageRules(capabilities, separateRights, entry.secondStageDirtyEnable(), isSnooped(entry),
                        entry.pageSnoop()));
    }

    private boolean isOffered(Plan.Second second) {
        return capabilities.scalable().secondStage() && capabilities.levels().contains(second.levels()); // §7.1.3 SPT.4.1
    }

    private Optional<Plan.First> first(PasidEntry entry, boolean supervisor, int outputWidth) {
        boolean offered = capabilities.scalable().firstStage() && (entry.firstStagePagingMode() == 0
                || entry.firstStagePagingMode() == 1 && capabilities.scalable().fiveLevels()); // §7.1.3 SPT.4.3
        Flags flags = new Flags(entry.secondStageDirtyEnable(), entry.pageWalkSnoop(), entry.pageSnoop(),
                entry.supervisorRequestEnable(), entry.writeProtectEnable(), entry.extendedAccessedEnable());
        return offered ? Optional.of(new Plan.First(entry.firstStagePointer(), 4 + entry.firstStagePagingMode(),
                new FirstStageRules(capabilities, supervisor, flags, isSnooped(entry), outputWidth))) : Optional.empty();
    }

    private boolean isSnooped(PasidEntry entry) {
        return capabilities.scalable().snoopedWalks() && entry.pageWalkSnoop(); // §3.10: SMPWC, PWSNP
    }
}
