package iommu.peers.cost;

import iommu.arch.seam.SafetyPolicy.Shadowing;

/** Who follows the mappings of a device, and how. */
public enum Following {
    NOBODY("no listener", "nobody", 0, false),
    /** One UNMAP listener a device, which asks the unit and must forget. */
    EMULATED("emulated devices only", "emulated", 0, false),
    ONE("1 external cache", "1 external", 1, false),
    TEN("10 external caches", "10 external", 10, false),
    ONE_SHADOWED("1 external, shadowed", "1 shadowed", 1, true),
    TEN_SHADOWED("10 external, shadowed", "10 shadowed", 10, true);

    private final String text;
    private final String brief;
    private final int externalCaches;
    private final boolean shadowed;

    Following(String text, String brief, int externalCaches, boolean shadowed) {
        this.text = text;
        this.brief = brief;
        this.externalCaches = externalCaches;
        this.shadowed = shadowed;
    }

    /** How many host maps follow each device. */
    int externalCaches() {
        return externalCaches;
    }

    Shadowing shadowing() {
        return shadowed ? Shadowing.SECOND_STAGE : Shadowing.OFF;
    }

    /** In a word or two. */
    String brief() {
        return brief;
    }

    @Override
    public String toString() {
        return text;
    }
}
