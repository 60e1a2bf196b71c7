package iommu.grade.judge;

import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.stimulus.RoomCall;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which pages of a run of room 10 hold tables, as its stores say. */
public final class TablesInUse implements TableUse {

    private static final long PAGE = 4096;
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    private final TreeMap<Long, Long> memory = new TreeMap<>();
    private final Map<Integer, Listener> listeners = new HashMap<>();
    private final Set<Gpa> untilContexts = new HashSet<>();
    private final Set<Gpa> untilTranslations = new HashSet<>();
    private boolean translating;
    private Gpa root = new Gpa(0);
    private Set<Gpa> inUse = Set.of();

    @Override
    public boolean inUse(Gpa page) {
        return inUse.contains(page);
    }

    @Override
    public boolean mayBeCached(Gpa page) {
        return untilContexts.contains(page) || untilTranslations.contains(page);
    }

    @Override
    public boolean change(RoomCall call) {
        switch (call) {
            case RoomCall.Join c -> listeners.put(c.listener().id(), c.listener());
            case RoomCall.Leave c -> listeners.remove(c.listener().id());
            case RoomCall.ChangeUnit c -> {
                translating = c.translating();
                root = c.root();
            }
            case RoomCall.TrapStore c -> {
                memory.put(c.at().value(), c.value().low());
                if (c.size() > 8) {
                    memory.put(c.at().value() + 8, c.value().high());
                }
            }
            case RoomCall.CarriedOut(ContextInvalidation c) when c.granularity() == Granularity.GLOBAL -> untilContexts.clear();
            case RoomCall.CarriedOut(IotlbInvalidation c) when c.granularity() == Granularity.GLOBAL -> untilTranslations.clear();
            default -> { }
        }
        Set<Gpa> now = new HashSet<>();
        if (translating) {
            listeners.values().forEach(listener -> follow(listener.source(), now));
        }
        boolean more = !inUse.containsAll(now);
        inUse.stream().filter(page -> !now.contains(page)).forEach(page -> {
            untilContexts.add(page);
            untilTranslations.add(page);
        });
        inUse = now;
        return more;
    }

    private long word(long at) {
        return memory.getOrDefault(at, 0L);
    }

    private void follow(SourceId source, Set<Gpa> into) {
        into.add(root);
        long toContexts = word(root.value() + 16L * (source.value() >>> 8));
        if (toContexts % 2 == 0) { // §9.1: P
            return;
        }
        Gpa contexts = new Gpa(toContexts & ADDRESS);
        into.add(contexts);
        long at = contexts.value() + 16L * (source.value() & 0xFF);
        long type = word(at) >>> 2 & 3;
        if (word(at) % 2 != 0 && type == 0) { // §9.3: P, TT
            paging(word(at) & ADDRESS, (int) (word(at + 8) & 7) + 2, into);
        }
    }

    private void paging(long table, int level, Set<Gpa> into) {
        into.add(new Gpa(table));
        if (level > 1) {
            memory.subMap(table, table + PAGE).values().stream().filter(entry -> entry % 4 != 0 && (entry & 1 << 7) == 0) // §9.8
                    .forEach(entry -> paging(entry & ADDRESS, level - 1, into));
        }
    }
}
