package iommu.oracle;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The law of room 09 (§6.1, L3, L4, L9): which listeners go with which configuration, as one total function, and the
 * state that verdicts lead to.
 *
 * <p>Where several things stand against something, any of them may be the answer, {@code NotNow} too. Coherency and pass-through are axes
 * that decide nothing: what is trapped is followed whatever snoops (L8), and pass-through is a mode that listeners are
 * told.
 */
public final class SafetyRelation implements RunRelation {

    private Configuration configuration;
    private final Set<Listener> attached = new LinkedHashSet<>();
    private final boolean withTexts;

    /** Nobody is attached. */
    public SafetyRelation(Configuration configuration) {
        this(configuration, true);
    }

    private SafetyRelation(Configuration configuration, boolean withTexts) {
        this.configuration = configuration;
        this.withTexts = withTexts;
    }

    /** The law of verdicts alone: their texts may say anything. */
    public static SafetyRelation ofVerdicts(Configuration configuration) {
        return new SafetyRelation(configuration, false);
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        return switch (step) {
            case RoomCall.AttachListener call when answer instanceof RoomAnswer.Decided said -> attach(call.listener(), said.verdict());
            case RoomCall.Reconfigure call when answer instanceof RoomAnswer.Decided said ->
                reconfigure(call.configuration(), call.running(), said.verdict());
            case RoomCall.PolicyOf call when answer instanceof RoomAnswer.Policy shown -> state(shown);
            case RoomCall.DetachListener call when answer instanceof Answer.Done -> {
                detach(call.listener());
                yield Optional.empty();
            }
            default -> Optional.of("answered " + answer + " to " + step);
        };
    }

    private Optional<String> state(RoomAnswer.Policy shown) {
        Set<Listener> listeners = new LinkedHashSet<>(shown.attached());
        return listeners.size() < shown.attached().size() ? Optional.of("a listener is attached twice: " + shown.attached())
                : state(shown.configuration(), listeners);
    }

    /** Whether some unit can be configured so: one without any stage translates nothing, and NEST needs both (§11.4.3). */
    public static boolean possible(Configuration c) {
        boolean nested = c.stages().contains(Stages.NESTED);
        return !c.stages().isEmpty() && (!nested || c.stages().containsAll(Set.of(Stages.FIRST, Stages.SECOND)));
    }

    /** Freedom idle-shadowing: whether tables that the unit doesn't offer can be said to be shadowed. */
    private static boolean doubtful(Configuration c) {
        return c.shadowing() == Shadowing.SECOND_STAGE && !c.stages().contains(Stages.SECOND)
                || c.shadowing() == Shadowing.BOTH_STAGES && !c.stages().containsAll(Set.of(Stages.FIRST, Stages.SECOND));
    }

    /** Whether a listener with these wishes would go wrong, and how; empty if it may be attached. */
    public static Set<Witness> witnesses(Configuration c, Set<Wish> wishes) {
        Set<Witness> witnesses = EnumSet.noneOf(Witness.class);
        if (wishes.contains(Wish.MAP) && !announced(c) && !followed(c)) {
            witnesses.add(Witness.MISSED_MAP);
        }
        if (wishes.contains(Wish.MAP) && c.snoop() == Snoop.NOT_ENFORCEABLE) {
            witnesses.add(Witness.STALE_UNDER_NO_SNOOP);
        }
        if (wishes.contains(Wish.DEVICE_TLB) && !c.deviceTlb()) {
            witnesses.add(Witness.NEVER_SERVED);
        }
        return witnesses;
    }

    /** Freedom map-without-unmap: whether it is a wish at all to be told of mappings, and not of their end. */
    private static boolean perhaps(Witness witness, Set<Wish> wishes) {
        return witness == Witness.NEVER_SERVED && wishes.contains(Wish.MAP) && !wishes.contains(Wish.UNMAP);
    }

    /** §6.1: with CM=1 software invalidates what becomes present, but for first-stage tables. */
    private static boolean announced(Configuration c) {
        return c.cachingMode() && c.stages().equals(Set.of(Stages.SECOND));
    }

    /** L4: shadowing that covers every table the guest may use. */
    private static boolean followed(Configuration c) {
        return switch (c.shadowing()) {
            case OFF -> false;
            case SECOND_STAGE -> c.stages().equals(Set.of(Stages.SECOND));
            case BOTH_STAGES -> true;
        };
    }

    /** A listener wanted in. @return why this is not the answer; empty if it is */
    public Optional<String> attach(Listener listener, Verdict verdict) {
        Optional<String> wrong = verdict(verdict, configuration, Set.of(listener), false);
        if (wrong.isEmpty() && verdict instanceof Verdict.Allowed) {
            attached.removeIf(l -> l.id() == listener.id()); // it has changed its wishes
            attached.add(listener);
        }
        return wrong;
    }

    public void detach(Listener listener) {
        attached.remove(listener);
    }

    /** A new configuration was proposed. @return why this is not the answer; empty if it is */
    public Optional<String> reconfigure(Configuration proposed, boolean running, Verdict verdict) {
        Optional<String> wrong = verdict(verdict, proposed, attached, running);
        if (wrong.isEmpty() && verdict instanceof Verdict.Allowed) {
            configuration = proposed;
        }
        return wrong;
    }

    /** Whether this is the state that the verdicts so far have led to. */
    public Optional<String> state(Configuration shown, Set<Listener> listeners) {
        if (!shown.equals(configuration)) {
            return Optional.of("the verdicts so far have led to another configuration");
        }
        return listeners.equals(attached) ? Optional.empty()
                : Optional.of("the verdicts so far have led to other listeners: " + names(attached) + ", not " + names(listeners));
    }

    private static String names(Set<Listener> listeners) {
        return listeners.isEmpty() ? "nobody" : listeners.stream().map(l -> "listener " + l.id() + " of " + l.source() + " wishing "
                + (l.wishes().isEmpty() ? "nothing" : l.wishes().stream().sorted().map(SafetyRelation::word).collect(Collectors.joining(" ")))).sorted()
                .collect(Collectors.joining(", "));
    }

    private Optional<String> verdict(Verdict verdict, Configuration c, Set<Listener> listeners, boolean running) {
        boolean right = switch (verdict) {
            case Verdict.Allowed allowed -> !running && possible(c)
                    && listeners.stream().allMatch(l -> witnesses(c, l.wishes()).isEmpty());
            case Verdict.NotNow(String text) -> running && said(text);
            case Verdict.NoConfiguration(String text) -> (!possible(c) || doubtful(c)) && said(text);
            case Verdict.Refused(Witness witness, String device, String text) -> (!withTexts || text.contains(device)) && listeners.stream()
                    .anyMatch(l -> l.source().toString().equals(device)
                            && (witnesses(c, l.wishes()).contains(witness) || perhaps(witness, l.wishes())));
        };
        return right ? Optional.empty() : Optional.of("the answer is " + said(verdict) + (running ? " while the guest runs" : "")
                + ", with " + settings(c) + " and " + names(listeners));
    }

    private static String said(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed allowed -> "yes";
            case Verdict.NotNow n -> "not now";
            case Verdict.NoConfiguration n -> "that there is no such unit";
            case Verdict.Refused(Witness witness, String device, String text) ->
                "no because of " + word(witness) + " of " + device + ", in the words '" + text + "'";
        };
    }

    /** As software's user sets them. */
    private static String settings(Configuration c) {
        return "caching-mode=" + word(c.cachingMode()) + " coherent=" + word(c.coherent()) + " shadowing=" + word(c.shadowing())
                + " stages=" + c.stages().stream().sorted().map(SafetyRelation::word).collect(Collectors.joining(","))
                + " snoop-control=" + word(c.snoop()) + " device-tlb=" + word(c.deviceTlb()) + " pass-through=" + word(c.passThrough());
    }

    private static String word(boolean flag) {
        return flag ? "on" : "off";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private boolean said(String text) {
        return !withTexts || !text.isBlank();
    }
}
