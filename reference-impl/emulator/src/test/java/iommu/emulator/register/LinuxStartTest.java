package iommu.emulator.register;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import org.junit.jupiter.api.Test;

/** A Linux guest brings a unit up, and shuts it down: the accesses that it made of a real emulation, with the answers. */
class LinuxStartTest {

    /** R or W, offset, size, and the value in hexadecimal. */
    private static final String ACCESSES = """
            R 8 8 d2008c222f0686
            R 10 8 f00f4a
            R 0 4 10
            R 1c 4 0
            R 34 4 0
            W 90 8 3db5000
            W 18 4 4000000
            R 1c 4 4000000
            W b8 8 3e0000f
            W 18 4 5000000
            R 1c 4 5000000
            W 18 4 6000000
            R 1c 4 7000000
            W 3c 4 21
            W 40 4 fee01004
            W 44 4 0
            W 38 4 0
            R 38 4 0
            R 34 4 0
            W 34 4 0
            R 1c 4 7000000
            W 20 8 554e000
            W 18 4 46000000
            R 1c 4 47000000
            W 18 4 86000000
            R 1c 4 c7000000
            W 18 4 6000000
            R 1c 4 47000000
            """;

    @Test
    void everyReadGivesWhatTheGuestSaw() {
        Registers registers = new Registers(Capabilities.DEFAULT.with(c -> {
            c.coherent = c.snoopControl = c.zeroLengthRead = false;
            c.interruptRemapping = true;
            c.maxHandleMask = 15;
        }), 1);
        ACCESSES.lines().map(line -> line.split(" ")).forEach(words -> {
            int offset = Integer.parseInt(words[1], 16);
            int size = Integer.parseInt(words[2]);
            long value = Long.parseLong(words[3], 16);
            if (words[0].equals("W")) {
                registers.write(offset, size, value);
            } else {
                assertThat(registers.read(offset, size)).as(String.join(" ", words)).isEqualTo(value);
            }
        });
    }
}
