package iommu.grade.handout;

import iommu.arch.Effect;
import iommu.arch.Iova;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The ways in which a unit may do an invalidation: it may always remove more. */
final class CoarserCommands {

    private static final int SMALLEST_PAGE_BITS = 12;
    /** The address mask has six bits (§6.5.2.3). */
    private static final int ALL = 63;

    private CoarserCommands() {
    }

    /** The command itself and every coarser one, in lists of one granularity; of what is no invalidation of these kinds itself alone. */
    static List<List<Effect>> of(Effect effect) {
        return switch (effect) {
            case Effect.Invalidate(ContextInvalidation c) -> List.of(List.of(effect),
                    List.<Effect>of(new Effect.Invalidate(ContextInvalidation.domain(c.domain()))),
                    List.<Effect>of(new Effect.Invalidate(ContextInvalidation.global()))).stream().distinct().toList();
            case Effect.Invalidate(IotlbInvalidation i) -> List.of(pages(effect, i),
                    List.<Effect>of(new Effect.Invalidate(IotlbInvalidation.domain(i.domain()))),
                    List.<Effect>of(new Effect.Invalidate(IotlbInvalidation.global()))).stream().distinct().toList();
            case Effect.InvalidateInterruptEntries some -> List.of(List.of(effect),
                    List.<Effect>of(new Effect.InvalidateInterruptEntries(true, 0, 0))).stream().distinct().toList();
            default -> List.of(List.of(effect));
        };
    }

    /** The bits of a page-selective command, alone in an answer, that say how many pages: the larger ones are commands of their own. */
    static Set<Integer> maskBits(Effect effect) {
        return effect instanceof Effect.Invalidate(IotlbInvalidation i) && i.granularity() == Granularity.PAGE
                ? LawProbe.difference(alone(i, 0), alone(i, ALL)) : Set.of();
    }

    private static Answer alone(IotlbInvalidation command, int mask) {
        return new RoomAnswer.Effects(List.of(new Effect.Invalidate(
                new IotlbInvalidation(Granularity.PAGE, command.domain(), command.address(), mask, command.leafOnly()))));
    }

    private static List<Effect> pages(Effect asked, IotlbInvalidation command) {
        List<Effect> larger = new ArrayList<>(List.of(asked));
        boolean page = command.granularity() == Granularity.PAGE;
        for (int mask = command.addressMask() + 1; page && mask <= ALL; mask++) {
            Iova start = mask + SMALLEST_PAGE_BITS < Long.SIZE ? command.address().alignedTo(1L << mask + SMALLEST_PAGE_BITS) : new Iova(0);
            larger.add(new Effect.Invalidate(IotlbInvalidation.page(command.domain(), start, mask, command.leafOnly())));
        }
        return larger;
    }
}
