package iommu.emulator.interrupt;

import iommu.arch.Entry128;
import iommu.arch.Entry256;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.format.InterruptEntry;
import iommu.arch.format.PostedInterruptDescriptor;
import iommu.arch.InterruptOutcome;
import java.util.Optional;

/** Posting: a bit in a descriptor in memory, and perhaps a notification (§5.2.3). */
final class Posting {

    // §9.11, bits 319:256
    private static final long RESERVED = 0xFF00_FFFCL;
    private static final long OUTSTANDING = 1;

    private final Memory memory;

    Posting(Memory memory) {
        this.memory = memory;
    }

    /** How a posting ends. */
    sealed interface Outcome {
    }

    record Done(InterruptOutcome.Posted result) implements Outcome {
    }

    record Refused(FaultReason reason) implements Outcome {
    }

    /** @param entry a posted one without flaw @param extended EIME: NDST has 32 bits */
    Outcome post(InterruptEntry entry, boolean extended) {
        Gpa at = entry.descriptor();
        Optional<PostedInterruptDescriptor> found = read(at);
        if (found.isEmpty()) {
            return new Refused(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR);
        }
        PostedInterruptDescriptor descriptor = found.get();
        if (flawed(descriptor, extended)) {
            return new Refused(FaultReason.POSTED_DESCRIPTOR_RESERVED); // §5.2.3: and nothing is changed
        }
        boolean notifies = !descriptor.outstandingNotification()
                && (entry.urgent() || !descriptor.suppressNotification()); // §5.2.3: X
        if (!store(at, descriptor, entry.vector(), notifies)) {
            return new Refused(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR);
        }
        return new Done(new InterruptOutcome.Posted(at, notifies, ApicId.of(descriptor.notificationDestination(), extended),
                descriptor.notificationVector()));
    }

    private Optional<PostedInterruptDescriptor> read(Gpa at) {
        Optional<Entry256> requests = read256(at);
        Optional<Entry256> control = read256(at.plus(32));
        return requests.isPresent() && control.isPresent()
                ? Optional.of(new PostedInterruptDescriptor(requests.get(), control.get()))
                : Optional.empty();
    }

    private Optional<Entry256> read256(Gpa at) {
        Optional<Entry128> low = memory.read128(at);
        Optional<Entry128> high = memory.read128(at.plus(16));
        return low.isPresent() && high.isPresent() ? Optional.of(new Entry256(low.get(), high.get())) : Optional.empty();
    }

    private static boolean flawed(PostedInterruptDescriptor descriptor, boolean extended) {
        Entry256 control = descriptor.control();
        return (control.low().low() & RESERVED) != 0
                || (control.low().high() | control.high().low() | control.high().high()) != 0 // §9.11: bits 511:320
                || ApicId.flawed(descriptor.notificationDestination(), extended);
    }

    /** §5.2.3 makes this one atomic update of 64 bytes: nothing can come between here. */
    private boolean store(Gpa at, PostedInterruptDescriptor old, int vector, boolean notifies) {
        boolean stored = memory.write64(at.plus(vector / 64 * 8), word(old.requests(), vector / 64) | 1L << vector % 64);
        return stored && (!notifies || memory.write64(at.plus(32), old.control().low().low() | OUTSTANDING));
    }

    private static long word(Entry256 requests, int number) {
        Entry128 half = number < 2 ? requests.low() : requests.high();
        return number % 2 == 0 ? half.low() : half.high();
    }
}
