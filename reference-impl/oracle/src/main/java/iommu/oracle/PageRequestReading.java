package iommu.oracle;

import iommu.arch.Effect;
import iommu.arch.Entry256;
import iommu.arch.PageRequest;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A page request queue under one reading of when its event has been serviced. */
final class PageRequestReading implements RunRelation {

    private static final int SIZE = 32;

    private final boolean pendingAlone;
    private final EventRule event = new EventRule();
    private PageRequestRegisters registers = PageRequestRegisters.RESET;
    private int tail;
    private boolean pending;
    private boolean overflow;
    private Optional<String> silence = Optional.empty();

    /** @param pendingAlone clearing PPR is enough to clear IP */
    PageRequestReading(boolean pendingAlone) {
        this.pendingAlone = pendingAlone;
    }

    @Override
    public Optional<String> silence() {
        return silence;
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        if (silence.isPresent()) {
            return Optional.empty();
        }
        return switch (step) {
            case RoomCall.UpdatePageRequests(PageRequestRegisters now) -> {
                registers = now;
                tail = now.tail();
                if (now.head() >= entries() || now.tail() >= entries()) {
                    silence = Optional.of("the head or tail of the page request queue is outside of it"); // page-request-registers
                }
                yield Optional.empty();
            }
            case RoomCall.TakePageRequest(PageRequest request) -> answer instanceof RoomAnswer.Effects(var effects)
                    ? take(request, effects) : Optional.of("no effects: " + answer);
            case RoomCall.ClearPageRequests(boolean ppr, boolean pro) -> {
                pending &= !ppr;
                overflow &= !pro;
                if (!pending && !overflow || pendingAlone && ppr) {
                    event.serviced();
                }
                yield exactly(List.of(), answer);
            }
            case RoomCall.ProgramPageRequestEvent(var now) -> exactly(event.program(now), answer);
            case RoomCall.PageRequestStatusOf() -> {
                PageRequestStatus status = new PageRequestStatus(tail, pending, overflow, event.pending());
                yield answer.equals(new RoomAnswer.PageRequests(status)) ? Optional.empty() : Optional.of("says " + answer + ", not " + status);
            }
            default -> Optional.empty();
        };
    }

    private int entries() {
        return 1 << registers.size() + 7; // §11.4.11.3
    }

    private Optional<String> take(PageRequest request, List<Effect> effects) {
        if (overflow) {
            return orderless(response(request), List.of(), effects); // §7.4.1: PRQ overflow
        }
        boolean quiet = !pending;
        if ((tail + 1) % entries() == registers.head()) { // §7.4.1: PRQ full
            overflow = true;
            return orderless(response(request), quiet ? event.raise() : List.of(), effects);
        }
        pending = true;
        long at = registers.base().value() + (long) tail * SIZE;
        tail = (tail + 1) % entries();
        List<Effect> message = quiet ? event.raise() : List.of();
        boolean stored = !effects.isEmpty() && effects.getFirst() instanceof Effect.StorePageRequest(var where, Entry256 bits)
                && where.value() == at && describes(bits, request);
        return stored && effects.subList(1, effects.size()).equals(message) ? Optional.empty() // §7.5: the event comes last
                : Optional.of("a page request for 0x" + Long.toHexString(at) + " and then " + message + " became " + effects);
    }

    /** Table 31: success, so that the device asks again. */
    private static List<Effect> response(PageRequest request) {
        return request.last() ? List.of(new Effect.RespondToPageGroup(request.source(), request.pasid(), request.group(), 0)) : List.of();
    }

    /** Of a response and an event § gives no order. */
    private static Optional<String> orderless(List<Effect> some, List<Effect> others, List<Effect> effects) {
        List<Effect> one = new ArrayList<>(some);
        one.addAll(others);
        List<Effect> two = new ArrayList<>(others);
        two.addAll(some);
        return effects.equals(one) || effects.equals(two) ? Optional.empty() : Optional.of("asked for " + effects + ", not for " + one);
    }

    private static Optional<String> exactly(List<Effect> effects, Answer answer) {
        return answer.equals(new RoomAnswer.Effects(effects)) ? Optional.empty()
                : Optional.of("asked for " + answer + ", not for " + effects);
    }

    /** §7.4.1.1. Normalisation defined-fields: what is undefined without PASID, or of a request for nothing, may be anything. */
    private static boolean describes(Entry256 bits, PageRequest request) {
        boolean pasid = request.pasid().present();
        long low = 1 | (pasid ? 1 << 8 : 0) | (long) request.source().value() << 16;
        long lowMask = 0x0000_0000_FFFF_FFFFL | 0x3FFL << 54;
        if (pasid) {
            low |= (long) request.pasid().value() << 32 | (request.supervisor() ? 1L << 53 : 0);
            lowMask |= 0xF_FFFFL << 32 | 1L << 53;
            if (request.read()) {
                low |= request.execute() ? 1L << 52 : 0;
                lowMask |= 1L << 52;
            }
        }
        long high = request.address().value() & -4096L | (long) request.group() << 3 | (request.last() ? 4 : 0)
                | (request.write() ? 2 : 0) | (request.read() ? 1 : 0);
        long highMask = request.read() || request.write() ? -1L : ~(0x1FFL << 3);
        return ((bits.low().low() ^ low) & lowMask) == 0 && ((bits.low().high() ^ high) & highMask) == 0
                && bits.high().low() == 0 && bits.high().high() == 0;
    }
}
