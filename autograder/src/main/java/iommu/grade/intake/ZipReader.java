package iommu.grade.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads an archive that a stranger may have made, in memory: nothing is unpacked to disk, so no name in it can name a
 * place there; names that try are refused all the same. What a header says is a claim that inflating must bear out.
 */
final class ZipReader {

    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    private final Path file;
    private final Sieve sieve;

    ZipReader(Path file, Sieve sieve) {
        this.file = file;
        this.sieve = sieve;
    }

    void read() throws RefusedException {
        ZipDirectory directory = new ZipDirectory(content());
        List<ZipDirectory.Entry> entries = directory.entries();
        // Nothing is inflated before every name and header has been looked at.
        for (ZipDirectory.Entry entry : entries) {
            sieve.count();
            checkName(entry.name());
        }
        for (ZipDirectory.Entry entry : entries) {
            boolean isFolder = entry.name().endsWith("/");
            if (!sieve.isLitter(entry.name(), isFolder) && !isFolder) {
                readFile(directory, entry);
            }
        }
    }

    private byte[] content() throws RefusedException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Limits.ARCHIVE_BYTES + 1);
            if (bytes.length > Limits.ARCHIVE_BYTES) {
                throw new RefusedException("The archive is larger than " + Limits.ARCHIVE_BYTES / (1 << 20)
                        + " MiB; make one with ./iommu pack");
            }
            return bytes;
        } catch (IOException unreadable) {
            throw new RefusedException("The archive can't be read");
        }
    }

    /** Names stay inside: no {@code ..}, nothing absolute, no backslash, which some systems take for a divider. */
    private static void checkName(String name) throws RefusedException {
        boolean outside = name.startsWith("/") || name.matches("(?s)[A-Za-z]:.*")
                || Arrays.asList(name.split("[/\\\\]")).contains("..");
        if (outside) {
            throw new RefusedException("The archive names a place outside itself: " + Printable.shortened(name));
        }
        if (name.isEmpty() || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
            throw new RefusedException("The archive has a name that no folder can hold: " + Printable.shortened(name));
        }
        if (name.split("/").length > Limits.DEPTH + 1) {
            throw new RefusedException("The archive has folders more than " + Limits.DEPTH + " deep");
        }
    }

    private void readFile(ZipDirectory directory, ZipDirectory.Entry entry) throws RefusedException {
        if (entry.isSymbolicLink()) {
            throw new RefusedException(
                    Printable.shortened(entry.name()) + " is a symbolic link, and links are not followed");
        }
        if (entry.isSpecial()) {
            throw new RefusedException(Printable.shortened(entry.name()) + " is neither a file nor a folder");
        }
        if (TestFile.isOne(entry.name())) {
            if (sieve.wantsTest(entry.name(), entry.size())) {
                sieve.keepTest(new RawFile(entry.name(), content(directory, entry)));
            }
        } else if (sieve.wants(entry.name())) {
            sieve.checkSize(entry.name(), entry.size());
            sieve.keep(new RawFile(entry.name(), content(directory, entry)));
        }
    }

    private static byte[] content(ZipDirectory directory, ZipDirectory.Entry entry) throws RefusedException {
        String name = Printable.shortened(entry.name());
        if (entry.isEncrypted()) {
            throw new RefusedException(name + " is encrypted; send an archive without a password");
        }
        byte[] packed = directory.packed(entry);
        byte[] content = switch (entry.method()) {
            case STORED -> packed;
            case DEFLATED -> inflated(packed, entry, name);
            default -> throw new RefusedException(
                    name + " is compressed by a method that is not read here; use ordinary zip");
        };
        if (content.length != entry.size()) {
            throw new RefusedException("The archive lies about the size of " + name);
        }
        if (content.length > Limits.RATIO_MATTERS_FROM && content.length / Limits.RATIO > packed.length) {
            throw new RefusedException(name + " is a zip bomb: " + packed.length + " bytes unpack to "
                    + content.length);
        }
        CRC32 sum = new CRC32();
        sum.update(content);
        if (sum.getValue() != entry.crc()) {
            throw new RefusedException("The archive is damaged at " + name + ": its check sum is wrong");
        }
        return content;
    }

    /** Inflates no further than one byte beyond the size that the header claims, which {@code sieve} has allowed. */
    private static byte[] inflated(byte[] packed, ZipDirectory.Entry entry, String name) throws RefusedException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            byte[] content = new byte[(int) entry.size() + 1];
            int length = 0;
            while (length < content.length && !inflater.finished()) {
                int more = inflater.inflate(content, length, content.length - length);
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new RefusedException("The archive is damaged at " + name);
                }
                length += more;
            }
            return Arrays.copyOf(content, length);
        } catch (DataFormatException damaged) {
            throw new RefusedException("The archive is damaged at " + name);
        } finally {
            inflater.end();
        }
    }
}
