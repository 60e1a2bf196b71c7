package iommu.scenario;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.Stimulus;
import iommu.scenario.Words.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What lies in the ring of the room {@code queue}, and what software says of it (§6.5.2). */
final class QueueWords {

    private static final int LAST_INDEX = 0x7FFF;
    private static final int MOST_COPIES = 1024;

    private QueueWords() {
    }

    /** How often a descriptor is stored. @param every the distance in 128-bit units */
    record Copies(int count, int every) {
    }

    /** What a slot of the ring holds. */
    sealed interface Content {

        record Command(Invalidation command) implements Content {
        }

        /** @param size in bytes; 0 for all addresses */
        record DeviceTlb(SourceId device, Iova start, long size) implements Content {
        }

        record Interrupts(boolean all, int index, int mask) implements Content {
        }

        /** @param status where the data go; empty if no status is written */
        record Wait(Optional<Gpa> status, int data, boolean interrupt, boolean fence) implements Content {
        }

        /** @param upper bits 255:128, of a wide descriptor */
        record Bits(Entry128 low, Optional<Entry128> upper) implements Content {
        }
    }

    static Statement slot(Words words) {
        int index = words.number(words.plain("the slot"), 0, LAST_INDEX);
        Copies copies = new Copies(words.number("count", 1, MOST_COPIES).orElse(1), words.number("every", 1, 2).orElse(1));
        return new RoomStatement.Slot(index, copies, switch (words.first("what the slot holds")) {
            case "device-tlb" -> deviceTlb(words);
            case "interrupts" -> interrupts(words);
            case "wait" -> await(words);
            case "bits" -> bits(words);
            default -> new Content.Command(StatementReader.invalidation(words));
        });
    }

    private static Content deviceTlb(Words words) {
        words.flag("device-tlb");
        SourceId device = words.source();
        if (words.flag("all")) {
            return new Content.DeviceTlb(device, new Iova(0), 0);
        }
        Word where = words.required("iova");
        Word word = words.required("size");
        long size = words.number(word);
        if (Long.bitCount(size) != 1 || size < 4096 || size < 0) {
            throw words.error(word.column(), "a range is a power of two, at least 4K");
        }
        Iova start = words.iova(where);
        if (start.offsetIn(size) != 0) {
            throw words.error(where.column(), "the range does not begin at a multiple of its size");
        }
        return new Content.DeviceTlb(device, start, size);
    }

    private static Content interrupts(Words words) {
        words.flag("interrupts");
        return words.flag("all") ? new Content.Interrupts(true, 0, 0)
                : new Content.Interrupts(false, words.number(words.required("index"), 0, 0xFFFF), words.number("mask", 0, 31).orElse(0));
    }

    private static Content await(Words words) {
        words.flag("wait");
        Optional<Gpa> status = words.named("status").map(word -> words.aligned(word, 4));
        int data = status.isPresent() ? words.number32(words.required("data")) : 0;
        return new Content.Wait(status, data, words.flag("interrupt"), words.flag("fence"));
    }

    private static Content bits(Words words) {
        words.flag("bits");
        Entry128 low = words.entry();
        return new Content.Bits(low, words.hasPlain() ? Optional.of(words.entry()) : Optional.empty());
    }

    static String text(RoomStatement.Slot slot) {
        return "slot " + slot.index() + (slot.copies().count() == 1 ? "" : " count=" + slot.copies().count())
                + (slot.copies().every() == 1 ? "" : " every=" + slot.copies().every()) + " " + switch (slot.content()) {
            case Content.Command c -> StatementText.of(c.command());
            case Content.DeviceTlb d -> "device-tlb " + d.device() + range(d.start(), d.size());
            case Content.Interrupts i -> "interrupts " + entries(i.all(), i.index(), i.mask());
            case Content.Wait w -> "wait" + w.status().map(at -> " status=" + at + " data=" + Numbers.hex(w.data() & 0xFFFF_FFFFL)).orElse("")
                    + (w.interrupt() ? " interrupt" : "") + (w.fence() ? " fence" : "");
            case Content.Bits b -> "bits " + words(b.low()) + b.upper().map(upper -> " " + words(upper)).orElse("");
        };
    }

    private static String words(Entry128 bits) {
        return Numbers.hex(bits.low()) + " " + Numbers.hex(bits.high());
    }

    static String range(Iova start, long size) {
        return size == 0 ? " all" : " iova=" + start + " size=" + Numbers.size(size);
    }

    static String entries(boolean all, int index, int mask) {
        return all ? "all" : "index=" + index + (mask == 0 ? "" : " mask=" + mask);
    }

    /** The stores that put a descriptor into the ring. */
    static List<Stimulus> stores(RoomStatement.Slot slot) {
        List<Stimulus> stores = new ArrayList<>();
        for (int i = 0; i < slot.copies().count(); i++) {
            Gpa at = Commands.RING.plus(16L * (slot.index() + i * slot.copies().every()));
            stores.add(new Stimulus.Store128(at, low(slot.content())));
            if (slot.content() instanceof Content.Bits b && b.upper().isPresent()) {
                stores.add(new Stimulus.Store128(at.plus(16), b.upper().get()));
            }
        }
        return stores;
    }

    private static Entry128 low(Content content) {
        return switch (content) {
            case Content.Command c -> Commands.descriptor(c.command());
            case Content.DeviceTlb d -> new Entry128(3 | (long) d.device().value() << 32, addresses(d)); // §6.5.2.5
            case Content.Interrupts i -> i.all() ? new Entry128(4, 0) // §6.5.2.8
                    : new Entry128(4 | 1 << 4 | (long) i.mask() << 27 | (long) i.index() << 32, 0);
            case Content.Wait w -> new Entry128(5 | (w.interrupt() ? 1 << 4 : 0) | (w.status().isPresent() ? 1 << 5 : 0)
                    | (w.fence() ? 1 << 6 : 0) | (long) w.data() << 32, w.status().map(Gpa::value).orElse(0L)); // §6.5.2.9
            case Content.Bits b -> b.low();
        };
    }

    /** The size lies in the address: S, and as many ones from bit 12 up, then a zero, as make up the range. */
    private static long addresses(Content.DeviceTlb d) {
        if (d.size() == 0) {
            return Long.MAX_VALUE & -4096L | 1;
        }
        return d.size() == 4096 ? d.start().value() : d.start().value() | (d.size() / 2 - 1) & -4096L | 1;
    }

    static QueueRegisters registers(Words words) {
        boolean enabled = StatementReader.word(words, "on or off", "on", "off").equals("on");
        return new QueueRegisters(enabled, words.named("base").map(word -> words.aligned(word, 4096)).orElse(Commands.RING),
                words.number("size", 0, 7).orElse(0), words.flag("wide"), words.number("tail", 0, LAST_INDEX).orElse(0),
                DeviceWords.mode(words));
    }

    static String text(QueueRegisters r) {
        return "queue " + (r.enabled() ? "on" : "off") + (r.base().equals(Commands.RING) ? "" : " base=" + r.base())
                + (r.size() == 0 ? "" : " size=" + r.size()) + (r.wide() ? " wide" : "") + (r.tail() == 0 ? "" : " tail=" + r.tail())
                + (r.mode() == TableMode.LEGACY ? "" : " mode=" + DeviceWords.of(r.mode()));
    }
}
