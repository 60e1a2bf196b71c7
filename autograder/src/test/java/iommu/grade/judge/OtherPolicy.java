package iommu.grade.judge;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A right policy that is shaped otherwise than the reference. @param lastFirst prefers other reasons, and says nothing of them */
final class OtherPolicy implements SafetyPolicy {

    private static final Verdict YES = new Verdict.Allowed();
    private static final Map<Witness, String> REMEDIES = Map.of(Witness.MISSED_MAP, "shadowing", Witness.STALE_UNDER_NO_SNOOP,
            "snoop-control", Witness.NEVER_SERVED, "device-tlb");

    private final boolean lastFirst;
    private final List<Listener> here = new ArrayList<>();
    private Configuration now = Configuration.DEFAULT;

    OtherPolicy(boolean lastFirst) {
        this.lastFirst = lastFirst;
    }

    private Optional<Verdict> objection(Configuration c, Listener listener) {
        EnumSet<Stages> unseen = EnumSet.copyOf(c.stages());
        if (c.cachingMode() || c.shadowing() != Shadowing.OFF) {
            unseen.remove(Stages.SECOND);
        }
        if (c.shadowing() == Shadowing.BOTH_STAGES) {
            unseen.clear();
        }
        List<Verdict> all = new ArrayList<>();
        Stream.of(Witness.values()).filter(w -> switch (w) {
            case MISSED_MAP -> listener.wants(Wish.MAP) && !unseen.isEmpty();
            case STALE_UNDER_NO_SNOOP -> listener.wants(Wish.MAP) && c.snoop() == Snoop.NOT_ENFORCEABLE;
            case NEVER_SERVED -> listener.wants(Wish.DEVICE_TLB) && !c.deviceTlb();
        }).forEach(w -> all.add(new Verdict.Refused(w, listener.source().toString(), lastFirst ? "" : listener.source()
                + ": set " + REMEDIES.get(w))));
        return all.isEmpty() ? Optional.empty() : Optional.of(lastFirst ? all.getLast() : all.getFirst());
    }

    @Override
    public Verdict attach(Listener listener) {
        Optional<Verdict> no = objection(now, listener);
        if (no.isEmpty()) {
            here.removeIf(l -> l.id() == listener.id());
            here.add(listener);
        }
        return no.orElse(YES);
    }

    @Override
    public void detach(Listener listener) {
        here.remove(listener);
    }

    @Override
    public Verdict reconfigure(Configuration next, boolean running) {
        if (running) {
            return new Verdict.NotNow(lastFirst ? "" : "wait for a reset");
        }
        boolean nestedAlone = next.stages().contains(Stages.NESTED) && next.stages().size() < 3;
        if (next.stages().isEmpty() || nestedAlone) {
            return new Verdict.NoConfiguration(lastFirst ? "" : "stages");
        }
        List<Listener> order = new ArrayList<>(here);
        order.sort((a, b) -> lastFirst ? b.id() - a.id() : a.id() - b.id());
        Verdict verdict = order.stream().flatMap(l -> objection(next, l).stream()).findFirst().orElse(YES);
        now = verdict == YES ? next : now;
        return verdict;
    }

    @Override
    public Configuration configuration() {
        return now;
    }

    @Override
    public Set<Listener> attached() {
        return new HashSet<>(here);
    }
}
