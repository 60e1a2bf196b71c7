package iommu.arch;

import java.util.Set;

/**
 * The fields of {@link Capabilities} while they are being chosen, each under a name of its own: those of
 * {@link PlatformSupport}, {@link ScalableSupport} and {@link InterruptSupport} lie beside the others.
 */
public final class CapabilityDraft {
    public int hostAddressWidth;
    public int guestAddressWidth;
    public Set<Integer> levels;
    public Set<Integer> superpages;
    public int domainIdBits;
    public boolean cachingMode;
    public boolean coherent;
    public boolean snoopControl;
    public boolean passThrough;
    public boolean deviceTlb;
    public boolean zeroLengthRead;
    public boolean pageSelective;
    public int maxAddressMask;
    public int faultRecords;
    // PlatformSupport
    public boolean queuedInvalidation;
    public boolean writeBufferFlush;
    public boolean protectedLow;
    public boolean protectedHigh;
    public boolean abortMode;
    public boolean rootPointerInvalidates;
    public boolean separateRights;
    public boolean deviceTlbThrottling;
    // ScalableSupport
    public boolean scalableMode;
    public boolean firstStage;
    public boolean secondStage;
    public boolean nested;
    public boolean fiveLevelFirstStage;
    public boolean gigabyteFirstStage;
    public int pasidBits;
    public boolean snoopedWalks;
    public boolean secondStageDirty;
    public boolean ridPasid;
    public boolean supervisorRequests;
    public boolean ridPrivilege;
    public boolean extendedAccessed;
    public boolean noWriteFlag;
    public boolean memoryTypes;
    public boolean pageRequests;
    public boolean pageRequestDrain;
    public boolean translatedWithPasid;
    // InterruptSupport
    public boolean interruptRemapping;
    public boolean extendedInterruptMode;
    public boolean postedInterrupts;
    public int maxHandleMask;
    public boolean interruptPointerInvalidates;
    public boolean extendedInterruptModeRequired;
    public boolean interruptRemappingRequired;

    CapabilityDraft(Capabilities from) {
        hostAddressWidth = from.hostAddressWidth();
        guestAddressWidth = from.guestAddressWidth();
        levels = from.levels();
        superpages = from.superpages();
        domainIdBits = from.domainIdBits();
        cachingMode = from.cachingMode();
        coherent = from.coherent();
        snoopControl = from.snoopControl();
        passThrough = from.passThrough();
        deviceTlb = from.deviceTlb();
        zeroLengthRead = from.zeroLengthRead();
        pageSelective = from.pageSelective();
        maxAddressMask = from.maxAddressMask();
        faultRecords = from.faultRecords();
        take(from.platform());
        take(from.scalable());
        take(from.interrupts());
    }

    private void take(PlatformSupport from) {
        queuedInvalidation = from.queuedInvalidation();
        writeBufferFlush = from.writeBufferFlush();
        protectedLow = from.protectedLow();
        protectedHigh = from.protectedHigh();
        abortMode = from.abortMode();
        rootPointerInvalidates = from.rootPointerInvalidates();
        separateRights = from.separateRights();
        deviceTlbThrottling = from.deviceTlbThrottling();
    }

    private void take(ScalableSupport from) {
        scalableMode = from.offered();
        firstStage = from.firstStage();
        secondStage = from.secondStage();
        nested = from.nested();
        fiveLevelFirstStage = from.fiveLevels();
        gigabyteFirstStage = from.gigabytePages();
        pasidBits = from.pasidBits();
        snoopedWalks = from.snoopedWalks();
        secondStageDirty = from.secondStageDirty();
        ridPasid = from.ridPasid();
        supervisorRequests = from.supervisorRequests();
        ridPrivilege = from.ridPrivilege();
        extendedAccessed = from.extendedAccessed();
        noWriteFlag = from.noWriteFlag();
        memoryTypes = from.memoryTypes();
        pageRequests = from.pageRequests();
        pageRequestDrain = from.pageRequestDrain();
        translatedWithPasid = from.translatedWithPasid();
    }

    private void take(InterruptSupport from) {
        interruptRemapping = from.remapping();
        extendedInterruptMode = from.extendedMode();
        postedInterrupts = from.posting();
        maxHandleMask = from.maxHandleMask();
        interruptPointerInvalidates = from.pointerInvalidates();
        extendedInterruptModeRequired = from.extendedModeRequired();
        interruptRemappingRequired = from.remappingRequired();
    }

    Capabilities finished() {
        return new Capabilities(hostAddressWidth, guestAddressWidth, levels, superpages, domainIdBits, cachingMode,
                coherent, snoopControl, passThrough, deviceTlb, zeroLengthRead, pageSelective, maxAddressMask,
                faultRecords, platform(), scalable(), interrupts());
    }

    private PlatformSupport platform() {
        return new PlatformSupport(queuedInvalidation, writeBufferFlush, protectedLow, protectedHigh, abortMode,
                rootPointerInvalidates, separateRights, deviceTlbThrottling);
    }

    private ScalableSupport scalable() {
        return new ScalableSupport(scalableMode, firstStage, secondStage, nested, fiveLevelFirstStage,
                gigabyteFirstStage, pasidBits, snoopedWalks, secondStageDirty, ridPasid, supervisorRequests,
                ridPrivilege, extendedAccessed, noWriteFlag, memoryTypes, pageRequests, pageRequestDrain,
                translatedWithPasid);
    }

    private InterruptSupport interrupts() {
        return new InterruptSupport(interruptRemapping, extendedInterruptMode, postedInterrupts, maxHandleMask,
                interruptPointerInvalidates, extendedInterruptModeRequired, interruptRemappingRequired);
    }
}
