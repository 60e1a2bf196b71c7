package iommu.emulator.notifier;

import static iommu.emulator.notifier.NotifierRig.BOTH;
import static iommu.emulator.notifier.NotifierRig.DEVICE;
import static iommu.emulator.notifier.NotifierRig.FIVE;
import static iommu.emulator.notifier.NotifierRig.K4;
import static iommu.emulator.notifier.NotifierRig.M2;
import static iommu.emulator.notifier.NotifierRig.OTHER;
import static iommu.emulator.notifier.NotifierRig.ROOT;
import static iommu.emulator.notifier.NotifierRig.SEVEN;
import static iommu.emulator.notifier.NotifierRig.TOP;
import static iommu.emulator.notifier.NotifierRig.in;
import static iommu.emulator.notifier.NotifierRig.listener;
import static iommu.emulator.notifier.NotifierRig.mapped;
import static iommu.emulator.notifier.NotifierRig.mapper;
import static iommu.emulator.notifier.NotifierRig.mode;
import static iommu.emulator.notifier.NotifierRig.unmapped;
import static iommu.emulator.notifier.NotifierRig.unmappedAll;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What every notifier does: a sentence each, and how it shows. */
final class Sentences {

    private static final SourceId SIBLING = SourceId.parse("00:03.4");

    private Sentences() {
    }

    static Map<String, Consumer<NotifierRig.Maker>> all() {
        Map<String, Consumer<NotifierRig.Maker>> all = new LinkedHashMap<>();
        pages(all);
        wholes(all);
        modes(all);
        unmapOnly(all);
        ranges(all);
        wishes(all);
        return all;
    }

    private static void pages(Map<String, Consumer<NotifierRig.Maker>> all) {
        Listener one = mapper(1);
        all.put("a map without a flush: nothing is told", maker -> {
            NotifierRig rig = new NotifierRig(maker).on();
            assertThat(rig.join(one)).containsExactly(mode(one, Mode.TRANSLATED));
            assertThat(rig.map(0x1000, 0x9000).page(FIVE, 0x2000, 0)).isEmpty();
        });
        all.put("page-selective after a map: MAP, and again: nothing", maker -> {
            NotifierRig rig = new NotifierRig(maker).on();
            rig.join(one);
            assertThat(rig.map(0x1000, 0x9000).page(FIVE, 0x1000, 0)).containsExactly(mapped(one, 0x1000, K4, 0x9000));
            assertThat(rig.page(FIVE, 0x1000, 0)).isEmpty();
        });
        all.put("a changed frame or right: UNMAP, then MAP", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000);
            rig.join(one);
            assertThat(rig.map(0x1000, 0xA000).page(FIVE, 0x1000, 0))
                    .containsExactly(unmapped(one, 0x1000, K4), mapped(one, 0x1000, K4, 0xA000));
            assertThat(rig.leaf(0x1000, 0xA001).page(FIVE, 0x1000, 0)).containsExactly(unmapped(one, 0x1000, K4),
                    new Event.Mapped(one, new Piece(new Iova(0x1000), K4, new Gpa(0xA000), Rights.R, false)));
        });
        all.put("cleared, but another domain is invalidated: nothing; the right one: UNMAP", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000);
            rig.join(one);
            assertThat(rig.leaf(0x1000, 0).page(SEVEN, 0x1000, 0)).isEmpty();
            assertThat(rig.domain(SEVEN)).isEmpty();
            assertThat(rig.page(FIVE, 0x1000, 0)).containsExactly(unmapped(one, 0x1000, K4));
        });
        all.put("the range is 2^AM pages, its low bits are ignored, and its end is exact", maker -> {
            NotifierRig rig = new NotifierRig(maker).on();
            rig.join(one);
            for (long page = 0x1000; page <= 0x8000; page += 0x1000) {
                rig.map(page, 0x9000);
            }
            assertThat(rig.page(FIVE, 0x6000, 2)).containsExactly(mapped(one, 0x4000, K4, 0x9000),
                    mapped(one, 0x5000, K4, 0x9000), mapped(one, 0x6000, K4, 0x9000), mapped(one, 0x7000, K4, 0x9000));
        });
        all.put("page-selective over an emptied 2M table still tells", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x20_1000, 0x9000).map(0x20_2000, 0x9000);
            rig.join(one);
            assertThat(rig.large(M2, 0).page(FIVE, 0x20_0000, 9))
                    .containsExactly(unmapped(one, 0x20_1000, K4), unmapped(one, 0x20_2000, K4));
        });
        all.put("small pages that became a large one of the same frames are unchanged", maker -> {
            NotifierRig rig = new NotifierRig(maker).on();
            for (long page = M2; page < 2 * M2; page += K4) {
                rig.map(page, page);
            }
            rig.join(one);
            assertThat(rig.large(M2, M2 | 0x83).page(FIVE, M2, 9)).isEmpty();
            assertThat(rig.small(M2).domain(FIVE)).isEmpty();
        });
        all.put("an UNMAP never bisects an earlier MAP", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().large(M2, M2 | 0x83);
            rig.join(one);
            List<Event> events = rig.small(M2).map(M2, M2).page(FIVE, M2, 9);
            assertThat(events).containsExactly(unmapped(one, M2, M2), mapped(one, M2, K4, M2));
        });
        all.put("pages that can only be written are mapped too", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().leaf(0x1000, 0x9002).leaf(0x2000, 0xA001);
            assertThat(rig.join(one)).containsExactly(mode(one, Mode.TRANSLATED),
                    new Event.Mapped(one, new Piece(new Iova(0x1000), K4, new Gpa(0x9000), Rights.W, false)),
                    new Event.Mapped(one, new Piece(new Iova(0x2000), K4, new Gpa(0xA000), Rights.R, false)));
        });
    }

    private static void wholes(Map<String, Consumer<NotifierRig.Maker>> all) {
        Listener one = mapper(1);
        all.put("domain and global: everything is read anew, only differences are told", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000).map(0x3000, 0x9000);
            rig.join(one);
            assertThat(rig.domain(FIVE)).isEmpty();
            assertThat(rig.leaf(0x1000, 0).map(0x5000, 0x9000).domain(FIVE))
                    .containsExactlyInAnyOrder(unmapped(one, 0x1000, K4), mapped(one, 0x5000, K4, 0x9000));
            assertThat(rig.leaf(0x3000, 0).global()).containsExactly(unmapped(one, 0x3000, K4));
        });
        all.put("replay tells every live mapping once, the mode first, and nothing twice", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000).large(M2, 0x83);
            Listener two = mapper(2);
            rig.join(one);
            assertThat(rig.join(two)).containsExactly(mode(two, Mode.TRANSLATED), mapped(two, 0x1000, K4, 0x9000), mapped(two, M2, M2, 0));
            assertThat(rig.notifier.replay(one)).isEmpty();
            assertThat(rig.notifier.replay(two)).isEmpty();
        });
        all.put("a context entry that is re-pointed: differences between the two tables, under the new domain", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000).map(0x2000, 0xA000);
            rig.words.put(OTHER + 0x2_0010, 0xA003).put(OTHER + 0x2_0018, 0xB003);
            rig.join(one);
            assertThat(rig.context(OTHER | 1, 0x701).contextOf(DEVICE, 0))
                    .containsExactlyInAnyOrder(unmapped(one, 0x1000, K4), mapped(one, 0x3000, K4, 0xB000));
            assertThat(rig.map(0x4000, 0x9000).domain(FIVE)).isEmpty();
            rig.words.put(OTHER + 0x2_0018, 0);
            assertThat(rig.page(SEVEN, 0x3000, 0)).containsExactly(unmapped(one, 0x3000, K4));
        });
        all.put("the function mask of a context invalidation counts, and its domain-id doesn't", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000).context(SIBLING, TOP | 1, 0x501);
            Listener two = new Listener(2, SIBLING, BOTH);
            rig.join(one);
            rig.join(two);
            rig.context(0, 0).context(SIBLING, 0, 0);
            assertThat(rig.invalidate(ContextInvalidation.device(SEVEN, DEVICE, 0)))
                    .containsExactly(unmapped(one, 0x1000, K4), mode(one, Mode.BLOCKED));
            assertThat(rig.contextOf(SourceId.parse("00:03.3"), 2)).isEmpty();
            assertThat(rig.contextOf(DEVICE, 1)).containsExactly(unmapped(two, 0x1000, K4), mode(two, Mode.BLOCKED));
        });
        all.put("an entry that was absent is found by domain 0 and by global", maker -> {
            for (var command : List.of(ContextInvalidation.global(), ContextInvalidation.domain(DomainId.ZERO))) {
                NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000).context(0, 0);
                assertThat(rig.join(one)).containsExactly(mode(one, Mode.BLOCKED));
                assertThat(rig.context(TOP | 1, 0x501).invalidate(command))
                        .containsExactly(mode(one, Mode.TRANSLATED), mapped(one, 0x1000, K4, 0x9000));
            }
        });
    }

    private static void modes(Map<String, Consumer<NotifierRig.Maker>> all) {
        Listener one = mapper(1);
        all.put("a context entry that goes: everything UNMAPped; that comes back: everything MAPped", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000);
            rig.join(one);
            assertThat(rig.context(0, 0).contextOf(DEVICE, 0)).containsExactly(unmapped(one, 0x1000, K4), mode(one, Mode.BLOCKED));
            assertThat(rig.context(TOP | 1, 0x501).contextOf(DEVICE, 0))
                    .containsExactly(mode(one, Mode.TRANSLATED), mapped(one, 0x1000, K4, 0x9000));
        });
        all.put("pass-through: the mappings go, then the mode says so", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000);
            rig.join(one);
            assertThat(rig.context(1 | 2 << 2, 0x502).contextOf(DEVICE, 0))
                    .containsExactly(unmapped(one, 0x1000, K4), mode(one, Mode.IDENTITY));
            assertThat(rig.domain(FIVE)).isEmpty();
        });
        all.put("translation off: UNMAP all, then IDENTITY; on again: the mappings", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000);
            rig.join(one);
            assertThat(rig.notifier.unitChanged(false, ROOT)).containsExactly(unmapped(one, 0x1000, K4), mode(one, Mode.IDENTITY));
            assertThat(rig.notifier.unitChanged(true, ROOT))
                    .containsExactly(mode(one, Mode.TRANSLATED), mapped(one, 0x1000, K4, 0x9000));
        });
        all.put("another root table: differences", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000);
            rig.join(one);
            rig.words.put(0x60_0000, 0x60_1001).put(0x60_1180, OTHER | 1, 0x701).put(OTHER + 0x2_0010, 0xA003);
            assertThat(rig.notifier.unitChanged(true, new Gpa(0x60_0000)))
                    .containsExactlyInAnyOrder(unmapped(one, 0x1000, K4), mapped(one, 0x2000, K4, 0xA000));
            assertThat(rig.notifier.unitChanged(true, new Gpa(0x70_0000)))
                    .containsExactly(unmapped(one, 0x2000, K4), mode(one, Mode.BLOCKED));
        });
        all.put("before translation is on the mode is IDENTITY", maker ->
            assertThat(new NotifierRig(maker).join(one)).containsExactly(mode(one, Mode.IDENTITY)));
    }

    private static void unmapOnly(Map<String, Consumer<NotifierRig.Maker>> all) {
        Listener asks = listener(1, Wish.UNMAP);
        all.put("a listener of UNMAPs alone is told everything that is covered, changed or not", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000);
            assertThat(rig.join(asks)).containsExactly(mode(asks, Mode.TRANSLATED));
            rig.notifier.served(DEVICE, FIVE);
            assertThat(rig.page(FIVE, 0x1000, 0)).containsExactly(unmapped(asks, 0x1000, K4));
            assertThat(rig.page(FIVE, 0x5000, 2)).containsExactly(unmapped(asks, 0x4000, 4 * K4));
            assertThat(rig.domain(FIVE)).isEqualTo(unmappedAll(asks));
            assertThat(rig.global()).isEqualTo(unmappedAll(asks));
            assertThat(rig.page(SEVEN, 0x1000, 0)).isEmpty();
        });
        all.put("a domain-id under which the unit served it counts until contexts and translations are gone", maker -> {
            NotifierRig rig = new NotifierRig(maker).on();
            rig.join(asks);
            rig.notifier.served(DEVICE, FIVE);
            rig.context(OTHER | 1, 0x701).contextOf(DEVICE, 0);
            rig.notifier.served(DEVICE, SEVEN);
            assertThat(rig.page(FIVE, 0x1000, 0)).as("hits are by source-id").containsExactly(unmapped(asks, 0x1000, K4));
            assertThat(rig.domain(FIVE)).isEqualTo(unmappedAll(asks));
            assertThat(rig.domain(FIVE)).as("nothing is left of it").isEmpty();
            assertThat(rig.domain(SEVEN)).isEqualTo(unmappedAll(asks));
            assertThat(rig.domain(SEVEN)).as("its context is still cached").isEqualTo(unmappedAll(asks));
        });
        all.put("a context that stays cached through an IOTLB invalidation serves again", maker -> {
            NotifierRig rig = new NotifierRig(maker).on();
            rig.join(asks);
            rig.notifier.served(DEVICE, FIVE);
            rig.global();
            assertThat(rig.page(FIVE, 0x1000, 0)).containsExactly(unmapped(asks, 0x1000, K4));
        });
        all.put("where the mode changes its range is UNMAPped first", maker -> {
            NotifierRig rig = new NotifierRig(maker).on();
            rig.join(asks);
            List<Event> expected = new ArrayList<>(unmappedAll(asks));
            expected.add(mode(asks, Mode.IDENTITY));
            assertThat(rig.notifier.unitChanged(false, ROOT)).isEqualTo(expected);
        });
    }

    private static void ranges(Map<String, Consumer<NotifierRig.Maker>> all) {
        all.put("a listener is told of nothing outside its range, in natural pieces", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().large(0, M2 | 0x83).large(M2, 0x83);
            Listener one = in(1, Range.of(new Iova(0x3000), 0x3000), Wish.MAP, Wish.UNMAP);
            Listener asks = in(2, Range.of(new Iova(0x3000), 0x3000), Wish.UNMAP);
            assertThat(rig.join(one)).containsExactly(mode(one, Mode.TRANSLATED), mapped(one, 0x3000, K4, M2 + 0x3000),
                    mapped(one, 0x4000, 2 * K4, M2 + 0x4000));
            rig.join(asks);
            rig.notifier.served(DEVICE, FIVE);
            assertThat(rig.domain(FIVE)).containsExactly(unmapped(asks, 0x3000, K4), unmapped(asks, 0x4000, 2 * K4));
            assertThat(rig.page(FIVE, 0x2000, 1)).containsExactly(unmapped(asks, 0x3000, K4));
            assertThat(rig.page(FIVE, 0x2000, 0)).isEmpty();
            assertThat(rig.page(FIVE, 0x6000, 0)).isEmpty();
            assertThat(rig.large(0, 0).page(FIVE, 0, 9)).contains(unmapped(one, 0x3000, K4), unmapped(one, 0x4000, 2 * K4));
        });
        all.put("the last page of a range belongs to it", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x5000, 0x9000).map(0x6000, 0xA000);
            Listener one = in(1, Range.of(new Iova(0x3000), 0x3000), Wish.MAP, Wish.UNMAP);
            assertThat(rig.join(one)).containsExactly(mode(one, Mode.TRANSLATED), mapped(one, 0x5000, K4, 0x9000));
        });
        all.put("what is no memory is reported, and not mapped", maker -> {
            NotifierRig rig = new NotifierRig(maker, memoryBelow(0xA000)).on().map(0x1000, 0x9000).map(0x2000, 0xA000);
            Listener one = mapper(1);
            assertThat(rig.join(one)).containsExactly(mode(one, Mode.TRANSLATED), mapped(one, 0x1000, K4, 0x9000),
                    new Event.Skipped(one, new Piece(new Iova(0x2000), K4, new Gpa(0xA000), Rights.RW, false)));
            assertThat(rig.domain(FIVE)).isEmpty();
            assertThat(rig.leaf(0x2000, 0).page(FIVE, 0x2000, 0)).isEmpty();
        });
    }

    private static MemoryMap memoryBelow(long end) {
        return (start, size) -> start.value() + size <= end;
    }

    private static void wishes(Map<String, Consumer<NotifierRig.Maker>> all) {
        all.put("each is told its own wishes, not those of all", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000);
            Listener maps = listener(1, Wish.MAP);
            Listener asks = listener(2, Wish.UNMAP);
            assertThat(rig.join(maps)).containsExactly(mode(maps, Mode.TRANSLATED), mapped(maps, 0x1000, K4, 0x9000));
            assertThat(rig.join(asks)).containsExactly(mode(asks, Mode.TRANSLATED));
            rig.notifier.served(DEVICE, FIVE);
            assertThat(rig.leaf(0x1000, 0).page(FIVE, 0x1000, 0)).containsExactly(unmapped(asks, 0x1000, K4));
        });
        all.put("only device-TLB invalidations reach a listener of device-TLBs, and only it", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000);
            Listener tlb = listener(1, Wish.DEVICE_TLB);
            Listener low = in(3, Range.of(new Iova(0), 0x3000), Wish.DEVICE_TLB);
            rig.join(tlb);
            rig.join(mapper(2));
            rig.join(low);
            rig.notifier.served(DEVICE, FIVE);
            assertThat(rig.global()).isEmpty();
            assertThat(rig.notifier.deviceTlbInvalidated(DEVICE, new Iova(0x2000), 0x2000)).containsExactly(
                    new Event.DeviceTlbInvalidated(tlb, new Iova(0x2000), 0x2000), new Event.DeviceTlbInvalidated(low, new Iova(0x2000), K4));
            assertThat(rig.notifier.deviceTlbInvalidated(DEVICE, new Iova(0), 0)).containsExactly(
                    new Event.DeviceTlbInvalidated(tlb, new Iova(0), 0), new Event.DeviceTlbInvalidated(low, new Iova(0), 0x2000),
                    new Event.DeviceTlbInvalidated(low, new Iova(0x2000), K4));
            assertThat(rig.notifier.deviceTlbInvalidated(SIBLING, new Iova(0), 0)).isEmpty();
        });
        all.put("the union of wishes is said when listeners come and go", maker -> {
            NotifierRig rig = new NotifierRig(maker).on();
            assertThat(rig.notifier.add(listener(1, Wish.UNMAP))).containsExactly(Wish.UNMAP);
            assertThat(rig.notifier.add(mapper(2))).containsExactlyInAnyOrder(Wish.MAP, Wish.UNMAP);
            assertThat(rig.notifier.remove(mapper(2))).containsExactly(Wish.UNMAP);
            assertThat(rig.notifier.remove(mapper(2))).containsExactly(Wish.UNMAP);
            assertThat(rig.notifier.remove(listener(1, Wish.UNMAP))).isEmpty();
        });
        all.put("with nobody listening no neighbour is asked; who has gone is told nothing", maker -> {
            NotifierRig rig = new NotifierRig(maker).on().map(0x1000, 0x9000);
            rig.join(mapper(1));
            rig.notifier.remove(mapper(1));
            int before = rig.lookups + rig.walks;
            assertThat(rig.leaf(0x1000, 0).global()).isEmpty();
            assertThat(rig.context(0, 0).contextOf(DEVICE, 0)).isEmpty();
            assertThat(rig.notifier.unitChanged(false, ROOT)).isEmpty();
            assertThat(rig.lookups + rig.walks).isEqualTo(before);
        });
    }
}
