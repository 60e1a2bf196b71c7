package iommu.emulator.machine;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy;
import java.util.LinkedHashSet;
import java.util.Set;

/** Refuses the wish for device-TLB invalidations and nothing else. */
final class AnyoneMayListen implements SafetyPolicy {

    private final Set<Listener> attached = new LinkedHashSet<>();
    private final boolean deviceTlb;

    AnyoneMayListen(boolean deviceTlb) {
        this.deviceTlb = deviceTlb;
    }

    @Override
    public Verdict attach(Listener listener) {
        if (listener.wants(Wish.DEVICE_TLB) && !deviceTlb) {
            return new Verdict.Refused(Witness.NEVER_SERVED, listener.source().toString(), "no device-TLB for " + listener.source());
        }
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
        return Configuration.DEFAULT;
    }

    @Override
    public Set<Listener> attached() {
        return Set.copyOf(attached);
    }
}
