package lab08;

import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Everybody has a seat, and everybody is asked at every command whether it means them. */
public class TableNotifier implements MappingNotifier {

    /** Who sits here, what counts for them, and what they know. */
    static final class Seat {
        final Listener who;
        final PageBook book;
        boolean awake;
        Mode mode;
        TranslationContext context;
        /** Of those who ask for themselves: a domain-id, and whether its contexts are still cached. */
        final Map<DomainId, Boolean> served = new HashMap<>();

        Seat(Listener who, MemoryMap memory) {
            this.who = who;
            this.book = who.wants(Wish.MAP) ? new PageBook(who, memory) : null;
        }

        boolean has(DomainId domain) {
            return book == null ? served.containsKey(domain) : context != null && context.domain().equals(domain);
        }
    }

    private final ContextLookup contexts;
    private final PageReader reader;
    private final MemoryMap memory;
    private final Map<Integer, Seat> seats = new TreeMap<>();
    private boolean on;
    private Gpa top = new Gpa(0);

    public TableNotifier(ContextLookup contexts, PageWalk walk, MemoryMap memory) {
        this.contexts = contexts;
        this.reader = new PageReader(walk);
        this.memory = memory;
    }

    @Override
    public Set<Wish> add(Listener listener) {
        if (seats.containsKey(listener.id())) throw new IllegalArgumentException("taken: " + listener.id());
        seats.put(listener.id(), new Seat(listener, memory));
        return everything();
    }

    @Override
    public Set<Wish> remove(Listener listener) {
        seats.remove(listener.id());
        return everything();
    }

    private Set<Wish> everything() {
        Set<Wish> all = new HashSet<>();
        for (Seat seat : seats.values()) all.addAll(seat.who.wishes());
        return all;
    }

    @Override
    public List<Event> replay(Listener listener) {
        Seat seat = seats.get(listener.id());
        List<Event> out = new ArrayList<>();
        seat.awake = true;
        lookAgain(seat, out);
        return out;
    }

    @Override
    public List<Event> unitChanged(boolean translating, Gpa root) {
        on = translating;
        top = root;
        List<Event> out = new ArrayList<>();
        for (Seat seat : seats.values()) lookAgain(seat, out);
        return out;
    }

    @Override
    public void served(SourceId source, DomainId domain) {
        for (Seat seat : seats.values()) {
            if (seat.who.source().equals(source)) seat.served.put(domain, true);
        }
    }

    @Override
    public List<Event> invalidated(Invalidation command) {
        List<Event> out = new ArrayList<>();
        for (Seat seat : seats.values()) {
            if (command instanceof ContextInvalidation c) {
                contextGone(seat, c, out);
            } else if (command instanceof IotlbInvalidation i) {
                translationsGone(seat, i, out);
            }
        }
        return out;
    }

    private void contextGone(Seat seat, ContextInvalidation c, List<Event> out) {
        boolean all = c.granularity() == Granularity.GLOBAL;
        boolean device = c.granularity() == Granularity.DEVICE;
        if (device && !sameUnderMask(seat.who.source().value(), c.source().value(), c.functionMask())) return;
        seat.served.replaceAll((domain, cached) -> cached && !(all || domain.equals(c.domain())));
        lookAgain(seat, out);
    }

    /** 1 leaves out bit 2 of the function, 2 the bits 2 and 1, 3 all of them. */
    private static boolean sameUnderMask(int one, int other, int mask) {
        int different = one ^ other;
        for (int bit = 2; bit > 2 - mask; bit--) different &= ~(1 << bit);
        return different == 0;
    }

    private void translationsGone(Seat seat, IotlbInvalidation i, List<Event> out) {
        boolean all = i.granularity() == Granularity.GLOBAL;
        if (!all && !seat.has(i.domain())) return;
        Blocks.Span span = Blocks.EVERYTHING;
        if (i.granularity() == Granularity.PAGE && i.addressMask() < 52) {
            long pages = 1L << i.addressMask();
            long first = (i.address().value() >>> 12) & -pages;
            span = new Blocks.Span(first, first + pages - 1);
        }
        if (seat.awake) tellOf(seat, span, out);
        if (i.granularity() != Granularity.PAGE) {
            seat.served.entrySet().removeIf(e -> !e.getValue() && (all || e.getKey().equals(i.domain())));
        }
    }

    private void tellOf(Seat seat, Blocks.Span span, List<Event> out) {
        Blocks.Span mine = span.and(Blocks.Span.of(seat.who.range()));
        if (mine == null) return;
        if (seat.book != null) {
            if (seat.mode == Mode.TRANSLATED) {
                seat.book.turnTo(mine, reader.read(seat.context.walkStart(), mine), out);
            }
        } else if (seat.who.wants(Wish.UNMAP)) {
            for (Blocks.Span part : mine.natural()) out.add(new Event.Unmapped(seat.who, part.start(), part.bytes()));
        }
    }

    /** The context entry may say something else now. */
    private void lookAgain(Seat seat, List<Event> out) {
        if (!seat.awake) return;
        Mode before = seat.mode;
        seat.context = null;
        seat.mode = Mode.IDENTITY;
        if (on) {
            var found = contexts.lookUp(top, seat.who.source());
            if (found instanceof Fault) {
                seat.mode = Mode.BLOCKED;
            } else if (found instanceof TranslationContext context) {
                seat.context = context;
                seat.mode = context.type() == TranslationType.PASS_THROUGH ? Mode.IDENTITY : Mode.TRANSLATED;
            }
        }
        if (seat.book == null && before != null) tellOf(seat, Blocks.EVERYTHING, out);
        if (before != seat.mode) {
            if (seat.book != null) seat.book.tearOut(out);
            out.add(new Event.ModeChanged(seat.who, seat.mode));
        }
        if (seat.book != null) tellOf(seat, Blocks.EVERYTHING, out);
    }

    @Override
    public List<Event> deviceTlbInvalidated(SourceId source, Iova start, long size) {
        List<Event> out = new ArrayList<>();
        for (Seat seat : seats.values()) {
            if (!seat.who.source().equals(source) || !seat.who.wants(Wish.DEVICE_TLB)) continue;
            Blocks.Span asked = size == 0 ? Blocks.EVERYTHING : Blocks.Span.block(start.value(), size);
            Blocks.Span mine = asked.and(Blocks.Span.of(seat.who.range()));
            if (mine == null) continue;
            for (Blocks.Span part : mine.natural()) {
                out.add(new Event.DeviceTlbInvalidated(seat.who, part.start(), part.bytes()));
            }
        }
        return out;
    }
}
