package iommu.grade.intake;

/**
 * A Java file as sent.
 *
 * @param path  where it lay in the submission, folders divided by {@code /}; a stranger's text
 * @param bytes its content, at most {@link Limits#FILE_BYTES}; whoever reads it must not change it
 */
record RawFile(String path, byte[] bytes) {
}
