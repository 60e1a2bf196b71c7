package iommu.scenario;

import iommu.arch.DmaOutcome.CompletionStatus;
import iommu.arch.Gpa;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.TranslationType;
import iommu.arch.InterruptOutcome;
import iommu.scenario.Words.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the words of an outcome, which depend on the statement that it stands beside. */
final class OutcomeReader {

    private OutcomeReader() {
    }

    static boolean asks(Statement statement) {
        return !usage(statement).isEmpty();
    }

    /** How the outcomes of a statement are written; empty if it asks nothing. */
    static String usage(Statement statement) {
        String context = "did=D levels=N table=GPA untranslated-only|device-tlb [fpd], did=D pass-through [fpd]"
                + " or fault REASON [silent]";
        return switch (statement) {
            case Statement.Dma s when s.kind() == RequestKind.TRANSLATION -> "granted GPA size=S RIGHTS [snoop]"
                    + " [untranslated-only], granted - or refused REASON ur|ca [silent|recorded]";
            case Statement.Dma s -> "0xADDRESS or fault REASON [silent|recorded]";
            case Statement.Interrupt s -> "vector=V to=ID [mode=M] [logical] [redirect] [level], posted GPA [vector=V to=ID],"
                    + " unchanged or fault REASON [silent|recorded] [index=N], of a room with [stores=GPA:V,…|-]";
            case Statement.AskForPage s -> "unanswered or response=RC";
            case Statement.RegisterRead s -> "a value";
            case Statement.RegisterWrite s -> EffectWords.USAGE;
            case RoomStatement.AskStatus s -> "pending=N,…|- first=N conditions=C,…|- ip=0|1 recordN=LOW:HIGH,"
                    + " or head=N completed=0|1 ip=0|1 error=E timed-out=SID unexpected=SID, or attached=N,…|- listenerN=SID:WISH+… "
                    + SafetyWords.USAGE;
            case RoomStatement.Slot s -> "";
            case RoomStatement.TranslationOff s -> "";
            case RoomStatement.BeginDriver s -> "";
            case RoomStatement.Drive s -> DriverWords.OUTCOMES;
            case RoomStatement.ShowFaults s -> "";
            case RoomStatement.ShowQueue s -> "";
            case RoomStatement.OfInterrupts s -> "";
            case RoomStatement.ScalableEntry s -> "";
            case RoomStatement.OfScalable s -> ScalableOutcome.USAGE;
            case RoomStatement.RemoveListener s -> "";
            case RoomStatement.Reset s -> "";
            case RoomStatement.OfSafety s -> VerdictOutcome.USAGE;
            case RoomStatement.Join s -> ListenerOutcome.WISHES + ", or of a shadow " + ListenerOutcome.TOLD;
            case RoomStatement.Leave s -> ListenerOutcome.WISHES;
            case RoomStatement.View s -> ListenerOutcome.VIEW;
            case RoomStatement.Trapped s -> ListenerOutcome.TRAPPED;
            case RoomStatement.Ask s -> "";
            case RoomStatement.NoMemory s -> "";
            case RoomStatement.OfListeners s -> ListenerOutcome.TOLD;
            case Statement.Invalidate s -> ListenerOutcome.TOLD;
            case RoomStatement s -> EffectWords.USAGE;
            case Statement.LookUpContext s -> context;
            case Statement.LookupContext s -> "miss, " + context;
            case Statement.Walk s ->
                "GPA|mapped RIGHTS [size<=S|size=S] [snoop] [via=A,B,…] or fault REASON [level=N] [hole=S]";
            case Statement.Lookup s -> "miss, GPA|mapped RIGHTS did=D [size<=S|size=S] [snoop] [silent]"
                    + " or fault REASON did=D [silent]";
            case Statement.LookupPrefix s -> "miss or table=GPA level=L RIGHTS";
            default -> "";
        };
    }

    static Outcome read(Statement statement, Words words) {
        if (statement instanceof Statement.RegisterRead) {
            return new Outcome.Value(words.number(words.plain("the value")));
        }
        if (statement instanceof RoomStatement.AskStatus) {
            return new RoomOutcome.Status(StatusFields.read(words));
        }
        if (statement instanceof RoomStatement.Drive) {
            return DriverWords.outcome(words);
        }
        if (statement instanceof RoomStatement.OfScalable) {
            return ScalableOutcome.read(words);
        }
        if (statement instanceof RoomStatement.OfSafety) {
            return VerdictOutcome.read(words);
        }
        if (statement instanceof RoomStatement.OfListeners || statement instanceof Statement.Invalidate) {
            return listeners(statement, words);
        }
        if (statement instanceof RoomStatement || statement instanceof Statement.RegisterWrite) {
            return EffectWords.read(words);
        }
        boolean cached = statement instanceof Statement.Lookup || statement instanceof Statement.LookupContext
                || statement instanceof Statement.LookupPrefix;
        if (cached && words.flag("miss")) {
            return new Outcome.Miss();
        }
        if (statement instanceof Statement.LookupPrefix) {
            return new Outcome.Prefix(words.named("table").map(words::gpa), words.number("level", 1, 5),
                    words.choice(Rights.values(), Rights::toString));
        }
        if (statement instanceof Statement.AskForPage) {
            return words.flag("unanswered") ? new DeviceOutcome.Asked(OptionalInt.empty())
                    : new DeviceOutcome.Asked(OptionalInt.of(words.number(words.required("response"), 0, 15)));
        }
        if (statement instanceof Statement.Interrupt) {
            return RemapOutcome.read(words.flag("fault") ? fault(statement, words) : interrupt(words), words);
        }
        if (words.flag("fault")) {
            return fault(statement, words);
        }
        if (statement instanceof Statement.Dma dma && dma.kind() == RequestKind.TRANSLATION) {
            return completion(words);
        }
        if (statement instanceof Statement.LookUpContext || statement instanceof Statement.LookupContext) {
            return new Outcome.Context(words.named("did").map(words::domain), words.number("levels", 3, 5),
                    words.named("table").map(words::gpa),
                    words.choice(TranslationType.values(), StatementText::of), words.flag("fpd"));
        }
        return translated(statement, words);
    }

    private static Outcome listeners(Statement statement, Words words) {
        return switch (statement) {
            case RoomStatement.View s -> ListenerOutcome.View.read(words);
            case RoomStatement.Trapped s -> ListenerOutcome.Trapped.read(words);
            case RoomStatement.Join s -> whoListens(words);
            case RoomStatement.Leave s -> whoListens(words);
            default -> ListenerOutcome.Told.read(words);
        };
    }

    /** A notifier says what everybody wishes for, a shadow tells at once. */
    private static Outcome whoListens(Words words) {
        return words.first("the outcome").equals("told") ? ListenerOutcome.Told.read(words) : ListenerOutcome.Wishes.read(words);
    }

    private static Outcome interrupt(Words words) {
        if (words.flag("unchanged")) {
            return new DeviceOutcome.Unchanged();
        }
        boolean posted = words.flag("posted");
        Optional<Word> vector = posted ? words.named("vector") : Optional.of(words.required("vector"));
        int number = vector.map(word -> words.number(word, 0, 0xFF)).orElse(0);
        int destination = vector.isPresent() ? words.number32(words.required("to")) : 0;
        return posted
                ? new DeviceOutcome.Posted(words.gpa(words.plain("the descriptor")), vector.isPresent(), destination, number)
                : new DeviceOutcome.Remapped(new InterruptOutcome.Interrupt(destination, words.flag("logical"),
                        words.flag("redirect"), number, words.number("mode", 0, 7).orElse(0), words.flag("level")));
    }

    private static Outcome completion(Words words) {
        if (words.flag("granted")) {
            return granted(words);
        }
        if (!words.flag("refused")) {
            Word word = words.plain("granted, refused or fault");
            throw words.error(word.column(), "unknown word '" + word.text() + "'");
        }
        CompletionStatus status = words.choice(CompletionStatus.values(), DeviceOutcome.Refused::text)
                .orElseThrow(() -> words.missing("ur or ca"));
        Outcome.Recording recording = recording(words);
        return new DeviceOutcome.Refused(words.reason(words.plain("the fault reason")), status, recording);
    }

    private static Outcome granted(Words words) {
        if (words.flag("-")) {
            return DeviceOutcome.Granted.nothing();
        }
        Rights rights = words.rights();
        boolean snoop = words.flag("snoop");
        boolean untranslatedOnly = words.flag("untranslated-only");
        long size = words.number(words.required("size"));
        return new DeviceOutcome.Granted(words.gpa(words.plain("the address")), size, rights, snoop, untranslatedOnly);
    }

    private static Outcome.Recording recording(Words words) {
        return words.flag("silent") ? Outcome.Recording.SILENT
                : words.flag("recorded") ? Outcome.Recording.RECORDED : Outcome.Recording.UNSAID;
    }

    private static Outcome fault(Statement statement, Words words) {
        boolean device = statement instanceof Statement.Dma || statement instanceof Statement.Interrupt;
        boolean walk = statement instanceof Statement.Walk;
        Outcome.Recording record = device ? recording(words)
                : !walk && words.flag("silent") ? Outcome.Recording.SILENT : Outcome.Recording.UNSAID;
        return new Outcome.Faulted(words.reason(words.plain("the fault reason")), record,
                walk ? words.number("level", 0, 5) : OptionalInt.empty(),
                walk ? words.number("hole") : OptionalLong.empty(),
                statement instanceof Statement.Lookup ? words.named("did").map(words::domain) : Optional.empty());
    }

    private static Outcome translated(Statement statement, Words words) {
        boolean dma = statement instanceof Statement.Dma;
        boolean lookup = statement instanceof Statement.Lookup;
        Optional<Rights> rights = dma ? Optional.empty() : words.choice(Rights.values(), Rights::toString);
        Optional<Outcome.Size> size = dma ? Optional.empty() : size(words);
        boolean snoop = !dma && words.flag("snoop");
        boolean silent = lookup && words.flag("silent");
        Optional<Gpa> address = !dma && words.flag("mapped") ? Optional.empty()
                : Optional.of(words.gpa(words.plain("the address")));
        return new Outcome.Translated(address, rights, size, snoop,
                statement instanceof Statement.Walk ? words.named("via").map(via -> places(words, via))
                        : Optional.empty(),
                lookup ? words.named("did").map(words::domain) : Optional.empty(), silent);
    }

    private static Optional<Outcome.Size> size(Words words) {
        Optional<Word> most = words.named("size<");
        return most.isPresent() ? Optional.of(new Outcome.Size(false, words.number(most.get())))
                : words.named("size").map(word -> new Outcome.Size(true, words.number(word)));
    }

    private static List<Gpa> places(Words words, Word via) {
        List<Gpa> places = new ArrayList<>();
        int column = via.column();
        for (String place : via.text().split(",", -1)) {
            places.add(words.gpa(new Word(place, column)));
            column += place.length() + 1;
        }
        return places;
    }
}
