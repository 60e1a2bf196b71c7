package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueueRelationTest {

    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> c.deviceTlb = true);
    private static final Entry128 CONTEXTS = new Entry128(0x11, 0);
    private static final Entry128 TRANSLATIONS = new Entry128(0x12, 0);
    private static final Entry128 DEVICE = new Entry128(0x18_0000_0003L, 0x5000);
    private static final Entry128 STATUS = new Entry128(0x77_0000_0025L, 0x2000);
    private static final Entry128 FENCE = new Entry128(0x77_0000_0065L, 0x2000);
    private static final Effect NO_CONTEXTS = new Effect.Invalidate(ContextInvalidation.global());
    private static final Effect NO_TRANSLATIONS = new Effect.Invalidate(IotlbInvalidation.global());
    private static final Effect ASKED = new Effect.InvalidateDeviceTlb(9, new SourceId(0x18), new Iova(0x5000), 4096);
    private static final Effect STORED = new Effect.StoreStatus(new Gpa(0x2000), 0x77);
    private static final Effect IQE = new Effect.ReportQueueError(FaultCondition.QUEUE_ERROR);
    private static final Effect ITE = new Effect.ReportQueueError(FaultCondition.TIMEOUT_ERROR);
    private static final Effect ICE = new Effect.ReportQueueError(FaultCondition.COMPLETION_ERROR);

    private static RoomRun with(Entry128... descriptors) {
        RoomRun run = new RoomRun(() -> QueueRelation.law(UNIT)).then(update(0));
        for (int i = 0; i < descriptors.length; i++) {
            run.done(new Stimulus.Store128(new Gpa(0x10_0000L + 16 * i), descriptors[i]));
        }
        return run;
    }

    private static Stimulus update(int tail) {
        return new RoomCall.UpdateQueue(new QueueRegisters(true, new Gpa(0x10_0000L), 0, false, tail, TableMode.LEGACY));
    }

    private static RoomAnswer.Queue status(int head, QueueError error) {
        return new RoomAnswer.Queue(new QueueStatus(head, false, false, error, new SourceId(0)));
    }

    private static Stimulus answered() {
        return new RoomCall.DeviceDone(9, Optional.of(new SourceId(0x18)));
    }

    @Test
    void translationsGoOnlyAfterTheContextsAheadOfThem() {
        with(CONTEXTS, TRANSLATIONS).may(update(2), NO_CONTEXTS, NO_TRANSLATIONS).never(update(2), NO_TRANSLATIONS, NO_CONTEXTS);
    }

    @Test
    void contextsMayOvertakeTranslations() {
        with(TRANSLATIONS, CONTEXTS).may(update(2), NO_TRANSLATIONS, NO_CONTEXTS).may(update(2), NO_CONTEXTS, NO_TRANSLATIONS);
    }

    @Test
    void nothingThatWaitsForNoDeviceIsLeftUndone() {
        with(CONTEXTS, TRANSLATIONS).never(update(2), NO_CONTEXTS).never(update(2)).never(update(1), NO_CONTEXTS, NO_CONTEXTS);
    }

    @Test
    void aCoarserInvalidationIsAsGoodAlsoWhereALaterDescriptorAsksForJustThat() {
        Entry128 contextsOfOne = new Entry128(0x0005_0021L, 0);
        Entry128 page = new Entry128(0x0005_0032L, 0x7000);
        with(contextsOfOne, page, CONTEXTS, TRANSLATIONS)
                .may(update(4), NO_CONTEXTS, NO_TRANSLATIONS, NO_CONTEXTS, NO_TRANSLATIONS)
                .may(update(4), new Effect.Invalidate(ContextInvalidation.domain(new DomainId(5))), NO_TRANSLATIONS, NO_CONTEXTS, NO_TRANSLATIONS)
                .may(update(4), NO_CONTEXTS, new Effect.Invalidate(ContextInvalidation.domain(new DomainId(5))), NO_TRANSLATIONS, NO_TRANSLATIONS)
                .never(update(4), NO_CONTEXTS, NO_TRANSLATIONS, NO_TRANSLATIONS)
                .never(update(4), NO_TRANSLATIONS, NO_CONTEXTS, NO_CONTEXTS, NO_TRANSLATIONS)
                .never(update(4), NO_CONTEXTS, NO_TRANSLATIONS, NO_CONTEXTS, NO_TRANSLATIONS, NO_TRANSLATIONS);
    }

    @Test
    void aCoarserInvalidationIsAsGood() {
        with(new Entry128(0x0005_0021L, 0)).may(update(1), NO_CONTEXTS)
                .may(update(1), new Effect.Invalidate(ContextInvalidation.domain(new DomainId(5))))
                .never(update(1), new Effect.Invalidate(ContextInvalidation.domain(new DomainId(6))));
    }

    @Test
    void aWaitCompletesWhatIsBeforeIt() {
        with(CONTEXTS, STATUS).may(update(2), NO_CONTEXTS, STORED).never(update(2), STORED, NO_CONTEXTS);
    }

    @Test
    void aDeviceHoldsUpTheWaitButNotNecessarilyWhatFollows() {
        RoomRun run = with(DEVICE, STATUS, CONTEXTS);
        run.may(update(3), ASKED).may(update(3), ASKED, NO_CONTEXTS).never(update(3), ASKED, STORED);
        run.then(update(3), ASKED).may(answered(), STORED, NO_CONTEXTS).may(answered(), NO_CONTEXTS, STORED).never(answered(), NO_CONTEXTS);
    }

    @Test
    void aFenceHoldsUpWhatFollows() {
        with(DEVICE, FENCE, CONTEXTS).may(update(3), ASKED).never(update(3), ASKED, NO_CONTEXTS);
    }

    @Test
    void aBadDescriptorKeepsTheHeadAndSaysWhy() {
        RoomRun run = with(CONTEXTS, new Entry128(0xF, 0), TRANSLATIONS);
        run.never(update(3), NO_CONTEXTS, IQE, NO_TRANSLATIONS).never(update(3), NO_CONTEXTS);
        run.then(update(3), NO_CONTEXTS, IQE).then(new RoomCall.QueueStatusOf(), status(1, QueueError.INVALID_TYPE))
                .never(new RoomCall.QueueStatusOf(), status(2, QueueError.INVALID_TYPE))
                .never(new RoomCall.QueueStatusOf(), status(1, QueueError.RESERVED_FIELD))
                .may(new RoomCall.QueueStatusOf(), status(1, QueueError.NO_INFORMATION));
    }

    @Test
    void clearingIqeGoesOnAtTheHeadByItself() {
        RoomRun run = with(new Entry128(0xF, 0), TRANSLATIONS).then(update(2), IQE)
                .done(new Stimulus.Store128(new Gpa(0x10_0000L), CONTEXTS));
        Stimulus cleared = new RoomCall.ConditionsCleared(Set.of(FaultCondition.QUEUE_ERROR));
        run.may(cleared, NO_CONTEXTS, NO_TRANSLATIONS).never(cleared).never(update(2), NO_CONTEXTS, NO_TRANSLATIONS);
    }

    @Test
    void aTimeoutAbortsTheWait() {
        RoomRun run = with(DEVICE, STATUS).then(update(2), ASKED).never(new RoomCall.DeviceTimeout(9), ITE, STORED)
                .never(new RoomCall.DeviceTimeout(9)).then(new RoomCall.DeviceTimeout(9), ITE);
        run.then(new RoomCall.QueueStatusOf(), new RoomAnswer.Queue(new QueueStatus(1, false, false, QueueError.NO_INFORMATION, new SourceId(0x18))));
        run.may(new RoomCall.ConditionsCleared(Set.of(FaultCondition.TIMEOUT_ERROR)), STORED);
    }

    @Test
    void anAnswerThatNobodyAskedForIsAnError() {
        with(DEVICE).then(update(1), ASKED).may(new RoomCall.DeviceDone(8, Optional.empty()), ICE)
                .never(new RoomCall.DeviceDone(8, Optional.empty())).never(answered(), ICE)
                .may(new RoomCall.DeviceDone(9, Optional.of(new SourceId(1))), ICE);
    }

    @Test
    void theEventGoesOutOnceUntilItIsServiced() {
        Entry128 interrupt = new Entry128(0x15, 0);
        Effect message = new Effect.SendMessage(new Gpa(0xFEE0_0000L), 0x41);
        RoomRun run = with(interrupt, interrupt, interrupt)
                .then(new RoomCall.ProgramCompletionEvent(new EventRegisters(false, new Gpa(0xFEE0_0000L), 0x41)));
        run.never(update(1)).never(update(1), message, message).then(update(1), message).never(update(2), message).then(update(2))
                .then(new RoomCall.CompletionCleared()).may(update(3), message);
    }

    @Test
    void aTailOutsideOfTheRingIsAnError() {
        with().may(update(256), IQE).never(update(256));
    }

    @Test
    void changingABusyQueueIsSoftwaresError() {
        with(DEVICE).then(update(1), ASKED).silentAfter(new RoomCall.UpdateQueue(QueueRegisters.RESET));
    }

    @Test
    void aDescriptorThatIsChangedBeforeItIsFetchedIsSoftwaresError() {
        RoomRun run = with(DEVICE, STATUS, CONTEXTS).then(update(3), ASKED);
        run.silentAfter(new Stimulus.Store128(new Gpa(0x10_0020L), TRANSLATIONS));
        run.silentAfter(new Stimulus.Store64(new Gpa(0x10_0010L), 0));
        run.silentAfter(new Stimulus.Readable(new Gpa(0x10_0000L), Stimulus.Reads.NONE));
    }

    @Test
    void aTailThatOvertakesTheHeadIsSoftwaresError() {
        with(DEVICE).then(update(1), ASKED).silentAfter(update(0));
    }

    @Test
    void aTableModeThatTheUnitHasNotIsNotSpokenOf() {
        with().silentAfter(new RoomCall.UpdateQueue(new QueueRegisters(true, new Gpa(0x10_0000L), 0, true, 0, TableMode.SCALABLE)));
        with().silentAfter(new RoomCall.UpdateQueue(new QueueRegisters(true, new Gpa(0x10_0000L), 0, true, 0, TableMode.ABORT)));
    }

    @Test
    void clearingIteWithoutHavingReadTheHeadIsNotSpokenOf() {
        with(DEVICE).then(update(1), ASKED).then(new RoomCall.DeviceTimeout(9), ITE)
                .silentAfter(new RoomCall.ConditionsCleared(Set.of(FaultCondition.TIMEOUT_ERROR)));
    }

    @Test
    void theHeadIsZeroWhileTheQueueIsOff() {
        with(CONTEXTS).then(update(1), NO_CONTEXTS).then(new RoomCall.UpdateQueue(QueueRegisters.RESET))
                .may(new RoomCall.QueueStatusOf(), status(0, QueueError.NO_INFORMATION))
                .never(new RoomCall.QueueStatusOf(), status(1, QueueError.NO_INFORMATION));
    }

    @Test
    void anEmptyQueueMayMoveElsewhere() {
        with(CONTEXTS).then(update(1), NO_CONTEXTS).done(new Stimulus.Store128(new Gpa(0x20_0010L), TRANSLATIONS))
                .then(new RoomCall.UpdateQueue(new QueueRegisters(true, new Gpa(0x20_0000L), 0, false, 1, TableMode.LEGACY)))
                .may(new RoomCall.UpdateQueue(new QueueRegisters(true, new Gpa(0x20_0000L), 0, false, 2, TableMode.LEGACY)), NO_TRANSLATIONS);
    }

    @Test
    void twoRequestsNeverShareATag() {
        with(DEVICE, DEVICE).never(update(2), ASKED, ASKED);
    }

    @Test
    void whatIsAskedIsAnswered() {
        with().never(new RoomCall.QueueStatusOf(), new RoomAnswer.Effects(List.of())).never(new RoomCall.CompletionCleared(),
                status(0, QueueError.NO_INFORMATION));
    }
}
