package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Entry256;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.ScalableContext;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A relation that accepts everything would let every room pass. So rooms lie here, each in one way: the first lie of a
 * run must be found out at once, and there must be enough of them.
 */
class WrongAnswersTest {

    private static final int LIES = 20;
    private static final int RUNS = 600;
    private static final int LENGTH = 400;

    /** A way to lie. @param tell the wrong answer to a step; empty where the lie does not apply */
    private record Lie(String name, Function<Random, RoomSteps.Case> room, BiFunction<Stimulus, Answer, Optional<Answer>> tell) {
    }

    @TestFactory
    Stream<DynamicTest> everyLieIsFoundOut() {
        return lies().map(lie -> DynamicTest.dynamicTest(lie.name(), () -> {
            int told = 0;
            for (long seed = 1; seed <= RUNS && told < LIES; seed++) {
                told += play(lie, seed) ? 1 : 0;
            }
            assertThat(told).as("runs in which the lie could be told").isEqualTo(LIES);
        }));
    }

    private static boolean play(Lie lie, long seed) {
        RoomSteps.Case run = lie.room().apply(RoomSteps.random(seed));
        for (int i = 0; i < LENGTH && run.law().silence().isEmpty(); i++) {
            Stimulus step = run.steps().next();
            Answer truth = run.room().apply(step);
            Optional<Answer> wrong = i < 20 ? Optional.empty() : lie.tell().apply(step, truth).filter(a -> !a.equals(truth));
            Optional<String> objection = run.law().judge(step, wrong.orElse(truth));
            if (wrong.isPresent() && run.law().silence().isEmpty()) {
                assertThat(objection).as("seed %d: %s answered %s, truly %s", seed, step, wrong.get(), truth).isPresent();
                return true;
            }
            run.steps().answered(step, truth);
        }
        return false;
    }

    private static Stream<Lie> lies() {
        return Stream.of(faults(), queue(), registers(), tables(), interrupts(), pageRequests()).flatMap(List::stream);
    }

    private static List<Lie> faults() {
        return List.of(
                new Lie("fault log: another reason", RoomCases::faultLog, record(r -> new Entry128(r.low(), r.high() ^ 1L << 33))),
                new Lie("fault log: another requester", RoomCases::faultLog, record(r -> new Entry128(r.low(), r.high() ^ 0x100))),
                new Lie("fault log: reserved bits", RoomCases::faultLog, record(r -> new Entry128(r.low() ^ 1, r.high()))),
                new Lie("fault log: a message too many", RoomCases::faultLog, added(new Effect.SendMessage(new Gpa(0xFEE0_0FF0L), 9))),
                new Lie("fault log: a message forgotten", RoomCases::faultLog, dropped(Effect.SendMessage.class)),
                new Lie("fault log: a condition forgotten", RoomCases::faultLog, (step, answer) -> answer instanceof RoomAnswer.Faults(var s)
                        && s.conditions().size() > 1 ? Optional.of(new RoomAnswer.Faults(new FaultStatus(s.records(), s.firstPending(),
                        Set.of(), s.eventPending()))) : Optional.empty()));
    }

    private static BiFunction<Stimulus, Answer, Optional<Answer>> record(Function<Entry128, Entry128> change) {
        return (step, answer) -> {
            if (!(answer instanceof RoomAnswer.Faults(FaultStatus s)) || !s.faultPending()) {
                return Optional.empty();
            }
            List<Entry128> records = s.records().stream().map(r -> r.high() < 0 ? change.apply(r) : r).toList();
            return Optional.of(new RoomAnswer.Faults(new FaultStatus(records, s.firstPending(), s.conditions(), s.eventPending())));
        };
    }

    private static BiFunction<Stimulus, Answer, Optional<Answer>> added(Effect more) {
        return (step, answer) -> effects(answer).map(effects -> {
            List<Effect> longer = new ArrayList<>(effects);
            longer.add(more);
            return new RoomAnswer.Effects(longer);
        });
    }

    private static BiFunction<Stimulus, Answer, Optional<Answer>> dropped(Class<?> kind) {
        return (step, answer) -> effects(answer).map(effects ->
                new RoomAnswer.Effects(effects.stream().filter(e -> !kind.isInstance(e)).toList()));
    }

    private static BiFunction<Stimulus, Answer, Optional<Answer>> changed(Function<Effect, Effect> change) {
        return (step, answer) -> effects(answer).map(effects -> new RoomAnswer.Effects(effects.stream().map(change).toList()));
    }

    private static Optional<List<Effect>> effects(Answer answer) {
        return answer instanceof RoomAnswer.Effects(List<Effect> effects) ? Optional.of(effects) : Optional.empty();
    }

    private static List<Lie> queue() {
        return List.of(
                new Lie("queue: other status data", RoomCases::queue, changed(e -> e instanceof Effect.StoreStatus(Gpa at, int data)
                        ? new Effect.StoreStatus(at, data + 1) : e)),
                new Lie("queue: status elsewhere", RoomCases::queue, changed(e -> e instanceof Effect.StoreStatus(Gpa at, int data)
                        ? new Effect.StoreStatus(at.plus(4), data) : e)),
                new Lie("queue: another device", RoomCases::queue, changed(e -> e instanceof Effect.InvalidateDeviceTlb d
                        ? new Effect.InvalidateDeviceTlb(d.tag(), new SourceId(d.source().value() ^ 0x800), d.start(), d.size()) : e)),
                new Lie("queue: a smaller range", RoomCases::queue, changed(e -> e instanceof Effect.InvalidateDeviceTlb d && d.size() != 4096
                        ? new Effect.InvalidateDeviceTlb(d.tag(), d.source(), d.start(), 4096) : e)),
                new Lie("queue: a command twice", RoomCases::queue, (step, answer) -> effects(answer).filter(e -> e.stream()
                        .anyMatch(x -> x instanceof Effect.RespondToPageGroup)).map(e -> {
                            List<Effect> longer = new ArrayList<>(e);
                            longer.add(e.stream().filter(x -> x instanceof Effect.RespondToPageGroup).findFirst().orElseThrow());
                            return new RoomAnswer.Effects(longer);
                        })),
                new Lie("queue: a message from nowhere", RoomCases::queue, (step, answer) -> step instanceof RoomCall.CompletionCleared
                        ? added(new Effect.SendMessage(new Gpa(4), 4)).apply(step, answer) : Optional.empty()),
                new Lie("queue: the head outside of the ring", RoomCases::queue, status(s -> new QueueStatus(s.head() ^ 0x4000, s.waitCompleted(),
                        s.eventPending(), s.error(), s.timedOut(), s.unexpected()))),
                new Lie("queue: IP turned round", RoomCases::queue, status(s -> new QueueStatus(s.head(), s.waitCompleted(),
                        !s.eventPending(), s.error(), s.timedOut(), s.unexpected()))),
                new Lie("queue: a message in place of an error", RoomCases::queue, (step, answer) -> step instanceof RoomCall.DeviceTimeout
                        || step instanceof RoomCall.DeviceDone ? effects(answer).filter(e -> e.size() == 1 && e.getFirst()
                        instanceof Effect.ReportQueueError(var c) && c == FaultCondition.COMPLETION_ERROR)
                        .map(e -> new RoomAnswer.Effects(List.of(new Effect.SendMessage(new Gpa(0), 77)))) : Optional.empty()));
    }

    private static BiFunction<Stimulus, Answer, Optional<Answer>> status(Function<QueueStatus, QueueStatus> change) {
        return (step, answer) -> answer instanceof RoomAnswer.Queue(QueueStatus s) ? Optional.of(new RoomAnswer.Queue(change.apply(s)))
                : Optional.empty();
    }

    private static List<Lie> registers() {
        return List.of(read(0x01C, 1L << 31), read(0x01C, 1L << 26), read(0x038, 1L << 31), read(0x008, 1L << 7), read(0x010, 1),
                read(0x03C, 1L << 3), read(0x034, 1L << 2), read(0x000, 1L << 4), read(0x018, 1),
                new Lie("registers: the root table elsewhere", RoomCases::registers, changed(e -> e instanceof Effect.UseRootTable(Gpa at,
                        var mode, boolean separate) ? new Effect.UseRootTable(at.plus(4096), mode, separate) : e)),
                new Lie("registers: a tail not told", RoomCases::registers, (step, answer) -> effects(answer).filter(e -> e.stream()
                        .anyMatch(x -> x instanceof Effect.UpdateQueue(var q) && q.enabled())).flatMap(e ->
                        changed(x -> x instanceof Effect.UpdateQueue(var q) ? new Effect.UpdateQueue(new QueueRegisters(true,
                                q.base(), q.size(), q.wide(), q.tail() ^ 8, q.mode())) : x).apply(step, answer))),
                new Lie("registers: translation turned round", RoomCases::registers, changed(e -> e instanceof Effect.Translate(boolean on)
                        ? new Effect.Translate(!on) : e)));
    }

    private static Lie read(int offset, long bit) {
        return new Lie("registers: bit 0x" + Long.toHexString(bit) + " of 0x" + Integer.toHexString(offset), RoomCases::registers,
                (step, answer) -> step instanceof Stimulus.RegisterRead(int at, int size) && at == offset && size == 4
                        && answer instanceof Answer.Value(long value) ? Optional.of(new Answer.Value(value ^ bit)) : Optional.empty());
    }

    private static List<Lie> tables() {
        return List.of(
                new Lie("lookup: another directory", RoomCases::lookup, (step, answer) -> answer instanceof RoomAnswer.Context(ScalableContext c)
                        ? Optional.of(new RoomAnswer.Context(new ScalableContext(c.directory().plus(4096), c.directoryEntries(), c.ridPasid(),
                        c.ridPrivilege(), c.deviceTlb(), c.pasid(), c.pageRequests(), c.translatedWithPasid(), c.silent()))) : Optional.empty()),
                new Lie("lookup: another type", RoomCases::lookup, (step, answer) -> answer instanceof RoomAnswer.Entry(PasidContext e)
                        ? Optional.of(new RoomAnswer.Entry(new PasidContext(e.domain(), PasidType.values()[3 - e.type().ordinal()],
                        e.firstStage(), e.secondStage(), e.flags(), e.silent()))) : Optional.empty()),
                new Lie("lookup: everything served", RoomCases::lookup, (step, answer) -> answer instanceof RoomAnswer.Refusal
                        ? Optional.of(new RoomAnswer.Refusal(Optional.empty())) : Optional.empty()),
                walk("frame", m -> new StagedMapping(m.page(), m.frame().plus(m.size()), m.size(), m.user(), m.supervisor(), m.snoop(), m.writable(), m.steps())),
                walk("snoop", m -> new StagedMapping(m.page(), m.frame(), m.size(), m.user(), m.supervisor(), !m.snoop(), m.writable(), m.steps())),
                walk("user rights", m -> new StagedMapping(m.page(), m.frame(), m.size(), Rights.NONE, m.supervisor(), m.snoop(), m.writable(), m.steps())),
                walk("steps", m -> new StagedMapping(m.page(), m.frame(), m.size(), m.user(), m.supervisor(), m.snoop(), m.writable(), List.of())),
                new Lie("walk: a flag not set", RoomCases::stagedWalk, (step, answer) -> answer instanceof RoomAnswer.Staged(StagedMapping m, var changed)
                        && !changed.isEmpty() ? Optional.of(new RoomAnswer.Staged(m, Map.of())) : Optional.empty()),
                new Lie("walk: a store elsewhere", RoomCases::stagedWalk, (step, answer) -> answer instanceof RoomAnswer.Staged(var r, var changed)
                        ? Optional.of(new RoomAnswer.Staged(r, Map.of(new Gpa(0x7000), 1L))) : Optional.empty()),
                new Lie("walk: always translated", RoomCases::stagedWalk, (step, answer) -> answer instanceof RoomAnswer.Staged(Fault f, var changed)
                        ? Optional.of(new RoomAnswer.Staged(Fault.of(FaultReason.HOST_PERMISSION_TABLE_SIZE), changed)) : Optional.empty()));
    }

    private static Lie walk(String what, Function<StagedMapping, StagedMapping> change) {
        return new Lie("walk: another " + what, RoomCases::stagedWalk, (step, answer) -> answer instanceof RoomAnswer.Staged(StagedMapping m,
                var changed) ? Optional.of(new RoomAnswer.Staged(change.apply(m), changed)) : Optional.empty());
    }

    private static List<Lie> interrupts() {
        return List.of(
                outcome("vector", o -> o instanceof InterruptOutcome.Interrupt i ? new InterruptOutcome.Interrupt(i.destination(), i.logical(),
                        i.redirect(), i.vector() ^ 0x80, i.deliveryMode(), i.level()) : o),
                outcome("destination", o -> o instanceof InterruptOutcome.Interrupt i ? new InterruptOutcome.Interrupt(i.destination() ^ 0x5A,
                        i.logical(), i.redirect(), i.vector(), i.deliveryMode(), i.level()) : o),
                outcome("reason", o -> o instanceof InterruptOutcome.Blocked b ? new InterruptOutcome.Blocked(
                        Fault.of(FaultReason.INTERRUPT_REQUEST_MALFORMED), b.index()) : o),
                outcome("notification", o -> o instanceof InterruptOutcome.Posted p ? new InterruptOutcome.Posted(p.descriptor(), !p.notifies(),
                        p.destination(), p.vector()) : o),
                new Lie("interrupts: a request not posted", RoomCases::interrupts, (step, answer) -> answer instanceof RoomAnswer.Remapped(
                        InterruptOutcome.Posted p, var changed) && !changed.isEmpty() ? Optional.of(new RoomAnswer.Remapped(p, Map.of())) : Optional.empty()));
    }

    private static Lie outcome(String what, Function<InterruptOutcome, InterruptOutcome> change) {
        return new Lie("interrupts: another " + what, RoomCases::interrupts, (step, answer) -> answer instanceof RoomAnswer.Remapped(var o,
                var changed) ? Optional.of(new RoomAnswer.Remapped(change.apply(o), changed)) : Optional.empty());
    }

    private static List<Lie> pageRequests() {
        return List.of(
                new Lie("page requests: stored elsewhere", RoomCases::pageRequests, changed(e -> e instanceof Effect.StorePageRequest(Gpa at,
                        Entry256 bits) ? new Effect.StorePageRequest(at.plus(32), bits) : e)),
                new Lie("page requests: another requester", RoomCases::pageRequests, changed(e -> e instanceof Effect.StorePageRequest(Gpa at,
                        Entry256 bits) ? new Effect.StorePageRequest(at, new Entry256(new Entry128(bits.low().low() ^ 1 << 16, bits.low().high()),
                        bits.high())) : e)),
                new Lie("page requests: answered with failure", RoomCases::pageRequests, changed(e -> e instanceof Effect.RespondToPageGroup r
                        ? new Effect.RespondToPageGroup(r.source(), r.pasid(), r.group(), 15) : e)),
                new Lie("page requests: not answered", RoomCases::pageRequests, dropped(Effect.RespondToPageGroup.class)),
                new Lie("page requests: no event", RoomCases::pageRequests, dropped(Effect.SendMessage.class)),
                new Lie("page requests: a tail too far", RoomCases::pageRequests, (step, answer) -> answer instanceof RoomAnswer.PageRequests(
                        PageRequestStatus s) ? Optional.of(new RoomAnswer.PageRequests(new PageRequestStatus(s.tail() + 1, s.pending(),
                        s.overflow(), s.eventPending()))) : Optional.empty()));
    }
}
