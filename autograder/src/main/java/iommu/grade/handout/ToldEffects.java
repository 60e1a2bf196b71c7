package iommu.grade.handout;

import iommu.arch.Effect;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.ProtectedMemory;
import iommu.arch.register.QueueRegisters;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.scenario.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Effects that tell how things stand, in contrast to those that do something. */
final class ToldEffects {

    private static final List<Effect> AT_RESET = List.of(new Effect.UpdateQueue(QueueRegisters.RESET),
            new Effect.ProgramFaultEvent(EventRegisters.RESET), new Effect.ProgramInvalidationEvent(EventRegisters.RESET),
            new Effect.ProgramPageRequestEvent(EventRegisters.RESET), new Effect.UpdatePageRequestQueue(PageRequestRegisters.RESET),
            new Effect.ProgramInterruptRemapping(InterruptRegisters.RESET), new Effect.ProtectMemory(ProtectedMemory.OFF));

    private ToldEffects() {
    }

    static boolean isTold(Effect effect) {
        return AT_RESET.stream().anyMatch(each -> each.getClass() == effect.getClass());
    }

    /** What was told last of each kind. */
    static Map<Class<?>, Effect> before(Plan plan, Map<Integer, Answer> history, int step) {
        Map<Class<?>, Effect> last = new LinkedHashMap<>();
        AT_RESET.forEach(effect -> last.put(effect.getClass(), effect));
        for (int i = 0; i < step; i++) {
            if (history.get(i) instanceof RoomAnswer.Effects(List<Effect> effects)) {
                effects.stream().filter(ToldEffects::isTold).forEach(effect -> last.put(effect.getClass(), effect));
            }
        }
        return last;
    }
}
