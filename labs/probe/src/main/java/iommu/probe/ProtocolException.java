package iommu.probe;

/** Bytes that are not what the other side may send: an unknown tag, a value out of range, too much or too little. */
public final class ProtocolException extends Exception {

    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }
}
