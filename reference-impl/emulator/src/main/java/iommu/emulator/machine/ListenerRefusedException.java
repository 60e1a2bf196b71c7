package iommu.emulator.machine;

import iommu.arch.seam.SafetyPolicy.Verdict;

/** A listener was not attached, and nothing of it remains. The message is the verdict's sentence. */
public final class ListenerRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Verdict verdict;

    ListenerRefusedException(Verdict verdict) {
        super(text(verdict));
        this.verdict = verdict;
    }

    /** Why. */
    public Verdict verdict() {
        return verdict;
    }

    private static String text(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Refused refused -> refused.text();
            case Verdict.NoConfiguration none -> none.text();
            case Verdict.NotNow later -> later.text();
            case Verdict.Allowed allowed -> throw new IllegalArgumentException("it is allowed");
        };
    }
}
