package iommu.grade.explain;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.RequestKind;
import iommu.arch.register.TableMode;

/** Tells a device's request to the whole unit. */
final class DmaStory {

    private final Telling telling;
    private DmaOutcome outcome;

    DmaStory(Played played, DmaRequest request) {
        telling = new Telling(Ends.word(request.access()) + " of " + request.address() + " by " + request.source()
                + (request.pasid().present() ? ", PASID " + Telling.hex(request.pasid().value()) : "") + switch (request.kind()) {
                    case UNTRANSLATED -> "";
                    case TRANSLATION -> ", a translation request";
                    case TRANSLATED -> ", translated already";
                });
        WatchedRegisters registers = played.registers();
        telling.fact(registers.translating() ? "translation is on" : "translation is off (GSTS.TES=0)");
        if (!registers.translating()) {
            outcome = played.answer(request);
            Ends.outcome(telling, outcome, outcome instanceof DmaOutcome.Translated
                    ? "§4.2.1: while translation is off an untranslated request passes as it is."
                    : "§4.2.1: while translation is off only untranslated requests pass.");
        } else if (request.kind() == RequestKind.UNTRANSLATED && isMessage(request)) {
            outcome = played.answer(request);
            Ends.outcome(telling, outcome, "§3.15: an address in FEEx_xxxxh is a message to the interrupt hardware, never "
                    + "translated; only a write is one.");
        } else if (registers.mode() == TableMode.LEGACY && !request.pasid().present()) {
            telling.fact(LegacyStory.begins(registers.root()));
            outcome = LegacyStory.tell(telling, played, request);
        } else {
            telling.fact("RTADDR.TTM selects " + registers.mode());
            outcome = played.answer(request);
            Ends.outcome(telling, outcome, "");
        }
    }

    private static boolean isMessage(DmaRequest request) {
        return !request.pasid().present() && new Gpa(request.address().value()).value() >>> 20 == 0xFEE;
    }

    Telling telling() {
        return telling;
    }

    DmaOutcome outcome() {
        return outcome;
    }
}
