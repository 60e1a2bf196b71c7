package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.RequestKind;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableSupport;
import iommu.arch.SourceId;
import iommu.oracle.ContextReading.Astray;
import iommu.oracle.ContextReading.Directed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What root, context and PASID-directory entries of scalable mode may be read as (§9.2, §9.4, §9.5, §7.1.3 SRT, SCT,
 * SPD). PASID-table entries are {@link PasidRules}' part.
 */
final class ScalableRules {

    private static final long ROOT_RESERVED = 0xFFE;
    private static final long DIRECTORY_RESERVED = 0xFFC;

    private final Capabilities unit;
    private final TableWords memory;
    private final FlagWords flags;
    private final Consumer<Gpa> reads;
    private final PasidRules entries;

    /** @param reads told of every 8-byte word that is looked at */
    ScalableRules(Capabilities unit, TableWords memory, FlagWords flags, Consumer<Gpa> reads) {
        this.unit = unit;
        this.memory = memory;
        this.flags = flags;
        this.reads = reads;
        entries = new PasidRules(unit);
    }

    Set<ContextReading> contexts(Gpa rootTable, SourceId source) {
        Set<ContextReading> readings = new LinkedHashSet<>();
        Gpa at = rootTable.alignedTo(4096).plus(source.bus() * 16L); // §9.2
        for (Optional<Entry128> root : views128(at)) {
            if (root.isEmpty()) {
                readings.add(astray(FaultReason.SCALABLE_ROOT_ACCESS_ERROR, false)); // SRT.1
            } else {
                boolean upper = source.device() >= 16; // §9.2: devices 16 to 31 have a table of their own
                long used = upper ? root.get().high() : root.get().low();
                below(used, upper ? root.get().low() : root.get().high(), source, readings);
            }
        }
        return readings;
    }

    private void below(long half, long other, SourceId source, Set<ContextReading> into) {
        // Freedom: SRT.3 speaks of both halves, so what is wrong with the one that is not used may count.
        if ((half & 1) != 0 && badRoot(half) || (other & 1) != 0 && badRoot(other)) {
            into.add(astray(FaultReason.SCALABLE_ROOT_RESERVED, false)); // SRT.3
        }
        if ((half & 1) == 0) {
            into.add(astray(FaultReason.SCALABLE_ROOT_NOT_PRESENT, false)); // SRT.2
        } else if (!badRoot(half)) {
            Gpa at = new Gpa(half & -4096L).plus((source.value() & 0x7FL) * 32); // §9.4
            for (Optional<Entry128> low : views128(at)) {
                for (Optional<Entry128> high : views128(at.plus(16))) {
                    if (low.isEmpty()) { // both halves lie in one page
                        into.add(astray(FaultReason.SCALABLE_CONTEXT_ACCESS_ERROR, false)); // SCT.1
                    } else {
                        judge(low.get(), high.get(), into);
                    }
                }
            }
        }
    }

    private boolean badRoot(long half) {
        return (half & (ROOT_RESERVED | aboveHost())) != 0;
    }

    private void judge(Entry128 low, Entry128 high, Set<ContextReading> into) {
        boolean silent = bit(low.low(), 1); // §9.4: FPD counts even if P=0
        if (!bit(low.low(), 0)) {
            into.add(astray(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT, silent)); // SCT.2
            return;
        }
        ScalableContext meaning = meaning(low, silent);
        // Freedom: SCT.3 and SCT.4 have no order.
        boolean reserved = reserved(low) || high.low() != 0 || high.high() != 0;
        boolean invalid = meaning.pageRequests() && !meaning.deviceTlb() // SCT.4.1
                || meaning.ridPasid() >= meaning.directoryEntries() * 64L; // SCT.4.2
        boolean inconsistent = meaning.translatedWithPasid() && !meaning.pasid(); // SCT.4.3
        if (reserved) {
            into.add(astray(FaultReason.SCALABLE_CONTEXT_RESERVED, silent));
        }
        if (invalid || inconsistent) {
            // Freedom: to a request with PASID such an entry may also be one that serves none (SCT.6).
            into.add(new Astray(Fault.of(FaultReason.SCALABLE_CONTEXT_INVALID).withSilent(silent),
                    inconsistent ? Optional.of(FaultReason.PASID_DISABLED) : Optional.empty()));
        }
        if (!reserved && !invalid && !inconsistent) {
            into.add(new Directed(meaning));
        }
    }

    private static ScalableContext meaning(Entry128 low, boolean silent) {
        long word = low.low();
        return new ScalableContext(new Gpa(word & -4096L), 128 << (int) (word >>> 9 & 7), (int) low.high() & 0xFFFFF,
                bit(low.high(), 20), bit(word, 2), bit(word, 3), bit(word, 4), bit(word, 6), silent);
    }

    /** §9.4: also what the unit doesn't offer. */
    private boolean reserved(Entry128 low) {
        ScalableSupport offers = unit.scalable();
        long first = aboveHost() | 3L << 7 | 1L << 5; // HPTE: there is no host permission table
        first |= unless(unit.deviceTlb(), 1L << 2) | unless(offers.pasidBits() > 0, 1L << 3)
                | unless(offers.pageRequests(), 1L << 4) | unless(offers.translatedWithPasid(), 1L << 6);
        long second = -1L << 21 | unless(offers.ridPasid(), 0xFFFFF) | unless(offers.ridPrivilege(), 1L << 20);
        return (low.low() & first) != 0 || (low.high() & second) != 0;
    }

    /** Why this context entry does not serve the request. Freedom: these have no order, so any of them may be reported. */
    Set<FaultReason> refusals(ScalableContext context, DmaRequest request) {
        Set<FaultReason> reasons = EnumSet.noneOf(FaultReason.class);
        if (request.kind() != RequestKind.UNTRANSLATED && !context.deviceTlb()) {
            reasons.add(FaultReason.DEVICE_TLB_DISABLED); // SCT.5
        }
        if (!request.pasid().present()) {
            return reasons;
        }
        int pasid = request.pasid().value();
        if (request.kind() == RequestKind.TRANSLATED ? !context.translatedWithPasid() : !context.pasid()) {
            reasons.add(request.kind() == RequestKind.TRANSLATED ? FaultReason.TRANSLATED_WITH_PASID_DISABLED // SCT.10
                    : FaultReason.PASID_DISABLED); // SCT.6
        }
        if (pasid >= context.directoryEntries() * 64) {
            reasons.add(FaultReason.PASID_BEYOND_DIRECTORY); // SCT.7
        }
        if (pasid == context.ridPasid()) {
            reasons.add(FaultReason.PASID_EQUALS_RID_PASID); // SCT.9
        }
        if (pasid >>> unit.scalable().pasidBits() != 0) {
            reasons.add(FaultReason.PASID_BEYOND_SUPPORTED_SIZE); // SGN.10
        }
        return reasons;
    }

    /** What directory and table say of a PASID. */
    Set<PasidReading> entries(ScalableContext context, int pasid) {
        Set<PasidReading> readings = new LinkedHashSet<>();
        Gpa at = context.directory().plus((pasid >>> 6) * 8L); // §9.5
        reads.accept(at);
        for (OptionalLong directory : memory.views64(at, unit.coherent())) {
            if (directory.isEmpty()) {
                readings.add(PasidRules.unserved(FaultReason.PASID_DIRECTORY_ACCESS_ERROR, false)); // SPD.1
            } else {
                flags.variants(at, directory.getAsLong()).forEach(word -> below(word, pasid, readings));
            }
        }
        return readings;
    }

    private void below(long directory, int pasid, Set<PasidReading> into) {
        boolean silent = bit(directory, 1); // §9.5: FPD counts even if P=0
        if (!bit(directory, 0)) {
            into.add(PasidRules.unserved(FaultReason.PASID_DIRECTORY_NOT_PRESENT, silent)); // SPD.2
            return;
        }
        if ((directory & (DIRECTORY_RESERVED | aboveHost())) != 0) {
            into.add(PasidRules.unserved(FaultReason.PASID_DIRECTORY_RESERVED, silent)); // SPD.3
            return;
        }
        Gpa at = new Gpa(directory & -4096L).plus((pasid & 63) * 64L); // §9.6
        List<List<Entry128>> contents = List.of(List.of());
        for (int piece = 0; piece < 4; piece++) { // §9: a large entry may be read in pieces of 16 bytes
            List<List<Entry128>> longer = new ArrayList<>();
            for (Optional<Entry128> view : views128(at.plus(piece * 16L))) {
                if (view.isEmpty()) {
                    into.add(PasidRules.unserved(FaultReason.PASID_ENTRY_ACCESS_ERROR, silent)); // SPT.1
                    return;
                }
                for (List<Entry128> content : contents) {
                    List<Entry128> one = new ArrayList<>(content);
                    one.add(view.get());
                    longer.add(one);
                }
            }
            contents = longer;
        }
        contents.forEach(content -> into.addAll(entries.judge(content, silent)));
    }

    private Set<Optional<Entry128>> views128(Gpa at) {
        reads.accept(at);
        reads.accept(at.plus(8));
        Set<Optional<Entry128>> views = memory.views128(at, unit.coherent());
        return flags.accessed(at) || flags.accessed(at.plus(8)) ? flagged(at, views) : views;
    }

    /** The unit itself may have written there, taking it for paging entries. */
    private Set<Optional<Entry128>> flagged(Gpa at, Set<Optional<Entry128>> views) {
        Set<Optional<Entry128>> all = new LinkedHashSet<>();
        for (Optional<Entry128> view : views) {
            if (view.isEmpty()) {
                all.add(view);
            } else {
                for (long low : flags.variants(at, view.get().low())) {
                    flags.variants(at.plus(8), view.get().high()).forEach(high -> all.add(Optional.of(new Entry128(low, high))));
                }
            }
        }
        return all;
    }

    private long aboveHost() {
        return -1L << unit.hostAddressWidth();
    }

    private static Astray astray(FaultReason reason, boolean silent) {
        return new Astray(Fault.of(reason).withSilent(silent), Optional.empty());
    }

    static long unless(boolean offered, long mask) {
        return offered ? 0 : mask;
    }

    static boolean bit(long word, int number) {
        return (word >>> number & 1) != 0;
    }
}
