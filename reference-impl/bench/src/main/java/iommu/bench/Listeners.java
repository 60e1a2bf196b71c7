package iommu.bench;

import iommu.arch.Access;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Memory;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import iommu.emulator.fast.FastMemory;
import iommu.emulator.fast.FastWalk;
import iommu.emulator.notifier.TableNotifier;
import iommu.emulator.secondstage.SecondStageWalk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What listeners cost: some that an invalidation doesn't concern, one that follows a million pages. */
public class Listeners {

    private static final Set<Wish> BOTH = Set.of(Wish.MAP, Wish.UNMAP);
    private static final long TOP = 0x10_0000;
    private static final long EMPTY = 0x11_0000;
    private static final long FIRST = 1L << 32;
    static final long PAGES = 1 << 20;
    /** As many as the naive one goes through: its time for each is the same. */
    static final long NAIVE_PAGES = 1 << 16;

    /** Tables of levels 4 to 1 for 4 GiB. @param small pages of 4 KiB; else of 2 MiB */
    private static FastMemory tables(boolean small) {
        FastMemory memory = new FastMemory(World.UNIT.hostAddressWidth(), World.RAM);
        Memory guest = memory.guest();
        guest.write64(new Gpa(TOP), 0x10_1003);
        for (int gigabyte = 0; gigabyte < 4; gigabyte++) {
            guest.write64(new Gpa(0x10_1000 + 8 * (4 + gigabyte)), 0x10_2003 + gigabyte * 0x1000L);
        }
        for (int number = 0; number < 4 * 512; number++) {
            long frame = FIRST + ((long) number << 21);
            guest.write64(new Gpa(0x10_2000 + 8 * number), small ? 0x100_0003 + ((long) number << 12) : frame | 0x83);
            for (int page = 0; small && page < 512; page++) {
                guest.write64(new Gpa(0x100_0000 + ((long) number << 12) + 8 * page), frame + ((long) page << 12) | 3);
            }
        }
        return memory;
    }

    private static TranslationContext context(DomainId domain, long top) {
        return new TranslationContext(domain, TranslationType.UNTRANSLATED_ONLY, new Gpa(top), 4, false);
    }

    private static TableNotifier notifier(FastMemory memory, int others) {
        TranslationContext followed = context(World.DOMAIN, TOP);
        TranslationContext other = context(World.OTHER_DOMAIN, EMPTY);
        TableNotifier notifier = new TableNotifier((root, source) -> source.equals(World.DEVICE) ? followed : other,
                new FastWalk(memory, World.UNIT), MemoryMap.ALL);
        notifier.unitChanged(true, new Gpa(0));
        for (int i = 0; i < others; i++) {
            Listener listener = new Listener(100 + i, new SourceId(0x100 + i), BOTH);
            notifier.add(listener);
            notifier.replay(listener);
        }
        return notifier;
    }

    /** Listeners of another domain than the command's. */
    @State(Scope.Benchmark)
    public static class Others {

        final TableNotifier one = notifier(tables(false), 1);
        final TableNotifier many = notifier(tables(false), 17);
        final IotlbInvalidation page = IotlbInvalidation.page(World.DOMAIN, new Iova(FIRST), 0, true);
    }

    /** A listener that follows 4 GiB in pages of 4 KiB. */
    @State(Scope.Benchmark)
    public static class Small {

        final Listener listener = new Listener(1, World.DEVICE, BOTH);
        final IotlbInvalidation domain = IotlbInvalidation.domain(World.DOMAIN);
        final TableNotifier notifier = notifier(tables(true), 0);

        @Setup
        public void replay() {
            notifier.add(listener);
            notifier.replay(listener);
        }
    }

    /** The same in pages of 2 MiB. */
    @State(Scope.Benchmark)
    public static class Large {

        final Listener listener = new Listener(1, World.DEVICE, BOTH);
        final IotlbInvalidation domain = IotlbInvalidation.domain(World.DOMAIN);
        final TableNotifier notifier = notifier(tables(false), 0);

        @Setup
        public void replay() {
            notifier.add(listener);
            notifier.replay(listener);
        }
    }

    /** Each page walked to from the top, and kept in a map. */
    @State(Scope.Benchmark)
    public static class Naive {

        private final SecondStageWalk walk = new SecondStageWalk(tables(true), World.UNIT);
        private final WalkStart top = context(World.DOMAIN, TOP).walkStart();
        private final Map<Iova, Mapping> told = new HashMap<>();

        @Setup
        public void replay() {
            told.clear();
            differences();
        }

        List<Mapping> differences() {
            List<Mapping> differences = new ArrayList<>();
            for (long page = 0; page < NAIVE_PAGES; page++) {
                Iova address = new Iova(FIRST + (page << 12));
                if (walk.walk(top, address, Access.READ) instanceof Mapping mapping
                        && !mapping.withoutSteps().equals(told.put(address, mapping.withoutSteps()))) {
                    differences.add(mapping);
                }
            }
            return differences;
        }
    }

    @Benchmark
    public List<Event> oneOther(Others others) {
        return others.one.invalidated(others.page);
    }

    @Benchmark
    public List<Event> manyOthers(Others others) {
        return others.many.invalidated(others.page);
    }

    @Benchmark
    public List<Event> replaySmall(Small small) {
        small.notifier.remove(small.listener);
        small.notifier.add(small.listener);
        return small.notifier.replay(small.listener);
    }

    @Benchmark
    public List<Event> resyncSmall(Small small) {
        return small.notifier.invalidated(small.domain);
    }

    @Benchmark
    public List<Event> replayLarge(Large large) {
        large.notifier.remove(large.listener);
        large.notifier.add(large.listener);
        return large.notifier.replay(large.listener);
    }

    @Benchmark
    public List<Event> resyncLarge(Large large) {
        return large.notifier.invalidated(large.domain);
    }

    @Benchmark
    public List<Mapping> replayNaive(Naive naive) {
        naive.told.clear();
        return naive.differences();
    }

    @Benchmark
    public List<Mapping> resyncNaive(Naive naive) {
        return naive.differences();
    }
}
