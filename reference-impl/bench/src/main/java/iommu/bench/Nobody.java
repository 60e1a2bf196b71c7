package iommu.bench;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy;
import java.util.Set;

/** A policy that nobody asks: the units that are measured have no listeners. */
record Nobody() implements SafetyPolicy {

    @Override
    public Verdict attach(Listener listener) {
        throw new IllegalStateException("nobody attaches here");
    }

    @Override
    public void detach(Listener listener) {
        throw new IllegalStateException("nobody is attached here");
    }

    @Override
    public Verdict reconfigure(Configuration configuration, boolean running) {
        throw new IllegalStateException("nobody configures here");
    }

    @Override
    public Configuration configuration() {
        return Configuration.DEFAULT;
    }

    @Override
    public Set<Listener> attached() {
        return Set.of();
    }
}
