package iommu.arch.seam;

import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import java.util.List;

/**
 * Room 07, {@code driver}: the guest's side. Each method changes the tables and says what was done for it, in order:
 * {@linkplain Act acts}, with no more invalidations among them than Table 28 asks for (§6.5.3.3).
 *
 * <p>A <em>strict</em> driver waits in each call: when it returns, the unit knows nothing old. A <em>batched</em> one
 * may put off invalidations, the wait and the release of memory until {@link #sync}. Until then what was unmapped or
 * detached can still be reached, what took its place (a large page: that of smaller ones) can't be relied on, and with
 * CM=1 nothing new can (§6.1).
 */
public interface MappingDriver {

    /** Gives a source this domain, whether it had none or another. */
    List<Act> attach(SourceId source, DomainId domain);

    /** Takes the source's domain away. Nothing to do if it has none. */
    List<Act> detach(SourceId source);

    /**
     * Maps one page, of the size, frame and rights that {@code page} says, for every device of the domain; in place of
     * what is mapped there. The rest of a larger page that it falls into stays as it was.
     */
    List<Act> map(DomainId domain, Mapping page);

    /**
     * Unmaps every page of a range. The rest of a larger page that it cuts into stays as it was.
     *
     * @param size in bytes, a multiple of 4 KiB
     */
    List<Act> unmap(DomainId domain, Iova start, long size);

    /** Everything that was put off; nothing for a strict driver. */
    List<Act> sync();

    /** Where a driver gets memory for its tables. */
    @FunctionalInterface
    interface TablePages {

        /** A page of 4 KiB that nobody uses, all zero, as the unit sees it too. It is given back by {@link Act.Release}. */
        Gpa take();
    }

    /** One thing that a driver does. */
    sealed interface Act {

        /** Stores a paging entry: 8 aligned bytes (§9.8). */
        record Store(Gpa at, long value) implements Act {
        }

        /** Stores a root or context entry: 16 aligned bytes in one access (§6.2.2.1). */
        record StoreWhole(Gpa at, Entry128 value) implements Act {
        }

        /** Flushes the 64-byte line of this address from the processor's caches: where walks don't snoop (§3.10). */
        record Flush(Gpa line) implements Act {
        }

        /** Flushes the platform's write buffers by GCMD.WBF: where CAP.RWBF says so and no invalidation does it (§6.8). */
        record FlushWriteBuffer() implements Act {
        }

        /** Puts a context-cache or IOTLB invalidation into the queue (§6.5.2.1, §6.5.2.3). */
        record Invalidate(Invalidation command) implements Act {
        }

        /**
         * Puts a device-TLB invalidation into the queue (§6.5.2.5).
         *
         * @param addressMask the range is 2^{@code addressMask} pages of 4 KiB around the address; {@link #EVERYTHING} for all
         */
        record InvalidateDeviceTlb(SourceId source, Iova address, int addressMask) implements Act {
            /** The mask of the whole address space. */
            public static final int EVERYTHING = 52;
        }

        /** Puts a wait into the queue, and waits for its status: everything before it is complete (§6.5.2.9). */
        record Wait() implements Act {
        }

        /**
         * This memory may be used for something else from now on: a frame that the domain no longer maps there, or a
         * table, all zero again.
         *
         * @param size in bytes, a multiple of 4 KiB
         */
        record Release(Gpa start, long size) implements Act {
        }
    }

    /** One call, as a value. */
    sealed interface Request {

        record Attach(SourceId source, DomainId domain) implements Request {
        }

        record Detach(SourceId source) implements Request {
        }

        record Map(DomainId domain, Mapping page) implements Request {
        }

        record Unmap(DomainId domain, Iova start, long size) implements Request {
        }

        record Sync() implements Request {
        }

        /** Makes the call. */
        default List<Act> on(MappingDriver driver) {
            return switch (this) {
                case Attach(SourceId source, DomainId domain) -> driver.attach(source, domain);
                case Detach(SourceId source) -> driver.detach(source);
                case Map(DomainId domain, Mapping page) -> driver.map(domain, page);
                case Unmap(DomainId domain, Iova start, long size) -> driver.unmap(domain, start, size);
                case Sync() -> driver.sync();
            };
        }
    }
}
