package iommu.probe;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.Memory;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.seam.InterruptRemapper;
import iommu.arch.seam.ScalableTables;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A driver of a room that may store")
class StoringRoomsTest {

    private static final Gpa HERE = new Gpa(0x1000);
    private static final Gpa GUARDED = new Gpa(0x2000);
    private static final Stimulus REMAP = new RoomCall.Remap(new SourceId(0), new Iova(0xFEE0_0010L), 0);
    private static final InterruptOutcome ON = new InterruptOutcome.Unchanged();

    /** Stores at every call. */
    private record Storing(Memory memory, Consumer<Memory> stores, InterruptOutcome outcome) implements InterruptRemapper {

        @Override
        public void program(InterruptRegisters registers) {
            if (registers.enabled()) {
                stores.accept(memory);
            }
        }

        @Override
        public InterruptOutcome remap(SourceId source, Iova address, int data) {
            stores.accept(memory);
            return outcome;
        }

        @Override
        public void invalidate(boolean all, int index, int mask) {
            stores.accept(memory);
        }
    }

    private static RoomDriver storing(Consumer<Memory> stores, InterruptOutcome outcome) {
        RoomDriver driver = RoomDriver.interrupts((memory, unit, capacity) -> new Storing(memory, stores, outcome), Capabilities.DEFAULT, 4);
        driver.on(new Stimulus.Store64(HERE, 5));
        driver.on(new Stimulus.Readable(GUARDED, Reads.READ_ONLY));
        return driver;
    }

    @Test
    @DisplayName("says which words hold other values since the call")
    void tellsWhatChanged() {
        RoomDriver driver = storing(memory -> {
            memory.write64(HERE, 7);
            memory.write64(HERE.plus(8), 0);
            memory.write32(HERE.plus(20), 1);
            memory.write128(HERE.plus(32), new Entry128(1, 2));
            memory.write64(HERE, 6);
        }, ON);
        assertThat(driver.on(REMAP)).isEqualTo(new RoomAnswer.Remapped(ON, Map.of(HERE, 6L, HERE.plus(16), 1L << 32,
                HERE.plus(32), 1L, HERE.plus(40), 2L)));
        assertThat(driver.on(REMAP)).isEqualTo(new RoomAnswer.Remapped(ON, Map.of()));
    }

    @Test
    @DisplayName("stores nothing where the unit can't, and says so")
    void guardsWhatIsReadOnly() {
        boolean[] stored = new boolean[2];
        RoomDriver driver = storing(memory -> {
            stored[0] = memory.write64(GUARDED, 7);
            stored[1] = memory.write64(new Gpa(1L << 60), 7);
        }, ON);
        assertThat(driver.on(REMAP)).isEqualTo(new RoomAnswer.Remapped(ON, Map.of()));
        assertThat(stored).containsOnly(false);
    }

    @Test
    @DisplayName("takes no store in a call that stores nothing, no flood of stores, and no null")
    void refusesWhatCanNotBe() {
        RoomDriver driver = storing(memory -> memory.write64(HERE, 7), ON);
        assertThat(driver.on(new RoomCall.InvalidateInterrupts(true, 0, 0))).isInstanceOfSatisfying(Answer.Broken.class,
                broken -> assertThat(broken.what()).isEqualTo(Breach.MALFORMED));
        RoomDriver flood = storing(memory -> {
            for (int i = 0; i < 100; i++) {
                memory.write64(HERE.plus(8L * i), 9);
            }
        }, ON);
        assertThat(flood.on(REMAP)).isInstanceOfSatisfying(Answer.Broken.class, b -> assertThat(b.what()).isEqualTo(Breach.MALFORMED));
        assertThat(storing(memory -> { }, null).on(REMAP)).isInstanceOfSatisfying(Answer.Broken.class,
                b -> assertThat(b.what()).isEqualTo(Breach.NULL));
    }

    /** Answers as it is told. */
    private record Saying(Memory memory, Supplier<StagedResult> result) implements ScalableTables {

        @Override
        public ScalableContextResult context(Gpa rootTable, SourceId source) {
            return null;
        }

        @Override
        public Optional<Fault> refusal(ScalableContext context, Query query) {
            return query.purpose() == Purpose.PAGE_REQUEST ? Optional.of(Fault.of(FaultReason.PAGE_REQUEST_DISABLED)) : Optional.empty();
        }

        @Override
        public PasidResult entry(ScalableContext context, int pasid) {
            memory.write64(HERE, 1);
            return Fault.of(FaultReason.PASID_ENTRY_NOT_PRESENT);
        }

        @Override
        public StagedResult walk(PasidContext context, Request request) {
            memory.write64(HERE, 3);
            return result.get();
        }
    }

    private static StagedMapping mapping(long size) {
        return new StagedMapping(new Iova(0), new Gpa(0x4000), size, Rights.RW, Rights.NONE, false, true, List.of());
    }

    private static Answer walk(StagedResult result) {
        PasidContext.Tables none = new PasidContext.Tables(new Gpa(0), 4);
        return RoomDriver.scalable((memory, unit) -> new Saying(memory, () -> result), Capabilities.DEFAULT).on(new RoomCall.WalkStages(
                new PasidContext(DomainId.ZERO, PasidType.FIRST_STAGE, none, none, PasidContext.Flags.NONE, false), new Iova(8), Access.READ, false));
    }

    @Test
    @DisplayName("asks both halves of the room of scalable mode")
    void drivesScalableTables() {
        ScalableContext context = new ScalableContext(new Gpa(0), 128, 0, false, true, true, true, true, false);
        RoomDriver driver = RoomDriver.scalable((memory, unit) -> new Saying(memory, () -> null), Capabilities.DEFAULT);
        assertThat(driver.on(new RoomCall.AskRefusal(context, Pasid.NONE, Optional.empty())))
                .isEqualTo(new RoomAnswer.Refusal(Optional.of(Fault.of(FaultReason.PAGE_REQUEST_DISABLED))));
        assertThat(driver.on(new RoomCall.LookUpScalableContext(HERE, new SourceId(0)))).isInstanceOf(Answer.Broken.class);
        assertThat(driver.on(new RoomCall.LookUpPasid(context, 0))).isInstanceOf(Answer.Broken.class);
        assertThat(walk(mapping(4096))).isEqualTo(new RoomAnswer.Staged(mapping(4096), Map.of(HERE, 3L)));
    }

    @Test
    @DisplayName("takes no page that can't be")
    void checksMappings() {
        assertThat(walk(mapping(5000))).isInstanceOf(Answer.Broken.class);
        assertThat(walk(mapping(1 << 21))).isInstanceOf(Answer.Broken.class);
        assertThat(walk(null)).isInstanceOf(Answer.Broken.class);
    }
}
