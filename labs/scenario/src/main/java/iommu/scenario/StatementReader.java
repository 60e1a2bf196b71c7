package iommu.scenario;

import iommu.arch.Access;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationType;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Stimulus.Reads;
import iommu.scenario.Words.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the words of a statement. */
final class StatementReader {

    /** How each statement is written, by its first word, in the order of the README. */
    static final Map<String, String> USAGE = usage();

    private StatementReader() {
    }

    private static Map<String, String> usage() {
        Map<String, String> usage = new LinkedHashMap<>();
        for (String line : List.of(
                "vtd 1",
                "room machine|context|walk|iotlb|faults|registers|queue|driver|safety|notifier|shadow|unit",
                "unit KEY=VALUE…, keys: " + String.join(" ", Head.KEYS),
                "attach SID did=D [levels=N] [type=untranslated-only|device-tlb|pass-through] [fpd] [noflush]",
                "detach SID [noflush]",
                "map SID [did=D] iova=A gpa=A [size=4K|2M|1G] [pages=N] r|w|rw [snoop] [noflush]",
                "unmap SID iova=A [pages=N] [noflush]",
                "edit SID iova=A level=L [rights=-|r|w|rw] [set=MASK] [clear=MASK] [value=V] [noflush]",
                "edit-context SID [low-set=M] [low-clear=M] [high-set=M] [high-clear=M] [noflush]",
                "edit-root SID [low-set=M] [low-clear=M] [high-set=M] [high-clear=M] [noflush]",
                "unreadable root SID, unreadable context SID, unreadable table SID iova=A level=L or unreadable page GPA",
                "readable root SID, readable context SID, readable table SID iova=A level=L or readable page GPA",
                "whole-only root SID, whole-only context SID, whole-only table SID iova=A level=L or whole-only page GPA",
                "read-only root SID, read-only context SID, read-only table SID iova=A level=L or read-only page GPA",
                "write64 GPA V",
                "write128 GPA LOW HIGH",
                "flush GPA",
                "root [mode=legacy|scalable|reserved|abort]",
                "te on|off",
                "dma SID read|write|atomic|zero-read IOVA [translated|translation] [pasid=P [supervisor] [execute]]",
                "interrupt SID ADDRESS DATA",
                "page-request SID IOVA [pasid=P] [group=N] [read] [write] [execute] [supervisor] [last]",
                "device-tlb done|timeout SID",
                "invalidate context|iotlb global|domain|device|page [did=D] [fm=N] [iova=A] [am=N] [ih] [nowait]",
                "wait",
                "mmio write32|write64 OFFSET V or mmio read32|read64 OFFSET",
                "descriptor W0 W1 [W2 W3]",
                "context SID",
                "walk SID read|write|atomic|zero-read IOVA [levels=1]",
                "fill SID did=D iova=A size=S (gpa=A RIGHTS [snoop] | fault=REASON) [silent] [epoch=NAME]",
                "lookup SID IOVA",
                "fill-context SID (did=D levels=N table=GPA [type=…] [fpd] | fault=REASON [silent]) [epoch=NAME]",
                "lookup-context SID",
                "fill-prefix did=D iova=A level=L table=GPA RIGHTS [epoch=NAME]",
                "lookup-prefix did=D IOVA",
                "epoch NAME",
                "fault SID read|write|atomic|zero-read PAGE REASON [pasid=P [supervisor] [execute]]"
                        + " [translated|translation] [page-request]",
                "report queue-error|completion-error|timeout-error",
                "clear-record N",
                "clear overflow|queue-error|completion-error|timeout-error…",
                "event masked|unmasked address=A data=D",
                "translation-off",
                "status",
                "slot N [count=N] [every=1|2] context|iotlb … or slot N device-tlb SID iova=A size=S|all or slot N interrupts index=N mask=M|all"
                        + " or slot N wait [status=GPA data=D] [interrupt] [fence] or slot N bits LOW HIGH [LOW HIGH]",
                "queue on|off [base=GPA] [size=N] [wide] [tail=N] [mode=legacy|scalable|reserved|abort]",
                "device done N [from=SID] or device timeout N",
                "clear-completion",
                DriverWords.USAGE,
                "show-faults [pending=N,…] [first=N] [conditions=C,…] [ip=0|1] [registers=N] [recordN=LOW:HIGH…]",
                "listener add|remove N SID map|unmap|device-tlb…|none",
                "configure " + SafetyWords.USAGE + " [running]",
                "outside",
                "reset",
                "show-queue [head=N] [completed=0|1] [ip=0|1] [error=E] [timed-out=SID] [unexpected=SID]")) {
            put(usage, line);
        }
        ListenerWords.USAGE.forEach(line -> put(usage, line));
        return usage;
    }

    private static void put(Map<String, String> usage, String line) {
        int space = line.indexOf(' ');
        usage.put(space < 0 ? line : line.substring(0, space), line);
    }

    static Statement read(String keyword, Words words) {
        return switch (keyword) {
            case "vtd" -> version(words);
            case "room" -> new Statement.Speaks(choose(words, Room.values(), Room::toString, "the room"));
            case "unit" -> unit(words);
            case "attach" -> new Statement.Attach(words.source(), words.domain(words.required("did")),
                    words.number("levels", 3, 5), type(words), words.flag("fpd"));
            case "detach" -> new Statement.Detach(words.source());
            case "map" -> map(words);
            case "unmap" -> new Statement.Unmap(words.source(), words.iova(words.required("iova")), pages(words));
            case "edit" -> new Statement.Edit(words.source(), words.iova(words.required("iova")), level(words),
                    namedRights(words), bits(words, ""), words.number("value"));
            case "edit-context" -> new Statement.EditContext(words.source(), bits(words, "low-"), bits(words, "high-"));
            case "edit-root" -> new Statement.EditRoot(words.source(), bits(words, "low-"), bits(words, "high-"));
            case "unreadable" -> new Statement.Reading(Reads.NONE, structure(words));
            case "readable" -> new Statement.Reading(Reads.ALL, structure(words));
            case "whole-only" -> new Statement.Reading(Reads.WHOLE_ENTRIES, structure(words));
            case "read-only" -> new Statement.Reading(Reads.READ_ONLY, structure(words));
            case "write64" -> new Statement.Write64(words.aligned(words.plain("the address"), 8),
                    words.number(words.plain("the value")));
            case "write128" -> new Statement.Write128(words.aligned(words.plain("the address"), 16), words.entry());
            case "flush" -> new Statement.FlushLine(words.gpa(words.plain("the address")));
            default -> run(keyword, words);
        };
    }

    private static Statement run(String keyword, Words words) {
        return switch (keyword) {
            case "root" -> DeviceWords.root(words);
            case "te" -> new Statement.Enable(word(words, "on or off", "on", "off").equals("on"));
            case "dma" -> DeviceWords.dma(words);
            case "interrupt" -> DeviceWords.interrupt(words);
            case "page-request" -> DeviceWords.pageRequest(words);
            case "device-tlb" -> DeviceWords.deviceTlb(words);
            case "invalidate" -> new Statement.Invalidate(invalidation(words), !words.flag("nowait"));
            case "wait" -> new Statement.Await();
            case "mmio" -> mmio(words);
            case "descriptor" -> DeviceWords.descriptor(words);
            case "context" -> new Statement.LookUpContext(words.source());
            case "walk" -> new Statement.Walk(words.source(), access(words), address(words),
                    words.number("levels", 1, 1));
            case "fill" -> fill(words);
            case "lookup" -> new Statement.Lookup(words.source(), address(words));
            case "fill-context" -> fillContext(words);
            case "lookup-context" -> new Statement.LookupContext(words.source());
            case "fill-prefix" -> new Statement.FillPrefix(words.domain(words.required("did")),
                    words.iova(words.required("iova")), level(words), words.aligned(words.required("table"), 4096),
                    words.rights(), words.epoch());
            case "lookup-prefix" -> new Statement.LookupPrefix(words.domain(words.required("did")), address(words));
            case "epoch" -> new Statement.TakeEpoch(words.plain("the name").text());
            default -> RoomWords.read(keyword, words);
        };
    }

    /** Whether the statement stores tables, so that its stores are flushed where walks don't snoop. */
    static boolean flushes(Statement statement) {
        return statement instanceof Statement.Attach || statement instanceof Statement.Detach
                || statement instanceof Statement.MapPages || statement instanceof Statement.Unmap
                || statement instanceof Statement.Edit || statement instanceof Statement.EditContext
                || statement instanceof Statement.EditRoot;
    }

    private static Statement version(Words words) {
        Word word = words.plain("the version");
        if (!word.text().equals("1")) {
            throw words.error(word.column(), "version '" + word.text() + "' of the language is not known here");
        }
        return new Statement.Version();
    }

    private static Statement unit(Words words) {
        List<Word> all = words.all();
        if (all.isEmpty()) {
            words.plain("KEY=VALUE");
        }
        return new Statement.Unit(all.stream().map(word -> {
            int equals = word.text().indexOf('=');
            String key = equals < 0 ? word.text() : word.text().substring(0, equals);
            if (equals < 0 || !Head.KEYS.contains(key)) {
                throw words.error(word.column(), "unknown key '" + key + "'");
            }
            return new Statement.Setting(key, word.text().substring(equals + 1));
        }).toList());
    }

    private static Statement map(Words words) {
        return new Statement.MapPages(words.source(), words.named("did").map(words::domain),
                words.iova(words.required("iova")), words.gpa(words.required("gpa")),
                words.named("size").map(words::pageSize).orElse(4096L), pages(words), words.rights(),
                words.flag("snoop"));
    }

    private static Statement fill(Words words) {
        SourceId source = words.source();
        DomainId domain = words.domain(words.required("did"));
        Iova iova = words.iova(words.required("iova"));
        Word sizeWord = words.required("size");
        Optional<Word> fault = words.named("fault");
        if (fault.isPresent()) {
            return new Statement.Fill(source, iova, hole(words, sizeWord), new Statement.Content.Negative(
                    words.reason(fault.get())), domain, words.flag("silent"), words.epoch());
        }
        long size = words.pageSize(sizeWord);
        Word where = words.required("gpa");
        Gpa gpa = words.gpa(where);
        if (gpa.offsetIn(size) != 0) {
            throw words.error(where.column(), "the frame " + where.text() + " is no multiple of its size");
        }
        return new Statement.Fill(source, iova, size, new Statement.Content.Page(gpa, words.rights(),
                words.flag("snoop")), domain, words.flag("silent"), words.epoch());
    }

    private static long hole(Words words, Word word) {
        long size = words.number(word);
        if (Long.bitCount(size) != 1 || size < 4096) {
            throw words.error(word.column(), "a hole is a power of two, at least 4K");
        }
        return size;
    }

    private static Statement fillContext(Words words) {
        SourceId source = words.source();
        Optional<Word> fault = words.named("fault");
        if (fault.isPresent()) {
            return new Statement.FillNoContext(source, words.reason(fault.get()), words.flag("silent"), words.epoch());
        }
        return new Statement.FillContext(source, words.domain(words.required("did")),
                words.number(words.required("levels"), 3, 5), words.aligned(words.required("table"), 4096),
                type(words), words.flag("fpd"), words.epoch());
    }

    static Invalidation invalidation(Words words) {
        boolean context = word(words, "the cache", "context", "iotlb").equals("context");
        String granularity = word(words, "the granularity", "global", "domain", context ? "device" : "page");
        if (context) {
            return switch (granularity) {
                case "global" -> ContextInvalidation.global();
                case "domain" -> ContextInvalidation.domain(words.domain(words.required("did")));
                default -> ContextInvalidation.device(words.domain(words.required("did")), words.source(),
                        words.number("fm", 0, 3).orElse(0));
            };
        }
        return switch (granularity) {
            case "global" -> IotlbInvalidation.global();
            case "domain" -> IotlbInvalidation.domain(words.domain(words.required("did")));
            default -> IotlbInvalidation.page(words.domain(words.required("did")), words.iova(words.required("iova")),
                    words.number("am", 0, 63).orElse(0), words.flag("ih"));
        };
    }

    private static Statement mmio(Words words) {
        String how = word(words, "the width", "write32", "write64", "read32", "read64");
        int size = how.endsWith("32") ? 4 : 8;
        int offset = words.number(words.plain("the offset"), 0, 0xFFFF);
        return how.startsWith("read") ? new Statement.RegisterRead(size, offset)
                : new Statement.RegisterWrite(size, offset, words.number(words.plain("the value")));
    }

    private static Statement.Structure structure(Words words) {
        return switch (word(words, "the table", "root", "context", "table", "page")) {
            case "root" -> new Statement.Structure.Root(words.source());
            case "page" -> new Statement.Structure.Page(words.aligned(words.plain("the address"), 4096));
            case "context" -> new Statement.Structure.Context(words.source());
            default -> new Statement.Structure.Paging(words.source(), words.iova(words.required("iova")), level(words));
        };
    }

    static Access access(Words words) {
        return choose(words, Access.values(), StatementText::of, "the access");
    }

    static <T> T choose(Words words, T[] values, Function<T, String> text, String what) {
        return words.choice(values, text).orElseGet(() -> {
            Word word = words.plain(what);
            throw words.error(word.column(), "unknown word '" + word.text() + "'");
        });
    }

    static String word(Words words, String what, String... choices) {
        return choose(words, choices, choice -> choice, what);
    }

    private static TranslationType type(Words words) {
        return words.named("type").map(word -> {
            for (TranslationType type : TranslationType.values()) {
                if (StatementText.of(type).equals(word.text())) {
                    return type;
                }
            }
            throw words.error(word.column(), "unknown type '" + word.text() + "'");
        }).orElse(TranslationType.UNTRANSLATED_ONLY);
    }

    private static Optional<Rights> namedRights(Words words) {
        return words.named("rights").map(word -> {
            for (Rights rights : Rights.values()) {
                if (rights.toString().equals(word.text())) {
                    return rights;
                }
            }
            throw words.error(word.column(), "unknown rights '" + word.text() + "'");
        });
    }

    private static Statement.Bits bits(Words words, String half) {
        return new Statement.Bits(words.number(half + "set").orElse(0), words.number(half + "clear").orElse(0));
    }

    private static int level(Words words) {
        return words.number(words.required("level"), 1, 5);
    }

    private static int pages(Words words) {
        return words.number("pages", 1, 4096).orElse(1);
    }

    private static Iova address(Words words) {
        return words.iova(words.plain("the address"));
    }
}
