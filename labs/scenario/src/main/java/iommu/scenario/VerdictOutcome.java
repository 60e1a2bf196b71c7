package iommu.scenario;

import iommu.arch.SourceId;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import iommu.scenario.Words.Word;
import java.util.Locale;
import java.util.Optional;

/**
 * Patterns of a verdict of the room {@code safety}: {@code allowed}, {@code not-now}, {@code no-configuration} or
 * {@code refused}. What is not named is free.
 *
 * @param device of a refusal, as the verdict writes it
 * @param text   what the verdict says, in one word: all but letters, digits, colons, points and minuses is a low line
 */
record VerdictOutcome(Kind kind, Optional<Witness> witness, Optional<String> device, Optional<String> text) implements RoomOutcome {

    static final String USAGE = "allowed, refused [missed-map|stale-under-no-snoop|never-served] [device=SID] [text=WORD],"
            + " no-configuration [text=WORD] or not-now [text=WORD]";

    /** Which verdict. */
    enum Kind {
        ALLOWED, REFUSED, NO_CONFIGURATION, NOT_NOW
    }

    /** @param whole with its text */
    static VerdictOutcome of(Verdict verdict, boolean whole) {
        VerdictOutcome outcome = of(verdict);
        return whole ? outcome : new VerdictOutcome(outcome.kind, outcome.witness, outcome.device, Optional.empty());
    }

    /** For a person, the text as it is. */
    static String words(Verdict verdict) {
        return of(verdict, false) + switch (verdict) {
            case Verdict.Allowed v -> "";
            case Verdict.Refused v -> ": " + v.text();
            case Verdict.NoConfiguration v -> ": " + v.text();
            case Verdict.NotNow v -> ": " + v.text();
        };
    }

    private static VerdictOutcome of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed v -> new VerdictOutcome(Kind.ALLOWED, Optional.empty(), Optional.empty(), Optional.empty());
            case Verdict.Refused v -> new VerdictOutcome(Kind.REFUSED, Optional.of(v.witness()), Optional.of(oneWord(v.device())),
                    Optional.of(oneWord(v.text())));
            case Verdict.NoConfiguration v -> said(Kind.NO_CONFIGURATION, v.text());
            case Verdict.NotNow v -> said(Kind.NOT_NOW, v.text());
        };
    }

    private static VerdictOutcome said(Kind kind, String text) {
        return new VerdictOutcome(kind, Optional.empty(), Optional.empty(), Optional.of(oneWord(text)));
    }

    private static String oneWord(String text) {
        return text.replaceAll("[^A-Za-z0-9:.-]", "_");
    }

    static VerdictOutcome read(Words words) {
        Kind kind = StatementReader.choose(words, Kind.values(), VerdictOutcome::of, "the verdict");
        boolean refused = kind == Kind.REFUSED;
        Optional<Witness> witness = refused ? words.choice(Witness.values(), VerdictOutcome::of) : Optional.empty();
        Optional<String> device = refused ? words.named("device").map(VerdictOutcome::source) : Optional.empty();
        return new VerdictOutcome(kind, witness, device, kind == Kind.ALLOWED ? Optional.empty() : words.named("text").map(Word::text));
    }

    /** A source-id in its one form; any other word as it stands, for a room may name its device as it likes. */
    private static String source(Word word) {
        try {
            return SourceId.parse(word.text()).toString();
        } catch (IllegalArgumentException e) {
            return word.text();
        }
    }

    @Override
    public boolean matches(Stimulus stimulus, Answer answer) {
        if (!(answer instanceof RoomAnswer.Decided(Verdict verdict))) {
            return false;
        }
        VerdictOutcome other = of(verdict);
        return kind == other.kind && fits(witness, other.witness) && fits(device, other.device) && fits(text, other.text);
    }

    private static <T> boolean fits(Optional<T> wanted, Optional<T> said) {
        return wanted.isEmpty() || wanted.equals(said);
    }

    private static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return of(kind) + witness.map(w -> " " + of(w)).orElse("") + device.map(d -> " device=" + d).orElse("")
                + text.map(t -> " text=" + t).orElse("");
    }
}
