package iommu.grade.labs;

/** The manifest of the labs can't be used. The message names the file and, where it is known, the line or the lab. */
public final class ManifestException extends RuntimeException {

    public ManifestException(String message) {
        super(message);
    }
}
