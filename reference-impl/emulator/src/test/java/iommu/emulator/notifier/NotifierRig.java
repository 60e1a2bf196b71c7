package iommu.emulator.notifier;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.Entry128;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import iommu.emulator.Words;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.secondstage.SecondStageWalk;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A notifier over tables at fixed places, in plain words: root table 0x10_0000, context table of bus 0 at 0x10_1000. Two
 * second stages of three levels, from 0x30_0000 with domain 5 and from 0x40_0000 with domain 7: tables of level 2 one
 * 0x1_0000 up, of level 1 for each 2 MiB from 0x2_0000 up.
 */
final class NotifierRig {

    /** Makes the notifiers that the tests are about. */
    interface Maker {
        MappingNotifier make(ContextLookup contexts, PageWalk walk, MemoryMap memory);
    }

    static final SourceId DEVICE = SourceId.parse("00:03.0");
    static final DomainId FIVE = new DomainId(5);
    static final DomainId SEVEN = new DomainId(7);
    static final Gpa ROOT = new Gpa(0x10_0000);
    static final long TOP = 0x30_0000;
    static final long OTHER = 0x40_0000;
    static final long K4 = 1 << 12;
    static final long M2 = 1 << 21;
    static final long G1 = 1 << 30;
    static final Set<Wish> BOTH = Set.of(Wish.MAP, Wish.UNMAP);

    final Words words = new Words();
    final MappingNotifier notifier;
    int lookups;
    int walks;
    int reads;

    NotifierRig(Maker maker, MemoryMap memory) {
        TableMemory counted = new TableMemory() {
            @Override
            public OptionalLong read64(Gpa at) {
                reads++;
                return words.read64(at);
            }

            @Override
            public Optional<Entry128> read128(Gpa at) {
                return words.read128(at);
            }
        };
        ContextLookup contexts = new RootAndContextLookup(words, Capabilities.DEFAULT);
        PageWalk walk = new SecondStageWalk(counted, Capabilities.DEFAULT);
        notifier = maker.make((root, source) -> {
            lookups++;
            return contexts.lookUp(root, source);
        }, (start, address, access) -> counted(walk, start, address, access), memory);
        words.put(ROOT.value(), 0x10_1001);
        for (long top : new long[] {TOP, OTHER}) {
            words.put(top, top + 0x1_0003);
            for (int table = 0; table < 4; table++) {
                words.put(top + 0x1_0000 + 8 * table, top + 0x2_0003 + table * K4);
            }
        }
    }

    NotifierRig(Maker maker) {
        this(maker, MemoryMap.ALL);
    }

    private WalkResult counted(PageWalk walk, WalkStart start, Iova address, Access access) {
        walks++;
        return walk.walk(start, address, access);
    }

    /** The device in domain 5 with the first tables, and translation on. */
    NotifierRig on() {
        context(TOP | 1, 0x501);
        notifier.unitChanged(true, ROOT);
        return this;
    }

    NotifierRig context(long low, long high) {
        return context(DEVICE, low, high);
    }

    NotifierRig context(SourceId source, long low, long high) {
        words.put(0x10_1000 + 16L * (source.value() & 0xFF), low, high);
        return this;
    }

    /** A page of 4 KiB below 8 MiB, with every right. */
    NotifierRig map(long iova, long frame) {
        return leaf(iova, frame | 3);
    }

    NotifierRig leaf(long iova, long word) {
        words.put(TOP + 0x2_0000 + 8 * (iova >>> 12), word);
        return this;
    }

    /** The entry of level 2 over this address. */
    NotifierRig large(long iova, long word) {
        words.put(TOP + 0x1_0000 + 8 * (iova >>> 21), word);
        return this;
    }

    /** The page table over this address again. */
    NotifierRig small(long iova) {
        return large(iova, TOP + 0x2_0003 + (iova >>> 21) * K4);
    }

    static Listener listener(int id, Wish... wishes) {
        return new Listener(id, DEVICE, Set.of(wishes));
    }

    static Listener mapper(int id) {
        return new Listener(id, DEVICE, BOTH);
    }

    List<Event> join(Listener listener) {
        notifier.add(listener);
        return notifier.replay(listener);
    }

    List<Event> page(DomainId domain, long iova, int addressMask) {
        return invalidate(IotlbInvalidation.page(domain, new Iova(iova), addressMask, false));
    }

    List<Event> domain(DomainId domain) {
        return invalidate(IotlbInvalidation.domain(domain));
    }

    List<Event> global() {
        return invalidate(IotlbInvalidation.global());
    }

    List<Event> contextOf(SourceId source, int functionMask) {
        return invalidate(ContextInvalidation.device(FIVE, source, functionMask));
    }

    List<Event> invalidate(Invalidation command) {
        return notifier.invalidated(command);
    }

    static Event mapped(Listener to, long start, long size, long frame) {
        return new Event.Mapped(to, new Piece(new Iova(start), size, new Gpa(frame), Rights.RW, false));
    }

    static Event unmapped(Listener to, long start, long size) {
        return new Event.Unmapped(to, new Iova(start), size);
    }

    static Event mode(Listener to, Mode mode) {
        return new Event.ModeChanged(to, mode);
    }

    static List<Event> unmappedAll(Listener to) {
        return List.of(unmapped(to, 0, 1L << 63), unmapped(to, 1L << 63, 1L << 63));
    }

    static Listener in(int id, Range range, Wish... wishes) {
        return new Listener(id, DEVICE, Set.of(wishes), range, false);
    }
}
