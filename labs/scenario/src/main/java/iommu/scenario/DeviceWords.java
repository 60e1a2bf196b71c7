package iommu.scenario;

import iommu.arch.Entry128;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.register.TableMode;
import iommu.scenario.Words.Word;
import java.util.Optional;

/** Reads and writes what devices do, and the descriptors and root pointers of more than legacy mode. */
final class DeviceWords {

    private static final int LARGEST_GROUP = 0x1FF;

    private DeviceWords() {
    }

    static Statement dma(Words words) {
        SourceId source = words.source();
        var access = StatementReader.access(words);
        Statement.Prefix prefix = prefix(words);
        RequestKind kind = words.flag("translated") ? RequestKind.TRANSLATED
                : words.flag("translation") ? RequestKind.TRANSLATION : RequestKind.UNTRANSLATED;
        return new Statement.Dma(source, access, words.iova(words.plain("the address")), kind, prefix);
    }

    private static Statement.Prefix prefix(Words words) {
        Optional<Word> pasid = words.named("pasid");
        return pasid.isEmpty() ? Statement.Prefix.NONE
                : new Statement.Prefix(pasid(words, pasid.get()), words.flag("supervisor"), words.flag("execute"));
    }

    static Pasid pasid(Words words, Word word) {
        return new Pasid(words.number(word, 0, 0xFFFFF));
    }

    static Statement interrupt(Words words) {
        SourceId source = words.source();
        Word address = words.plain("the address");
        Iova at = words.iova(address);
        if (at.value() >>> 20 != 0xFEE || at.offsetIn(4) != 0) {
            throw words.error(address.column(), "'" + address.text() + "' is no multiple of 4 in 0xfee00000 to 0xfeefffff");
        }
        return new Statement.Interrupt(source, at, words.number32(words.plain("the data")));
    }

    static Statement pageRequest(Words words) {
        SourceId source = words.source();
        Optional<Word> pasid = words.named("pasid");
        int group = words.number("group", 0, LARGEST_GROUP).orElse(0);
        boolean read = words.flag("read");
        boolean write = words.flag("write");
        boolean execute = words.flag("execute");
        boolean supervisor = words.flag("supervisor");
        boolean last = words.flag("last");
        Word address = words.plain("the address");
        return new Statement.AskForPage(new PageRequest(source, pasid.map(p -> pasid(words, p)).orElse(Pasid.NONE),
                words.iova(address), read, write, execute, supervisor, last, group));
    }

    static Statement deviceTlb(Words words) {
        boolean done = words.flag("done");
        if (!done && !words.flag("timeout")) {
            Word word = words.plain("done or timeout");
            throw words.error(word.column(), "unknown word '" + word.text() + "'");
        }
        return new Statement.DeviceTlb(done, words.source());
    }

    static Statement root(Words words) {
        return new Statement.SetRoot(mode(words));
    }

    static TableMode mode(Words words) {
        return words.named("mode").map(word -> {
            for (TableMode mode : TableMode.values()) {
                if (of(mode).equals(word.text())) {
                    return mode;
                }
            }
            throw words.error(word.column(), "'" + word.text() + "' is no table mode: legacy, scalable, reserved or abort");
        }).orElse(TableMode.LEGACY);
    }

    static Statement descriptor(Words words) {
        Entry128 low = words.entry();
        return new Statement.Descriptor(low, words.hasPlain() ? Optional.of(words.entry()) : Optional.empty());
    }

    static String of(TableMode mode) {
        return switch (mode) {
            case LEGACY -> "legacy";
            case SCALABLE -> "scalable";
            case RESERVED -> "reserved";
            case ABORT -> "abort";
        };
    }

    static String text(Statement.Dma s) {
        return "dma " + s.source() + " " + StatementText.of(s.access()) + " " + s.iova() + switch (s.kind()) {
            case UNTRANSLATED -> "";
            case TRANSLATED -> " translated";
            case TRANSLATION -> " translation";
        } + pasid(s.prefix().pasid()) + flag(s.prefix().supervisor(), "supervisor") + flag(s.prefix().execute(), "execute");
    }

    static String text(PageRequest r) {
        return "page-request " + r.source() + " " + r.address() + pasid(r.pasid()) + (r.group() == 0 ? "" : " group=" + r.group())
                + flag(r.read(), "read") + flag(r.write(), "write") + flag(r.execute(), "execute")
                + flag(r.supervisor(), "supervisor") + flag(r.last(), "last");
    }

    static String text(Statement.SetRoot s) {
        return s.mode() == TableMode.LEGACY ? "root" : "root mode=" + of(s.mode());
    }

    static String text(Statement.Descriptor s) {
        return "descriptor " + words(s.value()) + s.upper().map(upper -> " " + words(upper)).orElse("");
    }

    private static String words(Entry128 bits) {
        return Numbers.hex(bits.low()) + " " + Numbers.hex(bits.high());
    }

    private static String pasid(Pasid pasid) {
        return pasid.present() ? " pasid=" + pasid : "";
    }

    private static String flag(boolean set, String word) {
        return set ? " " + word : "";
    }
}
