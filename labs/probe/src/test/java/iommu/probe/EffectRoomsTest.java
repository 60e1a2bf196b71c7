package iommu.probe;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.InvalidationQueue;
import iommu.arch.seam.RegisterFile;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A driver of a room that answers with effects")
class EffectRoomsTest {

    private static final SourceId DEVICE = SourceId.parse("00:03.0");

    /** A queue that always says the same. */
    private static final class Saying implements InvalidationQueue {
        private final List<Effect> effects;
        private final QueueStatus status;
        private final List<String> told = new ArrayList<>();

        Saying(List<Effect> effects, QueueStatus status) {
            this.effects = effects;
            this.status = status;
        }

        @Override
        public List<Effect> update(QueueRegisters registers) {
            return effects;
        }

        @Override
        public List<Effect> done(int tag) {
            told.add("done " + tag);
            return List.of();
        }

        @Override
        public List<Effect> done(int tag, SourceId from) {
            told.add("done " + tag + " from " + from);
            return List.of();
        }

        @Override
        public List<Effect> timeout(int tag) {
            told.add("timeout " + tag);
            return List.of();
        }

        @Override
        public List<Effect> cleared(Set<FaultCondition> conditions) {
            return List.of();
        }

        @Override
        public List<Effect> completionCleared() {
            return List.of();
        }

        @Override
        public List<Effect> program(EventRegisters event) {
            return List.of();
        }

        @Override
        public QueueStatus status() {
            return status;
        }
    }

    private static Answer update(List<Effect> effects) {
        return RoomDriver.queue((m, c) -> new Saying(effects, QueueStatus.RESET), Capabilities.DEFAULT)
                .on(new RoomCall.UpdateQueue(QueueRegisters.RESET));
    }

    private static Breach breach(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Broken.class);
        return ((Answer.Broken) answer).what();
    }

    @Test
    @DisplayName("takes no null for a list, an effect, or a field of one, and no status of null")
    void nulls() {
        assertThat(breach(update(null))).isEqualTo(Breach.NULL);
        assertThat(breach(update(Arrays.asList(new Effect.Translate(true), null)))).isEqualTo(Breach.NULL);
        assertThat(breach(update(List.of(new Effect.SendMessage(null, 1))))).isEqualTo(Breach.NULL);
        assertThat(breach(update(List.of(new Effect.ProgramFaultEvent(new EventRegisters(true, null, 0)))))).isEqualTo(Breach.NULL);
        assertThat(breach(RoomDriver.queue((m, c) -> new Saying(List.of(), null), Capabilities.DEFAULT)
                .on(new RoomCall.QueueStatusOf()))).isEqualTo(Breach.NULL);
    }

    @Test
    @DisplayName("takes no value that can't be, and no list without end")
    void impossible() {
        assertThat(breach(update(Collections.nCopies(1_000_000, new Effect.Translate(true))))).isEqualTo(Breach.MALFORMED);
        assertThat(breach(update(List.of(new Effect.StoreStatus(new Gpa(3), 1))))).isEqualTo(Breach.MALFORMED);
        assertThat(breach(update(List.of(new Effect.InvalidateDeviceTlb(1, DEVICE, new Iova(0), 3))))).isEqualTo(Breach.MALFORMED);
        assertThat(breach(update(List.of(new Effect.ClearFaultConditions(Set.of()))))).isEqualTo(Breach.MALFORMED);
        QueueStatus wrong = new QueueStatus(-1, false, false, QueueStatus.RESET.error(), DEVICE);
        assertThat(breach(RoomDriver.queue((m, c) -> new Saying(List.of(), wrong), Capabilities.DEFAULT)
                .on(new RoomCall.QueueStatusOf()))).isEqualTo(Breach.MALFORMED);
    }

    @Test
    @DisplayName("numbers the tags that a queue gives, and hands them back as it gave them")
    void tags() {
        Saying queue = new Saying(List.of(new Effect.InvalidateDeviceTlb(77, DEVICE, new Iova(0), 4096)), QueueStatus.RESET);
        RoomDriver driver = RoomDriver.queue((m, c) -> queue, Capabilities.DEFAULT);
        RoomCall update = new RoomCall.UpdateQueue(QueueRegisters.RESET);
        assertThat(driver.on(update)).isEqualTo(sent(1));
        assertThat(driver.on(update)).as("given twice while the first is open").isEqualTo(sent(1));
        driver.on(new RoomCall.DeviceDone(1, Optional.of(new SourceId(9))));
        driver.on(new RoomCall.DeviceDone(1, Optional.of(DEVICE)));
        assertThat(driver.on(update)).isEqualTo(sent(2));
        driver.on(new RoomCall.DeviceTimeout(2));
        driver.on(new RoomCall.DeviceDone(2, Optional.empty()));
        assertThat(queue.told).as("a late answer comes under its own tag").containsExactly("done 77 from 00:01.1", "done 77 from 00:03.0",
                "timeout 77", "done 77");
        assertThat(driver.on(update)).isEqualTo(sent(3));
        driver.on(new RoomCall.DeviceDone(2, Optional.empty()));
        assertThat(queue.told.getLast()).as("77 is the third's by now").startsWith("done ").isNotEqualTo("done 77");
        driver.on(new RoomCall.DeviceDone(3, Optional.empty()));
        assertThat(queue.told.getLast()).isEqualTo("done 77");
    }

    private static Answer sent(int number) {
        return new RoomAnswer.Effects(List.of(new Effect.InvalidateDeviceTlb(number, DEVICE, new Iova(0), 4096)));
    }

    @Test
    @DisplayName("shows a register file what it has to show, and reads it")
    void registers() {
        List<String> shown = new ArrayList<>();
        RegisterFile file = new RegisterFile() {
            @Override
            public long read(int offset, int size) {
                return offset + size;
            }

            @Override
            public List<Effect> write(int offset, int size, long value) {
                return List.of(new Effect.Translate(value != 0));
            }

            @Override
            public void show(FaultStatus faults) {
                shown.add("faults");
            }

            @Override
            public void show(QueueStatus queue) {
                shown.add("queue");
            }

            @Override
            public void show(PageRequestStatus pageRequests) {
                shown.add("page requests");
            }
        };
        RoomDriver driver = RoomDriver.registers(c -> file, Capabilities.DEFAULT);
        assertThat(driver.on(new RoomCall.ShowFaults(new FaultStatus(List.of(), 0, Set.of(), false)))).isEqualTo(new Answer.Done());
        driver.on(new RoomCall.ShowQueue(QueueStatus.RESET));
        driver.on(new RoomCall.ShowPageRequests(PageRequestStatus.RESET));
        assertThat(shown).containsExactly("faults", "queue", "page requests");
        assertThat(driver.on(new Stimulus.RegisterRead(8, 4))).isEqualTo(new Answer.Value(12));
        assertThat(driver.on(new RoomCall.WriteRegister(8, 4, 1)))
                .isEqualTo(new RoomAnswer.Effects(List.of(new Effect.Translate(true))));
    }
}
