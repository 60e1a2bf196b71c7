package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.QueueContents.Item;
import iommu.oracle.QueuedCommand.Fit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The law of room 06 (§6.5.2, §11.4.9): stores make memory, the calls of the seam ask. What each call must bring: every
 * descriptor that waits for no device; what it may bring: any order that §6.5.2.12 and §7.8 allow.
 *
 * <p>The status must be asked for between a time-out and the clearing of ITE: only IQH says from where fetching goes on.
 */
public final class QueueRelation implements RunRelation {

    private final Capabilities unit;
    private final TableWords memory;
    private final QueueDecoding decoding;
    private final QueueContents contents;
    private final EventRule event = new EventRule();
    private final Map<Integer, Item> devices = new HashMap<>();
    private QueueRegisters registers = QueueRegisters.RESET;
    private boolean completed;
    /** Where position 0 lies, in 128-bit units. */
    private int origin;
    /** The position behind the last descriptor that may have been fetched. */
    private long limit;
    private boolean queueError;
    /** The error is one of the descriptor at IQH, not of the registers. */
    private boolean atDescriptor;
    private Set<QueueError> reasons = EnumSet.noneOf(QueueError.class);
    private boolean timeout;
    private boolean unexpected;
    private Optional<SourceId> late = Optional.empty();
    private Optional<SourceId> stranger = Optional.empty();
    /** Where fetching goes on once errors are cleared; empty while it is not known. */
    private Optional<Long> restart = Optional.empty();
    private Optional<String> silence = Optional.empty();

    private QueueRelation(Capabilities capabilities, List<Set<Fit>> accepted) {
        unit = capabilities;
        memory = new TableWords(capabilities.hostAddressWidth());
        decoding = new QueueDecoding(capabilities);
        contents = new QueueContents(capabilities, accepted);
    }

    /** The law. An effect belongs to a descriptor that asks for just that, or to the first that asks for no more. */
    public static RunRelation law(Capabilities capabilities) {
        return new AnyReading(new QueueRelation(capabilities, List.of(Set.of(Fit.EXACT), Set.of(Fit.COARSER))),
                new QueueRelation(capabilities, List.of(Set.of(Fit.EXACT, Fit.COARSER))));
    }

    /** What the README of room 06 asks beyond the law: a descriptor leads to just what it asks for, nothing coarser. */
    public static QueueRelation exact(Capabilities capabilities) {
        return new QueueRelation(capabilities, List.of(Set.of(Fit.EXACT)));
    }

    @Override
    public Optional<String> silence() {
        return silence;
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        if (memory.take(step)) {
            if (silence.isEmpty() && fetching() && changesUnread(step)) {
                silence = Optional.of("a descriptor was changed before it can have been fetched for sure");
            }
            return Optional.empty();
        }
        if (silence.isPresent()) {
            return Optional.empty();
        }
        if (step instanceof RoomCall.QueueStatusOf) {
            return answer instanceof RoomAnswer.Queue(QueueStatus status) ? compare(status) : Optional.of("no status: " + answer);
        }
        List<Effect> owed = new ArrayList<>();
        List<Effect> optional = new ArrayList<>();
        switch (step) {
            case RoomCall.UpdateQueue(QueueRegisters now) -> update(now);
            case RoomCall.DeviceDone(int tag, Optional<SourceId> from) -> done(tag, from, owed, optional);
            case RoomCall.DeviceTimeout(int tag) -> timedOut(tag, owed, optional);
            case RoomCall.ConditionsCleared(Set<FaultCondition> conditions) -> cleared(conditions);
            case RoomCall.CompletionCleared() -> {
                completed = false;
                event.serviced();
            }
            case RoomCall.ProgramCompletionEvent(var now) -> owed.addAll(event.program(now));
            default -> {
                return Optional.empty();
            }
        }
        if (silence.isPresent()) {
            return Optional.empty();
        }
        return answer instanceof RoomAnswer.Effects(var effects) ? follow(effects, owed, optional) : Optional.of("no effects: " + answer);
    }

    private boolean changesUnread(Stimulus step) {
        return switch (step) {
            case Stimulus.Store64(Gpa at, long value) -> unread(at, 8);
            case Stimulus.Store128(Gpa at, Entry128 value) -> unread(at, 16);
            case Stimulus.Readable(Gpa page, Stimulus.Reads reads) -> unread(page.alignedTo(4096), 4096);
            default -> false;
        };
    }

    private boolean unread(Gpa from, long size) {
        return contents.unexecuted().anyMatch(position -> {
            long at = registers.base().value() + index(position) * 16L;
            return at < from.value() + size && from.value() < at + step() * 16L;
        });
    }

    private int step() {
        return registers.wide() ? 2 : 1;
    }

    /** In 128-bit units. */
    private int ring() {
        return 256 << registers.size();
    }

    private int index(long position) {
        return (int) ((origin + position * step()) % ring());
    }

    private void update(QueueRegisters now) {
        QueueRegisters before = registers;
        if (now.mode() == TableMode.SCALABLE && !unit.scalable().offered() || now.mode() == TableMode.ABORT && !unit.platform().abortMode()) {
            silence = Optional.of("a table mode that the unit does not offer");
            return;
        }
        boolean sameRing = before.base().equals(now.base()) && before.size() == now.size() && before.wide() == now.wide();
        long head = queueError && restart.isPresent() ? restart.get() : limit;
        if (before.enabled() && (!sameRing || !now.enabled() || before.mode() != now.mode())
                && (!contents.completeBefore(head) || timeout)) {
            silence = Optional.of("the queue was changed while commands were under way"); // busy-queue
            return;
        }
        if (!now.enabled() || !before.enabled()) {
            begin(0);
        } else if (!sameRing || before.mode() != now.mode()) {
            begin(index(head));
        }
        registers = now;
        fetch();
    }

    private void begin(int first) {
        contents.cut(Long.MIN_VALUE);
        origin = first;
        limit = 0;
        restart = queueError ? Optional.of(0L) : Optional.empty();
    }

    private Set<QueueError> registerErrors() {
        return QueueDecoding.registerErrors(unit, registers.mode(), registers.wide(), registers.tail(), ring());
    }

    private boolean fetching() {
        return registers.enabled() && !queueError && !timeout;
    }

    /** Decodes what lies between the last descriptor known and the tail. */
    private void fetch() {
        if (!fetching()) {
            return;
        }
        if (origin % step() != 0 || origin >= ring()) {
            silence = Optional.of("the head is none that the ring can have");
            return;
        }
        if (!registerErrors().isEmpty()) {
            return;
        }
        long news = Math.floorMod(registers.tail() - index(limit), ring()) / step();
        if (limit + news - contents.firstIncomplete(limit) >= ring() / step()) {
            silence = Optional.of("the tail overtook the head");
            return;
        }
        for (long i = 0; i < news; i++) {
            contents.add(limit, decode(limit));
            limit++;
        }
    }

    private QueuedCommand decode(long position) {
        Gpa at = registers.base().plus(index(position) * 16L);
        Optional<Entry128> low = memory.read128(at);
        Optional<Entry128> high = registers.wide() ? memory.read128(at.plus(16)) : Optional.empty();
        if (low.isEmpty() || registers.wide() && high.isEmpty()) {
            return QueuedCommand.refused(QueuedCommand.Kind.WAIT, new Entry128(0, 0), QueueError.FETCH_ERROR);
        }
        return decoding.decode(low.get(), high, registers.mode());
    }

    private void done(int tag, Optional<SourceId> from, List<Effect> owed, List<Effect> optional) {
        Item item = devices.get(tag);
        if (item != null && from.orElse(item.command.device()).equals(item.command.device())) {
            item.answered();
            devices.remove(tag);
            return;
        }
        (unexpected ? optional : owed).add(new Effect.ReportQueueError(FaultCondition.COMPLETION_ERROR)); // §4.3
        if (!unexpected) {
            stranger = from;
        }
        unexpected = true;
    }

    private void timedOut(int tag, List<Effect> owed, List<Effect> optional) {
        Item item = devices.remove(tag);
        if (item == null) {
            return;
        }
        item.answered();
        (timeout ? optional : owed).add(new Effect.ReportQueueError(FaultCondition.TIMEOUT_ERROR));
        if (!timeout) {
            late = Optional.of(item.command.device());
            contents.abortWaits(); // §6.5.2.11
            restart = queueError ? restart : Optional.empty();
        }
        timeout = true;
    }

    private void cleared(Set<FaultCondition> conditions) {
        boolean stopped = queueError || timeout;
        boolean wasLate = timeout;
        queueError &= !conditions.contains(FaultCondition.QUEUE_ERROR);
        timeout &= !conditions.contains(FaultCondition.TIMEOUT_ERROR);
        unexpected &= !conditions.contains(FaultCondition.COMPLETION_ERROR);
        if (stopped && registers.enabled() && restart.isEmpty() && (wasLate && !timeout || fetching())) {
            silence = Optional.of("IQH was not read while ITE was set");
            return;
        }
        if (wasLate && !timeout) {
            contents.dropUnfinished();
        }
        if (stopped && fetching()) { // §6.5.2.11: fetching goes on at IQH by itself
            unfetch(restart.get());
            restart = Optional.empty();
            fetch();
        }
    }

    private QueueContents.CompletesWait waits(List<Effect> owed) {
        return wait -> {
            if (wait.command.interrupts() && !completed) { // §6.5.2.10
                completed = true;
                owed.addAll(event.raise());
            }
        };
    }

    /** Takes the effects one by one, and sees what is missing at the end. */
    private Optional<String> follow(List<Effect> effects, List<Effect> owed, List<Effect> optional) {
        QueueContents.CompletesWait waits = waits(owed);
        for (Effect effect : effects) {
            if (!owed.remove(effect) && !optional.remove(effect) && !take(effect, owed, waits)) {
                return Optional.of("nothing in the queue leads to " + effect + " now, in " + effects);
            }
        }
        // Freedom queue-order: what a time-out has thrown away may still hold up everything until its devices have answered.
        boolean heldUp = timeout || devices.values().stream().anyMatch(i -> !contents.holds(i));
        if (!heldUp) {
            Optional<Item> neglected = contents.neglected(waits, queueError && restart.isEmpty() ? contents.behindExecuted() : limit);
            if (neglected.isPresent()) {
                return Optional.of("left undone: " + neglected.get() + ", with " + effects);
            }
        }
        boolean stuck = contents.firstBad(limit) < limit || !registerErrors().isEmpty() && registers.tail() != index(limit);
        if (fetching() && stuck && !heldUp && !contents.anyOutstanding()) {
            return Optional.of("an error in the queue was not reported, with " + effects);
        }
        contents.settle();
        return owed.isEmpty() ? Optional.empty() : Optional.of("left out: " + owed + ", with " + effects);
    }

    private boolean take(Effect effect, List<Effect> owed, QueueContents.CompletesWait waits) {
        if (effect.equals(new Effect.ReportQueueError(FaultCondition.QUEUE_ERROR))) {
            return fetching() && stop();
        }
        if (effect instanceof Effect.SendMessage) {
            return !timeout && !completed && contents.completeQuietWait(QueuedCommand::interrupts, waits) && owed.remove(effect);
        }
        Optional<Item> item = contents.execute(effect, waits);
        return item.isPresent() && (!item.get().command.toDevice() || devices.putIfAbsent(tag(effect), item.get()) == null);
    }

    private static int tag(Effect effect) {
        return effect instanceof Effect.InvalidateDeviceTlb(int tag, var source, var start, long size) ? tag
                : ((Effect.InvalidatePasidDeviceTlb) effect).tag();
    }

    private boolean stop() {
        Set<QueueError> wrong = registerErrors();
        Optional<Item> item = contents.refusable();
        if (wrong.isEmpty() && item.isEmpty()) {
            return false;
        }
        reasons = wrong.isEmpty() ? EnumSet.copyOf(item.get().command.errors()) : EnumSet.copyOf(wrong);
        reasons.add(QueueError.NO_INFORMATION); // §11.4.9.9: an older version
        queueError = true;
        atDescriptor = wrong.isEmpty();
        restart = item.filter(i -> atDescriptor).map(i -> i.position); // else IQH will tell how much was fetched
        restart.ifPresent(this::unfetch);
        return true;
    }

    private Optional<String> compare(QueueStatus status) {
        if (status.waitCompleted() && !completed) {
            contents.completeQuietWait(QueuedCommand::interrupts, wait -> {
                completed = true;
                event.raise();
            });
        }
        if (status.waitCompleted() != completed) {
            return Optional.of("IWC is " + status.waitCompleted());
        }
        if (status.eventPending() != event.pending()) {
            return Optional.of("IP is " + status.eventPending());
        }
        if (queueError && !reasons.contains(status.error())) {
            return Optional.of("IQEI is " + status.error() + ", not one of " + reasons);
        }
        if (timeout && !mayBe(status.timedOut(), late) || unexpected && !mayBe(status.unexpected(), stranger)) {
            return Optional.of("IQERCD names " + status.timedOut() + " and " + status.unexpected() + ", not " + late + " and " + stranger);
        }
        return compareHead(status.head());
    }

    /** §11.4.9.9: 0 is an older version of the hardware. Without a source nothing is known to compare. */
    private static boolean mayBe(SourceId said, Optional<SourceId> known) {
        return known.isEmpty() || said.equals(known.get()) || said.value() == 0;
    }

    private Optional<String> compareHead(int head) {
        if (!registers.enabled()) {
            return head == 0 ? Optional.empty() : Optional.of("IQH is " + head + " while the queue is off"); // §6.5.2
        }
        boolean known = queueError && atDescriptor;
        long least = known ? restart.get() : contents.firstIncomplete(limit);
        long most = known ? restart.get() : contents.firstBad(limit);
        for (long position = Math.min(least, most); position <= most; position++) {
            if (index(position) == head) {
                return learn(position);
            }
        }
        return Optional.of("IQH is " + head + ", not " + index(least) + " to " + index(most));
    }

    /** §6.5.2.11: from where fetching goes on; what lies before must have been done. */
    private Optional<String> learn(long head) {
        if (timeout) {
            restart = Optional.of(head);
        } else if (queueError && restart.isEmpty()) {
            // Freedom queue-order: IQH may lag behind what was carried out
            restart = Optional.of(Math.max(head, contents.behindExecuted()));
            unfetch(restart.get());
            List<Effect> owed = new ArrayList<>();
            Optional<Item> neglected = contents.neglected(waits(owed), limit);
            return neglected.map(item -> "left undone: " + item)
                    .or(() -> owed.isEmpty() ? Optional.empty() : Optional.of("left undone: " + owed.getFirst()));
        }
        return Optional.empty();
    }

    private void unfetch(long position) {
        contents.cut(position);
        limit = position;
    }
}
