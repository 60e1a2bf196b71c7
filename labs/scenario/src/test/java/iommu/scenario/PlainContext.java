package iommu.scenario;

import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import java.util.Optional;

/** A context lookup for the tests, right or with one of the classic mistakes. */
final class PlainContext {

    /** A mistake, and the group whose cases must show it. */
    enum Bug {
        NONE(""), BUS_AS_BOOLEAN("01.lookup"), FIELDS_SWAPPED("01.lookup"), DEVFN_7_BITS("01.lookup"),
        POINTER_32_BITS("01.lookup"), PRESENT_IF_NOT_ZERO("01.lookup"), DOMAIN_8_BITS("01.lookup"),
        RESERVED_UNCHECKED("01.reserved"), RESERVED_IF_ABSENT("01.reserved"), HIGH_HALF_UNCHECKED("01.reserved"),
        DOMAIN_BITS_UNCHECKED("01.reserved"), IGNORED_TAKEN_AS_RESERVED("01.reserved"), HAW_UNCHECKED("01.reserved"),
        WIDTH_UNCHECKED("01.width-and-type"), TYPE_UNCHECKED("01.width-and-type"),
        UNOFFERED_DEPTH("01.width-and-type"), TYPE_SUPPORT_UNCHECKED("01.width-and-type"),
        SILENCE_IGNORED("01.silence"), SILENCE_NEEDS_PRESENT("01.silence"), SILENCE_OF_ROOT("01.silence"),
        ACCESS_ERROR_IS_ABSENT("01.access-errors"), ONE_ACCESS_ERROR("01.access-errors"),
        READS_HALVES("01.whole-entries"), ALWAYS_FAULT("*"), ALWAYS_SAME("*");

        final String group;

        Bug(String group) {
            this.group = group;
        }
    }

    private final PlainMemory memory;
    private final Capabilities unit;
    private final Bug bug;

    PlainContext(PlainMemory memory, Capabilities unit, Bug bug) {
        this.memory = memory;
        this.unit = unit;
        this.bug = bug;
    }

    private Optional<Entry128> read(Gpa at) {
        if (bug != Bug.READS_HALVES) {
            return memory.read128(at);
        }
        return memory.read64(at).isEmpty() ? Optional.empty() : Optional.of(new Entry128(
                memory.read64(at).getAsLong(), memory.read64(at.plus(8)).getAsLong()));
    }

    ContextResult lookUp(Gpa root, SourceId source) {
        if (bug == Bug.ALWAYS_FAULT) {
            return Fault.of(FaultReason.CONTEXT_NOT_PRESENT);
        }
        if (bug == Bug.ALWAYS_SAME) {
            return new TranslationContext(new DomainId(1), TranslationType.PASS_THROUGH, new Gpa(0), 4, false);
        }
        int bus = bug == Bug.BUS_AS_BOOLEAN ? Math.min(source.bus(), 1) : source.bus();
        Optional<Entry128> rootEntry = read(root.plus(16L * bus));
        if (rootEntry.isEmpty()) {
            return Fault.of(bug == Bug.ACCESS_ERROR_IS_ABSENT ? FaultReason.ROOT_NOT_PRESENT
                    : FaultReason.ROOT_ACCESS_ERROR);
        }
        long low = rootEntry.get().low();
        if ((low & 1) == 0) {
            boolean silent = bug == Bug.SILENCE_OF_ROOT
                    && read(new Gpa(low & -4096).plus(16L * (source.value() & 255))).map(e -> (e.low() & 2) != 0).get();
            return silent ? new Fault(FaultReason.CONTEXT_NOT_PRESENT, 0, 0, true)
                    : Fault.of(FaultReason.ROOT_NOT_PRESENT);
        }
        long above = bug == Bug.HAW_UNCHECKED ? 0 : -1L << unit.hostAddressWidth();
        boolean upper = rootEntry.get().high() != 0 && bug != Bug.HIGH_HALF_UNCHECKED;
        if (bug != Bug.RESERVED_UNCHECKED && ((low & (0xFFE | above)) != 0 || upper)) {
            return Fault.of(FaultReason.ROOT_RESERVED);
        }
        int devfn = bug == Bug.FIELDS_SWAPPED ? source.function() << 5 | source.device()
                : source.value() & (bug == Bug.DEVFN_7_BITS ? 0x7F : 0xFF);
        long mask = bug == Bug.POINTER_32_BITS ? 0xFFFF_F000L : -4096L;
        Optional<Entry128> entry = read(new Gpa(low & mask).plus(16L * devfn));
        return entry.map(this::judge).orElse(Fault.of(bug == Bug.ACCESS_ERROR_IS_ABSENT
                ? FaultReason.CONTEXT_NOT_PRESENT : bug == Bug.ONE_ACCESS_ERROR ? FaultReason.ROOT_ACCESS_ERROR
                : FaultReason.CONTEXT_ACCESS_ERROR));
    }

    private ContextResult judge(Entry128 entry) {
        long low = entry.low();
        long high = entry.high();
        boolean present = (low & 1) != 0 || bug == Bug.PRESENT_IF_NOT_ZERO && (low >>> 12 != 0);
        boolean silent = (low & 2) != 0 && bug != Bug.SILENCE_IGNORED && (present || bug != Bug.SILENCE_NEEDS_PRESENT);
        if (!present && (bug != Bug.RESERVED_IF_ABSENT || !reserved(low, high))) {
            return Fault.of(FaultReason.CONTEXT_NOT_PRESENT).withSilent(silent);
        }
        if (reserved(low, high)) {
            return Fault.of(FaultReason.CONTEXT_RESERVED).withSilent(silent);
        }
        int width = (int) high & 7;
        int type = (int) low >> 2 & 3;
        boolean known = width >= 1 && width <= 3;
        if (bug != Bug.WIDTH_UNCHECKED && (!known || bug != Bug.UNOFFERED_DEPTH && !unit.levels().contains(width + 2))
                || bug != Bug.TYPE_UNCHECKED && (type == 3 || bug != Bug.TYPE_SUPPORT_UNCHECKED
                && (type == 2 && !unit.passThrough() || type == 1 && !unit.deviceTlb()))) {
            return Fault.of(FaultReason.CONTEXT_INVALID).withSilent(silent);
        }
        int did = (int) (high >>> 8) & (bug == Bug.DOMAIN_8_BITS ? 0xFF : 0xFFFF);
        return new TranslationContext(new DomainId(did), TranslationType.values()[type % 3],
                new Gpa(low & -4096), width + 2, silent);
    }

    private boolean reserved(long low, long high) {
        long did = bug == Bug.DOMAIN_BITS_UNCHECKED ? 0 : (0xFFFFL << unit.domainIdBits() & 0xFFFF) << 8;
        long above = bug == Bug.HAW_UNCHECKED ? 0 : -1L << unit.hostAddressWidth();
        long upper = bug == Bug.HIGH_HALF_UNCHECKED ? 0 : 0x80 | -1L << 24;
        long ignored = bug == Bug.IGNORED_TAKEN_AS_RESERVED ? 0x78 : 0;
        return bug != Bug.RESERVED_UNCHECKED && ((low & (0xFF0 | above)) != 0 || (high & (upper | did | ignored)) != 0);
    }
}
