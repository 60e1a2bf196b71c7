package iommu.guest.judge;

import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.format.ContextEntry;
import iommu.arch.format.RootEntry;
import iommu.arch.format.SecondStageEntry;
import iommu.guest.Change;
import iommu.guest.Change.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a driver's stores make of memory, read as a unit would read it: which page is a table, of which kind, and for
 * whom; and what an entry in it says.
 */
final class Structures {

    /** What a page is to the unit. A page may be several things. */
    sealed interface Role {

        record Root() implements Role {
        }

        record Contexts(int bus) implements Role {
        }

        /** @param base the first address that the table translates */
        record Paging(DomainId domain, int level, Iova base) implements Role {

            long span() {
                return 4096L << 9 * (level - 1);
            }

            Iova address(Gpa entry) {
                return base.plus(entry.offsetIn(4096) / 8 * span());
            }

            Paging below(Gpa entry) {
                return new Paging(domain, level - 1, address(entry));
            }
        }
    }

    /** A stretch of memory. */
    record Memory(Gpa start, long size) {
        boolean overlaps(Memory other) {
            return start.compareTo(other.start.plus(other.size)) < 0 && other.start.compareTo(start.plus(size)) < 0;
        }
    }

    private static final long[] ZEROS = new long[512];

    private final Gpa root;
    private final Map<Gpa, long[]> pages = new HashMap<>();
    private Map<Gpa, Set<Role>> roles = new LinkedHashMap<>();
    private boolean settled;

    Structures(Gpa root) {
        this.root = root;
        settle();
    }

    void store(Gpa at, long value) {
        pages.computeIfAbsent(at.alignedTo(4096), none -> new long[512])[(int) at.offsetIn(4096) / 8] = value;
        settled = false;
    }

    long word(Gpa at) {
        return words(at)[(int) at.offsetIn(4096) / 8];
    }

    private long[] words(Gpa at) {
        return pages.getOrDefault(at.alignedTo(4096), ZEROS);
    }

    Entry128 whole(Gpa at) {
        return new Entry128(word(at), word(at.plus(8)));
    }

    boolean blank(Gpa page) {
        return Arrays.equals(words(page), ZEROS);
    }

    /** What the page of this address is, or may still be to a cache; empty if the unit can't come there. */
    Set<Role> roles(Gpa at) {
        return roles.getOrDefault(at.alignedTo(4096), Set.of());
    }

    /** Nothing old is cached any more: only what can be reached from the root table is a table. */
    void settle() {
        if (!settled) {
            roles = new LinkedHashMap<>();
            reach(root, new Role.Root());
            settled = true;
        }
    }

    /** Whether the unit comes to the page of this address from the root table, by what memory holds now. */
    boolean reached(Gpa at) {
        Map<Gpa, Set<Role>> kept = roles;
        roles = new LinkedHashMap<>();
        reach(root, new Role.Root());
        boolean reached = roles.containsKey(at.alignedTo(4096));
        roles = kept;
        return reached;
    }

    /** Follows what an entry says now. @return the pages that are new to the unit in some role */
    Set<Gpa> follow(Role role, Gpa entry) {
        Set<Gpa> reached = new LinkedHashSet<>();
        switch (role) {
            case Role.Root() -> {
                RootEntry bits = new RootEntry(whole(entry));
                if (bits.present()) {
                    reached.addAll(reach(bits.contextTable(), new Role.Contexts((int) entry.offsetIn(4096) / 16)));
                }
            }
            case Role.Contexts c -> {
                ContextEntry bits = new ContextEntry(whole(entry));
                if (kind(bits) == Entry.TABLE) {
                    reached.addAll(reach(bits.secondStagePointer(),
                            new Role.Paging(new DomainId(bits.domainId()), bits.addressWidth() + 2, new Iova(0))));
                }
            }
            case Role.Paging p -> {
                if (kind(word(entry), p.level()) == Entry.TABLE) {
                    reached.addAll(reach(target(word(entry)), p.below(entry)));
                }
            }
        }
        return reached;
    }

    private Set<Gpa> reach(Gpa table, Role role) {
        Set<Gpa> reached = new LinkedHashSet<>();
        if (roles.computeIfAbsent(table, none -> new LinkedHashSet<>()).add(role)) {
            reached.add(table);
            long[] words = words(table);
            for (int i = 0; i < 512; i += role instanceof Role.Paging ? 1 : 2) {
                if (words[i] != 0 && !(role instanceof Role.Paging p && kind(words[i], p.level()) == Entry.LEAF)) {
                    reached.addAll(follow(role, table.plus(8L * i)));
                }
            }
        }
        return reached;
    }

    /** The pages with translations that use a paging entry of this value, and the memory that it leads to. */
    void under(Role.Paging role, Gpa entry, long value, List<Change.Block> pages, List<Memory> memory) {
        switch (kind(value, role.level())) {
            case LEAF -> {
                pages.add(new Change.Block(role.address(entry), 9 * (role.level() - 1)));
                memory.add(new Memory(target(value), role.span()));
            }
            case TABLE -> underTable(target(value), role.below(entry), pages, memory);
            default -> { }
        }
    }

    /** As above, of a whole table. */
    void underTable(Gpa table, Role.Paging role, List<Change.Block> pages, List<Memory> memory) {
        memory.add(new Memory(table, 4096));
        long[] words = words(table);
        for (int i = 0; i < 512; i++) {
            under(role, table.plus(8L * i), words[i], pages, memory);
        }
    }

    /** The memory that a context entry leads to. */
    List<Memory> under(ContextEntry entry) {
        List<Memory> memory = new ArrayList<>();
        if (kind(entry) == Entry.TABLE) {
            underTable(entry.secondStagePointer(),
                    new Role.Paging(new DomainId(entry.domainId()), entry.addressWidth() + 2, new Iova(0)), new ArrayList<>(), memory);
        }
        return memory;
    }

    /** The devices whose context entry names this domain now. */
    Set<SourceId> devices(DomainId domain) {
        Set<SourceId> devices = new LinkedHashSet<>();
        roles.forEach((page, all) -> all.forEach(role -> {
            if (role instanceof Role.Contexts c) {
                devices(page, c.bus(), devices, entry -> entry.domainId() == domain.value());
            }
        }));
        return devices;
    }

    /** The devices that a root entry leads to. */
    Set<SourceId> devices(RootEntry entry, int bus) {
        Set<SourceId> devices = new LinkedHashSet<>();
        if (entry.present()) {
            devices(entry.contextTable(), bus, devices, any -> true);
        }
        return devices;
    }

    private void devices(Gpa contexts, int bus, Set<SourceId> out, Predicate<ContextEntry> wanted) {
        for (int i = 0; i < 256; i++) {
            ContextEntry entry = new ContextEntry(whole(contexts.plus(16L * i)));
            if (entry.present() && wanted.test(entry)) {
                out.add(new SourceId(bus << 8 | i));
            }
        }
    }

    static Entry kind(long value, int level) {
        SecondStageEntry entry = new SecondStageEntry(value);
        return !entry.read() && !entry.write() ? Entry.ABSENT
                : level == 1 || level < 4 && entry.pageSize() ? Entry.LEAF
                : entry.pageSize() ? Entry.ERRONEOUS : Entry.TABLE; // §9.8: PS is reserved at levels 4 and 5
    }

    static Entry kind(ContextEntry entry) {
        return !entry.present() ? Entry.ABSENT
                : entry.translationType() > 1 || entry.addressWidth() < 1 || entry.addressWidth() > 3 ? Entry.ERRONEOUS
                : Entry.TABLE;
    }

    private static Gpa target(long value) {
        return new Gpa(new SecondStageEntry(value).address());
    }
}
