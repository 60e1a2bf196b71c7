package iommu.arch;

import java.util.Set;

/**
 * Which capabilities go together: a unit that reports the one also reports the other (§11.4.2, §11.4.3).
 *
 * <p>Two rules of those sections are not held, so that small units can make small examples: MGAW may lie below HAW, and
 * a unit of legacy mode alone may offer second-stage tables in SAGAW without saying SSTS.
 */
final class CapabilityRules {

    private static final String CAP = "§11.4.2";
    private static final String ECAP = "§11.4.3";

    private CapabilityRules() {
    }

    /** @throws IllegalArgumentException naming the first pair of fields that do not go together, and the section */
    static void check(Set<Integer> levels, boolean deviceTlb, PlatformSupport platform, ScalableSupport scalable,
            InterruptSupport interrupts) {
        String queue = "queuedInvalidation (ECAP.QI)";
        need(deviceTlb, "deviceTlb (ECAP.DT)", platform.queuedInvalidation(), queue, ECAP);
        need(interrupts.remapping(), "interruptRemapping (ECAP.IR)", platform.queuedInvalidation(), queue, ECAP);
        need(scalable.offered(), "scalableMode (ECAP.SMTS)", platform.queuedInvalidation(), queue, ECAP);
        checkScalable(platform, scalable);
        checkFirstStage(scalable);
        checkDevices(deviceTlb, platform, scalable);
        checkInterrupts(interrupts);
        boolean firstStageOnly = scalable.offered() && !scalable.secondStage();
        if (levels.isEmpty() && !firstStageOnly) {
            throw new IllegalArgumentException("levels (CAP.SAGAW) may be empty only with scalableMode (ECAP.SMTS) and "
                    + "without secondStage (ECAP.SSTS) (" + CAP + ")");
        }
    }

    private static void checkScalable(PlatformSupport platform, ScalableSupport scalable) {
        boolean on = scalable.offered();
        String mode = "scalableMode (ECAP.SMTS)";
        need(scalable.firstStage(), "firstStage (ECAP.FSTS)", on, mode, ECAP);
        need(scalable.nested(), "nested (ECAP.NEST)", on, mode, ECAP);
        need(scalable.nested(), "nested (ECAP.NEST)", scalable.secondStage(), "secondStage (ECAP.SSTS)", ECAP);
        need(scalable.pasidBits() > 0, "pasidBits (ECAP.PASID, ECAP.PSS)", on, mode, ECAP);
        need(scalable.snoopedWalks(), "snoopedWalks (ECAP.SMPWCS)", on, mode, ECAP);
        need(scalable.ridPasid(), "ridPasid (ECAP.RPS)", on, mode, ECAP);
        need(scalable.supervisorRequests(), "supervisorRequests (ECAP.SRS)", on, mode, ECAP);
        need(scalable.ridPrivilege(), "ridPrivilege (ECAP.RPRIVS)", scalable.supervisorRequests(),
                "supervisorRequests (ECAP.SRS)", ECAP);
        need(scalable.memoryTypes(), "memoryTypes (ECAP.MTS)", on, mode, ECAP);
        need(scalable.secondStageDirty(), "secondStageDirty (ECAP.SSADS)", scalable.snoopedWalks(),
                "snoopedWalks (ECAP.SMPWCS)", ECAP);
        need(platform.separateRights(), "separateRights (ECAP.SSIRWS)", scalable.secondStage(),
                "secondStage (ECAP.SSTS)", ECAP);
        need(platform.writeBufferFlush(), "writeBufferFlush (CAP.RWBF)", !on, "a unit without " + mode, CAP);
    }

    private static void checkFirstStage(ScalableSupport scalable) {
        String stage = "firstStage (ECAP.FSTS)";
        need(scalable.nested(), "nested (ECAP.NEST)", scalable.firstStage(), stage, ECAP);
        need(scalable.fiveLevels(), "fiveLevelFirstStage (CAP.FS5LP)", scalable.firstStage(), stage, CAP);
        need(scalable.gigabytePages(), "gigabyteFirstStage (CAP.FS1GP)", scalable.firstStage(), stage, CAP);
        need(scalable.extendedAccessed(), "extendedAccessed (ECAP.EAFS)", scalable.firstStage(), stage, ECAP);
        need(scalable.extendedAccessed(), "extendedAccessed (ECAP.EAFS)", scalable.snoopedWalks(),
                "snoopedWalks (ECAP.SMPWCS)", ECAP);
    }

    private static void checkDevices(boolean on, PlatformSupport platform, ScalableSupport scalable) {
        String devices = "deviceTlb (ECAP.DT)";
        need(scalable.pageRequests(), "pageRequests (ECAP.PRS)", on, devices, ECAP);
        need(scalable.pageRequests(), "pageRequests (ECAP.PRS)", scalable.offered(), "scalableMode (ECAP.SMTS)", ECAP);
        need(scalable.pageRequestDrain(), "pageRequestDrain (ECAP.PDS)", on, devices, ECAP);
        need(scalable.noWriteFlag(), "noWriteFlag (ECAP.NWFS)", on, devices, ECAP);
        need(scalable.translatedWithPasid(), "translatedWithPasid (ECAP.PTRS)", on, devices, ECAP);
        need(scalable.translatedWithPasid(), "translatedWithPasid (ECAP.PTRS)", scalable.pasidBits() > 0,
                "pasidBits (ECAP.PASID)", ECAP);
        need(platform.deviceTlbThrottling(), "deviceTlbThrottling (ECAP.DIT)", on, devices, ECAP);
    }

    private static void checkInterrupts(InterruptSupport interrupts) {
        boolean on = interrupts.remapping();
        String remapping = "interruptRemapping (ECAP.IR)";
        need(interrupts.extendedMode(), "extendedInterruptMode (ECAP.EIM)", on, remapping, ECAP);
        need(interrupts.posting(), "postedInterrupts (CAP.PI)", on, remapping, CAP);
        need(interrupts.maxHandleMask() > 0, "maxHandleMask (ECAP.MHMV)", on, remapping, ECAP);
        need(interrupts.extendedModeRequired(), "extendedInterruptModeRequired (ECAP.EIMER)", interrupts.extendedMode(),
                "extendedInterruptMode (ECAP.EIM)", ECAP);
        need(interrupts.remappingRequired(), "interruptRemappingRequired (ECAP.IRREQ)", on, remapping, ECAP);
    }

    private static void need(boolean one, String name, boolean other, String otherName, String section) {
        if (one && !other) {
            throw new IllegalArgumentException(name + " needs " + otherName + " (" + section + ")");
        }
    }
}
