package iommu.grade.cli;

/** Exit codes. */
final class Exit {

    static final int DONE = 0;
    static final int WORK_FAILS = 1;
    static final int USAGE = 2;
    static final int KIT_FAILED = 3;

    private Exit() {
    }
}
