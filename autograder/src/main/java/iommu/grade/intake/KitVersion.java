package iommu.grade.intake;

/** The version of the kit, the same in every edition of it. */
public final class KitVersion {

    public static final String KIT = "1.0.0-SNAPSHOT";

    private KitVersion() {
    }
}
