package iommu.emulator.machine;

import iommu.arch.Gpa;
import iommu.arch.register.ProtectedMemory;
import iommu.arch.register.TableMode;

/** What register writes have made of the unit as a whole: the part of its state that is no room's. */
final class UnitState {

    boolean translating;
    boolean remappingInterrupts;
    Gpa root = new Gpa(0);
    TableMode mode = TableMode.LEGACY;
    /** RTADDR.SSIRWE as the last SRTP took it over. */
    boolean separateRights;
    final ProtectedRegions protectedRegions = new ProtectedRegions();

    void reset() {
        translating = false;
        remappingInterrupts = false;
        root = new Gpa(0);
        mode = TableMode.LEGACY;
        separateRights = false;
        protectedRegions.protect(ProtectedMemory.OFF);
    }
}
