package iommu.emulator.firststage;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.PasidContext.Flags;
import iommu.arch.PasidContext.Tables;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.seam.StagedWalk.Request;
import iommu.emulator.WritableWords;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables full of nonsense: 16 pages whose entries mostly point to each other, with bits of all kinds. */
@DisplayName("Whatever the tables hold, a walk ends in a sound mapping or in a fault of its own")
class ScalableFuzzTest {

    private static final int PAGES = 16;
    private static final int ROUNDS = 4000;
    private static final long FLAGS_OF_FIRST_STAGE = 0x460;
    private static final long FLAGS_OF_SECOND_STAGE = 0x300;

    private final Map<Long, Long> before = new TreeMap<>();

    @ParameterizedTest
    @EnumSource(value = PasidType.class, names = {"FIRST_STAGE", "SECOND_STAGE", "NESTED"})
    void walks(PasidType type) {
        long seed = 20_261_128L + type.ordinal();
        Random random = new Random(seed);
        Map<FaultReason, Integer> met = new EnumMap<>(FaultReason.class);
        int mappings = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String where = "seed " + seed + ", round " + round;
            WritableWords memory = nonsense(random, round % 3 == 0);
            Capabilities unit = unit(random);
            PasidContext context = context(random, type, unit);
            Request request = request(random);
            ScalableWalk walk = new ScalableWalk(memory, unit, random.nextInt(8) == 0);
            StagedResult result = walk.walk(context, request);
            switch (result) {
                case StagedMapping mapping -> {
                    mappings++;
                    assertSound(where, mapping, request);
                    assertOnlyFlagsChanged(where, memory, type);
                    int written = memory.written().size();
                    StagedMapping again = (StagedMapping) walk.walk(context, request);
                    assertThat(again.frame()).as(where).isEqualTo(mapping.frame());
                    assertThat(memory.written()).as(where + ": no flag is owed any more").hasSize(written);
                }
                case Fault fault -> {
                    met.merge(fault.reason(), 1, Integer::sum);
                    assertThat(reasons(type)).as(where).contains(fault.reason());
                    assertThat(fault.level()).as(where).isBetween(0, 5);
                }
            }
        }
        System.out.println("walks of " + type + ", seed " + seed + ": " + mappings + " mappings, " + met);
        assertThat(mappings).isGreaterThan(50);
        assertThat(met.keySet()).hasSizeGreaterThan(reasons(type).size() * 2 / 3);
    }

    private static void assertSound(String where, StagedMapping mapping, Request request) {
        long size = mapping.size();
        assertThat(Set.of(4096L, 0x20_0000L, 0x4000_0000L)).as(where).contains(size);
        assertThat(mapping.page()).as(where).isEqualTo(request.address().alignedTo(size));
        assertThat(mapping.frame().offsetIn(size)).as(where).isZero();
        assertThat(mapping.translate(request.address()).value() >>> 20).as(where).isNotEqualTo(0xFEE);
        Rights rights = mapping.rights(request.supervisor());
        boolean writes = request.access() == Access.WRITE || request.access() == Access.ATOMIC;
        assertThat(rights.read() || request.access() == Access.WRITE || request.access() == Access.ZERO_LENGTH_READ)
                .as(where).isTrue();
        assertThat(!writes || rights.write() && mapping.writable()).as(where).isTrue();
        assertThat(mapping.steps()).as(where).isNotEmpty();
    }

    private void assertOnlyFlagsChanged(String where, WritableWords memory, PasidType type) {
        long flags = switch (type) {
            case FIRST_STAGE -> FLAGS_OF_FIRST_STAGE;
            case SECOND_STAGE -> FLAGS_OF_SECOND_STAGE;
            default -> FLAGS_OF_FIRST_STAGE | FLAGS_OF_SECOND_STAGE;
        };
        before.forEach((at, word) -> assertThat((memory.get(at) ^ word) & ~flags | word & ~memory.get(at)).as(where).isZero());
    }

    private static Set<FaultReason> reasons(PasidType type) {
        Set<FaultReason> first = EnumSet.of(FaultReason.FIRST_STAGE_ACCESS_ERROR, FaultReason.FIRST_STAGE_NOT_PRESENT,
                FaultReason.FIRST_STAGE_RESERVED, FaultReason.FIRST_STAGE_POINTER_ACCESS_ERROR,
                FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED, FaultReason.FIRST_STAGE_DIRTY_FAILED,
                FaultReason.ADDRESS_NOT_CANONICAL, FaultReason.SUPERVISOR_PAGE);
        Set<FaultReason> second = EnumSet.of(FaultReason.SECOND_STAGE_ACCESS_ERROR, FaultReason.SECOND_STAGE_NOT_PRESENT,
                FaultReason.SECOND_STAGE_RESERVED, FaultReason.SECOND_STAGE_POINTER_ACCESS_ERROR,
                FaultReason.SECOND_STAGE_DIRTY_NOT_SNOOPED, FaultReason.SECOND_STAGE_DIRTY_FAILED,
                FaultReason.SCALABLE_READ_DENIED);
        Set<FaultReason> both = EnumSet.of(FaultReason.SUPERVISOR_REQUEST_DISABLED, FaultReason.SCALABLE_WRITE_DENIED,
                FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT);
        if (type != PasidType.SECOND_STAGE) {
            both.addAll(first);
        }
        if (type != PasidType.FIRST_STAGE) {
            both.addAll(second);
        }
        both.addAll(type == PasidType.NESTED
                ? EnumSet.of(FaultReason.NESTED_ADDRESS_BEYOND_WIDTH, FaultReason.NESTED_TOP_TABLE_UNREADABLE,
                        FaultReason.NESTED_TABLE_UNREADABLE, FaultReason.NESTED_TABLE_UNWRITABLE)
                : type == PasidType.SECOND_STAGE ? EnumSet.of(FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH) : Set.of());
        return both;
    }

    /** @param tame most entries are sound, so that walks get to their end */
    private WritableWords nonsense(Random random, boolean tame) {
        WritableWords memory = new WritableWords();
        before.clear();
        for (long page = 0; page < PAGES; page++) {
            for (long word = 0; word < 512; word = word == PAGES ? 511 : word + 1) {
                long at = page << 12 | word << 3;
                long entry = (long) random.nextInt(PAGES) << 12 | (tame ? 7 : random.nextInt(8));
                if (random.nextInt(tame ? 40 : 6) == 0) {
                    entry ^= 1L << random.nextInt(64);
                }
                if (random.nextInt(tame ? 100 : 40) == 0) {
                    entry = 0xFEE0_0007L | random.nextInt(2) << 7;
                }
                if (random.nextInt(300) == 0) {
                    memory.unreadable(at);
                }
                if (random.nextInt(60) == 0) {
                    memory.unwritable(at);
                }
                memory.put(at, entry);
                before.put(at, entry);
            }
        }
        return memory;
    }

    private static Capabilities unit(Random random) {
        return Contexts.FULL.with(c -> {
            c.hostAddressWidth = 39 + random.nextInt(14);
            c.guestAddressWidth = 39 + random.nextInt(19);
            c.gigabyteFirstStage = random.nextBoolean();
            c.snoopedWalks = c.secondStageDirty = c.extendedAccessed = random.nextInt(8) != 0;
            c.snoopControl = random.nextBoolean();
            c.zeroLengthRead = random.nextBoolean();
        });
    }

    private static PasidContext context(Random random, PasidType type, Capabilities unit) {
        Tables first = new Tables(new Gpa((long) random.nextInt(PAGES) << 12), 4 + random.nextInt(2));
        Tables second = new Tables(new Gpa((long) random.nextInt(PAGES) << 12), 3 + random.nextInt(3));
        Flags flags = new Flags(random.nextBoolean(), random.nextInt(8) != 0 && unit.scalable().snoopedWalks(),
                random.nextBoolean(), random.nextInt(4) != 0, random.nextBoolean(), random.nextInt(4) == 0);
        return new PasidContext(new DomainId(1), type, first, second, flags, false);
    }

    private static Request request(Random random) {
        long address = 0;
        for (int index = 0; index < 5; index++) {
            address = address << 9 | new int[]{0, 0, 1, 2, 3, 511}[random.nextInt(6)];
        }
        address = (address << 12 | random.nextInt(4096)) & (1L << new int[]{36, 38, 47, 57}[random.nextInt(4)]) - 1;
        if (random.nextInt(20) == 0) {
            address ^= 1L << random.nextInt(64);
        }
        Access access = Access.values()[random.nextInt(4)];
        return new Request(new Iova(address), access, random.nextInt(3) == 0);
    }
}
