package iommu.oracle;

import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.PasidContext;
import java.util.Optional;

/** One of the ways to read what directory and table say of a PASID, and so one possible content of a PASID-cache entry. */
sealed interface PasidReading {

    /** The domain-id that a PASID-cache entry with this content is invalidated by. */
    DomainId tag();

    /** FPD of the directory entry or the table entry. */
    boolean silent();

    /** The same with FPD set. */
    PasidReading silenced();

    record Served(PasidContext result) implements PasidReading {
        @Override
        public DomainId tag() {
            return result.domain();
        }

        @Override
        public boolean silent() {
            return result.silent();
        }

        @Override
        public Served silenced() {
            return new Served(new PasidContext(result.domain(), result.type(), result.firstStage(), result.secondStage(),
                    result.flags(), true));
        }
    }

    /** @param beside what an address may be reported for instead, by fields of the entry that count all the same */
    record Unserved(Fault result, Optional<AddressLimit> beside) implements PasidReading {
        @Override
        public DomainId tag() {
            return DomainId.ZERO; // §6.2.3: entries that fault are tagged with the reserved domain-id
        }

        @Override
        public boolean silent() {
            return result.silent();
        }

        @Override
        public Unserved silenced() {
            return new Unserved(result.withSilent(true), beside);
        }
    }

    /**
     * Which input addresses are none (SGN.1, SGN.4, SGN.5).
     *
     * @param bits      how many address bits there are, below 64
     * @param canonical the bits above repeat the highest of them, instead of being 0
     */
    record AddressLimit(FaultReason reason, int bits, boolean canonical) {
        boolean excludes(long address) {
            return canonical ? address << 64 - bits >> 64 - bits != address : address >>> bits != 0;
        }
    }
}
