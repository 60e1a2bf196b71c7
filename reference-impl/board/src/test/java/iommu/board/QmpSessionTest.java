package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said on QMP, and what is answered. */
class QmpSessionTest {

    private static final String HELLO = "{\"execute\": \"qmp_capabilities\"}";
    private static final String EMPTY = "{\"return\": {}}";

    private boolean quits;

    /** All lines that the board says, the greeting aside. */
    private List<String> said(String requests) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        quits = new QmpSession(new ByteArrayInputStream(requests.getBytes(StandardCharsets.UTF_8)), out,
                QtestProtocolTest.board()).serve();
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).startsWith("{\"QMP\": {\"version\": {\"qemu\": {").endsWith("}\r\n");
        List<String> lines = List.of(text.split("\r\n"));
        assertThat(lines.getFirst()).endsWith(", \"capabilities\": []}}");
        return lines.subList(1, lines.size());
    }

    @Test
    void nothingIsServedBeforeTheHandshake() throws IOException {
        assertThat(said("{\"execute\": \"system_reset\"}\n" + HELLO)).containsExactly(
                "{\"error\": {\"class\": \"CommandNotFound\", "
                        + "\"desc\": \"Expecting capabilities negotiation with 'qmp_capabilities'\"}}", EMPTY);
    }

    @Test
    void theMachinesIncludeQ35() throws IOException {
        assertThat(said(HELLO + "{'x'}\n{\"execute\": \"query-machines\"}").getLast())
                .startsWith("{\"return\": [{\"name\": \"q35\", ").contains("{\"name\": \"none\", ");
    }

    @Test
    void aResetIsAnEventAndThenAnAnswer() throws IOException {
        List<String> said = said(HELLO + "{\"execute\": \"system_reset\"}");
        assertThat(said).hasSize(3);
        assertThat(said.get(1)).matches("\\{\"timestamp\": \\{\"seconds\": \\d+, \"microseconds\": \\d+}, \"event\": \"RESET\", "
                + "\"data\": \\{\"guest\": false, \"reason\": \"host-qmp-system-reset\"}}");
        assertThat(said.get(2)).isEqualTo(EMPTY);
        assertThat(quits).isFalse();
    }

    @Test
    void quitIsTheLastThingServed() throws IOException {
        List<String> said = said(HELLO + "{\"execute\": \"quit\"}{\"execute\": \"system_reset\"}");
        assertThat(said).hasSize(3);
        assertThat(said.get(1)).contains("\"event\": \"SHUTDOWN\"");
        assertThat(said.get(2)).isEqualTo(EMPTY);
        assertThat(quits).isTrue();
    }

    @Test
    void quitBeforeTheHandshakeIsRefused() throws IOException {
        assertThat(said("{\"execute\": \"quit\"}").getFirst()).contains("CommandNotFound");
        assertThat(quits).isFalse();
    }

    @Test
    void anIdComesBackAsItWas() throws IOException {
        assertThat(said("{\"id\": {\"a\": [1, \"}\\\"\"]}, \"execute\":\"qmp_capabilities\" , \"arguments\" : { } }"))
                .containsExactly("{\"return\": {}, \"id\": {\"a\": [1, \"}\\\"\"]}}");
    }

    @Test
    void anUnknownCommandIsNotFound() throws IOException {
        assertThat(said(HELLO + "{\"execute\": \"cont\", \"id\": 7}").getLast()).isEqualTo(
                "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"The command cont has not been found\"}, \"id\": 7}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "[1]", "}", "{\"execute\"}", "{\"execute\": }x", "{\"a\": ]", "{\"a\" 1}", "{1: 2}",
        "{,}", "{\"a\": {]}}", "{}", "{\"a\": 1 \"b\": 2}"})
    void whatIsNoRequestIsAnErrorAndTheNextIsServed(String nonsense) throws IOException {
        List<String> said = said(nonsense + "\n" + HELLO + "\n");
        assertThat(said.getFirst()).startsWith("{\"error\": {\"class\": \"GenericError\", \"desc\": \"");
        assertThat(said.getLast()).isEqualTo(EMPTY);
    }

    @Test
    void halfARequestIsNone() throws IOException {
        assertThat(said("{\"execute\": \"qmp_cap")).isEmpty();
        assertThat(said("{\"execute\": \"\\")).isEmpty();
    }
}
