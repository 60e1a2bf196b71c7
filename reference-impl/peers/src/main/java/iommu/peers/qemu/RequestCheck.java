package iommu.peers.qemu;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaOutcome.Blocked;
import iommu.arch.DmaOutcome.Translated;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.register.FaultRecording;
import iommu.peers.qemu.Divergence.Kind;
import iommu.peers.qemu.Divergence.Wrong;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether what was seen of a peer's answer to a request is something that the oracle allows.
 *
 * <p>A fault is known by its record, unless an earlier one is in the way; a write by where its stamp lies; a read by
 * what it brought, which is known only at the end of the run, see {@link #harvest}.
 */
final class RequestCheck {

    private static final long ALL_ONES = -1L;
    private static final long GIB = 1 << 30;

    /** For want of a right; in scalable mode a second-stage entry without any right has a code of its own. */
    private static final Set<FaultReason> DENIED = EnumSet.of(FaultReason.READ_DENIED, FaultReason.WRITE_DENIED,
            FaultReason.SCALABLE_READ_DENIED, FaultReason.SCALABLE_WRITE_DENIED, FaultReason.SECOND_STAGE_NOT_PRESENT);

    /** PASID directory or table can't be read: not qualified, so recorded whatever FPD says. */
    private static final Set<FaultReason> UNREADABLE =
            EnumSet.of(FaultReason.PASID_DIRECTORY_ACCESS_ERROR, FaultReason.PASID_ENTRY_ACCESS_ERROR);

    private final Profile profile;
    private final RecordMask records;
    private final HitModel hits;
    private final Tally tally;
    private final List<Read> reads = new ArrayList<>();

    RequestCheck(Profile profile, RecordMask records, HitModel hits, Tally tally) {
        this.profile = profile;
        this.records = records;
        this.hits = hits;
        this.tally = tally;
    }

    /**
     * A request with its circumstances.
     *
     * @param line   of the scenario
     * @param passing whether the request may have passed through
     */
    record Case(int line, DmaRequest request, Passing passing, Allowed allowed, DmaOutcome ours, Snapshot before,
            QemuMachine.Sighting sighting) {

        /** Whether no record could be written whatever happened. */
        boolean hidden() {
            return before.recordPending() || before.overflow();
        }
    }

    /**
     * Whether a requester passes through.
     *
     * @param peer   for QEMU, when it last looked
     * @param ours   for our unit, now
     * @param memory by its entries in memory, now
     */
    record Passing(boolean peer, boolean ours, boolean memory) {

        boolean possible() {
            return peer || ours || memory;
        }

        boolean lingers() {
            return peer && !memory;
        }
    }

    /**
     * A read whose data is not known yet.
     *
     * @param places   where it may have gone, and what was there
     * @param identity what was there where it lies if it passed through
     * @param vanishes departures that would explain that it brought nothing
     * @param stopped  it brought nothing, as the lack of a record shows
     */
    private record Read(Case asked, Map<Gpa, Long> places, Optional<Long> identity, Set<Departure> vanishes, boolean stopped) {
    }

    /** Judges what can be seen now. @return what is wrong, if anything is */
    Optional<Wrong> check(Case c, QemuMachine peer) {
        if (!c.before().recordPending() && c.sighting().after().recordPending()) {
            return recorded(c);
        }
        if (c.request().access() == Access.WRITE) {
            return c.sighting().landed().isPresent() ? landed(c, c.sighting().landed().get()) : nothing(c);
        }
        Map<Gpa, Long> places = new LinkedHashMap<>();
        c.allowed().addresses().forEach(at -> peer.contentOf(at).ifPresent(value -> places.put(at, value)));
        Set<Departure> vanishes = quietly(c);
        boolean stopped = !couldBeQuiet(c);
        reads.add(new Read(c, places, peer.contentOf(new Gpa(c.request().address().value())), vanishes, stopped));
        return !stopped || use(vanishes) ? Optional.empty() : Optional.of(wrong(c, Kind.VANISHED, "recorded nothing"));
    }

    /** Whether an allowed outcome leaves no record. */
    private static boolean couldBeQuiet(Case c) {
        return c.allowed().translates() || c.allowed().blocks(b -> b.silent() || c.hidden());
    }

    private Optional<Wrong> recorded(Case c) {
        FaultRecording record = c.sighting().after().recording();
        boolean rightRequest = records.page(record.page().value()) == records.page(c.request().address().value())
                && record.source() == c.request().source().value()
                && record.type() == (c.request().access() == Access.READ ? 2 : 0);
        if (!rightRequest) {
            return Optional.of(wrong(c, Kind.RECORDED, "recorded another request: " + record));
        }
        int code = record.reason();
        Optional<Blocked> own = fault(c, b -> b.reason().code() == code && !b.silent());
        Optional<Blocked> other = fault(c, b -> ScalableCodes.of(b.reason(), c.request().access()) == code && !b.silent());
        if (own.isPresent()) {
            tally.count(Buckets.fault(own.get().reason()));
            return Optional.empty();
        }
        if (other.isPresent()) {
            if (c.ours() instanceof Blocked b && ScalableCodes.of(b.reason(), c.request().access()) == code
                    && profile.has(Departure.LEGACY_CODES)) {
                records.means(code, b.reason().code());
            }
            tally.count(Buckets.fault(other.get().reason()));
            return use(Departure.LEGACY_CODES, c, code);
        }
        return loud(c, code);
    }

    private static Optional<Blocked> fault(Case c, Predicate<Blocked> such) {
        return c.allowed().outcomes().stream().filter(Blocked.class::isInstance).map(Blocked.class::cast)
                .filter(such).findFirst();
    }

    /** A fault where none may be recorded. */
    private Optional<Wrong> loud(Case c, int code) {
        Optional<Blocked> silent = fault(c, b -> ScalableCodes.of(b.reason(), c.request().access()) == code && b.silent());
        if (code == FaultReason.CONTEXT_RESERVED.code() && silent.isPresent()) {
            return use(Departure.RESERVED_CONTEXT_REPORTED, c, code);
        }
        if (code == ScalableCodes.PASID && silent.isPresent()) {
            return use(Departure.PASID_FAULT_REPORTED, c, code);
        }
        boolean range = code == FaultReason.INTERRUPT_RANGE_OUTPUT.code()
                || code == FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT.code();
        if (range && c.allowed().addresses().stream().anyMatch(this::nearInterrupts)) {
            return use(Departure.WHOLE_LEAF_TESTED, c, code);
        }
        return Optional.of(wrong(c, Kind.RECORDED, "recorded the fault code 0x" + Integer.toHexString(code)));
    }

    /** Whether a leaf of 1 GiB around this address would touch the interrupt range. */
    private boolean nearInterrupts(Gpa at) {
        return at.alignedTo(GIB).equals(new Gpa(0xFEE0_0000L).alignedTo(GIB));
    }

    private Optional<Wrong> use(Departure departure, Case c, int code) {
        if (!profile.has(departure)) {
            return Optional.of(wrong(c, Kind.RECORDED, "recorded the fault code 0x" + Integer.toHexString(code) + " (" + departure
                    + ", " + departure.section() + ")"));
        }
        tally.count(departure);
        return Optional.empty();
    }

    private Optional<Wrong> landed(Case c, Gpa at) {
        boolean lingers = c.passing().lingers() && at.value() == c.request().address().value()
                && profile.has(Departure.PASS_THROUGH_LINGERS);
        if (!c.allowed().addresses().contains(at) && lingers) {
            tally.count(Departure.PASS_THROUGH_LINGERS);
            return Optional.empty();
        }
        return c.allowed().addresses().contains(at) ? Optional.empty()
                : Optional.of(wrong(c, Kind.WENT, "went to 0x" + Long.toHexString(at.value())));
    }

    private Optional<Wrong> nothing(Case c) {
        if (mayVanish(c)) {
            return Optional.empty();
        }
        return use(quietly(c)) ? Optional.empty()
                : Optional.of(wrong(c, Kind.VANISHED, "went nowhere and recorded nothing"));
    }

    /** Whether an allowed outcome leaves neither data nor a record. */
    private static boolean mayVanish(Case c) {
        return c.allowed().unseen() || c.allowed().blocks(b -> b.silent() || c.hidden());
    }

    /** The departures that would explain why nothing was seen, and nothing recorded. */
    private Set<Departure> quietly(Case c) {
        Set<Departure> explain = EnumSet.noneOf(Departure.class);
        if (hits.mayHit(c.request().source(), c.request().address())
                && c.allowed().blocks(b -> !b.silent() && DENIED.contains(b.reason()))) {
            explain.add(Departure.SILENT_DENIAL);
        }
        if (c.passing().possible() && (c.allowed().recorded(FaultReason.ADDRESS_BEYOND_WIDTH)
                || c.allowed().recorded(FaultReason.SCALABLE_ADDRESS_BEYOND_HOST_WIDTH))) {
            explain.add(Departure.PASS_THROUGH_UNCHECKED);
        }
        if (c.passing().lingers()) {
            explain.add(Departure.PASS_THROUGH_LINGERS);
        }
        if (c.allowed().blocks(b -> !b.silent() && UNREADABLE.contains(b.reason()))) {
            explain.add(Departure.PASID_ACCESS_ERROR_SUPPRESSED);
        }
        explain.removeIf(departure -> !profile.has(departure));
        return explain;
    }

    /** Uses the first of these, if there is any. */
    private boolean use(Set<Departure> departures) {
        departures.stream().findFirst().ifPresent(tally::count);
        return !departures.isEmpty();
    }

    /**
     * Behind a pending record a fault shows at most as overflow.
     *
     * @param own our snapshot after the request
     * @return whether a departure explains that only one of the units has overflowed
     */
    boolean explainsOverflow(Case c, Snapshot own) {
        Set<Departure> explain = EnumSet.noneOf(Departure.class);
        if (c.hidden() && own.overflow()) {
            explain.addAll(quietly(c));
        } else if (c.hidden() && c.sighting().after().overflow()) {
            if (c.allowed().silent(FaultReason.CONTEXT_RESERVED) || c.allowed().silent(FaultReason.SCALABLE_CONTEXT_RESERVED)) {
                explain.add(Departure.RESERVED_CONTEXT_REPORTED);
            }
            if (c.allowed().blocks(b -> b.silent()
                    && ScalableCodes.of(b.reason(), c.request().access()) == ScalableCodes.PASID)) {
                explain.add(Departure.PASID_FAULT_REPORTED);
            }
            if (c.allowed().addresses().stream().anyMatch(this::nearInterrupts)) {
                explain.add(Departure.WHOLE_LEAF_TESTED);
            }
            explain.removeIf(departure -> !profile.has(departure));
        }
        return use(explain);
    }

    /** How many reads of this device wait for {@link #harvest}. */
    boolean any(Edu edu) {
        return reads.stream().anyMatch(r -> r.asked().request().source().equals(edu.source()));
    }

    /** Judges the reads of one device. @param data by slot of its buffer */
    Optional<Divergence> harvest(Edu edu, long[] data) {
        for (Read read : reads) {
            Case c = read.asked();
            if (c.request().source().equals(edu.source())) {
                Optional<Wrong> wrong = brought(read, data[c.sighting().slot()]);
                if (wrong.isPresent()) {
                    return Optional.of(wrong.get().at(c.line()));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Wrong> brought(Read read, long value) {
        Case c = read.asked();
        boolean nothing = value == 0 || value == ALL_ONES; // blocked, or from where there is no memory
        if (read.places().containsValue(value) && !read.stopped() || nothing && (read.stopped() || mayVanish(c))) {
            return Optional.empty();
        }
        boolean identity = Optional.of(value).equals(read.identity());
        if ((nothing || identity && read.vanishes().contains(Departure.PASS_THROUGH_LINGERS)) && use(read.vanishes())) {
            return Optional.empty();
        }
        return Optional.of(wrong(c, nothing ? Kind.VANISHED : Kind.WENT,
                "read 0x" + Long.toHexString(value) + " and recorded nothing"));
    }

    private static Wrong wrong(Case c, Kind kind, String peer) {
        return new Wrong(kind, c.request().access() + " of " + c.request().source() + " at 0x"
                + Long.toHexString(c.request().address().value()) + ": QEMU " + peer + "; allowed " + c.allowed()
                + ", the reference: " + Allowed.text(c.ours()));
    }

    /** What ours answered, and the peer for all that is known, differ although both are allowed. */
    static boolean differ(Case c) {
        Snapshot after = c.sighting().after();
        boolean peerRecorded = !c.before().recordPending() && after.recordPending();
        return switch (c.ours()) {
            case Blocked b -> !peerRecorded && !b.silent() && !c.hidden()
                    || peerRecorded && after.recording().reason() != b.reason().code()
                    && after.recording().reason() != ScalableCodes.of(b.reason(), c.request().access());
            case Translated t -> peerRecorded || c.sighting().landed().filter(at -> !at.equals(t.address())).isPresent();
            default -> true;
        };
    }
}
