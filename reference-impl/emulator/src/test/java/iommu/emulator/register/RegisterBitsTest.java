package iommu.emulator.register;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.SourceId;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bit from 0 to 0x300, written alone, under units that have this and that. */
@DisplayName("§11.3, §11.4: every bit of every register")
class RegisterBitsTest {

    /**
     * Offset, register, bits, attribute, and what the unit must have; every other bit is reserved. CMD is a RW bit that
     * the unit clears as soon as its command is done. No reason of IQEI, 3:0, is above 7.
     */
    private static final String TABLE = """
            000 VER       7:0    RO     -
            008 CAP       63:0   RO     -
            010 ECAP      63:0   RO     -
            018 GCMD      31:30  WO     -
            018 GCMD      27:27  WO     RWBF
            018 GCMD      26:26  WO     QI
            018 GCMD      25:23  WO     IR
            01C GSTS      31:23  RO     -
            020 RTADDR    63:10  RW     -
            020 RTADDR    7:7    RW     SSIRWS
            028 CCMD      63:63  CMD    -
            028 CCMD      62:61  RW     -
            028 CCMD      60:59  RO     -
            028 CCMD      33:16  WO     -
            028 CCMD      15:0   RW     -
            034 FSTS      15:8   ROS    -
            034 FSTS      6:5    RW1CS  DT
            034 FSTS      4:4    RW1CS  QI
            034 FSTS      1:1    ROS    -
            034 FSTS      0:0    RW1CS  -
            038 FECTL     31:31  RW     -
            038 FECTL     30:30  RO     -
            03C FEDATA    15:0   RW     -
            040 FEADDR    31:2   RW     -
            044 FEUADDR   31:0   RW     -
            064 PMEN      31:31  RW     PMR
            064 PMEN      0:0    RO     PMR
            068 PLMBASE   31:21  RW     PLMR
            06C PLMLIMIT  31:21  RW     PLMR
            070 PHMBASE   63:21  RW     PHMR
            078 PHMLIMIT  63:21  RW     PHMR
            080 IQH       18:4   RO     QI
            088 IQT       18:4   RW     QI
            090 IQA       63:11  RW     QI
            090 IQA       2:0    RW     QI
            09C ICS       0:0    RW1CS  QI
            0A0 IECTL     31:31  RW     QI
            0A0 IECTL     30:30  RO     QI
            0A4 IEDATA    15:0   RW     QI
            0A8 IEADDR    31:2   RW     QI
            0AC IEUADDR   31:0   RW     QI
            0B0 IQERCD    63:32  ROS    QI
            0B0 IQERCD    2:0    ROS    QI
            0B8 IRTA      63:12  RW     IR
            0B8 IRTA      11:11  RW     EIM
            0B8 IRTA      3:0    RW     IR
            0C0 PQH       18:5   RW     PRS
            0C8 PQT       18:5   RW     PRS
            0D0 PQA       63:12  RW     PRS
            0D0 PQA       2:0    RW     PRS
            0DC PRS       1:0    RW1CS  PRS
            0E0 PECTL     31:31  RW     PRS
            0E0 PECTL     30:30  RO     PRS
            0E4 PEDATA    15:0   RW     PRS
            0E8 PEADDR    31:2   RW     PRS
            0EC PEUADDR   31:0   RW     PRS
            0F0 IVA       63:12  WO     -
            0F0 IVA       6:0    WO     -
            0F8 IOTLB     63:63  CMD    -
            0F8 IOTLB     61:60  RW     -
            0F8 IOTLB     58:57  RO     -
            0F8 IOTLB     49:32  RW     -
            100 MTRRCAP   10:0   RO     MTS
            108 MTRRDEF   11:10  RW     MTS
            108 MTRRDEF   7:0    RW     MTS
            120 MTRR_FIX  703:0  RW     MTS
            228 FRCD_HIGH 63:63  RW1CS  -
            228 FRCD_HIGH 62:0   ROS    -
            220 FRCD_LOW  63:0   ROS    -
            """;

    private static final Map<String, Consumer<CapabilityDraft>> ABILITIES = Map.of(
            "QI", c -> c.queuedInvalidation = true,
            "IR", c -> c.interruptRemapping = true,
            "EIM", c -> c.extendedInterruptMode = true,
            "DT", c -> c.deviceTlb = true,
            "RWBF", c -> c.writeBufferFlush = true,
            "PLMR", c -> c.protectedLow = true,
            "PHMR", c -> c.protectedHigh = true,
            "PRS", c -> c.pageRequests = c.scalableMode = true,
            "MTS", c -> c.memoryTypes = c.scalableMode = true,
            "SSIRWS", c -> c.separateRights = c.secondStage = true);

    private static final List<List<String>> UNITS = List.of(List.of(), List.of("QI"), List.of("QI", "IR"),
            List.of("QI", "IR", "EIM"), List.of("QI", "DT"), List.of("RWBF"), List.of("PLMR", "PMR"), List.of("PHMR", "PMR"),
            List.of("QI", "DT", "PRS"), List.of("QI", "MTS"), List.of("SSIRWS"),
            List.of("QI", "IR", "EIM", "DT", "PRS", "MTS", "SSIRWS", "PLMR", "PHMR", "PMR"));

    private record Row(int first, int last, String attribute, String needs) {

        private static Row parse(String line) {
            String[] words = line.split("\\s+");
            String[] bits = words[2].split(":");
            int base = 8 * Integer.parseInt(words[0], 16);
            return new Row(base + Integer.parseInt(bits[1]), base + Integer.parseInt(bits[0]), words[3], words[4]);
        }
    }

    static Stream<Arguments> units() {
        return UNITS.stream().map(Arguments::of);
    }

    /** The attribute of each bit from 0 on; null where it is reserved. */
    static String[] attributes(List<String> unit) {
        List<Row> rows = new ArrayList<>(TABLE.lines().map(Row::parse).toList());
        for (int pair = 0x180; pair < 0x220; pair += 16) { // HAW is 48
            rows.add(Row.parse("%x BASE 47:12 RW MTS".formatted(pair)));
            rows.add(Row.parse("%x BASE 7:0 RW MTS".formatted(pair)));
            rows.add(Row.parse("%x MASK 47:11 RW MTS".formatted(pair + 8)));
        }
        String[] attributes = new String[8 * 0x300];
        for (Row row : rows) {
            for (int bit = row.first(); bit <= row.last(); bit++) {
                assertThat(attributes[bit]).as("bit %d of the table", bit).isNull();
                if (row.needs().equals("-") || unit.contains(row.needs())) {
                    attributes[bit] = row.attribute();
                }
            }
        }
        return attributes;
    }

    static Registers afterPowerOn(List<String> unit) {
        return new Registers(Capabilities.DEFAULT.with(c -> {
            c.queuedInvalidation = false;
            unit.stream().filter(ABILITIES::containsKey).forEach(word -> ABILITIES.get(word).accept(c));
        }), 1);
    }

    private static Registers registers(List<String> unit) {
        Registers registers = afterPowerOn(unit);
        registers.show(new FaultStatus(List.of(new Entry128(-1, -1)), 0xFF, Set.of(FaultCondition.values()), true));
        registers.show(new QueueStatus(0x7FFF, true, true, QueueError.INVALID_TABLE_MODE, new SourceId(0xFFFF),
                new SourceId(0xFFFF)));
        registers.show(new PageRequestStatus(0x3FFF, true, true, true));
        return registers;
    }

    private static boolean read(Registers registers, int bit) {
        boolean narrow = (registers.read(bit / 32 * 4, 4) >>> bit % 32 & 1) != 0;
        boolean wide = (registers.read(bit / 64 * 8, 8) >>> bit % 64 & 1) != 0;
        assertThat(narrow).as("0x%x bit %d, read by 4 and by 8 bytes", bit / 32 * 4, bit % 32).isEqualTo(wide);
        return narrow;
    }

    @ParameterizedTest
    @MethodSource("units")
    void everyBitIsWhatItsAttributeSays(List<String> unit) {
        String[] attributes = attributes(unit);
        for (int bit = 0; bit < attributes.length; bit++) {
            Registers registers = registers(unit);
            String what = "0x%03x bit %d, %s".formatted(bit / 32 * 4, bit % 32, attributes[bit]);
            boolean before = read(registers, bit);
            boolean wide = bit % 3 == 0;
            int offset = wide ? bit / 64 * 8 : bit / 32 * 4;
            List<Effect> nothing = registers.write(offset, wide ? 8 : 4, 0);
            boolean zero = read(registers, bit);
            List<Effect> effects = registers.write(offset, wide ? 8 : 4, 1L << bit % (wide ? 64 : 32));
            boolean one = read(registers, bit);
            switch (attributes[bit] == null ? "reserved" : attributes[bit]) {
                case "reserved", "WO", "CMD" -> assertThat(List.of(before, zero, one)).as(what)
                        .containsExactly(false, false, false);
                case "RO" -> assertThat(List.of(zero, one)).as(what).containsExactly(before, before);
                case "RW" -> assertThat(List.of(zero, one)).as(what).containsExactly(false, true);
                case "ROS" -> assertThat(List.of(before, zero, one)).as(what).containsExactly(true, true, true);
                default -> {
                    assertThat(before).as(what).isTrue();
                    assertThat(nothing).as(what).noneMatch(RegisterBitsTest::clears);
                    assertThat(effects).as(what).filteredOn(RegisterBitsTest::clears).hasSize(1);
                }
            }
        }
    }

    private static boolean clears(Effect effect) {
        return effect instanceof Effect.ClearFaultConditions || effect instanceof Effect.ClearFaultRecord
                || effect instanceof Effect.ClearWaitCompletion || effect instanceof Effect.ClearPageRequestStatus;
    }

    @ParameterizedTest
    @MethodSource("units")
    void onlyStickyBitsSurviveAResetThatIsNotPowerGood(List<String> unit) {
        String[] attributes = attributes(unit);
        Registers fresh = afterPowerOn(unit);
        Registers registers = registers(unit);
        for (int offset = 0; offset < 0x300; offset += 4) {
            registers.write(offset, 4, -1);
        }
        registers.reset();
        for (int bit = 0; bit < attributes.length; bit++) {
            boolean sticky = "ROS".equals(attributes[bit]) || "RW1CS".equals(attributes[bit]);
            assertThat(read(registers, bit)).as("0x%03x bit %d, %s", bit / 32 * 4, bit % 32, attributes[bit])
                    .isEqualTo(sticky || read(fresh, bit));
        }
    }
}
