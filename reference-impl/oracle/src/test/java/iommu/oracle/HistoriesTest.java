package iommu.oracle;

import static iommu.oracle.Bench.A;
import static iommu.oracle.Bench.B;
import static iommu.oracle.Bench.RW;
import static iommu.oracle.Bench.at;
import static iommu.oracle.Bench.blocked;
import static iommu.oracle.Bench.did;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.History.Trace;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How answers can come about: every stimulus is a line of its own, counted from 1. */
class HistoriesTest {

    private static final long T1 = 0x20_0000;
    private static final long T2 = 0x21_0000;
    private static final Capabilities CM0 = Capabilities.DEFAULT.with(c -> c.cachingMode = false);
    private static final Capabilities CM1 = Capabilities.DEFAULT;
    private static final DmaOutcome DENIED = blocked(FaultReason.READ_DENIED);

    private final List<Histories.Step> run = new ArrayList<>();
    private final Bench bench = new Bench(step -> {
        run.add(new Histories.Step(run.size() + 1, step));
        return Set.of();
    });

    /** The line said last. */
    private int line() {
        return run.size();
    }

    private Map<Answer, List<History>> last(Capabilities unit, Prefetch prefetch) {
        List<Histories.Access> accesses = Histories.of(unit, prefetch, run);
        assertThat(accesses.getLast().line()).isEqualTo(line());
        return accesses.getLast().allowed();
    }

    private static History only(Map<Answer, List<History>> allowed, DmaOutcome outcome) {
        assertThat(allowed).containsKey(new Answer.Dma(outcome));
        List<History> histories = allowed.get(new Answer.Dma(outcome));
        assertThat(histories).hasSize(1);
        return histories.getFirst();
    }

    @ParameterizedTest
    @EnumSource
    void whatMemorySaysNeedsNothingThatWasHeld(Prefetch prefetch) {
        bench.start().table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1).read(A, 0x1000);
        Map<Answer, List<History>> allowed = last(CM0, prefetch);
        assertThat(allowed).hasSize(1);
        assertThat(only(allowed, at(0x8000)).now()).isTrue();
    }

    @Test
    void staleTranslationIsTracedToTheRequestThatFilledIt() {
        bench.start().table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1).read(A, 0x1000);
        int filled = line();
        bench.leaf(T1, 0x1000, 0).read(A, 0x2000);
        bench.invalidate(IotlbInvalidation.page(did(2), new Iova(0x1000), 0, true)).read(A, 0x1000);
        assertThat(only(last(CM0, Prefetch.REQUESTS_ONLY), at(0x8000))).isEqualTo(
                new History(List.of(new Trace(Holding.TRANSLATION, filled, filled)), false, false));
    }

    @Test
    void prefetchedTranslationIsTracedToTheStoreThatCameTooLateForIt() {
        bench.start().table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1).leaf(T1, 0x1000, 0);
        int changed = line();
        bench.read(A, 0x1000);
        assertThat(only(last(CM0, Prefetch.ALLOW), at(0x8000)).traces()).containsExactly(
                new Trace(Holding.TRANSLATION, changed, changed));
    }

    @Test
    void translationMadeByAStaleContextKnowsBothMoments() {
        bench.start().table(T1, 0x1000, 0x8000 | RW).table(T2, 0x1000, 0x9000 | RW).attach(A, 1, T1).read(A, 0x1000);
        int context = line();
        bench.attach(A, 2, T2).invalidate(IotlbInvalidation.domain(did(1))).read(A, 0x1000);
        int translation = line();
        assertThat(only(last(CM0, Prefetch.REQUESTS_ONLY), at(0x8000)).traces()).containsExactly(
                new Trace(Holding.CONTEXT, context, context));
        bench.invalidate(ContextInvalidation.device(did(1), A, 0)).read(A, 0x1000);
        assertThat(only(last(CM0, Prefetch.REQUESTS_ONLY), at(0x8000)).traces()).containsExactly(
                new Trace(Holding.TRANSLATION, translation, context));
    }

    @Test
    void aNeighboursPagingStructureEntryIsNamed() {
        bench.start().table(T1, 0x1000, 0x8000 | RW).table(T2, 0x1000, 0x9000 | RW).attach(A, 1, T1).attach(B, 1, T1)
                .read(A, 0x1000);
        int filled = line();
        bench.store(T1, T2 + 0x1000 | RW).read(B, 0x1000);
        assertThat(only(last(CM0, Prefetch.REQUESTS_ONLY), at(0x8000)).traces()).containsExactly(
                new Trace(Holding.PREFIX, filled, filled));
    }

    @Test
    void stalePointerBelowAStaleContextNeedsBoth() {
        bench.start().table(T1, 0x1000, 0x8000 | RW).table(T2, 0x1000, 0x9000 | RW).attach(A, 1, T1).attach(B, 1, T1)
                .read(A, 0x2000);
        bench.read(B, 0x3000);
        bench.store(T1, T2 + 0x1000 | RW).context(B, 0, 0).read(B, 0x1000);
        assertThat(only(last(CM0, Prefetch.REQUESTS_ONLY), at(0x8000)).traces()).extracting(Trace::in)
                .containsExactly(Holding.CONTEXT, Holding.PREFIX);
    }

    @Test
    void severalWaysToOneAnswerAreAllTold() {
        bench.start().attach(A, 1, T1).read(A, 0x1000);
        bench.table(T1, 0x1000, 0x8000 | RW).read(A, 0x1000);
        assertThat(last(CM1, Prefetch.REQUESTS_ONLY).get(new Answer.Dma(DENIED))).extracting(h -> h.traces().getFirst().in())
                .containsExactlyInAnyOrder(Holding.PREFIX, Holding.TRANSLATION);
    }

    @Test
    void whatOnlyAnInvalidationUnderWayLeavesIsMarked() {
        bench.start().table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1).read(A, 0x1000);
        bench.leaf(T1, 0x1000, 0).open(IotlbInvalidation.domain(did(1))).read(A, 0x1000);
        assertThat(only(last(CM0, Prefetch.REQUESTS_ONLY), at(0x8000)).underWay()).isTrue();
        assertThat(only(last(CM0, Prefetch.REQUESTS_ONLY), DENIED).underWay()).isFalse();
    }

    @Test
    void unsnoopedWalkIsTracedToTheStoreItDoesNotSee() {
        Capabilities unit = CM0.with(c -> c.coherent = false);
        bench.start().table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1);
        for (long line = 0; line < 0x3000; line += 0x1000) {
            run.add(new Histories.Step(line() + 1, new Stimulus.Flush(new Gpa(T1 + line))));
        }
        run.add(new Histories.Step(line() + 1, new Stimulus.Flush(new Gpa(Bench.CONTEXTS + A.value() * 16L))));
        run.add(new Histories.Step(line() + 1, new Stimulus.Flush(new Gpa(Bench.ROOT))));
        bench.leaf(T1, 0x1000, 0);
        int changed = line();
        bench.read(A, 0x1000);
        assertThat(only(last(unit, Prefetch.REQUESTS_ONLY), at(0x8000))).isEqualTo(
                new History(List.of(new Trace(Holding.LINE, changed, changed)), true, false));
        int filled = line();
        run.add(new Histories.Step(line() + 1, new Stimulus.Flush(new Gpa(T1 + 0x2000))));
        bench.read(A, 0x1000);
        assertThat(only(last(unit, Prefetch.REQUESTS_ONLY), at(0x8000))).as("cached from it").isEqualTo(
                new History(List.of(new Trace(Holding.TRANSLATION, filled, filled)), true, false));
    }

    @Test
    void silenceHasNoHistoryButAReason() {
        bench.start().table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1).register32(Registers.GCMD, 0).read(A, 0x1000);
        Histories.Access access = Histories.of(CM0, Prefetch.REQUESTS_ONLY, run).getLast();
        assertThat(access.allowed()).isEmpty();
        assertThat(access.silence().orElseThrow()).contains("several commands");
    }

    @ParameterizedTest
    @EnumSource
    void runIsNotDisturbedByBeingAsked(Prefetch prefetch) {
        MachineRelation law = new MachineRelation(CM1, prefetch);
        bench.start().attach(A, 1, T1).read(A, 0x1000);
        bench.table(T1, 0x1000, 0x8000 | RW).dma(A, Access.WRITE, 0x1000);
        bench.leaf(T1, 0x1000, 0x9000 | RW).open(IotlbInvalidation.domain(did(1))).read(A, 0x1008);
        bench.await().read(A, 0x1008);
        List<Histories.Access> accesses = Histories.of(CM1, prefetch, run);
        int next = 0;
        for (Histories.Step step : run) {
            Set<Answer> allowed = law.on(step.stimulus());
            if (step.stimulus() instanceof Stimulus.Dma) {
                assertThat(accesses.get(next).allowed().keySet()).isEqualTo(allowed);
                accesses.get(next++).allowed().values().forEach(histories -> assertThat(histories).isNotEmpty());
            }
        }
        assertThat(next).isEqualTo(accesses.size()).isEqualTo(4);
    }

    @Test
    void forgettingOneKindLeavesTheOthers() {
        MachineRelation law = new MachineRelation(CM0, Prefetch.REQUESTS_ONLY);
        Bench guest = new Bench(law).start().table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1);
        guest.read(A, 0x1000);
        guest.leaf(T1, 0x1000, 0).context(A, 0, 0);
        law.forget(EnumSet.of(Holding.TRANSLATION));
        assertThat(guest.speakingTo(law.copy()).read(A, 0x1000)).containsExactlyInAnyOrder(DENIED,
                blocked(FaultReason.CONTEXT_NOT_PRESENT));
        law.forget(EnumSet.of(Holding.CONTEXT));
        assertThat(guest.read(A, 0x1000)).containsExactly(blocked(FaultReason.CONTEXT_NOT_PRESENT));
    }
}
