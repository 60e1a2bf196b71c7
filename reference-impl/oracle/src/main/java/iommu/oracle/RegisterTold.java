package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.ProtectedMemory;
import iommu.arch.register.QueueRegisters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Effects that say how things stand: of the queue, the events, interrupt remapping, protected memory. Normalisation
 * last-word: they may be repeated or left out as long as nothing changes; what counts is that the last one of each kind
 * says how it is, and that none says what never was.
 */
final class RegisterTold {

    private final Capabilities unit;
    private final Map<Class<?>, Effect> last = new LinkedHashMap<>();

    RegisterTold(Capabilities unit) {
        this.unit = unit;
        tell(new Effect.UpdateQueue(QueueRegisters.RESET));
        tell(new Effect.ProgramFaultEvent(EventRegisters.RESET));
        tell(new Effect.ProgramInvalidationEvent(EventRegisters.RESET));
        tell(new Effect.ProgramPageRequestEvent(EventRegisters.RESET));
        tell(new Effect.UpdatePageRequestQueue(PageRequestRegisters.RESET));
        tell(new Effect.ProgramInterruptRemapping(InterruptRegisters.RESET));
        tell(new Effect.ProtectMemory(ProtectedMemory.OFF));
    }

    private void tell(Effect effect) {
        last.put(effect.getClass(), effect);
    }

    /** The page request queue itself has said where its tail is. */
    void tail(int now) {
        PageRequestRegisters said = ((Effect.UpdatePageRequestQueue) last.get(Effect.UpdatePageRequestQueue.class)).registers();
        tell(new Effect.UpdatePageRequestQueue(new PageRequestRegisters(said.base(), said.size(), said.head(), now)));
    }

    boolean concerns(Effect effect) {
        return last.containsKey(effect.getClass());
    }

    /** @param stages how things stood after each double word of the write, and stand now */
    Optional<String> judge(List<Effect> effects, List<List<Effect>> stages) {
        for (Effect effect : effects) {
            if (stages.stream().noneMatch(stage -> fits(effect, stage))) {
                return Optional.of("said " + effect + ", though it is " + stages.getLast().stream()
                        .filter(state -> state.getClass() == effect.getClass()).map(Effect::toString).findFirst().orElse("otherwise"));
            }
            tell(effect);
        }
        List<Effect> now = new ArrayList<>(stages.getLast());
        now.removeIf(state -> fits(last.get(state.getClass()), List.of(state)));
        return now.isEmpty() ? Optional.empty() : Optional.of("did not say " + now);
    }

    private boolean fits(Effect said, List<Effect> stage) {
        return stage.stream().anyMatch(state -> switch (state) {
            case Effect.UpdateQueue(QueueRegisters is) when said instanceof Effect.UpdateQueue(QueueRegisters s) ->
                !is.enabled() ? !s.enabled() : s.equals(new QueueRegisters(true, may(s.base(), is.base()), is.size(), is.wide(), is.tail(), is.mode()));
            case Effect.ProgramFaultEvent(EventRegisters is) when said instanceof Effect.ProgramFaultEvent(EventRegisters s) -> event(s, is);
            case Effect.ProgramInvalidationEvent(EventRegisters is) when said instanceof Effect.ProgramInvalidationEvent(EventRegisters s) ->
                event(s, is);
            case Effect.ProgramPageRequestEvent(EventRegisters is) when said instanceof Effect.ProgramPageRequestEvent(EventRegisters s) ->
                event(s, is);
            case Effect.UpdatePageRequestQueue(var is) when said instanceof Effect.UpdatePageRequestQueue(var s) ->
                s.equals(new PageRequestRegisters(may(s.base(), is.base()), is.size(), is.head(), is.tail()));
            case Effect.ProgramInterruptRemapping(var is) when said instanceof Effect.ProgramInterruptRemapping(var s) ->
                !is.enabled() ? !s.enabled() : s.equals(new InterruptRegisters(true, may(s.table(), is.table()), is.entries(),
                        is.extendedMode(), is.extendedMode() ? s.compatibility() : is.compatibility())); // §11.4.4.1: CFI counts without EIME
            case Effect.ProtectMemory(ProtectedMemory is) when said instanceof Effect.ProtectMemory(ProtectedMemory s) -> regions(s, is);
            default -> false;
        });
    }

    /** Freedom optional-bits: address bits from HAW up. */
    private Gpa may(Gpa said, Gpa is) {
        long within = (1L << unit.hostAddressWidth()) - 1;
        return said.value() == (is.value() & within) ? said : is;
    }

    private boolean event(EventRegisters said, EventRegisters is) {
        boolean upper = unit.interrupts().extendedMode();
        boolean address = said.address().equals(is.address()) || !upper && said.address().value() == (is.address().value() & 0xFFFF_FFFFL);
        return said.masked() == is.masked() && said.data() == is.data() && address;
    }

    private boolean regions(ProtectedMemory said, ProtectedMemory is) {
        if (!is.enabled()) {
            return !said.enabled();
        }
        return said.enabled() && (!unit.platform().protectedLow() || region(said.lowBase(), said.lowLimit(), is.lowBase(), is.lowLimit()))
                && (!unit.platform().protectedHigh() || region(said.highBase(), said.highLimit(), is.highBase(), is.highLimit()));
    }

    /** Freedom protected-granularity: any number of low bits of a base counts as 0, of a limit as 1 (§11.4.8). */
    private boolean region(Gpa base, Gpa limit, Gpa isBase, Gpa isLimit) {
        long within = (1L << unit.hostAddressWidth()) - 1;
        boolean start = false;
        boolean end = false;
        for (int bits = 0; bits < 32; bits++) {
            long low = (1L << bits) - 1;
            start |= ((base.value() ^ isBase.value() & ~low) & within) == 0;
            end |= ((limit.value() ^ (isLimit.value() | low)) & within) == 0;
        }
        return start && end;
    }
}
