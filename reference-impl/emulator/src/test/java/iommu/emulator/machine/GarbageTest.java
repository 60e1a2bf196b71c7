package iommu.emulator.machine;

import static iommu.arch.Access.READ;
import static iommu.emulator.machine.Rig.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A machine that is misused")
class GarbageTest {

    private static final Capabilities CM_ON = Capabilities.DEFAULT;
    private static final Capabilities DEVICE_TLB = Capabilities.DEFAULT.with(c -> c.deviceTlb = true);

    @Test
    void surroundingsOfMemoryAloneAreSilent() {
        SparseMemory memory = new SparseMemory(48);
        RemappingUnit unit = new RemappingUnit(CM_ON, Rooms.plain(memory, CM_ON, 1, Options.DEFAULT), Surroundings.of(memory),
                Options.DEFAULT);
        assertThat(unit.translate(DmaRequest.untranslated(Rig.DEVICE, new Iova(0x1000), READ))).isEqualTo(to(0x1000));
    }

    @Test
    void aStoreOutsideMemoryAndAFlushAreSurvived() {
        Rig rig = Rig.running(CM_ON).store(1L << 50, 1).store(0x1001, 1).context(0x30_0001, 0x101);
        assertThat(rig.machine.on(new Stimulus.Flush(new Gpa(0x1000)))).isEqualTo(new Answer.Done());
    }

    @Test
    void aStepThatSpeaksToOneRoomIsNotForAMachine() {
        assertThatThrownBy(() -> new Machine(CM_ON, 1).on(new Stimulus.CachedContextOf(Rig.DEVICE)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("CachedContextOf");
    }

    @ParameterizedTest
    @EnumSource(RequestKind.class)
    @DisplayName("Nothing a guest or a device does makes the unit throw, or two like machines answer differently")
    void garbage(RequestKind kind) {
        long seed = 77 + kind.ordinal();
        assertThat(garbage(seed, kind)).as("seed %d", seed).isEqualTo(garbage(seed, kind));
    }

    private static String garbage(long seed, RequestKind kind) {
        Random random = new Random(seed);
        Rig rig = Rig.running(DEVICE_TLB, 4, new Options(1 + random.nextInt(7), true, random.nextBoolean()));
        return random.ints(20_000).mapToObj(choice -> {
            long word = random.nextInt(4) == 0 ? random.nextLong() : 0x10_0000L + random.nextInt(0x40) * 0x1_0000L | choice & 0xFF;
            long at = 0x10_0000L + random.nextInt(8) * 0x1_0000L + 8L * random.nextInt(64);
            switch (choice & 7) {
                case 0, 1 -> rig.store(at, word);
                case 2 -> rig.write(random.nextInt(0x240), 4 << random.nextInt(2), word);
                case 3 -> rig.context(word, random.nextInt(0x400));
                case 4 -> rig.submit(random.nextInt(8) | (long) random.nextInt() << 4, random.nextLong());
                case 5 -> rig.write(0x18, 4, (long) random.nextInt(16) << 28 | 1L << 26).write(0x34, 4, 0x71);
                default -> {
                    return rig.dma(new DmaRequest(Rig.DEVICE, random.nextInt(9) == 0 ? new Pasid(1) : Pasid.NONE,
                            new Iova(random.nextInt(5) == 0 ? random.nextLong() : random.nextInt(0x8000)),
                            Access.values()[random.nextInt(4)], kind)).toString();
                }
            }
            return Long.toHexString(rig.read(random.nextInt(0x240), 4));
        }).collect(Collectors.joining("\n"));
    }
}
