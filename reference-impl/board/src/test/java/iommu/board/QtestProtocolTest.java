package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Line by line; the answers are those of a QEMU. */
class QtestProtocolTest {

    private final QtestProtocol protocol = new QtestProtocol(board("-device", "intel-iommu"));

    static Board board(String... extra) {
        try {
            List<String> words = new ArrayList<>(List.of("-qtest", "unix:/nowhere"));
            words.addAll(List.of(extra));
            return new Board(Arguments.parse(words).setup());
        } catch (SetupException e) {
            throw new AssertionError(e);
        }
    }

    private void ask(String line, String answer) {
        assertThat(protocol.answer(line)).as(line).isEqualTo(answer);
    }

    @Test
    void theTargetIsLittleEndian() {
        ask("endianness", "OK little");
    }

    @Test
    void portsAnswerWithFourDigitsAtLeast() {
        ask("outl 0xcf8 0x80000000", "OK");
        ask("inl 0xcf8", "OK 0x80000000");
        ask("inl 0xcfc", "OK 0x29c08086");
        ask("inw 0xcfc", "OK 0x8086");
        ask("inw 0xcfe", "OK 0x29c0");
        ask("inb 0xcfc", "OK 0x0086");
        ask("inb 0x1234", "OK 0x00ff");
    }

    @Test
    void theTwoLowBitsOfTheConfigurationAddressCount() {
        ask("outl 0xcf8 0x80000002", "OK");
        ask("inw 0xcfc", "OK 0x29c0");
    }

    @Test
    void withoutItsEnableBitTheConfigurationAddressLeadsNowhere() {
        ask("outl 0xcf8 0x0", "OK");
        ask("inl 0xcfc", "OK 0xffffffff");
    }

    @Test
    void bytesAreInTheOrderOfTheirAddressesAndInLowerCase() {
        ask("write 0x100000 0x4 0xABcdef01", "OK");
        ask("read 0x100000 0x5", "OK 0xabcdef0100");
        ask("readl 0x100000", "OK 0x0000000001efcdab");
        ask("readw 0x100001", "OK 0x000000000000efcd");
        ask("readb 0x100003", "OK 0x0000000000000001");
    }

    @Test
    void valuesAreUnsignedAndCutToTheWidth() {
        ask("writeq 0x100000 0xffffffffffffffff", "OK");
        ask("writel 0x100000 0x123456789", "OK");
        ask("readq 0x100000", "OK 0xffffffff23456789");
        ask("writeq 0x100000 18446744073709551615", "OK");
        ask("writew 0x100000 0", "OK");
        ask("writeb 0x100002 017", "OK");
        ask("readq 0x100000", "OK 0xffffffffff0f0000");
    }

    @Test
    void memoryIsFilledByteForByte() {
        ask("memset 0x100ffe 4 0x1ab", "OK");
        ask("read 0x100ffd 6", "OK 0x00abababab00");
        ask("memset 0x100fff 2 0", "OK");
        ask("read 0x100ffd 6", "OK 0x00ab0000ab00");
        ask("memset 0x100000 0 1", "OK");
    }

    @Test
    void bytesMayTravelInBase64() {
        ask("b64write 0x100000 3 AQID", "OK");
        ask("b64read 0x100000 4", "OK AQIDAA==");
    }

    @Test
    void pastTheMemoryThereIsNothing() {
        ask("write 0x7fffffe 4 0x01020304", "OK");
        ask("read 0x7fffffe 4", "OK 0x01020000");
        ask("readq 0xd0000000", "OK 0x0000000000000000");
        ask("writeq 0xfffffffffffffff8 1", "OK");
        ask("read 0xfffffffffffffffc 8", "OK 0x0000000000000000");
    }

    @Test
    void registersSeeAlignedAccessesOfFourOrEightBytes() {
        ask("readl 0xfed90008", "OK 0x00000000226f0686");
        ask("readq 0xfed90008", "OK 0x00d2008c226f0686");
        ask("read 0xfed90008 0x8", "OK 0x86066f228c00d200");
        ask("readw 0xfed90008", "OK 0x0000000000000000");
        ask("readl 0xfed9000a", "OK 0x0000000000000000");
        ask("writel 0xfed90040 0xfee00000", "OK");
        ask("writew 0xfed90040 0x1234", "OK");
        ask("readl 0xfed90040", "OK 0x00000000fee00000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo                       | FAIL Unknown command 'foo'
            ''                        | FAIL Unknown command ''
            READ 0x0 1                | FAIL Unknown command 'READ'
            read                      | FAIL read: argument 1 is missing
            read 0x100                | FAIL read: argument 2 is missing
            readl zz                  | FAIL readl: argument 1 is no number: zz
            readl 0x                  | FAIL readl: argument 1 is no number: 0x
            readl 0x-1                | FAIL readl: argument 1 is no number: 0x-1
            readl 0x10000000000000000 | FAIL readl: argument 1 is no number: 0x10000000000000000
            readl -1                  | FAIL readl: argument 1 is no number: -1
            writeq 0x0                | FAIL writeq: argument 2 is missing
            read 0x0 0x1000001        | FAIL read: a length of at most 16777216 bytes is served, not 0x1000001
            memset 0x0 -1 0           | FAIL memset: argument 2 is no number: -1
            write 0x0 2 0x01          | FAIL write: the length is 2, but there are 1 bytes
            write 0x0 1 01            | FAIL write: bytes look like 0x01ab, not 01
            inl 0x10000               | FAIL inl: there is no port 0x10000
            """)
    void whatMakesNoSenseFailsWithAReason(String line, String answer) {
        ask(line, answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"write 0x0 1 0x0", "write 0x0 1 0xzz", "b64write 0x0 1 ==="})
    void whatIsNoDataFails(String line) {
        assertThat(protocol.answer(line)).startsWith("FAIL " + line.split(" ")[0] + ": ");
    }

    @Test
    void anAnswerIsOneShortLineWhateverWasAsked() {
        ask("endianness\r", "FAIL Unknown command 'endianness?'");
        ask("readl \u00e4\0", "FAIL readl: argument 1 is no number: ??");
        assertThat(protocol.answer("x".repeat(1000))).startsWith("FAIL Unknown command 'xxx").endsWith("xxx...");
    }

    @Test
    void spacesAroundWordsDoNotCount() {
        ask("  readb   0x0  ", "OK 0x0000000000000000");
    }
}
