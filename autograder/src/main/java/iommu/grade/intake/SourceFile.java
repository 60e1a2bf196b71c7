package iommu.grade.intake;

/**
 * One Java file.
 *
 * @param displayName where it lay in the submission, for messages; printable, perhaps shortened, never to be opened
 * @param path        where to put it for the compiler: package and declared type, such as
 *                    {@code lab02/SecondStageWalk.java}; letters, digits, {@code _}, {@code $}, {@code -} and
 *                    {@code /} only, whatever the file was called
 * @param text        without a byte order mark, lines ended by LF
 */
public record SourceFile(String displayName, String path, String text) {

    /** The binary name of the type that the file is called after, such as {@code lab02.SecondStageWalk}. */
    public String className() {
        return path.substring(0, path.length() - ".java".length()).replace('/', '.');
    }
}
