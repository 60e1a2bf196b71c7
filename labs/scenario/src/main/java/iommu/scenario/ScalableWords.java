package iommu.scenario;

import iommu.arch.Access;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.RequestKind;
import iommu.arch.ScalableContext;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.scenario.Words.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads, writes and carries out the statements of the room {@code scalable}. */
final class ScalableWords {

    static final String CONTEXT = "[directory=GPA] [entries=N] [rid-pasid=N] [rid-privileged] [device-tlb] [pasids] [page-requests]"
            + " [translated-pasid] [fpd]";
    static final String WALK = "stages first|second|nested ACCESS IOVA [supervisor] [first-table=GPA] [first-levels=4|5] [second-table=GPA]"
            + " [second-levels=N] [second-dirty] [snooped-walk] [snooped-pages] [serves-supervisor] [write-protect] [extended]";

    static final String LOOKUP = "pasid-lookup N directory=GPA [no-device-tlb] [no-pasids] [fpd]";

    private static final String KINDS = "untranslated|translation|translated|page-request";

    private ScalableWords() {
    }

    /** How each statement is written. */
    static List<String> usages() {
        List<String> usages = new ArrayList<>();
        for (EntryFields kind : EntryFields.values()) {
            usages.add(kind.usage());
        }
        usages.addAll(List.of("sm-lookup SID", "refuse " + KINDS + " [pasid=P] " + CONTEXT, LOOKUP, WALK));
        return usages;
    }

    static boolean knows(String keyword) {
        return usages().stream().anyMatch(usage -> usage.startsWith(keyword + " "));
    }

    static Statement read(String keyword, Words words) {
        for (EntryFields kind : EntryFields.values()) {
            if (kind.word().equals(keyword)) {
                return entry(kind, words);
            }
        }
        return switch (keyword) {
            case "sm-lookup" -> new RoomStatement.LookUpScalable(words.source());
            case "refuse" -> refusal(words);
            case "pasid-lookup" -> {
                int pasid = words.number(words.plain("the PASID"), 0, 0xFFFFF);
                ScalableContext context = new ScalableContext(words.aligned(words.required("directory"), 4096), 1 << 14, 0, false,
                        !words.flag("no-device-tlb"), !words.flag("no-pasids"), true, true, words.flag("fpd"));
                yield new RoomStatement.LookUpPasid(context, pasid);
            }
            default -> walk(words);
        };
    }

    private static Statement entry(EntryFields kind, Words words) {
        Gpa at = words.aligned(words.plain("the address"), kind.size() / 8 > 8 ? 16 : 8);
        Map<String, Long> values = new LinkedHashMap<>();
        kind.fields().forEach((name, field) -> {
            if (field.width() == 1) {
                if (words.flag(name)) {
                    values.put(name, 1L);
                }
            } else {
                words.named(name).ifPresent(word -> values.put(name, field.address() ? words.aligned(word, 4096).value()
                        : (long) words.number(word, 0, (1 << field.width()) - 1)));
            }
        });
        List<Integer> flips = new ArrayList<>();
        words.named("flip").ifPresent(all -> {
            for (String bit : all.text().split(",", -1)) {
                flips.add(words.number(new Word(bit, all.column()), 0, kind.size() - 1));
            }
        });
        return new RoomStatement.ScalableEntry(kind, at, values, kind.hasPresent() && words.flag("absent"), flips);
    }

    private static Statement refusal(Words words) {
        String kind = StatementReader.word(words, "the kind of request", KINDS.split("\\|"));
        Pasid pasid = words.named("pasid").map(word -> DeviceWords.pasid(words, word)).orElse(Pasid.NONE);
        ScalableContext context = new ScalableContext(words.named("directory").map(word -> words.aligned(word, 4096)).orElse(new Gpa(0)),
                words.number("entries", 128, 1 << 14).orElse(1 << 14), words.number("rid-pasid", 0, 0xFFFFF).orElse(0),
                words.flag("rid-privileged"), words.flag("device-tlb"), words.flag("pasids"), words.flag("page-requests"),
                words.flag("translated-pasid"), words.flag("fpd"));
        return new RoomStatement.Refuse(context, pasid, kind.equals("page-request") ? Optional.empty()
                : Words.named(RequestKind.values(), ScalableWords::of, kind));
    }

    private static Statement walk(Words words) {
        PasidType type = switch (StatementReader.word(words, "the stages", "first", "second", "nested")) {
            case "first" -> PasidType.FIRST_STAGE;
            case "second" -> PasidType.SECOND_STAGE;
            default -> PasidType.NESTED;
        };
        Access access = StatementReader.access(words);
        boolean supervisor = words.flag("supervisor");
        PasidContext.Tables first = tables(words, "first", 4);
        PasidContext.Tables second = tables(words, "second", 4);
        PasidContext.Flags flags = new PasidContext.Flags(words.flag("second-dirty"), words.flag("snooped-walk"), words.flag("snooped-pages"),
                words.flag("serves-supervisor"), words.flag("write-protect"), words.flag("extended"));
        return new RoomStatement.WalkStages(new PasidContext(new DomainId(1), type, first, second, flags, false),
                words.iova(words.plain("the address")), access, supervisor);
    }

    private static PasidContext.Tables tables(Words words, String stage, int levels) {
        return new PasidContext.Tables(words.named(stage + "-table").map(word -> words.aligned(word, 4096)).orElse(new Gpa(0)),
                words.number(stage + "-levels", 3, 5).orElse(levels));
    }

    static String text(RoomStatement.OfScalable statement) {
        return switch (statement) {
            case RoomStatement.ScalableEntry s -> s.kind().word() + " " + s.at() + s.values().entrySet().stream().map(e -> " " + e.getKey()
                    + (s.kind().fields().get(e.getKey()).width() == 1 ? "" : "=" + Numbers.hex(e.getValue()))).collect(Collectors.joining())
                    + flag(s.absent(), "absent") + (s.flips().isEmpty() ? "" : " flip="
                    + s.flips().stream().map(String::valueOf).collect(Collectors.joining(",")));
            case RoomStatement.LookUpScalable s -> "sm-lookup " + s.source();
            case RoomStatement.Refuse s -> "refuse " + s.kind().map(ScalableWords::of).orElse("page-request")
                    + (s.pasid().present() ? " pasid=" + s.pasid() : "") + " " + text(s.context());
            case RoomStatement.LookUpPasid s -> "pasid-lookup " + Numbers.hex(s.pasid()) + " directory=" + s.context().directory()
                    + flag(!s.context().deviceTlb(), "no-device-tlb") + flag(!s.context().pasid(), "no-pasids") + flag(s.context().silent(), "fpd");
            case RoomStatement.WalkStages s -> "stages " + of(s.context().type()) + " " + StatementText.of(s.access()) + " " + s.address()
                    + flag(s.supervisor(), "supervisor") + text(s.context());
        };
    }

    /** The context entry's meaning, in the words of {@link #CONTEXT}. */
    static String text(ScalableContext c) {
        return "directory=" + c.directory() + " entries=" + c.directoryEntries() + " rid-pasid=" + Numbers.hex(c.ridPasid())
                + flag(c.ridPrivilege(), "rid-privileged") + flag(c.deviceTlb(), "device-tlb") + flag(c.pasid(), "pasids")
                + flag(c.pageRequests(), "page-requests") + flag(c.translatedWithPasid(), "translated-pasid") + flag(c.silent(), "fpd");
    }

    /** Tables and flags of a PASID entry, as far as its type has them. */
    static String text(PasidContext c) {
        boolean first = c.type() == PasidType.FIRST_STAGE || c.type() == PasidType.NESTED;
        boolean second = c.type() == PasidType.SECOND_STAGE || c.type() == PasidType.NESTED;
        PasidContext.Flags f = c.flags();
        return (first ? " first-table=" + c.firstStage().top() + " first-levels=" + c.firstStage().levels() : "")
                + (second ? " second-table=" + c.secondStage().top() + " second-levels=" + c.secondStage().levels() : "")
                + flag(f.secondStageDirty(), "second-dirty") + flag(f.snoopedWalk(), "snooped-walk") + flag(f.snoopedPages(), "snooped-pages")
                + flag(f.supervisor(), "serves-supervisor") + flag(f.writeProtect(), "write-protect") + flag(f.extendedAccessed(), "extended");
    }

    static String of(PasidType type) {
        return switch (type) {
            case FIRST_STAGE -> "first";
            case SECOND_STAGE -> "second";
            case NESTED -> "nested";
            case PASS_THROUGH -> "pass-through";
        };
    }

    private static String of(RequestKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String flag(boolean set, String word) {
        return set ? " " + word : "";
    }

    static List<Stimulus> steps(RoomStatement.OfScalable statement) {
        return switch (statement) {
            case RoomStatement.ScalableEntry s -> s.kind().stores(s.at(), s.values(), s.absent(), s.flips());
            case RoomStatement.LookUpScalable s -> List.of(new RoomCall.LookUpScalableContext(Tables.ROOT, s.source()));
            case RoomStatement.Refuse s -> List.of(new RoomCall.AskRefusal(s.context(), s.pasid(), s.kind()));
            case RoomStatement.LookUpPasid s -> List.of(new RoomCall.LookUpPasid(s.context(), s.pasid()));
            case RoomStatement.WalkStages s -> List.of(new RoomCall.WalkStages(s.context(), s.address(), s.access(), s.supervisor()));
        };
    }
}
