package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that says anything gets an answer to everything. */
class FuzzTest {

    private static final int LINES = 10_000;
    private static final String[] COMMANDS = {"inb", "inw", "inl", "outb", "outw", "outl", "readb", "readw", "readl", "readq",
        "writeb", "writew", "writel", "writeq", "read", "write", "memset", "b64read", "b64write", "endianness", "boot"};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyLineGetsOneAnswer(long seed) {
        Random random = new Random(seed);
        QtestProtocol protocol = new QtestProtocol(QtestProtocolTest.board("-m", "16", "-device",
                "intel-iommu,scalable-mode=on,flts=on,device-iotlb=on", "-device", "iommu-testdev", "-device", "edu"));
        for (int devfn : new int[] {0x10, 0x18}) {
            protocol.answer("outl 0xcf8 " + (0x8000_0004L | devfn << 8));
            protocol.answer("outw 0xcfc 7");
            protocol.answer("outl 0xcf8 " + (0x8000_0010L | devfn << 8));
            protocol.answer("outl 0xcfc " + (0xE000_0000L | devfn << 20));
        }
        for (int i = 0; i < LINES; i++) {
            String line = line(random);
            assertThat(protocol.answer(line)).as("seed %d, line %d: %s", seed, i, line)
                    .matches("OK( [ -~]*)?|FAIL [ -~]+");
        }
    }

    private static String line(Random random) {
        StringBuilder line = new StringBuilder(COMMANDS[random.nextInt(COMMANDS.length)]);
        for (int words = random.nextInt(4); words >= 0; words--) {
            line.append(' ').append(switch (random.nextInt(12)) {
                case 0 -> "0xcf8";
                case 1 -> "0xcfc";
                case 2 -> "0x" + Long.toHexString(0x8000_0000L | random.nextInt(0x2000));
                case 3, 4 -> "0x" + Long.toHexString(0xFED9_0000L + 4 * random.nextInt(0x8C));
                case 5 -> "0x" + Long.toHexString(0xE100_0000L + 4 * random.nextInt(0xA));
                case 6 -> "0x" + Long.toHexString(0xE180_0080L + 8 * random.nextInt(4));
                case 7 -> Integer.toString(random.nextInt(64));
                case 8 -> "0x" + Long.toHexString(random.nextLong());
                case 9 -> "0x" + Integer.toHexString(random.nextInt(0x3000));
                case 10 -> "0x" + "ab".repeat(1 << random.nextInt(4));
                default -> Character.toString(random.nextInt(256));
            });
        }
        return line.toString();
    }
}
