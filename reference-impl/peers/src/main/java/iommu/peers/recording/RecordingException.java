package iommu.peers.recording;

/** A recording that can't be read or replayed, with the place: {@code file:line: what — what to do}. */
public final class RecordingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RecordingException(String file, int line, String problem, String remedy) {
        super(file + ":" + line + ": " + problem + " — " + remedy);
    }
}
