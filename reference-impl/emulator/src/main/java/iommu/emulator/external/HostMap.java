package iommu.emulator.external;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.seam.DmaPort;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.emulator.external.HostMapException.Kind;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The host's IOMMU behind a real device, mapped as VFIO does. What the device may reach is what has been MAPped here: it
 * asks the guest's unit for nothing, so whatever this is not told it never learns (§6.1).
 *
 * <ul>
 * <li>A MAP over a mapping is an error. So is an UNMAP that would leave a part of one; of what is not mapped it is none.
 * <li>A device whose mode nobody has said is blocked.
 * <li>No-Snoop accesses (§3.10) snoop all the same if the host can enforce that. If not, they go past the processor's
 *     caches, whatever SNP the guest has set.
 * </ul>
 */
public final class HostMap implements MappingListener, DmaPort {

    private static final long PAGE = 1 << 12;

    private final int limit;
    private final boolean enforcesSnoop;
    private final NavigableMap<Iova, Piece> mapped = new TreeMap<>();
    private Mode mode = Mode.BLOCKED;

    /** A host that enforces snooping and has room for 65,535 mappings. */
    public HostMap() {
        this(65_535, true);
    }

    /** @param limit how many mappings there may be @param enforcesSnoop accesses snoop whatever the device asks for */
    public HostMap(int limit, boolean enforcesSnoop) {
        this.limit = limit;
        this.enforcesSnoop = enforcesSnoop;
    }

    /** @throws HostMapException if the event breaks a rule of this map; then nothing has changed */
    @Override
    public void on(Event event) {
        switch (event) {
            case Event.Mapped e -> map(e.piece());
            case Event.Unmapped e -> unmap(e.start(), e.size());
            case Event.Replaced e -> replace(e.piece());
            case Event.ModeChanged e -> enter(e.mode());
            case Event.Skipped e -> {
                // where the guest has no memory the host has none to map
            }
            case Event.DeviceTlbInvalidated e -> throw new HostMapException(Kind.UNKNOWN, "a host map is no device-TLB");
        }
    }

    private void map(Piece piece) {
        if (mode != Mode.TRANSLATED) {
            throw new HostMapException(Kind.WRONG_MODE, "MAP of " + piece.start() + " in mode " + mode);
        }
        require(piece.start(), piece.size());
        if (piece.frame().offsetIn(PAGE) != 0) {
            throw new HostMapException(Kind.UNALIGNED, "MAP of " + piece.start() + " to " + piece.frame() + " in the midst of a page");
        }
        Optional<Piece> other = lastThatBeginsUpTo(last(piece.start(), piece.size()))
                .filter(p -> last(p.start(), p.size()).compareTo(piece.start()) >= 0);
        if (other.isPresent()) {
            throw new HostMapException(Kind.ALREADY_MAPPED, "MAP of " + piece.start() + " over the mapping at " + other.get().start());
        }
        if (mapped.size() == limit) {
            throw new HostMapException(Kind.FULL, "the host has no room for more than " + limit + " mappings");
        }
        mapped.put(piece.start(), piece);
    }

    private void unmap(Iova start, long size) {
        require(start, size);
        Iova end = last(start, size);
        Optional<Piece> before = lastThatBeginsUpTo(start).filter(p -> !p.start().equals(start)
                && last(p.start(), p.size()).compareTo(start) >= 0);
        Optional<Piece> behind = lastThatBeginsUpTo(end).filter(p -> last(p.start(), p.size()).compareTo(end) > 0);
        before.or(() -> behind).ifPresent(p -> {
            throw new HostMapException(Kind.BISECTS, "UNMAP of " + start + " leaves a part of the mapping at " + p.start());
        });
        mapped.subMap(start, true, end, true).clear();
    }

    private void replace(Piece piece) {
        Piece old = mapped.get(piece.start());
        if (old == null || old.size() != piece.size()) {
            throw new HostMapException(Kind.NOT_MAPPED, "REPLACE of " + piece.start() + ", which is no mapping of that size");
        }
        mapped.put(piece.start(), piece);
    }

    private void enter(Mode now) {
        if (!mapped.isEmpty()) {
            throw new HostMapException(Kind.WRONG_MODE, "MODE " + now + " with " + mapped.firstKey() + " still mapped");
        }
        mode = now;
    }

    private static void require(Iova start, long size) {
        if (size == 0 || size % PAGE != 0 || start.offsetIn(PAGE) != 0) {
            throw new HostMapException(Kind.UNALIGNED, "start " + start + " and size 0x" + Long.toHexString(size) + " must be whole pages");
        }
    }

    private static Iova last(Iova start, long size) {
        return start.plus(size - 1);
    }

    private Optional<Piece> lastThatBeginsUpTo(Iova address) {
        return Optional.ofNullable(mapped.floorEntry(address)).map(Map.Entry::getValue);
    }

    /** The mapping that holds this address. */
    public Optional<Piece> at(Iova address) {
        return lastThatBeginsUpTo(address).filter(p -> last(p.start(), p.size()).compareTo(address) >= 0);
    }

    /** How the device's requests are treated. */
    public Mode mode() {
        return mode;
    }

    /** How many mappings there are. */
    public int size() {
        return mapped.size();
    }

    /**
     * Whether an access sees what the processor has in its caches.
     *
     * @param noSnoop the device's request has the No-Snoop attribute
     */
    public boolean snoops(boolean noSnoop) {
        return enforcesSnoop || !noSnoop;
    }

    /** Whether the guest was promised that accesses here snoop, by SNP of the leaf, and they don't (§3.10). */
    public boolean isStale(Iova address, boolean noSnoop) {
        return !snoops(noSnoop) && at(address).filter(Piece::snoop).isPresent();
    }

    /** Where the device's request goes: through this map, whatever the guest's tables say by now. */
    @Override
    public DmaOutcome translate(DmaRequest request) {
        if (request.kind() != RequestKind.UNTRANSLATED || request.pasid().present()) {
            return new DmaOutcome.Blocked(FaultReason.REQUEST_TYPE_BLOCKED, true);
        }
        return switch (mode) {
            case IDENTITY -> new DmaOutcome.Translated(new Gpa(request.address().value()));
            case BLOCKED -> new DmaOutcome.Blocked(FaultReason.REQUEST_TYPE_BLOCKED, true);
            case TRANSLATED -> at(request.address()).filter(piece -> allows(piece.rights(), request.access()))
                    .<DmaOutcome>map(piece -> new DmaOutcome.Translated(
                            piece.frame().plus(request.address().value() - piece.start().value())))
                    .orElse(new DmaOutcome.Blocked(request.access() == Access.READ ? FaultReason.READ_DENIED
                            : FaultReason.WRITE_DENIED, true));
        };
    }

    private static boolean allows(Rights rights, Access access) {
        return switch (access) {
            case READ, ZERO_LENGTH_READ -> rights.read();
            case WRITE -> rights.write();
            case ATOMIC -> rights == Rights.RW;
        };
    }
}
