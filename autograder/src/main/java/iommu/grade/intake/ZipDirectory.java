package iommu.grade.intake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The central directory of a zip archive (APPNOTE 4.3.12, 4.3.16): the one list of entries that is believed. The JDK's
 * own readers keep quiet about symbolic links, so the few fields are read here.
 */
final class ZipDirectory {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final long ZIP64 = 0xffff_ffffL;

    /**
     * @param crc        CRC-32 of the content, as claimed
     * @param packedSize bytes in the archive
     * @param size       bytes of the content, as claimed
     * @param offset     of its local header
     * @param unixMode   st_mode, or 0 if the archive was not made on a Unix
     */
    record Entry(String name, int flags, int method, long crc, long packedSize, long size, long offset, int unixMode) {

        private static final int TYPE = 0170000;
        private static final int REGULAR = 0100000;
        private static final int FOLDER = 0040000;
        private static final int LINK = 0120000;

        boolean isEncrypted() {
            return (flags & 1) != 0;
        }

        boolean isSymbolicLink() {
            return (unixMode & TYPE) == LINK;
        }

        /** A device, a pipe or a socket. */
        boolean isSpecial() {
            int type = unixMode & TYPE;
            return type != 0 && type != REGULAR && type != FOLDER && type != LINK;
        }
    }

    private final ByteBuffer archive;

    ZipDirectory(byte[] bytes) {
        archive = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    List<Entry> entries() throws RefusedException {
        int end = endRecord();
        int count = u16(end + 10);
        long offset = u32(end + 16);
        if (count == 0xffff || offset == ZIP64) {
            throw new RefusedException("The archive is made for huge contents (zip64), which no lab needs");
        }
        if (count > Limits.ENTRIES) {
            throw new RefusedException("It holds more than " + Limits.ENTRIES + " files and folders");
        }
        List<Entry> entries = new ArrayList<>();
        long at = offset;
        for (int i = 0; i < count; i++) {
            if (at + CENTRAL_LENGTH > end || archive.getInt((int) at) != CENTRAL_SIGNATURE) {
                throw damaged();
            }
            entries.add(entry((int) at, end));
            at += CENTRAL_LENGTH + u16((int) at + 28) + u16((int) at + 30) + u16((int) at + 32);
        }
        // A count that is too small would hide entries from us that other tools show.
        if (at + 4 <= end && archive.getInt((int) at) == CENTRAL_SIGNATURE) {
            throw new RefusedException("The archive lies about the number of its files");
        }
        return entries;
    }

    private Entry entry(int at, int end) throws RefusedException {
        int nameLength = u16(at + 28);
        if (at + CENTRAL_LENGTH + nameLength > end) {
            throw damaged();
        }
        byte[] name = new byte[nameLength];
        archive.get(at + CENTRAL_LENGTH, name);
        int unixMode = u16(at + 40);
        Entry entry = new Entry(decoded(name), u16(at + 8), u16(at + 10), u32(at + 16), u32(at + 20), u32(at + 24),
                u32(at + 42), unixMode);
        if (entry.size() == ZIP64 || entry.packedSize() == ZIP64 || entry.offset() == ZIP64) {
            throw new RefusedException("The archive is made for huge contents (zip64), which no lab needs");
        }
        return entry;
    }

    /** The bytes of an entry as they lie in the archive. */
    byte[] packed(Entry entry) throws RefusedException {
        long at = entry.offset();
        if (at + LOCAL_LENGTH > archive.capacity() || archive.getInt((int) at) != LOCAL_SIGNATURE) {
            throw damaged();
        }
        long from = at + LOCAL_LENGTH + u16((int) at + 26) + u16((int) at + 28);
        long to = from + entry.packedSize();
        if (to > archive.capacity()) {
            throw damaged();
        }
        return Arrays.copyOfRange(archive.array(), (int) from, (int) to);
    }

    /** Behind it stands nothing but the archive's comment. */
    private int endRecord() throws RefusedException {
        int last = archive.capacity() - END_LENGTH;
        for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (archive.getInt(at) == END_SIGNATURE && at + END_LENGTH + u16(at + 20) == archive.capacity()) {
                return at;
            }
        }
        throw new RefusedException("It is no zip archive, or not a whole one");
    }

    /** UTF-8 if it can be that, whatever the flag says; else some old code page, of which only ASCII is told. */
    private static String decoded(byte[] name) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(name, StandardCharsets.ISO_8859_1);
        }
    }

    private static RefusedException damaged() {
        return new RefusedException("The archive is damaged");
    }

    private int u16(int at) {
        return archive.getShort(at) & 0xffff;
    }

    private long u32(int at) {
        return archive.getInt(at) & 0xffff_ffffL;
    }
}
