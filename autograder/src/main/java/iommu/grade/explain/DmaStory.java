package iommu.grade.explain;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.RequestKind;
import iommu.arch.register.TableMode;

/** Tells a device's request to the whole unit. */
final class DmaStory {

    private DmaStory() {
    }

    /** @param outcome what the unit is going to answer */
    static Telling of(Played played, DmaRequest request, DmaOutcome outcome) {
        Telling telling = new Telling(Ends.word(request.access()) + " of " + request.address() + " by " + request.source()
                + (request.pasid().present() ? ", PASID " + Telling.hex(request.pasid().value()) : "")
                + (request.supervisor() ? ", supervisor" : "") + (request.execute() ? ", execute" : "") + switch (request.kind()) {
                    case UNTRANSLATED -> "";
                    case TRANSLATION -> ", a translation request";
                    case TRANSLATED -> ", translated already";
                });
        WatchedRegisters registers = played.registers();
        telling.fact(registers.translating() ? "translation is on" : "translation is off (GSTS.TES=0)");
        if (!registers.translating()) {
            off(telling, request, outcome);
        } else if (request.kind() == RequestKind.UNTRANSLATED && isMessage(request)) {
            Ends.outcome(telling, outcome, "§3.15: an address in FEEx_xxxxh is a message to the interrupt hardware, never "
                    + "translated; only a write is one.");
        } else if (outcome instanceof DmaOutcome.Blocked b && b.reason().mode() == FaultReason.Mode.MODE) {
            telling.fact("RTADDR.TTM selects " + registers.mode());
            Ends.outcome(telling, outcome, "");
        } else if (registers.mode() == TableMode.LEGACY) {
            telling.fact("legacy mode, root table at " + registers.root());
            LegacyStory.tell(telling, played, request, outcome);
        } else if (registers.mode() == TableMode.SCALABLE) {
            telling.fact("scalable mode, root table at " + registers.root());
            ScalableStory.tell(telling, played, request, outcome);
        } else {
            telling.fact("RTADDR.TTM selects " + registers.mode());
            Ends.outcome(telling, outcome, "");
        }
        return telling;
    }

    private static void off(Telling telling, DmaRequest request, DmaOutcome outcome) {
        if (outcome instanceof DmaOutcome.Translated) {
            Ends.outcome(telling, outcome, "§4.2.1: while translation is off an untranslated request passes as it is.");
        } else {
            Ends.withoutReason(telling, request.kind() == RequestKind.UNTRANSLATED ? "§11.4.8: it lies in protected memory."
                    : "§4.2.1: while translation is off only untranslated requests pass.");
        }
    }

    private static boolean isMessage(DmaRequest request) {
        return !request.pasid().present() && request.address().value() >>> 20 == 0xFEE;
    }
}
