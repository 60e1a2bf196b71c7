package iommu.grade.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zip archives byte by byte, honest ones and others. */
final class ForgedZip {

    private final ByteArrayOutputStream locals = new ByteArrayOutputStream();
    private final ByteArrayOutputStream central = new ByteArrayOutputStream();
    private int count;
    private int flags;
    private int method = 8;
    private int unixMode = 0100644;
    private int sizeLie;
    private int crcLie;

    ForgedZip flags(int value) {
        flags = value;
        return this;
    }

    ForgedZip method(int value) {
        method = value;
        return this;
    }

    ForgedZip unixMode(int value) {
        unixMode = value;
        return this;
    }

    /** What the headers of the following files claim beyond their true size. */
    ForgedZip sizeLie(int value) {
        sizeLie = value;
        return this;
    }

    ForgedZip crcLie(int value) {
        crcLie = value;
        return this;
    }

    ForgedZip add(String name, String text) {
        return add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    ForgedZip add(String name, byte[] content) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] packed = method == 8 ? deflated(content) : content;
        CRC32 sum = new CRC32();
        sum.update(content);
        int offset = locals.size();
        ByteBuffer common = little(26).putShort((short) 20).putShort((short) flags).putShort((short) method)
                .putInt(0).putInt((int) sum.getValue() + crcLie).putInt(packed.length)
                .putInt(content.length + sizeLie).putShort((short) nameBytes.length).putShort((short) 0);
        locals.writeBytes(little(4).putInt(0x04034b50).array());
        locals.writeBytes(common.array());
        locals.writeBytes(nameBytes);
        locals.writeBytes(packed);
        central.writeBytes(little(6).putInt(0x02014b50).putShort((short) 0x0314).array());
        central.writeBytes(common.array());
        central.writeBytes(little(14).putShort((short) 0).putShort((short) 0).putShort((short) 0)
                .putInt(unixMode << 16).putInt(offset).array());
        central.writeBytes(nameBytes);
        count++;
        return this;
    }

    byte[] bytes() {
        return bytes(count);
    }

    byte[] bytes(int claimedCount) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(locals.toByteArray());
        all.writeBytes(central.toByteArray());
        all.writeBytes(little(22).putInt(0x06054b50).putInt(0).putShort((short) claimedCount)
                .putShort((short) claimedCount).putInt(central.size()).putInt(locals.size()).putShort((short) 0)
                .array());
        return all.toByteArray();
    }

    Path in(Path folder) throws IOException {
        return Files.write(folder.resolve("amy.zip"), bytes());
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] packed = new byte[content.length + 64];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
