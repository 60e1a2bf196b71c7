package iommu.oracle;

import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.ScalableContext;
import iommu.arch.TranslationContext;
import java.util.Optional;

/** One of the ways to read what the tables say of a source, and so one possible content of a context-cache entry. */
sealed interface ContextReading {

    /** Fault Processing Disable, as far as it was read. */
    boolean silent();

    /** Whether it raises no fault by itself. */
    boolean sound();

    /** Of legacy mode. */
    sealed interface Legacy extends ContextReading {

        ContextResult result();

        /** The domain-id that a context-cache entry with this content is invalidated by. */
        DomainId tag();
    }

    record Accepted(TranslationContext result) implements Legacy {
        @Override
        public DomainId tag() {
            return result.domain();
        }

        @Override
        public boolean silent() {
            return result.silent();
        }

        @Override
        public boolean sound() {
            return true;
        }
    }

    /**
     * @param limit the input address bits of the entry, erroneous though it is: an address beyond them may be
     *              reported as that instead; 64 if no entry says
     */
    record Rejected(Fault result, int limit) implements Legacy {
        @Override
        public DomainId tag() {
            return DomainId.ZERO; // §6.2.2: entries that fault are tagged with the reserved domain-id
        }

        @Override
        public boolean silent() {
            return result.silent();
        }

        @Override
        public boolean sound() {
            return false;
        }
    }

    /** Scalable mode: it leads to a PASID directory. */
    record Directed(ScalableContext result) implements ContextReading {
        @Override
        public boolean silent() {
            return result.silent();
        }

        @Override
        public boolean sound() {
            return true;
        }
    }

    /** Scalable mode: it leads nowhere. @param withPasid what may be reported instead to a request with PASID */
    record Astray(Fault result, Optional<FaultReason> withPasid) implements ContextReading {
        @Override
        public boolean silent() {
            return result.silent();
        }

        @Override
        public boolean sound() {
            return false;
        }
    }
}
