package iommu.oracle;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.SafetyRemedies.Setting;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the README of room 09 asks beyond the law: which of several true answers is given, or what its text names. The
 * cases that it judges hold no configuration or wish that a freedom leaves open.
 */
public final class SafetyContract implements RunRelation {

    private static final List<String> CONTRADICTION = List.of("stages");
    private static final List<String> LATER = List.of("reset", "powered off");

    private final boolean texts;
    private final SafetyRelation law;
    private final Map<Integer, Listener> attached = new TreeMap<>();
    private Configuration configuration;

    private SafetyContract(Configuration configuration, boolean texts) {
        this.configuration = configuration;
        this.texts = texts;
        law = texts ? new SafetyRelation(configuration) : SafetyRelation.ofVerdicts(configuration);
    }

    /** The order in which the seam names reasons. */
    public static SafetyContract ofOrder(Configuration configuration) {
        return new SafetyContract(configuration, false);
    }

    /** The words of the texts. */
    public static SafetyContract ofTexts(Configuration configuration) {
        return new SafetyContract(configuration, true);
    }

    /** Every word that counts in a text; within a longer one of them a word doesn't. */
    public static List<String> words() {
        return Stream.concat(Stream.concat(Arrays.stream(Setting.values()).map(Setting::word), Stream.of(Setting.NO_STAGES)), LATER.stream())
                .sorted().toList();
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        Optional<String> unlawful = law.judge(step, answer);
        if (unlawful.isPresent()) {
            return unlawful;
        }
        return switch (step) {
            case RoomCall.AttachListener call -> attach(call.listener(), ((RoomAnswer.Decided) answer).verdict());
            case RoomCall.Reconfigure call -> reconfigure(call, ((RoomAnswer.Decided) answer).verdict());
            case RoomCall.DetachListener call -> {
                attached.remove(call.listener().id(), call.listener());
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private Optional<String> attach(Listener listener, Verdict verdict) {
        if (verdict instanceof Verdict.Allowed) {
            attached.put(listener.id(), listener);
        }
        return refusal(configuration, listener, verdict);
    }

    private Optional<String> reconfigure(RoomCall.Reconfigure call, Verdict verdict) {
        if (verdict instanceof Verdict.Allowed) {
            configuration = call.configuration();
            return Optional.empty();
        }
        if (texts) {
            return texts(call.configuration(), attached.values(), verdict);
        }
        if (call.running() != verdict instanceof Verdict.NotNow) {
            return Optional.of("while the guest runs NotNow comes before every other reason, not " + verdict);
        }
        if (!call.running() && SafetyRelation.possible(call.configuration()) == verdict instanceof Verdict.NoConfiguration) {
            return Optional.of("NoConfiguration comes before whoever stands against it, not " + verdict);
        }
        return attached.values().stream().filter(l -> !witnesses(call.configuration(), l).isEmpty())
                .min(Comparator.comparingInt(Listener::id))
                .flatMap(smallest -> refusal(call.configuration(), smallest, verdict));
    }

    private static Set<Witness> witnesses(Configuration configuration, Listener listener) {
        return SafetyRelation.witnesses(configuration, listener.wishes());
    }

    private Optional<String> refusal(Configuration c, Listener named, Verdict verdict) {
        if (texts) {
            return texts(c, List.of(named), verdict);
        }
        if (!(verdict instanceof Verdict.Refused(Witness witness, String device, String text))) {
            return Optional.empty();
        }
        Optional<Witness> first = witnesses(c, named).stream().min(Comparator.naturalOrder());
        return first.isEmpty() || witness == first.get() && device.equals(named.source().toString()) ? Optional.empty()
                : Optional.of("the first reason is " + first.get() + " of " + named.source() + ", not " + witness + " of " + device);
    }

    /** The witness that is named has its remedy in the text; a contradiction names the settings; NotNow says when. */
    private static Optional<String> texts(Configuration c, Collection<Listener> listeners, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed allowed -> Optional.empty();
            case Verdict.Refused(Witness witness, String device, String text) ->
                remedies(new SafetyRemedies(c, listeners), witness, text);
            case Verdict.NoConfiguration(String text) -> names(text, CONTRADICTION);
            case Verdict.NotNow(String text) -> names(text, LATER);
        };
    }

    private static Optional<String> names(String text, List<String> any) {
        return any.stream().anyMatch(text::contains) ? Optional.empty()
                : Optional.of("the text names none of " + String.join(", ", any) + ": " + text);
    }

    /** Who reads the text and changes what it names puts it right, and changes no setting for nothing. */
    private static Optional<String> remedies(SafetyRemedies remedies, Witness witness, String text) {
        Set<Setting> named = Setting.in(text);
        if (!remedies.takesAway(witness, named)) {
            return Optional.of("the text names no setting that puts it right here: " + text);
        }
        return named.stream().filter(setting -> setting != Setting.STAGES && !remedies.matters(setting, named)).findFirst()
                .map(setting -> "the text names " + setting.word() + ", which puts nothing right here: " + text);
    }
}
