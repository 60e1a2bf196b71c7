package iommu.oracle;

import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.TranslationContext;

/** One of the ways to read what the tables say of a source, and so one possible content of a context-cache entry. */
sealed interface ContextReading {

    ContextResult result();

    /** The domain-id that a context-cache entry with this content is invalidated by. */
    DomainId tag();

    /** Fault Processing Disable, as far as it was read. */
    boolean silent();

    record Accepted(TranslationContext result) implements ContextReading {
        @Override
        public DomainId tag() {
            return result.domain();
        }

        @Override
        public boolean silent() {
            return result.silent();
        }
    }

    /**
     * @param limit the input address bits of the entry, erroneous though it is: an address beyond them may be
     *              reported as that instead; 64 if no entry says
     */
    record Rejected(Fault result, int limit) implements ContextReading {
        @Override
        public DomainId tag() {
            return DomainId.ZERO; // §6.2.2: entries that fault are tagged with the reserved domain-id
        }

        @Override
        public boolean silent() {
            return result.silent();
        }
    }
}
