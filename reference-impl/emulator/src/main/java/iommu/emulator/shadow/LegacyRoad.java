package iommu.emulator.shadow;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.format.ContextEntry;
import iommu.arch.format.RootEntry;
import java.util.Optional;

/** Root table, by bus; context table, by device and function (§3.4.2). */
final class LegacyRoad implements Road {

    private final TableMemory memory;
    private final Capabilities capabilities;

    LegacyRoad(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.capabilities = capabilities;
    }

    @Override
    public Plan follow(Gpa root, SourceId source, Passed passed) {
        Gpa at = root.plus((long) RootEntry.SIZE * source.bus());
        passed.entry(TrapKind.ROOT, at, RootEntry.SIZE);
        return memory.read128(at).map(RootEntry::new).filter(this::isSound)
                .flatMap(entry -> context(entry, source, passed)).filter(this::isSound)
                .map(this::plan).orElse(Plan.BLOCKED); // §7.1.3 LRT.1-LCT.4
    }

    private Optional<ContextEntry> context(RootEntry root, SourceId source, Passed passed) {
        Gpa at = root.contextTable().plus((long) ContextEntry.SIZE * (source.value() & 0xFF)); // §9.3
        passed.entry(TrapKind.CONTEXT, at, ContextEntry.SIZE);
        return memory.read128(at).map(ContextEntry::new);
    }

    private boolean isSound(RootEntry entry) {
        Entry128 bits = entry.bits();
        return entry.present() && (bits.low() & (0xFFE | beyondHostAddress())) == 0 && bits.high() == 0; // §9.1
    }

    private boolean isSound(ContextEntry entry) {
        long reservedHigh = 1L << 7 | -1L << 24; // §9.3: 71 and 127:88
        return entry.present() && (entry.bits().low() & (0xFF0 | beyondHostAddress())) == 0 // §9.3: 11:4 and 63:HAW
                && (entry.bits().high() & reservedHigh) == 0
                && entry.domainId() >>> capabilities.domainIdBits() == 0 // §9.3: DID above 4 + 2*ND bits
                && capabilities.levels().contains(levels(entry)); // §7.1.3 LCT.4.1
    }

    private long beyondHostAddress() {
        return -1L << capabilities.hostAddressWidth();
    }

    private static int levels(ContextEntry entry) {
        return entry.addressWidth() + 2; // §9.3: AW 1 is 3 levels
    }

    private Plan plan(ContextEntry entry) {
        Plan tables = Plan.of(Optional.of(new Plan.Second(entry.secondStagePointer(), levels(entry),
                SecondStageRules.legacy(capabilities))), Optional.empty());
        return switch (entry.translationType()) { // §9.3: TT; §7.1.3 LCT.4.2
            case 0 -> tables;
            case 1 -> capabilities.deviceTlb() ? tables : Plan.BLOCKED;
            case 2 -> capabilities.passThrough() ? Plan.IDENTITY : Plan.BLOCKED;
            default -> Plan.BLOCKED;
        };
    }
}
