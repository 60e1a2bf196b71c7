package iommu.grade.judge;

import iommu.grade.course.Secret;
import java.nio.ByteBuffer;

/**
 * Where the hidden cases come from: HMAC-SHA256 of a secret over suite, lab and group. The same for everybody who is
 * graded with that secret, and nobody's to guess who does not know it.
 */
public final class CaseSeeds {

    private final Secret secret;

    private CaseSeeds(Secret secret) {
        this.secret = secret;
    }

    /** Practice grading: the seed is no secret. */
    public static CaseSeeds practice(long seed) {
        return new CaseSeeds(Secret.open("practice grading " + seed));
    }

    static CaseSeeds of(Secret secret) {
        return new CaseSeeds(secret);
    }

    /** The generator seed of a group's cases. */
    long of(String suite, String lab, String group) {
        return ByteBuffer.wrap(secret.mac(suite + "\n" + lab + "\n" + group)).getLong();
    }
}
