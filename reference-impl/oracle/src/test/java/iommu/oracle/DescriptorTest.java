package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.oracle.Descriptor.DeviceTlb;
import iommu.oracle.Descriptor.Elsewhere;
import iommu.oracle.Descriptor.Erroneous;
import iommu.oracle.Descriptor.Interrupts;
import iommu.oracle.Descriptor.Invalidate;
import iommu.oracle.Descriptor.Unsettled;
import iommu.oracle.Descriptor.Wait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorTest {

    /** Legacy mode, a queue, and nothing else. */
    private static final Capabilities BARE = Capabilities.DEFAULT;
    private static final Capabilities FULL = ScalableBench.FULL.with(c -> {
        c.deviceTlbThrottling = true;
        c.pageRequests = true;
        c.pageRequestDrain = true;
        c.interruptRemapping = true;
        c.maxHandleMask = 4;
        c.maxAddressMask = 9;
    });
    private static final long PAGE = 0x1234_5000;

    private static Descriptor decode(long low, long high, Capabilities unit) {
        return Descriptor.decode(new Entry128(low, high), new Entry128(0, 0), true, unit);
    }

    private static Descriptor decode(long low, long high) {
        return decode(low, high, FULL);
    }

    /** {@code 31:16 7} are bits 16 to 31 and bit 7. */
    private static long bits(String ranges) {
        long bits = 0;
        for (String range : ranges.isBlank() ? new String[0] : ranges.split(" ")) {
            String[] ends = range.split(":");
            for (int bit = Integer.parseInt(ends[ends.length - 1]); bit <= Integer.parseInt(ends[0]); bit++) {
                bits |= 1L << bit;
            }
        }
        return bits;
    }

    /** What may vary in a valid descriptor of this type: bits 63:0, then bits 127:64 counted from 0. */
    @ParameterizedTest
    @CsvSource({
        "0x11, 31:16 47:32 49:48, ''",
        "0x12, 6 7 31:16, 5:0 6 63:12",
        "0x03, 15:12 20:16 47:32 63:52, 0 63:12",
        "0x04, 31:27 47:32, ''",
        "0x05, 4 5 6 7 63:32, 63:2",
        "0x26, 31:16 51:32, 5:0 6 63:12",
        "0x07, 31:16 51:32, ''",
        "0x08, 8:4 15:12 31:16 51:32 63:52, 0 11 63:12",
        "0x09, 4 15:12 31:16 51:32, 2 11:3"})
    void everyBitThatIsNoFieldIsReserved(String descriptor, String lowFields, String highFields) {
        long base = Long.decode(descriptor);
        long choices = bits("3:0 11:9") | ((base & 0xF) == 4 ? bits("4") : (base & 0xF) == 1 || (base & 0xF) == 2
                || (base & 0xF) == 6 || (base & 0xF) == 7 ? bits("5:4") : 0);
        for (int bit = 0; bit < 64; bit++) {
            if ((choices >>> bit & 1) == 0) {
                boolean field = (bits(lowFields) >>> bit & 1) != 0;
                assertThat(decode(base | 1L << bit, 0) instanceof Erroneous).as("bit %d", bit).isEqualTo(!field);
            }
            boolean field = (bits(highFields) >>> bit & 1) != 0;
            assertThat(decode(base, 1L << bit) instanceof Erroneous).as("bit %d", 64 + bit).isEqualTo(!field);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "6, 0", "6, 1", "7, 2"})
    void reservedGranularityIsAnInvalidDescriptor(int type, long granularity) {
        for (long other = 0; other < 4; other++) {
            if (other != granularity && (type != 6 || other > 1)) {
                assertThat(decode(type | other << 4, 0)).as("granularity %d", other).isInstanceOf(Invalidate.class);
            }
        }
        assertThat(decode(type | granularity << 4, 0)).isEqualTo(new Erroneous());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 10, 11, 15, 0x201, 0x402, 0x805})
    void typeThatTable26DoesNotNameIsAnInvalidDescriptor(long type) {
        assertThat(decode(type | 1 << 4, 0)).isEqualTo(new Erroneous());
    }

    @ParameterizedTest
    @CsvSource({"0x03, false", "0x08, false", "0x09, false", "0x85, false", "0x11, true", "0x12, true", "0x04, true",
        "0x05, true"})
    void typeOfAFeatureThatIsNotOfferedIsAnInvalidDescriptor(String descriptor, boolean valid) {
        assertThat(decode(Long.decode(descriptor), 0) instanceof Erroneous).as("offered").isFalse();
        assertThat(decode(Long.decode(descriptor), 0, BARE) instanceof Erroneous).as("not offered").isEqualTo(!valid);
    }

    @Test
    void physicalFunctionOfADeviceTlbInvalidationNeedsThrottling() {
        Capabilities without = FULL.with(c -> c.deviceTlbThrottling = false);
        for (long descriptor : new long[] {3 | 1 << 12, 3 | 1L << 52, 8 | 1 << 12, 8 | 1L << 63}) {
            assertThat(decode(descriptor, 0)).isInstanceOf(DeviceTlb.class);
            assertThat(decode(descriptor, 0, without)).isEqualTo(new Erroneous());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0x26, 0x07, 0x08, 0x09})
    void legacyModeHasNoTypeAboveFive(long descriptor) {
        Entry128 nothing = new Entry128(0, 0);
        assertThat(Descriptor.decode(new Entry128(descriptor, 0), nothing, false, FULL)).isEqualTo(new Erroneous());
        assertThat(Descriptor.decode(new Entry128(descriptor, 0), nothing, true, FULL)).isNotEqualTo(new Erroneous());
    }

    @Test
    void upperHalfOfAWideDescriptorIsReserved() {
        for (Entry128 upper : new Entry128[] {new Entry128(1, 0), new Entry128(0, 1L << 63)}) {
            assertThat(Descriptor.decode(new Entry128(0x11, 0), upper, true, FULL)).isEqualTo(new Erroneous());
        }
    }

    @Test
    void addressMaskAboveTheOfferedOneIsNotSettledInTheQueue() {
        assertThat(decode(0x32, PAGE | 9)).isInstanceOf(Invalidate.class);
        assertThat(decode(0x32, PAGE | 10)).isInstanceOf(Unsettled.class);
        assertThat(decode(0x22, PAGE | 10)).as("by domain the mask does not count").isInstanceOf(Invalidate.class);
        assertThat(decode(0x36, PAGE | 10)).as("by PASID every mask is offered").isInstanceOf(Invalidate.class);
        assertThat(decode(0x32, PAGE, FULL.with(c -> c.pageSelective = false))).isEqualTo(new Erroneous());
        assertThat(decode(0x22, PAGE, FULL.with(c -> c.pageSelective = false))).isInstanceOf(Invalidate.class);
    }

    @Test
    void indexMaskAboveTheOfferedOneIsNotSettled() {
        assertThat(decode(4 | 1 << 4 | 4L << 27 | 0x123L << 32, 0)).isEqualTo(new Interrupts(false, 0x123, 4));
        assertThat(decode(4 | 1 << 4 | 5L << 27, 0)).isInstanceOf(Unsettled.class);
        assertThat(decode(4 | 5L << 27, 0)).as("global").isInstanceOfSatisfying(Interrupts.class,
                i -> assertThat(i.all()).isTrue());
    }

    @Test
    void waitSaysWhatItWritesAndWhetherItIsAFence() {
        assertThat(decode(5 | 0x1_2345_6789L << 32, 1L << 60 | 0x2004)).as("no status, and bits above HAW are ignored")
                .isEqualTo(new Wait(false, 0x2345_6789, new Gpa(0x2004), false));
        assertThat(decode(5 | 1 << 5 | 1 << 6, 0x2004)).isEqualTo(new Wait(true, 0, new Gpa(0x2004), true));
    }

    @Test
    void deviceTlbInvalidationGoesToTheDeviceThatItNames() {
        assertThat(decode(3 | 0x1234L << 32, 0)).isEqualTo(new DeviceTlb(new SourceId(0x1234)));
        assertThat(decode(8 | 0x1234L << 16 | 7L << 32, 0)).isEqualTo(new DeviceTlb(new SourceId(0x1234)));
        assertThat(decode(9 | 0x1234L << 16, 0)).isEqualTo(new Elsewhere());
    }

    @Test
    void pasidInvalidationsRemoveByTheirFields() {
        Tag tag = new Tag(new DomainId(7), 0x12345, Tag.Kind.FIRST_STAGE);
        Removal page = ((Invalidate) decode(0x36 | 7L << 16 | 0x12345L << 32, PAGE | 1 << 6)).removal();
        assertThat(page.translations(tag)).contains(Block.of(new Iova(PAGE), 12));
        assertThat(page.coversPrefix(tag, Block.EVERYTHING)).as("IH").isFalse();
        Removal all = ((Invalidate) decode(0x26 | 7L << 16 | 0x12345L << 32, 0)).removal();
        assertThat(all.translations(tag)).contains(Block.EVERYTHING);
        assertThat(all.translations(new Tag(new DomainId(7), 0x2345, Tag.Kind.FIRST_STAGE))).isEmpty();
    }
}
