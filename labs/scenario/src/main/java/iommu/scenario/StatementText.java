package iommu.scenario;

import iommu.arch.Access;
import iommu.arch.TranslationType;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes statements in the canonical form of the language. */
final class StatementText {

    private static final int KEYWORD_WIDTH = 7;

    private StatementText() {
    }

    static String of(Statement statement) {
        String words = words(statement);
        int space = words.indexOf(' ');
        if (space < 0 || space >= KEYWORD_WIDTH || statement instanceof Statement.Version) {
            return words;
        }
        return Line.pad(new StringBuilder(words.substring(0, space)), KEYWORD_WIDTH) + words.substring(space + 1);
    }

    static String of(Access access) {
        return switch (access) {
            case READ -> "read";
            case WRITE -> "write";
            case ATOMIC -> "atomic";
            case ZERO_LENGTH_READ -> "zero-read";
        };
    }

    static String of(TranslationType type) {
        return switch (type) {
            case UNTRANSLATED_ONLY -> "untranslated-only";
            case WITH_DEVICE_TLB -> "device-tlb";
            case PASS_THROUGH -> "pass-through";
        };
    }

    private static String words(Statement statement) {
        return switch (statement) {
            case Statement.Blank s -> "";
            case Statement.Version s -> "vtd 1";
            case Statement.Speaks s -> "room " + s.room();
            case Statement.Unit s -> "unit " + s.settings().stream().map(Statement.Setting::toString)
                    .collect(Collectors.joining(" "));
            case Statement.Attach s -> "attach " + s.source() + " did=" + s.domain()
                    + (s.levels().isPresent() ? " levels=" + s.levels().getAsInt() : "") + type(s.type())
                    + flag(s.silent(), "fpd");
            case Statement.Detach s -> "detach " + s.source();
            case Statement.MapPages s -> "map " + s.source() + s.domain().map(d -> " did=" + d).orElse("") + " iova="
                    + s.iova() + " gpa=" + s.gpa() + (s.size() == 4096 ? "" : " size=" + Numbers.size(s.size()))
                    + pages(s.pages()) + " " + s.rights() + flag(s.snoop(), "snoop");
            case Statement.Unmap s -> "unmap " + s.source() + " iova=" + s.iova() + pages(s.pages());
            case Statement.Edit s -> "edit " + s.source() + " iova=" + s.iova() + " level=" + s.level()
                    + s.rights().map(r -> " rights=" + r).orElse("") + bits(s.bits(), "")
                    + (s.value().isPresent() ? " value=" + Numbers.hex(s.value().getAsLong()) : "");
            case Statement.EditContext s ->
                "edit-context " + s.source() + bits(s.low(), "low-") + bits(s.high(), "high-");
            case Statement.EditRoot s -> "edit-root " + s.source() + bits(s.low(), "low-") + bits(s.high(), "high-");
            case Statement.Reading s -> of(s.reads()) + " " + of(s.structure());
            case Statement.Unflushed s -> words(s.statement()) + " noflush";
            case Statement.Write64 s -> "write64 " + s.at() + " " + Numbers.hex(s.value());
            case Statement.Write128 s -> "write128 " + s.at() + " " + Numbers.hex(s.value().low()) + " "
                    + Numbers.hex(s.value().high());
            case Statement.FlushLine s -> "flush " + s.at();
            default -> run(statement);
        };
    }

    private static String run(Statement statement) {
        return switch (statement) {
            case Statement.SetRoot s -> DeviceWords.text(s);
            case Statement.Enable s -> "te " + (s.on() ? "on" : "off");
            case Statement.Dma s -> DeviceWords.text(s);
            case Statement.Interrupt s ->
                "interrupt " + s.source() + " " + s.address() + " " + Numbers.hex(Integer.toUnsignedLong(s.data()));
            case Statement.AskForPage s -> DeviceWords.text(s.request());
            case Statement.DeviceTlb s -> "device-tlb " + (s.done() ? "done " : "timeout ") + s.source();
            case Statement.Invalidate s -> "invalidate " + of(s.command()) + flag(!s.waits(), "nowait");
            case Statement.Await s -> "wait";
            case Statement.RegisterWrite s -> "mmio write" + 8 * s.size() + " " + Numbers.hex(s.offset()) + " "
                    + Numbers.hex(s.value());
            case Statement.RegisterRead s -> "mmio read" + 8 * s.size() + " " + Numbers.hex(s.offset());
            case Statement.Descriptor s -> DeviceWords.text(s);
            default -> seam(statement);
        };
    }

    private static String seam(Statement statement) {
        return switch (statement) {
            case Statement.LookUpContext s -> "context " + s.source();
            case Statement.Walk s -> "walk " + s.source() + " " + of(s.access()) + " " + s.iova()
                    + (s.levels().isPresent() ? " levels=" + s.levels().getAsInt() : "");
            case Statement.Fill s -> "fill " + s.source() + " did=" + s.domain() + " iova=" + s.iova()
                    + content(s) + flag(s.silent(), "silent") + epoch(s.epoch());
            case Statement.Lookup s -> "lookup " + s.source() + " " + s.iova();
            case Statement.FillContext s -> "fill-context " + s.source() + " did=" + s.domain() + " levels="
                    + s.levels() + " table=" + s.table() + type(s.type()) + flag(s.silent(), "fpd") + epoch(s.epoch());
            case Statement.FillNoContext s -> "fill-context " + s.source() + " fault=" + s.reason()
                    + flag(s.silent(), "silent") + epoch(s.epoch());
            case Statement.LookupContext s -> "lookup-context " + s.source();
            case Statement.FillPrefix s -> "fill-prefix did=" + s.domain() + " iova=" + s.iova() + " level="
                    + s.level() + " table=" + s.table() + " " + s.rights() + epoch(s.epoch());
            case Statement.LookupPrefix s -> "lookup-prefix did=" + s.domain() + " " + s.iova();
            case Statement.TakeEpoch s -> "epoch " + s.name();
            case RoomStatement s -> RoomWords.text(s);
            default -> throw new IllegalStateException(statement.toString());
        };
    }

    static String of(Invalidation command) {
        return switch (command) {
            case ContextInvalidation c -> "context " + switch (c.granularity()) {
                case GLOBAL -> "global";
                case DOMAIN -> "domain did=" + c.domain();
                case DEVICE, PAGE -> "device " + c.source() + " did=" + c.domain()
                        + (c.functionMask() == 0 ? "" : " fm=" + c.functionMask());
            };
            case IotlbInvalidation i -> "iotlb " + switch (i.granularity()) {
                case GLOBAL -> "global";
                case DOMAIN -> "domain did=" + i.domain();
                case PAGE, DEVICE -> "page did=" + i.domain() + " iova=" + i.address()
                        + (i.addressMask() == 0 ? "" : " am=" + i.addressMask()) + flag(i.leafOnly(), "ih");
            };
        };
    }

    private static String of(Reads reads) {
        return switch (reads) {
            case ALL -> "readable";
            case WHOLE_ENTRIES -> "whole-only";
            case NONE -> "unreadable";
            case READ_ONLY -> "read-only";
        };
    }

    private static String of(Statement.Structure structure) {
        return switch (structure) {
            case Statement.Structure.Root r -> "root " + r.source();
            case Statement.Structure.Context c -> "context " + c.source();
            case Statement.Structure.Paging p -> "table " + p.source() + " iova=" + p.iova() + " level=" + p.level();
            case Statement.Structure.Page p -> "page " + p.at();
        };
    }

    private static String content(Statement.Fill fill) {
        String size = " size=" + Numbers.size(fill.size());
        return switch (fill.content()) {
            case Statement.Content.Page p -> " gpa=" + p.gpa() + size + " " + p.rights() + flag(p.snoop(), "snoop");
            case Statement.Content.Negative n -> size + " fault=" + n.reason();
        };
    }

    private static String type(TranslationType type) {
        return type == TranslationType.UNTRANSLATED_ONLY ? "" : " type=" + of(type);
    }

    private static String bits(Statement.Bits bits, String half) {
        return (bits.clear() == 0 ? "" : " " + half + "clear=" + Numbers.hex(bits.clear()))
                + (bits.set() == 0 ? "" : " " + half + "set=" + Numbers.hex(bits.set()));
    }

    private static String pages(int pages) {
        return pages == 1 ? "" : " pages=" + pages;
    }

    private static String epoch(Optional<String> epoch) {
        return epoch.map(name -> " epoch=" + name).orElse("");
    }

    private static String flag(boolean set, String word) {
        return set ? " " + word : "";
    }
}
