package iommu.emulator.interrupt;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.Memory;
import iommu.arch.SourceId;
import iommu.arch.format.InterruptEntry;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.seam.InterruptRemapper;
import java.util.Optional;

/**
 * From a message to an interrupt: the checks of §5.1.4 in the order of its text, then delivery or posting (§5.2.3).
 *
 * <pre>
 *  address  31    20 19                5  4   3      2      1  0        data  31   16 15         0
 *          ┌────────┬───────────────────┬───┬───┬──────────┬──────┐          ┌───────┬────────────┐
 *          │  FEEh  │   handle [14:0]   │ 1 │SHV│handle[15]│ any  │          │   0   │ subhandle  │ both only with SHV
 *          └────────┴───────────────────┴───┴───┴──────────┴──────┘          └───────┴────────────┘
 * </pre>
 *
 * <p>Never throws, whatever the message and the table. Not for use by several threads at once.
 */
public final class TableRemapper implements InterruptRemapper {

    private static final int REMAPPABLE = 1 << 4;
    private static final int SUBHANDLE_VALID = 1 << 3;

    private final Memory memory;
    private final Capabilities capabilities;
    private final EntryRules rules;
    private final Posting posting;
    private final EntryCache cache;
    private InterruptRegisters registers = InterruptRegisters.RESET;

    /** @param capacity the entries that the interrupt-entry cache keeps; 0 keeps nothing */
    public TableRemapper(Memory memory, Capabilities capabilities, int capacity) {
        this.memory = memory;
        this.capabilities = capabilities;
        this.rules = new EntryRules(capabilities);
        this.posting = new Posting(memory);
        this.cache = new EntryCache(capacity);
    }

    /** With ESIRTPS any change of the registers empties the cache, not SIRTP alone (freedom {@code interrupt-pointer}). */
    @Override
    public void program(InterruptRegisters now) {
        registers = now;
        if (capabilities.interrupts().pointerInvalidates()) {
            cache.invalidateAll(); // §6.7, §11.4.4.1: SIRTP does it, and IRE when it is cleared
        }
    }

    @Override
    public void invalidate(boolean all, int index, int mask) {
        if (all) {
            cache.invalidateAll();
        } else {
            cache.invalidate(index, mask);
        }
    }

    @Override
    public InterruptOutcome remap(SourceId source, Iova address, int data) {
        if (!registers.enabled()) {
            return capabilities.interrupts().remappingRequired()
                    ? blocked(FaultReason.INTERRUPT_REMAPPING_REQUIRED, 0)
                    : new InterruptOutcome.Unchanged(); // §5.1.4: all are taken as of compatibility format
        }
        if (capabilities.interrupts().extendedModeRequired() && !registers.extendedMode()) {
            return blocked(FaultReason.EXTENDED_INTERRUPT_MODE_REQUIRED, 0);
        }
        if ((address.value() & REMAPPABLE) == 0) {
            return registers.extendedMode() || !registers.compatibility() // §5.1.4
                    ? blocked(FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, 0)
                    : new InterruptOutcome.Unchanged();
        }
        return remappable(source, address, data);
    }

    private InterruptOutcome remappable(SourceId source, Iova address, int data) {
        boolean subhandleValid = (address.value() & SUBHANDLE_VALID) != 0;
        if (subhandleValid && data >>> 16 != 0) {
            return blocked(FaultReason.INTERRUPT_FORMAT_RESERVED, 0); // Table 14: without SHV data is ignored
        }
        int index = handle(address) + (subhandleValid ? data : 0); // §5.1.3
        Gpa at = registers.table().plus((long) InterruptEntry.SIZE * index);
        if (index >= registers.entries() || beyondHostWidth(registers.table()) || beyondHostWidth(at)) {
            return blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, index);
        }
        Optional<Entry128> cached = cache.find(index);
        Optional<Entry128> bits = cached.or(() -> memory.read128(at)); // §5.1.4: the whole entry in one access
        if (bits.isEmpty()) {
            return blocked(FaultReason.INTERRUPT_ENTRY_ACCESS_ERROR, index);
        }
        InterruptOutcome result = through(new InterruptEntry(bits.get()), source, index);
        if (cached.isEmpty() && mayKeep(result)) {
            cache.fill(index, bits.get());
        }
        return result;
    }

    /** §6.1: with CM=0 only what raised no fault may be cached. */
    private boolean mayKeep(InterruptOutcome result) {
        return capabilities.cachingMode() || !(result instanceof InterruptOutcome.Blocked);
    }

    private InterruptOutcome through(InterruptEntry entry, SourceId source, int index) {
        Optional<FaultReason> flaw = rules.flaw(entry, source, registers.extendedMode());
        if (flaw.isPresent()) {
            return blocked(flaw.get(), index, entry);
        }
        if (!entry.posted()) {
            return delivered(entry);
        }
        return switch (posting.post(entry, registers.extendedMode())) {
            case Posting.Done done -> done.result();
            case Posting.Refused refused -> blocked(refused.reason(), index, entry);
        };
    }

    /** DLM and TM go on as they are, whether a processor takes them or not (freedom {@code delivery-mode}). */
    private InterruptOutcome delivered(InterruptEntry entry) {
        return new InterruptOutcome.Interrupt(ApicId.of(entry.destination(), registers.extendedMode()), entry.logicalDestination(),
                entry.redirectionHint(), entry.vector(), entry.deliveryMode(), entry.levelTriggered());
    }

    /** Handle, 16 bits (Table 13). */
    private static int handle(Iova address) {
        return (int) (address.value() >>> 5) & 0x7FFF | (int) (address.value() >>> 2 & 1) << 15;
    }

    private boolean beyondHostWidth(Gpa address) {
        return address.value() >>> capabilities.hostAddressWidth() != 0;
    }

    /**
     * A sum of handle and subhandle that has 17 bits is beyond any table, and reported without the highest (freedom
     * {@code wide-index}).
     */
    private static InterruptOutcome blocked(FaultReason reason, int index) {
        return new InterruptOutcome.Blocked(Fault.of(reason), index & 0xFFFF);
    }

    private static InterruptOutcome blocked(FaultReason reason, int index, InterruptEntry entry) {
        return new InterruptOutcome.Blocked(Fault.of(reason).withSilent(entry.faultProcessingDisable()), index);
    }
}
