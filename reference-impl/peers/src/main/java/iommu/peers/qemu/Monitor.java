package iommu.peers.qemu;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** QEMU's monitor, asked for one thing: which interrupts its halted processor has been sent. */
record Monitor(PeerSocket socket) {

    /** In the answer, a JSON text: {@code IRR\t 65 67 }, or {@code (none)}. */
    private static final Pattern REQUESTED = Pattern.compile("IRR\\\\t ([^\\\\]*)");
    private static final Pattern VECTOR = Pattern.compile("\\d+");

    /** The first words of the protocol. */
    void greet() throws IOException {
        socket.exchange("", 1, line -> line.startsWith("{\"QMP\""));
        ask("{\"execute\": \"qmp_capabilities\"}");
    }

    /** The vectors in the local APIC's request register. None ever leaves it. */
    Set<Integer> requested() throws IOException {
        String answer = ask("{\"execute\": \"human-monitor-command\", \"arguments\": {\"command-line\": \"info lapic\"}}");
        Matcher requested = REQUESTED.matcher(answer);
        if (!requested.find()) {
            throw new IOException("its monitor says nothing of a local APIC: " + answer);
        }
        Set<Integer> vectors = new TreeSet<>();
        VECTOR.matcher(requested.group(1)).results().forEach(found -> vectors.add(Integer.parseInt(found.group())));
        return vectors;
    }

    private String ask(String command) throws IOException {
        return socket.exchange(command + "\n", 1, line -> line.startsWith("{\"return\"") || line.startsWith("{\"error\""))
                .getFirst();
    }
}
