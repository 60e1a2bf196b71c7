package iommu.emulator.safety;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who may listen to this unit, and how it may be configured while they do. What goes together with what is one question,
 * asked for every listener alone, so the answer is the same in every order. Nothing is stored before it is allowed.
 */
public final class MatrixPolicy implements SafetyPolicy {

    private Configuration configuration;
    private final Map<Integer, Listener> attached = new TreeMap<>();

    /** Of a unit that is as it is without anyone's choice. */
    public MatrixPolicy() {
        this(Configuration.DEFAULT);
    }

    /** @param configuration if it is none that a unit can have, nobody may listen */
    public MatrixPolicy(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public Verdict attach(Listener listener) {
        Verdict verdict = Matrix.judge(configuration, listener);
        if (verdict instanceof Verdict.Allowed) {
            attached.put(listener.id(), listener);
        }
        return verdict;
    }

    @Override
    public void detach(Listener listener) {
        attached.remove(listener.id(), listener);
    }

    /** All or nothing: one listener that stands against it is enough, and the one with the smallest id is named. */
    @Override
    public Verdict reconfigure(Configuration next, boolean running) {
        if (running) {
            return new Verdict.NotNow("the guest has read what the unit can do, and relies on it: a unit is reconfigured"
                    + " only while the guest is powered off or in reset");
        }
        Optional<String> contradiction = Matrix.contradiction(next);
        if (contradiction.isPresent()) {
            return new Verdict.NoConfiguration(contradiction.get());
        }
        for (Listener listener : attached.values()) {
            if (Matrix.judge(next, listener) instanceof Verdict.Refused refused) {
                return refused;
            }
        }
        configuration = next;
        return new Verdict.Allowed();
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public Set<Listener> attached() {
        return Set.copyOf(attached.values());
    }
}
