package iommu.emulator.shadow;

import iommu.arch.Gpa;
import iommu.arch.register.TableMode;

/** What the registers say. @param separateRights RTADDR.SSIRWE (§11.4.5) */
record Unit(boolean translating, Gpa root, TableMode mode, boolean separateRights) {

    static final Unit RESET = new Unit(false, new Gpa(0), TableMode.LEGACY, false);
}
