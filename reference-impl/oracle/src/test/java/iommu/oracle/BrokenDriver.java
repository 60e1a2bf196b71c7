package iommu.oracle;

import iommu.arch.CapabilityDraft;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.guest.TableDriver.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The plain driver with one bug each, as it shows at the seam; on a unit, and in a style, for which it is one. */
enum BrokenDriver {

    MAPS_WITHOUT_INVALIDATION_IN_CACHING_MODE(Where.CACHING_MODE, believing(c -> c.cachingMode = false)),
    RELEASES_BEFORE_IT_INVALIDATES(Where.PLAIN, acts(list -> moved(list, Act.Release.class::isInstance, firstCommand(list)))),
    RELEASES_BEFORE_THE_WAIT(Where.PLAIN, acts(list -> moved(list, Act.Wait.class::isInstance, list.size()))),
    DOES_NOT_WAIT(Where.PLAIN, acts(list -> without(list, Act.Wait.class::isInstance))),
    WAITS_BEFORE_IT_INVALIDATES(Where.PLAIN, acts(list -> moved(list, Act.Wait.class::isInstance, 0))),
    INVALIDATES_ONE_PAGE_OF_A_LARGE_LEAF(Where.PLAIN, pages(p -> p.addressMask() < 9 ? p : page(p, 0, p.leafOnly()))),
    INVALIDATES_HALF_OF_A_RANGE(Where.PLAIN, pages(p -> page(p, Math.max(0, p.addressMask() - 1), p.leafOnly()))),
    HINTS_THAT_ONLY_LEAVES_CHANGED(Where.PLAIN, pages(p -> page(p, p.addressMask(), true))),
    HINTS_SO_WHEN_IT_MAPS(Where.CACHING_MODE, pages(p -> page(p, p.addressMask(), true))),
    INVALIDATES_TRANSLATIONS_BEFORE_CONTEXTS(Where.PLAIN, acts(list -> moved(list, BrokenDriver::ofContexts, lastCommand(list)))),
    INVALIDATES_TRANSLATIONS_UNDER_THE_NEW_DOMAIN(Where.PLAIN, underTheNew(IotlbInvalidation.class)),
    INVALIDATES_THE_CONTEXT_UNDER_THE_NEW_DOMAIN(Where.PLAIN, underTheNew(ContextInvalidation.class)),
    FORGETS_THAT_ABSENT_CONTEXTS_HAVE_DOMAIN_ZERO(Where.CACHING_MODE, underTheNew(ContextInvalidation.class)),
    KEEPS_TRANSLATIONS_OF_A_DETACHED_DEVICE(Where.PLAIN, detaching(IotlbInvalidation.class)),
    KEEPS_THE_CONTEXT_OF_A_DETACHED_DEVICE(Where.PLAIN, detaching(ContextInvalidation.class)),
    FORGETS_THE_OTHER_DEVICES_OF_A_DOMAIN(Where.BATCHED, acts(list -> secondOnes(list, ContextInvalidation.class))),
    PAYS_FOR_ONE_CHANGE_OF_A_BATCH(Where.BATCHED, acts(list -> secondOnes(list, IotlbInvalidation.class))),
    NEVER_PAYS_WHAT_IT_PUT_OFF(Where.BATCHED, acts(list -> without(list, a -> a instanceof Act.Invalidate))),
    NAMES_ANOTHER_DOMAIN(Where.PLAIN,
            pages(p -> IotlbInvalidation.page(new DomainId(p.domain().value() ^ 3), p.address(), p.addressMask(), p.leafOnly()))),
    DOES_NOT_FLUSH(Where.UNSNOOPED, believing(c -> c.coherent = true)),
    FLUSHES_AFTER_IT_INVALIDATED(Where.UNSNOOPED, acts(list -> moved(list, Act.Flush.class::isInstance, lastCommand(list)))),
    STORES_CONTEXT_ENTRIES_IN_HALVES(Where.PLAIN, acts(BrokenDriver::inHalves)),
    LEAVES_OLD_ENTRIES_IN_A_RELEASED_TABLE(Where.PLAIN, acts(BrokenDriver::unclean)),
    SENDS_MASKS_THAT_THE_UNIT_LACKS(Where.NARROW, believing(c -> c.maxAddressMask = 18)),
    SELECTS_PAGES_WHERE_THE_UNIT_CANNOT(Where.BY_DOMAIN, believing(c -> c.pageSelective = true));

    /** A unit and a style. */
    enum Where {
        PLAIN(c -> c.cachingMode = false, Style.STRICT),
        CACHING_MODE(c -> { }, Style.STRICT),
        BATCHED(c -> c.cachingMode = false, Style.BATCHED),
        UNSNOOPED(c -> {
            c.cachingMode = false;
            c.coherent = false;
        }, Style.STRICT),
        NARROW(c -> c.maxAddressMask = 6, Style.STRICT),
        BY_DOMAIN(c -> c.pageSelective = false, Style.STRICT);

        final Consumer<CapabilityDraft> unit;
        final Style style;

        Where(Consumer<CapabilityDraft> unit, Style style) {
            this.unit = unit;
            this.style = style;
        }
    }

    /** What the driver takes the unit for, and what becomes of its acts. */
    private record Bug(Consumer<CapabilityDraft> belief, BiFunction<Request, List<Act>, List<Act>> change) {
    }

    final Where where;
    private final Bug bug;

    BrokenDriver(Where where, Bug bug) {
        this.where = where;
        this.bug = bug;
    }

    Consumer<CapabilityDraft> belief() {
        return bug.belief;
    }

    List<Act> change(Request call, List<Act> acts) {
        return bug.change.apply(call, acts);
    }

    private static Bug believing(Consumer<CapabilityDraft> belief) {
        return new Bug(belief, (call, acts) -> acts);
    }

    private static Bug acts(UnaryOperator<List<Act>> change) {
        return new Bug(c -> { }, (call, acts) -> change.apply(acts));
    }

    private static Bug invalidations(BiFunction<Request, Invalidation, Invalidation> change) {
        return new Bug(c -> { }, (call, acts) -> acts.stream().map(a -> a instanceof Act.Invalidate(Invalidation command)
                ? new Act.Invalidate(change.apply(call, command)) : a).toList());
    }

    private static Bug pages(UnaryOperator<IotlbInvalidation> change) {
        return invalidations((call, command) -> command instanceof IotlbInvalidation p && p.granularity() == Granularity.PAGE
                ? change.apply(p) : command);
    }

    private static IotlbInvalidation page(IotlbInvalidation from, int mask, boolean leafOnly) {
        return IotlbInvalidation.page(from.domain(), from.address(), mask, leafOnly);
    }

    private static Bug underTheNew(Class<? extends Invalidation> kind) {
        return invalidations((call, command) -> !(call instanceof Request.Attach attach) || !kind.isInstance(command)
                || command.granularity() == Granularity.GLOBAL ? command
                : command instanceof ContextInvalidation c ? ContextInvalidation.device(attach.domain(), c.source(), 0)
                : IotlbInvalidation.domain(attach.domain()));
    }

    private static Bug detaching(Class<? extends Invalidation> forgotten) {
        return new Bug(c -> { }, (call, acts) -> call instanceof Request.Detach
                ? without(acts, a -> a instanceof Act.Invalidate(Invalidation i) && forgotten.isInstance(i)) : acts);
    }

    private static List<Act> without(List<Act> acts, Predicate<Act> left) {
        return acts.stream().filter(a -> !left.test(a)).toList();
    }

    /** Every such act, in front of what then has the place. */
    private static List<Act> moved(List<Act> acts, Predicate<Act> which, int to) {
        List<Act> others = new ArrayList<>(without(acts, which));
        int before = (int) acts.stream().limit(to).filter(which).count();
        others.addAll(Math.max(0, Math.min(others.size(), to - before)), acts.stream().filter(which).toList());
        return others;
    }

    private static int firstCommand(List<Act> acts) {
        return (int) acts.stream().takeWhile(a -> !(a instanceof Act.Invalidate)).count();
    }

    /** The place of what follows the last invalidation. */
    private static int lastCommand(List<Act> acts) {
        for (int i = acts.size(); i > 0; i--) {
            if (acts.get(i - 1) instanceof Act.Invalidate) {
                return i;
            }
        }
        return acts.size();
    }

    private static boolean ofContexts(Act act) {
        return act instanceof Act.Invalidate i && i.command() instanceof ContextInvalidation;
    }

    /** Keeps the first one only; what is for several devices is for one. */
    private static List<Act> secondOnes(List<Act> acts, Class<? extends Invalidation> kind) {
        List<Act> kept = new ArrayList<>();
        boolean had = false;
        for (Act act : acts) {
            boolean counts = act instanceof Act.Invalidate i && kind.isInstance(i.command())
                    && i.command().granularity() != Granularity.GLOBAL;
            if (!counts || !had) {
                kept.add(act);
            }
            had |= counts;
        }
        return kept;
    }

    private static List<Act> inHalves(List<Act> acts) {
        List<Act> halves = new ArrayList<>();
        for (Act act : acts) {
            if (act instanceof Act.StoreWhole(Gpa at, Entry128 value)) {
                halves.add(new Act.Store(at.plus(8), value.high()));
                halves.add(new Act.Store(at, value.low()));
            } else {
                halves.add(act);
            }
        }
        return halves;
    }

    private static List<Act> unclean(List<Act> acts) {
        int wait = acts.indexOf(new Act.Wait());
        return wait < 0 ? acts : IntStream.range(0, acts.size())
                .filter(i -> i < wait || !(acts.get(i) instanceof Act.Store)).mapToObj(acts::get).toList();
    }
}
