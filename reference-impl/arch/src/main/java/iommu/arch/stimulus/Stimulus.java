package iommu.arch.stimulus;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;

/** One smallest step of a run. */
public sealed interface Stimulus {

    /** The guest stores 8 aligned bytes. */
    record Store64(Gpa at, long value) implements Stimulus {
    }

    /** The guest stores 16 aligned bytes in one access (§6.2.2.1). */
    record Store128(Gpa at, Entry128 value) implements Stimulus {
    }

    /** The guest flushes the 64-byte line of this address from its caches; nothing where walks snoop. */
    record Flush(Gpa line) implements Stimulus {
    }

    /** From now on the unit's accesses to this 4 KiB page succeed or fail as given; every page begins as {@link Reads#ALL}. */
    record Readable(Gpa page, Reads reads) implements Stimulus {
    }

    /** Which of the unit's accesses to a page succeed. The guest's stores always do. */
    enum Reads {
        ALL,
        /** 16-byte entries can be read, 8-byte ones can't: for structures that must be read whole (§6.2.2.1). */
        WHOLE_ENTRIES,
        /** Every read is an access error. */
        NONE,
        /** Reads work, but the unit can't store there: accessed and dirty bits can't be set (§7.1.3 SFS.10, SSS.6). */
        READ_ONLY;

        /** Whether 8 bytes alone can be read. */
        public boolean allowsWords() {
            return this == ALL || this == READ_ONLY;
        }
    }

    /** The guest writes 4 or 8 bytes of the unit's registers, at an offset from their base. */
    record RegisterWrite(int offset, int size, long value) implements Stimulus {
    }

    /** The guest reads 4 or 8 bytes of the unit's registers. Answer: {@link Answer.Value}. */
    record RegisterRead(int offset, int size) implements Stimulus {
    }

    /** A device sends a request. Answer: {@link Answer.Dma}. */
    record Dma(DmaRequest request) implements Stimulus {
    }

    /** Calls {@link iommu.arch.seam.ContextLookup#lookUp}. Answer: {@link Answer.Context}. */
    record LookUpContext(Gpa rootTable, SourceId source) implements Stimulus {
    }

    /** Calls {@link iommu.arch.seam.PageWalk#walk}. Answer: {@link Answer.Walk}. */
    record Walk(WalkStart start, Iova address, Access access) implements Stimulus {
    }

    /** Reads {@link iommu.arch.seam.TranslationCache#epoch} and keeps it under this number. No answer. */
    record TakeEpoch(int slot) implements Stimulus {
    }

    /**
     * Offers the cache an IOTLB entry. No answer.
     *
     * @param slot the epoch to give, kept by {@link TakeEpoch}; {@link #NOW} for the epoch of this moment
     */
    record FillTranslation(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, int slot)
            implements Stimulus {
    }

    /** Offers the cache a context entry. No answer. */
    record FillContext(SourceId source, ContextResult entry, int slot) implements Stimulus {
    }

    /** Offers the cache a paging-structure entry. No answer. */
    record FillPrefix(DomainId domain, Iova address, WalkStart entry, int slot) implements Stimulus {
    }

    /** Asks the cache for an IOTLB entry. Answer: {@link Answer.Translation}. */
    record CachedTranslationOf(SourceId source, Pasid pasid, Iova address) implements Stimulus {
    }

    /** Asks the cache for a context entry. Answer: {@link Answer.CachedContext}. */
    record CachedContextOf(SourceId source) implements Stimulus {
    }

    /** Asks the cache for a paging-structure entry. Answer: {@link Answer.Prefix}. */
    record CachedPrefixOf(DomainId domain, Iova address) implements Stimulus {
    }

    /** Has the cache invalidate. No answer. */
    record Invalidate(Invalidation command) implements Stimulus {
    }

    /** A device asks for a page. Answer: {@link Answer.Page}. */
    record AskForPage(PageRequest request) implements Stimulus {
    }

    /** A device writes 4 bytes to FEEx_xxxxh. Answer: {@link Answer.Interrupt}. @param address the whole address */
    record Interrupt(SourceId source, Iova address, int data) implements Stimulus {
    }

    /** A device says that it has dropped the translations of the oldest device-TLB invalidation sent to it. No answer. */
    record DeviceTlbDone(SourceId source) implements Stimulus {
    }

    /** No answer came in time to the oldest device-TLB invalidation sent to this device. No answer. */
    record DeviceTlbTimeout(SourceId source) implements Stimulus {
    }

    /** A call of one room's seam that no other step stands for. */
    sealed interface OfRoom extends Stimulus permits RoomCall {
    }

    /** The slot of a fill that began just now. */
    int NOW = -1;

    /** Whether the step asks for something; every other step is answered {@link Answer.Done}. */
    default boolean asks() {
        return switch (this) {
            case RegisterRead r -> true;
            case Dma d -> true;
            case LookUpContext c -> true;
            case Walk w -> true;
            case CachedTranslationOf t -> true;
            case CachedContextOf c -> true;
            case CachedPrefixOf p -> true;
            case AskForPage p -> true;
            case Interrupt i -> true;
            case RoomCall c -> c.answered();
            case Store64 s -> false;
            case Store128 s -> false;
            case Flush f -> false;
            case Readable r -> false;
            case RegisterWrite w -> false;
            case TakeEpoch e -> false;
            case FillTranslation f -> false;
            case FillContext f -> false;
            case FillPrefix f -> false;
            case Invalidate i -> false;
            case DeviceTlbDone d -> false;
            case DeviceTlbTimeout t -> false;
        };
    }
}
