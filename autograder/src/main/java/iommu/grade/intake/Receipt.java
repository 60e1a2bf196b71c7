package iommu.grade.intake;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The hash of canonical sources: lab, path and text of each file, each led by its length, sorted by path. */
public final class Receipt {

    private Receipt() {
    }

    /** @param labs sorted by number, their files by path and then by text */
    public static String of(Map<String, LabSources> labs) {
        List<String> parts = new ArrayList<>();
        for (LabSources lab : labs.values()) {
            lab.files().forEach(file -> parts.addAll(List.of(lab.labNumber(), file.path(), file.text())));
        }
        return of(parts);
    }

    /** The hash of a lab's tests, in their order. */
    public static String ofTests(List<TestFile> tests) {
        List<String> parts = new ArrayList<>();
        tests.forEach(test -> parts.addAll(List.of(test.name(), test.text(), test.fault().orElse(""))));
        return of(parts);
    }

    private static String of(List<String> parts) {
        ByteArrayOutputStream canonical = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(canonical)) {
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical.toByteArray()));
        } catch (IOException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 of bytes in memory", impossible);
        }
    }
}
