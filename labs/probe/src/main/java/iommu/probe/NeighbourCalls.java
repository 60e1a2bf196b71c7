package iommu.probe;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.FaultRecord;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.InvalidationQueue;
import iommu.arch.seam.RegisterFile;
import iommu.arch.seam.TranslationCache;
import iommu.arch.seam.UnitPort;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The rooms as a learner's unit sees them: every call becomes one to whoever answers for them. */
final class NeighbourCalls {

    private final Function<Stimulus, Answer> line;
    private final Consumer<Stimulus> post;

    /**
     * Rooms at the other end of a line.
     *
     * @param line makes a call, and throws what the room's refusal is to the caller
     * @param post makes a call of which no answer is needed
     */
    NeighbourCalls(Function<Stimulus, Answer> line, Consumer<Stimulus> post) {
        this.line = line;
        this.post = post;
    }

    UnitPort.Rooms rooms() {
        return new UnitPort.Rooms(
                (table, source) -> ask(new Stimulus.LookUpContext(table, source), Answer.Context.class).result(),
                this::walk, new Cache(), new Faults(), new Registers(), new Queue());
    }

    private WalkResult walk(WalkStart start, Iova address, Access access) {
        return ask(new Stimulus.Walk(start, address, access), Answer.Walk.class).result();
    }

    private <T extends Answer> T ask(Stimulus call, Class<T> kind) {
        return kind.cast(line.apply(call));
    }

    private void tell(Stimulus call) {
        post.accept(call);
    }

    private List<Effect> effects(RoomCall call) {
        return ask(call, RoomAnswer.Effects.class).effects();
    }

    private final class Cache implements TranslationCache {

        @Override
        public long epoch() {
            return ask(new Stimulus.TakeEpoch(0), Answer.Value.class).value();
        }

        @Override
        public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
            return ask(new Stimulus.CachedTranslationOf(source, pasid, address), Answer.Translation.class).entry();
        }

        @Override
        public Optional<ContextResult> context(SourceId source) {
            return ask(new Stimulus.CachedContextOf(source), Answer.CachedContext.class).entry();
        }

        @Override
        public Optional<WalkStart> prefix(DomainId domain, Iova address) {
            return ask(new Stimulus.CachedPrefixOf(domain, address), Answer.Prefix.class).entry();
        }

        @Override
        public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
            tell(new Stimulus.FillTranslation(source, pasid, address, entry, slot(epoch)));
        }

        @Override
        public void fill(SourceId source, ContextResult entry, long epoch) {
            tell(new Stimulus.FillContext(source, entry, slot(epoch)));
        }

        @Override
        public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
            tell(new Stimulus.FillPrefix(domain, address, entry, slot(epoch)));
        }

        /** No case has as many invalidations as an int can count: what lies outside is before or after all of them. */
        private int slot(long epoch) {
            return (int) Math.max(0, Math.min(epoch, Integer.MAX_VALUE));
        }

        @Override
        public void invalidate(Invalidation command) {
            tell(new Stimulus.Invalidate(command));
        }
    }

    /** Its status is what it was until it is told something. */
    private final class Faults implements FaultLog {

        private FaultStatus known;

        @Override
        public List<Effect> record(FaultRecord fault) {
            return changed(new RoomCall.RecordFault(fault));
        }

        @Override
        public List<Effect> report(FaultCondition condition) {
            return changed(new RoomCall.ReportCondition(condition));
        }

        @Override
        public List<Effect> clearRecord(int index) {
            return changed(new RoomCall.ClearRecord(index));
        }

        @Override
        public List<Effect> clear(Set<FaultCondition> conditions) {
            return changed(new RoomCall.ClearConditions(copy(conditions)));
        }

        @Override
        public List<Effect> program(EventRegisters event) {
            return changed(new RoomCall.ProgramFaultEvent(event));
        }

        private List<Effect> changed(RoomCall call) {
            known = null;
            return effects(call);
        }

        @Override
        public void translationDisabled() {
            known = null;
            tell(new RoomCall.DisableTranslation());
        }

        @Override
        public FaultStatus status() {
            if (known == null) {
                known = ask(new RoomCall.FaultStatusOf(), RoomAnswer.Faults.class).status();
            } else {
                tell(new RoomCall.FaultStatusOf());
            }
            return known;
        }

        @Override
        public void reset() {
            known = null;
            tell(new RoomCall.ResetRoom(RoomCall.ResetRoom.Of.FAULTS));
        }
    }

    private final class Registers implements RegisterFile {

        @Override
        public long read(int offset, int size) {
            return ask(new Stimulus.RegisterRead(offset, size), Answer.Value.class).value();
        }

        @Override
        public List<Effect> write(int offset, int size, long value) {
            return effects(new RoomCall.WriteRegister(offset, size, value));
        }

        @Override
        public void show(FaultStatus faults) {
            tell(new RoomCall.ShowFaults(faults));
        }

        @Override
        public void show(QueueStatus queue) {
            tell(new RoomCall.ShowQueue(queue));
        }

        @Override
        public void reset() {
            tell(new RoomCall.ResetRoom(RoomCall.ResetRoom.Of.REGISTERS));
        }
    }

    /** Its status is what it was until it is told something. */
    private final class Queue implements InvalidationQueue {

        private QueueStatus known;

        @Override
        public List<Effect> update(QueueRegisters registers) {
            return changed(new RoomCall.UpdateQueue(registers));
        }

        @Override
        public List<Effect> done(int tag) {
            return changed(new RoomCall.DeviceDone(tag, Optional.empty()));
        }

        @Override
        public List<Effect> done(int tag, SourceId from) {
            return changed(new RoomCall.DeviceDone(tag, Optional.of(from)));
        }

        @Override
        public List<Effect> timeout(int tag) {
            return changed(new RoomCall.DeviceTimeout(tag));
        }

        @Override
        public List<Effect> cleared(Set<FaultCondition> conditions) {
            return changed(new RoomCall.ConditionsCleared(copy(conditions)));
        }

        @Override
        public List<Effect> completionCleared() {
            return changed(new RoomCall.CompletionCleared());
        }

        @Override
        public List<Effect> program(EventRegisters event) {
            return changed(new RoomCall.ProgramCompletionEvent(event));
        }

        private List<Effect> changed(RoomCall call) {
            known = null;
            return effects(call);
        }

        @Override
        public QueueStatus status() {
            if (known == null) {
                known = ask(new RoomCall.QueueStatusOf(), RoomAnswer.Queue.class).status();
            } else {
                tell(new RoomCall.QueueStatusOf());
            }
            return known;
        }

        @Override
        public void reset() {
            known = null;
            tell(new RoomCall.ResetRoom(RoomCall.ResetRoom.Of.QUEUE));
        }
    }

    /** A set of a learner's own making is read once. */
    private static Set<FaultCondition> copy(Set<FaultCondition> conditions) {
        Set<FaultCondition> copy = EnumSet.noneOf(FaultCondition.class);
        copy.addAll(conditions);
        return copy;
    }
}
