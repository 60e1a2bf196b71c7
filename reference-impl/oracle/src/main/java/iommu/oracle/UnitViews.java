package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.stimulus.Stimulus;
import iommu.belief.DeviceViews;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** What devices may find, by the law of the unit: a unit that may prefetch. */
public final class UnitViews implements DeviceViews {

    private final MachineRelation law;
    private final Treatments treatments;

    public UnitViews(Capabilities capabilities) {
        law = new MachineRelation(capabilities, Prefetch.ALLOW);
        treatments = new Treatments(law);
    }

    @Override
    public void on(Stimulus step) {
        law.on(step);
        treatments.note();
    }

    @Override
    public void carryOut(Invalidation command) {
        law.carryOut(command);
        treatments.note();
        if (command instanceof IotlbInvalidation iotlb) {
            treatments.removed(iotlb);
        }
    }

    @Override
    public void programme(boolean translating, long rtaddr) {
        law.programme(translating, rtaddr);
        treatments.note();
    }

    @Override
    public void follow(SourceId source) {
        treatments.follow(source);
    }

    @Override
    public void prepare(Collection<SourceId> sources, Collection<Iova> pages) {
        law.prepare(sources, pages);
    }

    @Override
    public Set<DmaOutcome> view(SourceId source, Iova page, Access access) {
        return law.view(source, page, access);
    }

    @Override
    public Set<Mode> modes(SourceId source) {
        return treatments.of(source);
    }

    @Override
    public boolean quiescent() {
        return law.quiescent();
    }

    @Override
    public Optional<String> silence() {
        return law.silence();
    }
}
