package iommu.grade.judge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where the hidden cases come from: HMAC-SHA256 of a secret over suite, lab and group. The same for everybody who is
 * graded with that secret, and nobody's to guess who does not know it.
 */
final class CaseSeeds {

    private final SecretKeySpec key;

    private CaseSeeds(byte[] secret) {
        this.key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** Practice grading: the seed is no secret. */
    static CaseSeeds practice(long seed) {
        return new CaseSeeds(("practice grading " + seed).getBytes(StandardCharsets.UTF_8));
    }

    /** The generator seed of a group's cases. */
    long of(String suite, String lab, String group) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] digest = mac.doFinal((suite + "\n" + lab + "\n" + group).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }
}
