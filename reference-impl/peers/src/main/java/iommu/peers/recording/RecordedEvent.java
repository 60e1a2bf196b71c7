package iommu.peers.recording;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import java.util.List;

/** One thing that the recorded unit saw or did, in the order in which it happened. */
public sealed interface RecordedEvent {

    /** {@code R}: the guest read a register. @param size in bytes @param value what the recorded unit answered */
    record Read(int offset, int size, long value) implements RecordedEvent {
    }

    /** {@code W}: the guest wrote a register. @param size in bytes */
    record Write(int offset, int size, long value) implements RecordedEvent {
    }

    /** {@code M}: 8 bytes of guest memory hold something else than at the recorder's last stop. */
    record Changed(Gpa at, long value) implements RecordedEvent {
    }

    /** {@code D}: a descriptor that the write of IQT before it submits. @param words 2 or 4, low word first */
    record Submitted(List<Long> words) implements RecordedEvent {
        public Submitted {
            words = List.copyOf(words);
        }
    }

    /** {@code C}: whether the recorded unit's context cache hit for the translation that comes next. */
    record ContextCache(boolean hit) implements RecordedEvent {
    }

    /** {@code T}: a translation. @param page the page's first byte @param mask 1 in every bit of the offset in the page */
    record Translated(SourceId source, Iova page, Gpa frame, long mask, Policy policy) implements RecordedEvent {
    }

    /** How the recorded unit came to its translation. */
    enum Policy {
        /** {@code H}: from its IOTLB. */
        HIT,
        /** {@code M}: by a walk. */
        MISS,
        /** {@code P}: the context entry says pass-through. */
        PASS_THROUGH
    }

    /** {@code F}: a fault. @param reason the code in the recorded unit's own words @param address to the byte */
    record Faulted(SourceId source, int reason, Iova address, boolean write) implements RecordedEvent {
    }

    /** {@code Q}: the message of a fault event. */
    record Message(long address, int data) implements RecordedEvent {
    }

    /** {@code I}: an interrupt-remapping table entry was read. @param low bits 63:0 @param high bits 127:64 */
    record EntryRead(int index, long low, long high) implements RecordedEvent {
    }

    /**
     * {@code J}: an interrupt came in, and went out as this message. The destination's bits 31:8 are the outgoing
     * address's bits 63:40.
     */
    record Interrupt(long address, int data, long outAddress, int outData) implements RecordedEvent {
    }

    /** {@code S} and {@code U}: notes of the recorder that nothing has to be done for. */
    record Note() implements RecordedEvent {
    }
}
