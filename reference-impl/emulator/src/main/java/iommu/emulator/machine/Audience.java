package iommu.emulator.machine;

import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.PasidType;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.ScalableInvalidation;

/** Where the unit says what it has just done, for those who follow the guest's mappings from outside. */
interface Audience {

    /** Nobody follows, and nobody can: all this costs nothing. */
    Audience NOBODY = new Audience() {
        @Override
        public void invalidated(Invalidation command) {
        }

        @Override
        public void invalidated(ScalableInvalidation command) {
        }

        @Override
        public void invalidated(Effect.InvalidateDeviceTlb command) {
        }

        @Override
        public void unitChanged() {
        }

        @Override
        public void memoryProtected() {
        }

        @Override
        public void served(SourceId source, DomainId domain) {
        }

        @Override
        public void served(SourceId source, DomainId domain, PasidType type) {
        }

        @Override
        public void stored(Gpa at, int size) {
        }

        @Override
        public boolean blocks(SourceId source) {
            return false;
        }
    };

    /** The unit's own caches hold no more what this covers; nothing that comes later in the queue has begun. */
    void invalidated(Invalidation command);

    void invalidated(ScalableInvalidation command);

    void invalidated(Effect.InvalidateDeviceTlb command);

    /** The root pointer, the translation enable or the table mode has changed, or the unit was reset. */
    void unitChanged();

    /** Which memory DMA may not reach has changed (§11.4.8). */
    void memoryProtected();

    /** A request of this source is answered under this domain-id, be it from a cache. */
    void served(SourceId source, DomainId domain);

    /** The same in scalable mode. @param type of the PASID entry */
    void served(SourceId source, DomainId domain, PasidType type);

    /** Memory was stored to. @param size in bytes */
    void stored(Gpa at, int size);

    /** Whether every request of this source is blocked, because a listener has failed that follows it. */
    boolean blocks(SourceId source);
}
