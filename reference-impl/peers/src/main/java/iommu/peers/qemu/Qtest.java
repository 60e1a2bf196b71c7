package iommu.peers.qemu;

import java.io.IOException;
import java.util.List;

/** The qtest protocol: one request a line, one answer a line. */
record Qtest(PeerSocket socket) {

    /** Sends the requests and waits for their answers: the value of each, 0 where it is a plain OK. */
    long[] ask(Batch batch) throws IOException {
        // IRQ lines come whenever an interrupt line changes.
        List<String> lines = socket.exchange(batch.text(), batch.requests(), line -> !line.startsWith("IRQ "));
        long[] answers = new long[lines.size()];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = value(lines.get(i), batch);
        }
        return answers;
    }

    private static long value(String answer, Batch batch) throws IOException {
        if (answer.equals("OK")) {
            return 0;
        }
        if (!answer.startsWith("OK 0x")) {
            throw new IOException("it answered '" + answer + "' to one of: " + batch.text().lines().limit(8).toList());
        }
        return Long.parseUnsignedLong(answer, 5, answer.length(), 16);
    }
}
