package iommu.scenario;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.InterruptOutcome;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A pattern of answers, in the words of the language. A field that it doesn't name is free, but for the words
 * {@code snoop}, {@code silent} and {@code fpd}: their absence says no.
 */
public sealed interface Outcome permits Outcome.Miss, Outcome.Value, Outcome.Translated, Outcome.Faulted, Outcome.Context,
        Outcome.Prefix, DeviceOutcome, RoomOutcome {

    /** Whether this answer to this stimulus fits; never for a {@link Answer.Broken}. */
    boolean matches(Stimulus stimulus, Answer answer);

    /**
     * What the architecture holds a room to, given the answer that the oracle names: a page may be reported smaller
     * than the leaf, and of a fault only reason and silence count.
     *
     * @param answer of a stimulus that {@linkplain Stimulus#asks() asks}, not broken
     */
    static Outcome law(Stimulus stimulus, Answer answer) {
        return OutcomeOf.answer(stimulus, answer, false);
    }

    /** What a README holds a room to beyond that: the same answer in all fields that an outcome can name. */
    static Outcome contract(Stimulus stimulus, Answer answer) {
        return OutcomeOf.answer(stimulus, answer, true);
    }

    /**
     * What a group of the labs' manifest holds a room to: as {@link #contract}, but {@code 02.holes} asks of mappings,
     * and {@code 00.steps} and {@code 02.steps} of faults, no more than the law, so that neither judges the other's topic;
     * and what a verdict
     * says is the topic of {@code 09.remedy} alone.
     */
    static Outcome contract(String group, Stimulus stimulus, Answer answer) {
        boolean fault = answer instanceof Answer.Walk w && w.result() instanceof Fault;
        boolean verdict = answer instanceof RoomAnswer.Decided;
        boolean other = group.equals("02.holes") && !fault || group.endsWith(".steps") && fault
                || verdict && !group.equals("09.remedy");
        return OutcomeOf.answer(stimulus, answer, !other);
    }

    /** Any answer in the words of the language, or how the room broke off; for reports, also of wrong answers. */
    static String describe(Stimulus stimulus, Answer answer) {
        return OutcomeOf.words(stimulus, answer);
    }

    /** {@code miss}: the cache has nothing. */
    record Miss() implements Outcome {
        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return switch (answer) {
                case Answer.Translation t -> t.entry().isEmpty();
                case Answer.CachedContext c -> c.entry().isEmpty();
                case Answer.Prefix p -> p.entry().isEmpty();
                default -> false;
            };
        }

        @Override
        public String toString() {
            return "miss";
        }
    }

    /** A register's value. */
    record Value(long value) implements Outcome {
        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return answer instanceof Answer.Value v && v.value() == value;
        }

        @Override
        public String toString() {
            return Numbers.hex(value);
        }
    }

    /** How large a page is reported. @param exactly just {@code bytes}, or anything up to it */
    record Size(boolean exactly, long bytes) {
        boolean holds(long size) {
            return exactly ? size == bytes : Long.compareUnsigned(size, bytes) <= 0;
        }

        @Override
        public String toString() {
            return " size" + (exactly ? "=" : "<=") + Numbers.size(bytes);
        }
    }

    /**
     * A translation: the outcome of a DMA, of a walk, or of an IOTLB lookup.
     *
     * @param address where the address asked for leads; empty for {@code mapped}
     * @param snoop   of the leaf; a DMA doesn't show it
     * @param via     where the entries lie that the walk read, top first
     * @param domain  the tag of the IOTLB entry
     * @param silent  FPD of the IOTLB entry
     */
    record Translated(Optional<Gpa> address, Optional<Rights> rights, Optional<Size> size, boolean snoop,
            Optional<List<Gpa>> via, Optional<DomainId> domain, boolean silent) implements Outcome {

        /** The outcome of a DMA. */
        static Translated to(Gpa address) {
            return new Translated(Optional.of(address), Optional.empty(), Optional.empty(), false, Optional.empty(),
                    Optional.empty(), false);
        }

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return switch (answer) {
                case Answer.Dma d -> d.outcome() instanceof DmaOutcome.Translated t
                        && address.map(t.address()::equals).orElse(true);
                case Answer.Walk w -> stimulus instanceof Stimulus.Walk asked && fits(asked.address(), w.result());
                case Answer.Translation t -> stimulus instanceof Stimulus.CachedTranslationOf asked
                        && t.entry().isPresent() && fits(asked.address(), t.entry().get());
                default -> false;
            };
        }

        private boolean fits(Iova asked, CachedTranslation entry) {
            return domain.map(entry.domain()::equals).orElse(true) && silent == entry.silent()
                    && fits(asked, entry.result());
        }

        private boolean fits(Iova asked, WalkResult result) {
            return result instanceof Mapping m && OutcomeOf.wellFormed(m, asked)
                    && address.map(m.translate(asked)::equals).orElse(true)
                    && rights.map(m.rights()::equals).orElse(true)
                    && size.map(s -> s.holds(m.size())).orElse(true)
                    && snoop == m.snoop()
                    && via.map(OutcomeOf.places(m)::equals).orElse(true);
        }

        @Override
        public String toString() {
            return address.map(Gpa::toString).orElse("mapped") + rights.map(r -> " " + r).orElse("")
                    + domain.map(d -> " did=" + d).orElse("") + size.map(Size::toString).orElse("")
                    + (snoop ? " snoop" : "") + (silent ? " silent" : "")
                    + via.map(v -> " via=" + v.stream().map(Gpa::toString).collect(Collectors.joining(",")))
                            .orElse("");
        }
    }

    /** Whether the fault is kept out of the records. */
    enum Recording {
        /** Of a DMA: not said. Of all else: it is not silent. */
        UNSAID, SILENT,
        /** Of a DMA only. */
        RECORDED;

        boolean holdsForDma(boolean silent) {
            return this == UNSAID || (this == SILENT) == silent;
        }

        @Override
        public String toString() {
            return switch (this) {
                case UNSAID -> "";
                case SILENT -> " silent";
                case RECORDED -> " recorded";
            };
        }
    }

    /**
     * A fault.
     *
     * @param level  of the paging entry that ended the walk
     * @param hole   size in bytes
     * @param domain the tag of the IOTLB entry
     */
    record Faulted(FaultReason reason, Recording recording, OptionalInt level, OptionalLong hole,
            Optional<DomainId> domain) implements Outcome {

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return switch (answer) {
                case Answer.Dma d -> d.outcome() instanceof DmaOutcome.Blocked b && b.reason() == reason
                        && recording.holdsForDma(b.silent());
                case Answer.Interrupt i -> i.result() instanceof InterruptOutcome.Blocked b
                        && b.fault().reason() == reason && recording.holdsForDma(b.fault().suppressed());
                case RoomAnswer.Remapped r -> matches(stimulus, new Answer.Interrupt(r.result()));
                case Answer.Walk w -> w.result() instanceof Fault f && fits(f, f.suppressed());
                case Answer.Context c -> c.result() instanceof Fault f && fits(f, f.suppressed());
                case Answer.CachedContext c -> c.entry().isPresent() && c.entry().get() instanceof Fault f
                        && fits(f, f.suppressed());
                case Answer.Translation t -> t.entry().isPresent() && t.entry().get().result() instanceof Fault f
                        && domain.map(t.entry().get().domain()::equals).orElse(true)
                        && fits(f, t.entry().get().silent());
                default -> false;
            };
        }

        private boolean fits(Fault fault, boolean silent) {
            return fault.reason() == reason && silent == (recording == Recording.SILENT)
                    && (level.isEmpty() || level.getAsInt() == fault.level())
                    && (hole.isEmpty() || hole.getAsLong() == fault.holeSize());
        }

        @Override
        public String toString() {
            return "fault " + reason + domain.map(d -> " did=" + d).orElse("") + recording
                    + (level.isPresent() ? " level=" + level.getAsInt() : "")
                    + (hole.isPresent() ? " hole=" + Numbers.size(hole.getAsLong()) : "");
        }
    }

    /** What a context entry says. Of a pass-through one neither table nor levels mean anything. */
    record Context(Optional<DomainId> domain, OptionalInt levels, Optional<Gpa> table, Optional<TranslationType> type,
            boolean silent) implements Outcome {

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return switch (answer) {
                case Answer.Context c -> fits(c.result());
                case Answer.CachedContext c -> c.entry().isPresent() && fits(c.entry().get());
                default -> false;
            };
        }

        private boolean fits(ContextResult result) {
            return result instanceof TranslationContext c && silent == c.silent()
                    && domain.map(c.domain()::equals).orElse(true)
                    && type.map(c.type()::equals).orElse(true)
                    && (levels.isEmpty() || levels.getAsInt() == c.levels())
                    && table.map(c.secondStage()::equals).orElse(true);
        }

        @Override
        public String toString() {
            return (domain.map(d -> " did=" + d).orElse("")
                    + (levels.isPresent() ? " levels=" + levels.getAsInt() : "")
                    + table.map(t -> " table=" + t).orElse("")
                    + type.map(t -> " " + StatementText.of(t)).orElse("") + (silent ? " fpd" : "")).strip();
        }
    }

    /** What a paging-structure-cache entry says. */
    record Prefix(Optional<Gpa> table, OptionalInt level, Optional<Rights> rights) implements Outcome {

        @Override
        public boolean matches(Stimulus stimulus, Answer answer) {
            return answer instanceof Answer.Prefix p && p.entry().isPresent() && fits(p.entry().get());
        }

        private boolean fits(WalkStart entry) {
            return table.map(entry.table()::equals).orElse(true) && rights.map(entry.rights()::equals).orElse(true)
                    && (level.isEmpty() || level.getAsInt() == entry.level());
        }

        @Override
        public String toString() {
            return (table.map(t -> "table=" + t).orElse("")
                    + (level.isPresent() ? " level=" + level.getAsInt() : "")
                    + rights.map(r -> " " + r).orElse("")).strip();
        }
    }
}
