package lab09;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A list of rules, each a predicate; kinds of tables are bits of a number; who is here is a list that is never changed. */
public class MatrixPolicy implements SafetyPolicy {

    private static final int SECOND = 1;
    private static final int ALL = 7;
    /** Bit n: a unit can offer the stages n. */
    private static final int UNITS = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 7;

    private record Rule(Witness witness, Wish wish, Predicate<Configuration> broken, String remedy) {

        boolean against(Configuration c, Listener listener) {
            return listener.wishes().contains(wish) && broken.test(c);
        }
    }

    private final List<Rule> rules = List.of(
            new Rule(Witness.MISSED_MAP, Wish.MAP, c -> (offered(c) & ~seen(c)) != 0,
                    "set stages=second and caching-mode=on, or shadowing=both-stages"),
            new Rule(Witness.STALE_UNDER_NO_SNOOP, Wish.MAP, c -> c.snoop() == Snoop.NOT_ENFORCEABLE,
                    "set snoop-control=off"),
            new Rule(Witness.NEVER_SERVED, Wish.DEVICE_TLB, c -> !c.deviceTlb(),
                    "set device-tlb=on"));

    private List<Listener> here = List.of();
    private Configuration current = Configuration.DEFAULT;

    private static int offered(Configuration c) {
        int bits = 0;
        for (Stages stage : c.stages()) {
            bits |= 1 << stage.ordinal();
        }
        return bits;
    }

    /** The tables whose new mappings somebody hears of. */
    private static int seen(Configuration c) {
        int announced = c.cachingMode() ? SECOND : 0;
        int trapped = switch (c.shadowing()) {
            case OFF -> 0;
            case SECOND_STAGE -> SECOND;
            case BOTH_STAGES -> ALL;
        };
        return announced | trapped;
    }

    private Stream<Verdict> refusals(Configuration c, List<Listener> listeners) {
        return listeners.stream().flatMap(listener -> rules.stream()
                .filter(rule -> rule.against(c, listener))
                .map(rule -> new Verdict.Refused(rule.witness(), listener.source().toString(),
                        listener.source() + " can't have " + rule.wish() + ": " + rule.remedy())));
    }

    @Override
    public Verdict attach(Listener listener) {
        Optional<Verdict> no = refusals(current, List.of(listener)).findFirst();
        if (no.isPresent()) {
            return no.get();
        }
        here = Stream.concat(here.stream().filter(other -> other.id() != listener.id()), Stream.of(listener))
                .sorted(Comparator.comparingInt(Listener::id)).toList();
        return new Verdict.Allowed();
    }

    @Override
    public void detach(Listener listener) {
        here = here.stream().filter(other -> !other.equals(listener)).toList();
    }

    @Override
    public Verdict reconfigure(Configuration next, boolean running) {
        if (running) {
            return new Verdict.NotNow("not before the next reset");
        }
        if ((UNITS >>> offered(next) & 1) == 0) {
            return new Verdict.NoConfiguration("no unit has stages=" + next.stages());
        }
        Verdict verdict = refusals(next, here).findFirst().orElse(new Verdict.Allowed());
        if (verdict.equals(new Verdict.Allowed())) {
            current = next;
        }
        return verdict;
    }

    @Override
    public Configuration configuration() {
        return current;
    }

    @Override
    public Set<Listener> attached() {
        return new HashSet<>(here);
    }
}
