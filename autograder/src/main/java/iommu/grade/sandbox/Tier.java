package iommu.grade.sandbox;

/** How well learner code is contained. */
public enum Tier {
    /** Linux namespaces by bubblewrap: no network, no host files, processes and memory bounded. */
    BUBBLEWRAP,
    /** A child process like any other, only measured and killed: for one's own code and the bundled examples. */
    PLAIN
}
