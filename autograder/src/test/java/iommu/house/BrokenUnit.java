package iommu.house;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.InterruptRemapper;
import iommu.arch.seam.RegisterFile;
import iommu.arch.seam.ScalableCache;
import iommu.arch.seam.TranslationCache;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.AdversarialMachine;
import iommu.emulator.machine.Options;
import iommu.emulator.machine.Rooms;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A unit with one mistake.
 *
 * @param name   what is wrong, and the section that it breaks
 * @param eager  the unbroken one fills before it is asked; else it is the lazy one
 * @param change puts the mistake into the rooms
 */
record BrokenUnit(String name, boolean eager, BiFunction<Capabilities, Rooms, Rooms> change) {

    /** A mistake of the legacy cache of a lazy unit. */
    static BrokenUnit cache(String name, Function<TranslationCache, TranslationCache> change) {
        return cache(name, (unit, cache) -> change.apply(cache));
    }

    /** The same, if it takes to know the unit. */
    static BrokenUnit cache(String name, BiFunction<Capabilities, TranslationCache, TranslationCache> change) {
        return new BrokenUnit(name, false, (unit, rooms) -> with(rooms, change.apply(unit, rooms.legacy().cache()),
                rooms.scalable().cache()));
    }

    /** A mistake of the scalable-mode cache of a lazy unit. */
    static BrokenUnit scalable(String name, Function<ScalableCache, ScalableCache> change) {
        return new BrokenUnit(name, false, (unit, rooms) -> with(rooms, rooms.legacy().cache(),
                change.apply(rooms.scalable().cache())));
    }

    /** A mistake of interrupt remapping. */
    static BrokenUnit interrupts(String name, BiFunction<Capabilities, InterruptRemapper, InterruptRemapper> change) {
        return new BrokenUnit(name, false, (unit, rooms) -> new Rooms(rooms.legacy(), rooms.scalable(), rooms.faults(),
                rooms.registers(), rooms.queue(), change.apply(unit, rooms.interrupts()), rooms.pageRequests()));
    }

    /** The caches are not emptied by this effect, which does that by itself. */
    static BrokenUnit deafTo(String name, Predicate<Effect> effect) {
        return new BrokenUnit(name, false, (unit, rooms) -> {
            Deafness deafness = new Deafness(rooms.registers(), effect);
            Rooms deaf = with(rooms, new CacheDouble(rooms.legacy().cache()) {
                @Override
                public void invalidate(Invalidation command) {
                    if (!deafness.now) {
                        super.invalidate(command);
                    }
                }
            }, rooms.scalable().cache());
            return new Rooms(deaf.legacy(), deaf.scalable(), deaf.faults(), deafness, deaf.queue(), deaf.interrupts(),
                    deaf.pageRequests());
        });
    }

    BrokenUnit onEager() {
        return new BrokenUnit(name + ", of an eager unit", true, change);
    }

    static Rooms with(Rooms rooms, TranslationCache legacy, ScalableCache scalable) {
        return new Rooms(new Rooms.Legacy(rooms.legacy().context(), rooms.legacy().walk(), legacy),
                new Rooms.Scalable(rooms.scalable().lookup(), rooms.scalable().walk(), rooms.scalable().separateRightsWalk(),
                        scalable),
                rooms.faults(), rooms.registers(), rooms.queue(), rooms.interrupts(), rooms.pageRequests());
    }

    /** A fresh one. @param prompt devices answer at once */
    Function<Stimulus, Answer> machine(Capabilities unit, boolean prompt) {
        AdversarialMachine.Setting setting = new AdversarialMachine.Setting(new Options(1, true, false, prompt, true),
                (address, data) -> { }, rooms -> change.apply(unit, rooms));
        return eager ? AdversarialMachine.eager(unit, setting)::on : AdversarialMachine.lazy(unit, setting)::on;
    }


    @Override
    public String toString() {
        return name;
    }

    /** Registers that say when an effect of that kind has come last. */
    private static final class Deafness implements RegisterFile {

        private final RegisterFile registers;
        private final Predicate<Effect> to;
        private boolean now;

        Deafness(RegisterFile registers, Predicate<Effect> to) {
            this.registers = registers;
            this.to = to;
        }

        @Override
        public long read(int offset, int size) {
            return registers.read(offset, size);
        }

        @Override
        public List<Effect> write(int offset, int size, long value) {
            List<Effect> effects = registers.write(offset, size, value);
            now = effects.stream().anyMatch(to);
            return effects;
        }

        @Override
        public void show(FaultStatus faults) {
            registers.show(faults);
        }

        @Override
        public void show(QueueStatus queue) {
            registers.show(queue);
        }
    }
}
