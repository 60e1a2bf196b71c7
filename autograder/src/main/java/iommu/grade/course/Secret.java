package iommu.grade.course;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A course's secret. It can be used and never be had: nothing of it is in its text, its class has no other way out than the
 * HMAC of something else.
 */
public final class Secret {

    /** In bytes: a shorter one can be guessed. */
    static final int SHORTEST = 16;

    private final SecretKeySpec key;

    Secret(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** One that everybody knows. */
    public static Secret open(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** HMAC-SHA256 of this text, 32 bytes. */
    public byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }

    /** What tells courses apart, of this one: of its file and its secret, and good for neither. */
    String mark(String courseFile) {
        return HexFormat.of().formatHex(mac("course\n" + courseFile), 0, 8);
    }

    @Override
    public String toString() {
        return "secret";
    }
}
