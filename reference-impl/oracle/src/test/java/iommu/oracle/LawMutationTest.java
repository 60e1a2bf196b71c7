package iommu.oracle;

import static iommu.oracle.SmallWorld.AP;
import static iommu.oracle.SmallWorld.AQ;
import static iommu.oracle.SmallWorld.BP;
import static iommu.oracle.SmallWorld.CC;
import static iommu.oracle.SmallWorld.CONTEXT;
import static iommu.oracle.SmallWorld.DOMAIN1;
import static iommu.oracle.SmallWorld.FLUSH_LEAF;
import static iommu.oracle.SmallWorld.GLOBAL;
import static iommu.oracle.SmallWorld.LEAF;
import static iommu.oracle.SmallWorld.PAGE;
import static iommu.oracle.SmallWorld.PAGE_IH;
import static iommu.oracle.SmallWorld.RESIZE;
import static iommu.oracle.SmallWorld.ROOT;
import static iommu.oracle.SmallWorld.TABLE;
import static iommu.oracle.SmallWorld.UNLINK;
import static iommu.oracle.SmallWorld.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Iova;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.SmallWorld.Letter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A law that is wrong in one place is found out by exploring every short run, and the true one, in the same worlds, is
 * not. Four mutations are too lax, five too strict.
 */
class LawMutationTest {

    private static final Capabilities CM0 = Capabilities.DEFAULT.with(c -> c.cachingMode = false);
    private static final Capabilities CM1 = Capabilities.DEFAULT;
    private static final Capabilities UNSNOOPED = CM0.with(c -> c.coherent = false);
    private static final Capabilities CLEARING = CM0.with(c -> c.rootPointerInvalidates = true);

    private static Letter[] all(Letter... letters) {
        return letters;
    }

    /** Where the law is wrong, and the world in which that must show. */
    enum Mutation {
        /** Too lax: a context invalidation takes nothing. */
        CONTEXTS_STAY(true, CM0, 6, all(CONTEXT, AP, CC, DOMAIN1, WAIT)) {
            @Override
            Removal instead(Removal given) {
                return given.rank() == Removal.Rank.CONTEXTS ? new Removal(ContextInvalidation.domain(Bench.did(77)), CM0) : given;
            }
        },
        /** Too lax: with IH=0, too, paging-structure entries stay. */
        HINT_IS_ALWAYS_SET(true, CM0, 5, all(TABLE, AP, AQ, PAGE, WAIT)) {
            @Override
            Removal instead(Removal given) {
                return pages(given, 0, true);
            }
        },
        /** Too lax: a flushed line still shows what it held. */
        FLUSHES_DO_NOTHING(true, UNSNOOPED, 4, all(LEAF, FLUSH_LEAF, AP, GLOBAL, WAIT)) {
            @Override
            boolean remembers(Stimulus step) {
                return !(step instanceof Stimulus.Flush);
            }
        },
        /** Too lax: what a new root pointer empties survives it (ESRTPS). */
        ROOT_POINTER_KEEPS_CACHES(true, CLEARING, 4, all(ROOT, LEAF, AP, BP, WAIT)) {
            @Override
            Capabilities believes() {
                return CM0;
            }
        },
        /** Too strict: there are no paging-structure caches. */
        NO_PREFIXES(false, CM0, 5, all(TABLE, AP, AQ, PAGE_IH, WAIT)) {
            @Override
            boolean keepsPrefixes() {
                return false;
            }
        },
        /** Too strict: an invalidation is complete as soon as it is given. */
        OPEN_IS_DONE(false, CM0, 4, all(LEAF, AP, PAGE_IH, WAIT)) {
            @Override
            boolean waits() {
                return false;
            }
        },
        /** Too strict: of a large page nothing outlives an invalidation inside of it. */
        LARGE_PAGES_GO_WHOLE(false, CM0, 6, all(RESIZE, AQ, PAGE_IH, WAIT)) {
            @Override
            Removal instead(Removal given) {
                return pages(given, 9, true);
            }
        },
        /** Too strict: every walk snoops. */
        EVERYBODY_SNOOPS(false, UNSNOOPED, 3, all(LEAF, FLUSH_LEAF, AP, WAIT)) {
            @Override
            boolean snoops() {
                return true;
            }
        },
        /** Too strict: negative entries are not cached, whatever CM says. */
        NO_NEGATIVES(false, CM1, 4, all(UNLINK, LEAF, AP, DOMAIN1, WAIT)) {
            @Override
            Capabilities believes() {
                return CM0;
            }
        };

        private final boolean lax;
        private final Capabilities unit;
        private final int depth;
        private final Letter[] alphabet;

        Mutation(boolean lax, Capabilities unit, int depth, Letter[] alphabet) {
            this.lax = lax;
            this.unit = unit;
            this.depth = depth;
            this.alphabet = alphabet;
        }

        /** The unit that the law takes it for. */
        Capabilities believes() {
            return unit;
        }

        Removal instead(Removal given) {
            return given;
        }

        boolean remembers(Stimulus step) {
            return true;
        }

        boolean keepsPrefixes() {
            return true;
        }

        boolean waits() {
            return true;
        }

        boolean snoops() {
            return false;
        }

        /** Every page-selective command of these worlds, with another mask or hint. */
        private static Removal pages(Removal given, int mask, boolean leafOnly) {
            boolean page = given.range().filter(r -> r.bits() < 64).isPresent();
            return page ? new Removal(IotlbInvalidation.page(Bench.did(1), new Iova(0x1000), mask, leafOnly), CM0) : given;
        }

        List<String> differences(MachineRelation law) {
            List<String> found = new ArrayList<>();
            new SmallWorld(law, unit, 2, false).explore(depth, (path, difference) -> found.add(path + ": " + difference), alphabet);
            return found;
        }
    }

    private static final class Mutant extends World {
        private final Mutation mutation;

        private Mutant(Mutation mutation) {
            super(mutation.believes(), mutation.snoops());
            this.mutation = mutation;
        }

        @Override
        void memory(Stimulus step) {
            if (mutation.remembers(step)) {
                super.memory(step);
            }
        }

        @Override
        void open(OpenInvalidations.Open i) {
            super.open(new OpenInvalidations.Open(mutation.instead(i.removal()), i.port()));
            if (!mutation.waits()) {
                complete(i.port());
            }
        }

        @Override
        boolean keep(Descent descent, May into) {
            return mutation.keepsPrefixes() && super.keep(descent, into);
        }

        @Override
        World copy() {
            World copy = new Mutant(mutation);
            copy.become(this);
            return copy;
        }
    }

    @ParameterizedTest
    @EnumSource
    void lawThatIsWrongInOnePlaceIsFoundOut(Mutation mutation) {
        List<String> found = mutation.differences(new MachineRelation(new Mutant(mutation)));
        assertThat(found).hasSize(1);
        List<String> sides = List.of(found.getFirst().split(" units "));
        assertThat(members(sides.getFirst()) > members(sides.getLast())).as("the law allows more: %s", found).isEqualTo(mutation.lax);
    }

    @ParameterizedTest
    @EnumSource
    void trueLawIsNotFoundOutInTheSameWorld(Mutation mutation) {
        assertThat(mutation.differences(new MachineRelation(mutation.unit, Prefetch.REQUESTS_ONLY))).isEmpty();
    }

    private static int members(String side) {
        UnaryOperator<String> within = s -> s.substring(s.indexOf('[') + 1);
        return within.apply(side).split("(Translated|Blocked)\\[").length;
    }
}
