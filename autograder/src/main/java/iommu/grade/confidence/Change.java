package iommu.grade.confidence;

/**
 * One text for another.
 *
 * @param file the name of the file
 * @param from a text that is there just once
 */
public record Change(String file, String from, String to) {

    /** @throws SubjectException unless the old text is there just once, so that no change can rot unseen */
    String applyTo(String text) {
        int at = text.indexOf(from);
        if (at < 0) {
            throw new SubjectException(file + " no longer has: " + from);
        }
        if (text.indexOf(from, at + 1) >= 0) {
            throw new SubjectException(file + " has more than once: " + from);
        }
        return text.substring(0, at) + to + text.substring(at + from.length());
    }
}
