package iommu.view;

import iommu.arch.ContextResult;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.format.ContextEntry;
import iommu.arch.format.RootEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A context lookup: the source-id in its fields, the root entry, the context entry, and what they mean (§3.4.2). */
public final class ContextPicture implements Picture {

    private static final String[] TYPES = {"untranslated only", "with device-TLB", "pass-through", "reserved"};

    private final Gpa rootTable;
    private final SourceId source;
    private final List<EntryRead> reads;
    private final ContextResult outcome;
    private final Optional<Mark> mark;

    private ContextPicture(Gpa rootTable, SourceId source, List<EntryRead> reads, ContextResult outcome,
            Optional<Mark> mark) {
        this.rootTable = rootTable;
        this.source = source;
        this.reads = List.copyOf(reads);
        this.outcome = outcome;
        this.mark = mark;
    }

    /**
     * The picture of one lookup.
     *
     * @param reads the root entry, and the context entry if it came to that
     */
    public static ContextPicture of(Gpa rootTable, SourceId source, List<EntryRead> reads, ContextResult outcome) {
        return new ContextPicture(rootTable, source, reads, outcome, Optional.empty());
    }

    /** The same picture with the place of the first difference shown: 0 the root entry, 1 the context entry. */
    public ContextPicture marked(Mark first) {
        return new ContextPicture(rootTable, source, reads, outcome, Optional.of(first));
    }

    @Override
    public String svg() {
        return ladder().svg();
    }

    @Override
    public String text() {
        return ladder().text();
    }

    private Ladder ladder() {
        List<Ladder.Slot> slots = List.of(
                new Ladder.Slot("15:8", Words.hex(source.bus()), "bus", !reads.isEmpty()),
                new Ladder.Slot("7:0", Words.hex(source.value() & 0xFF), "dev+fn", reads.size() > 1));
        List<Ladder.Rung> rungs = new ArrayList<>();
        for (int i = 0; i < Math.min(2, reads.size()); i++) {
            rungs.add(rung(i));
        }
        rungs.add(meaning());
        return new Ladder("context of " + source, List.of("root table at " + rootTable,
                "device " + Words.hex(source.device()) + ", function " + source.function()), slots, rungs);
    }

    private Ladder.Rung rung(int i) {
        EntryRead read = reads.get(i);
        long index = i == 0 ? source.bus() : source.value() & 0xFF;
        List<String> lines = new ArrayList<>();
        lines.add("at " + read.at() + (read.entry().isPresent() ? ": bits 127:64, then 63:0" : ": could not be read"));
        read.entry().ifPresent(bits -> {
            lines.add(Words.wholeHex(bits.high()) + " " + Words.wholeHex(bits.low()));
            lines.addAll(i == 0 ? fields(new RootEntry(bits)) : fields(new ContextEntry(bits)));
        });
        return new Ladder.Rung((i == 0 ? "root" : "context") + " table at " + read.at().alignedTo(4096), lines, i,
                "+ 16*" + Words.hex(index), Ladder.Tone.PLAIN, mark.filter(m -> m.step() == i).map(Mark::text));
    }

    private static List<String> fields(RootEntry entry) {
        return List.of("P " + Words.bit(entry.present()) + "  CTP " + entry.contextTable() + reserved(entry.bits()));
    }

    /** The bits of a root entry that are set outside P and CTP: all of them reserved (§9.1). */
    private static String reserved(Entry128 bits) {
        return (bits.low() & 0xFFE) != 0 || bits.high() != 0 ? "  reserved bits set" : "";
    }

    private static List<String> fields(ContextEntry entry) {
        return List.of("P " + Words.bit(entry.present()) + "  FPD " + Words.bit(entry.faultProcessingDisable())
                + "  TT " + entry.translationType() + " (" + TYPES[entry.translationType()] + ")",
                "SSPTPTR " + entry.secondStagePointer(),
                "AW " + entry.addressWidth() + width(entry.addressWidth()) + "  DID " + entry.domainId());
    }

    private static String width(int aw) {
        return aw >= 1 && aw <= 3 ? " (" + (aw + 2) + " levels)" : " (no such depth)"; // §9.3
    }

    private Ladder.Rung meaning() {
        Optional<String> marked = mark.filter(m -> m.step() < 0 || m.step() >= reads.size()).map(Mark::text);
        return switch (outcome) {
            case TranslationContext c -> new Ladder.Rung("domain " + c.domain() + ", " + said(c.type()),
                    List.of(c.type() == TranslationType.PASS_THROUGH ? "addresses pass unchanged"
                            : c.levels() + " levels from the table at " + c.secondStage(),
                            c.silent() ? "silent: qualified faults are not recorded" : "faults are recorded"),
                    -1, "", Ladder.Tone.GOOD, marked);
            case Fault f -> Ladder.Rung.of(f, marked);
        };
    }

    private static String said(TranslationType type) {
        return TYPES[type.ordinal()];
    }
}
