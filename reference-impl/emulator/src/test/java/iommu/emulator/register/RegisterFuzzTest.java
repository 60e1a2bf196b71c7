package iommu.emulator.register;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Effect;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Accesses of every offset, size and value, at random but for their seed, against a model of single bits. */
@DisplayName("§11.2-§11.4: whatever software writes")
class RegisterFuzzTest {

    private static final int END = 0x300;
    private static final int STEPS = 4_000;
    private static final long LEVELS = 1L << 31 | 1L << 26 | 1L << 25 | 1L << 23;
    private static final long ONE_SHOTS = 1L << 30 | 1L << 24;

    private final boolean[] written = new boolean[8 * END];
    private long status;

    @ParameterizedTest
    @MethodSource("iommu.emulator.register.RegisterBitsTest#units")
    void registersKeepWhatTheirAttributesSayAndNeverThrow(List<String> unit) {
        long seed = 20_261_128 + unit.size();
        Random random = new Random(seed);
        String[] attributes = RegisterBitsTest.attributes(unit);
        Registers registers = RegisterBitsTest.afterPowerOn(unit);
        for (int bit = 0; bit < written.length; bit++) {
            written[bit] = (registers.read(bit / 32 * 4, 4) >>> bit % 32 & 1) != 0;
        }
        for (int step = 0; step < STEPS; step++) {
            int offset = random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(END / 4) * 4;
            int size = random.nextInt(20) == 0 ? random.nextInt(20) - 2 : 4 << random.nextInt(2);
            long value = random.nextBoolean() ? random.nextLong() : 1L << random.nextInt(64);
            assertThat(registers.write(offset, size, value)).as("seed %d step %d", seed, step).doesNotContainNull()
                    .allSatisfy(effect -> assertThat(effect).isInstanceOf(Effect.class));
            model(attributes, offset, size, value);
            if (step % 16 == 0) {
                compare(registers, attributes, "seed %d step %d".formatted(seed, step));
            }
        }
    }

    private void model(String[] attributes, int offset, int size, long value) {
        if (size != 4 && size != 8 || offset < 0 || offset % size != 0 || offset >= END) {
            return;
        }
        for (int bit = 0; bit < 8 * size && 8 * offset + bit < written.length; bit++) {
            if ("RW".equals(attributes[8 * offset + bit])) {
                written[8 * offset + bit] = (value >>> bit & 1) != 0;
            }
        }
        if (offset == 0x18) {
            long offered = mask(attributes, 0x18) & value;
            status = status & ONE_SHOTS | offered & (LEVELS | ONE_SHOTS); // RTPS and IRTPS stay
        }
    }

    private static long mask(String[] attributes, int offset) {
        long mask = 0;
        for (int bit = 0; bit < 32; bit++) {
            mask |= attributes[8 * offset + bit] == null ? 0 : 1L << bit;
        }
        return mask;
    }

    private void compare(Registers registers, String[] attributes, String where) {
        for (int bit = 0; bit < written.length; bit++) {
            long word = registers.read(bit / 64 * 8, 8);
            boolean one = (word >>> bit % 64 & 1) != 0;
            boolean expected = "RW".equals(attributes[bit]) && written[bit] || bit < 8 * 0x18 && written[bit];
            boolean unitsOwn = attributes[bit] != null && attributes[bit].startsWith("RO") && bit >= 8 * 0x18;
            if (!unitsOwn) {
                assertThat(one).as("%s: 0x%03x bit %d", where, bit / 32 * 4, bit % 32).isEqualTo(expected);
            }
        }
        assertThat(registers.read(0x1C, 4)).as("%s: GSTS", where).isEqualTo(status);
        assertThat(registers.read(0x64, 4) & 1).as("%s: PRS", where).isEqualTo(registers.read(0x64, 4) >>> 31);
    }
}
