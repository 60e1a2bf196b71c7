package iommu.peers.recording;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import java.util.Set;
import java.util.TreeSet;

/** From the words of VER, CAP and ECAP to what they say a unit can do (§11.4.1 to §11.4.3). */
public final class CapabilitiesOf {

    private CapabilitiesOf() {
    }

    /**
     * What the words say. HAW stands in no register: it is taken to be MGAW, which is never less (§11.4.2), and 52 at most.
     *
     * @throws IllegalArgumentException saying why no unit of this kit could be like that
     */
    public static Capabilities words(long cap, long ecap) {
        return Capabilities.DEFAULT.with(draft -> {
            basics(draft, cap, ecap);
            platform(draft, cap, ecap);
            scalable(draft, cap, ecap);
            interrupts(draft, cap, ecap);
        });
    }

    /** VER.MAX. */
    public static int majorVersion(long ver) {
        return field(ver, 7, 4);
    }

    private static void basics(CapabilityDraft draft, long cap, long ecap) {
        draft.domainIdBits = 4 + 2 * field(cap, 2, 0); // ND
        draft.cachingMode = bit(cap, 7); // CM
        draft.levels = levels(field(cap, 12, 8)); // SAGAW
        draft.guestAddressWidth = field(cap, 21, 16) + 1; // MGAW
        draft.hostAddressWidth = Math.min(52, draft.guestAddressWidth);
        draft.zeroLengthRead = bit(cap, 22); // ZLR
        draft.superpages = superpages(field(cap, 37, 34)); // SSLPS
        draft.pageSelective = bit(cap, 39); // PSI
        draft.faultRecords = field(cap, 47, 40) + 1; // NFR
        draft.maxAddressMask = field(cap, 53, 48); // MAMV
        draft.coherent = bit(ecap, 0); // C
        draft.deviceTlb = bit(ecap, 2); // DT
        draft.passThrough = bit(ecap, 6); // PT
        draft.snoopControl = bit(ecap, 7); // SC
    }

    private static void platform(CapabilityDraft draft, long cap, long ecap) {
        draft.writeBufferFlush = bit(cap, 4); // RWBF
        draft.protectedLow = bit(cap, 5); // PLMR
        draft.protectedHigh = bit(cap, 6); // PHMR
        draft.rootPointerInvalidates = bit(cap, 63); // ESRTPS
        draft.queuedInvalidation = bit(ecap, 1); // QI
        draft.deviceTlbThrottling = bit(ecap, 41); // DIT
        draft.abortMode = bit(ecap, 52); // ADMS
        draft.separateRights = bit(ecap, 57); // SSIRWS
    }

    private static void scalable(CapabilityDraft draft, long cap, long ecap) {
        draft.gigabyteFirstStage = bit(cap, 56); // FS1GP
        draft.fiveLevelFirstStage = bit(cap, 60); // FS5LP
        draft.memoryTypes = bit(ecap, 25); // MTS
        draft.nested = bit(ecap, 26); // NEST
        draft.pageRequests = bit(ecap, 29); // PRS
        draft.supervisorRequests = bit(ecap, 31); // SRS
        draft.noWriteFlag = bit(ecap, 33); // NWFS
        draft.extendedAccessed = bit(ecap, 34); // EAFS
        draft.pasidBits = bit(ecap, 40) ? field(ecap, 39, 35) + 1 : 0; // PASID, PSS
        draft.pageRequestDrain = bit(ecap, 42); // PDS
        draft.scalableMode = bit(ecap, 43); // SMTS
        draft.secondStageDirty = bit(ecap, 45); // SSADS
        draft.secondStage = bit(ecap, 46); // SSTS
        draft.firstStage = bit(ecap, 47); // FSTS
        draft.snoopedWalks = bit(ecap, 48); // SMPWCS
        draft.ridPasid = bit(ecap, 49); // RPS
        draft.ridPrivilege = bit(ecap, 53); // RPRIVS
        draft.translatedWithPasid = bit(ecap, 56); // PTRS
    }

    private static void interrupts(CapabilityDraft draft, long cap, long ecap) {
        draft.postedInterrupts = bit(cap, 59); // PI
        draft.interruptPointerInvalidates = bit(cap, 62); // ESIRTPS
        draft.interruptRemapping = bit(ecap, 3); // IR
        draft.extendedInterruptMode = bit(ecap, 4); // EIM
        draft.maxHandleMask = field(ecap, 23, 20); // MHMV
        draft.extendedInterruptModeRequired = bit(ecap, 61); // EIMER
        draft.interruptRemappingRequired = bit(ecap, 62); // IRREQ
    }

    private static Set<Integer> levels(int sagaw) {
        Set<Integer> levels = new TreeSet<>();
        for (int bit = 1; bit <= 3; bit++) {
            if ((sagaw >> bit & 1) != 0) {
                levels.add(bit + 2); // §11.4.2: bit 1 is 3 levels, 2 is 4, 3 is 5
            }
        }
        return levels;
    }

    private static Set<Integer> superpages(int sslps) {
        Set<Integer> levels = new TreeSet<>();
        for (int bit = 0; bit <= 1; bit++) {
            if ((sslps >> bit & 1) != 0) {
                levels.add(bit + 2); // §11.4.2: bit 0 is 2 MiB, 1 is 1 GiB
            }
        }
        return levels;
    }

    private static boolean bit(long word, int at) {
        return (word >>> at & 1) != 0;
    }

    private static int field(long word, int high, int low) {
        return (int) (word >>> low & (1L << high - low + 1) - 1);
    }
}
