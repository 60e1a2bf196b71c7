package iommu.house;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy;
import java.util.LinkedHashSet;
import java.util.Set;

/** Everybody may listen: for tests of what listeners are told, not of who may be one. */
final class OpenPolicy implements SafetyPolicy {

    private final Configuration configuration;
    private final Set<Listener> attached = new LinkedHashSet<>();

    OpenPolicy() {
        this(Configuration.DEFAULT);
    }

    OpenPolicy(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public Verdict attach(Listener listener) {
        attached.add(listener);
        return new Verdict.Allowed();
    }

    @Override
    public void detach(Listener listener) {
        attached.remove(listener);
    }

    @Override
    public Verdict reconfigure(Configuration configuration, boolean running) {
        return new Verdict.Allowed();
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public Set<Listener> attached() {
        return Set.copyOf(attached);
    }
}
