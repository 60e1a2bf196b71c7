package iommu.grade.intake;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** The hash of canonical sources: lab, path and text of each file, each led by its length, sorted by path. */
public final class Receipt {

    private Receipt() {
    }

    /** @param labs sorted by number, their files by path and then by text */
    public static String of(Map<String, LabSources> labs) {
        ByteArrayOutputStream canonical = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(canonical)) {
            for (LabSources lab : labs.values()) {
                for (SourceFile file : lab.files()) {
                    for (String part : new String[] {lab.labNumber(), file.path(), file.text()}) {
                        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                        out.writeInt(bytes.length);
                        out.write(bytes);
                    }
                }
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical.toByteArray()));
        } catch (IOException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 of bytes in memory", impossible);
        }
    }
}
