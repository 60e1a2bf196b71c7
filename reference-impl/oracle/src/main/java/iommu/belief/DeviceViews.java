package iommu.belief;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.stimulus.Stimulus;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** What the devices of one unit may find, as a run goes on. */
public interface DeviceViews {

    /** A step of the whole unit, or of its memory: a store, a register write, a request… */
    void on(Stimulus step);

    /** The invalidation is complete. */
    void carryOut(Invalidation command);

    /** @param rtaddr RTADDR: root table, TTM and SSIRWE (§11.4.5); means nothing if not {@code translating} */
    void programme(boolean translating, long rtaddr);

    /** From now on the modes of this source are asked for. */
    void follow(SourceId source);

    /** These will be asked for now. */
    void prepare(Collection<SourceId> sources, Collection<Iova> pages);

    /**
     * How an untranslated request without PASID could end now, if it were made.
     *
     * @param page the request's address, which need not be a page's first
     * @return all lawful outcomes; empty if nothing is said of it
     */
    Set<DmaOutcome> view(SourceId source, Iova page, Access access);

    /** The modes that a followed source may be in; empty if nothing is said. */
    Set<Mode> modes(SourceId source);

    /** Whether no invalidation of translations is under way: every one that the unit was given is known to be complete. */
    boolean quiescent();

    /** Why nothing is said of views any more; empty as long as something is. */
    Optional<String> silence();
}
