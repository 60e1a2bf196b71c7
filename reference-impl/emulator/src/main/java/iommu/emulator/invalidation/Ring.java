package iommu.emulator.invalidation;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import iommu.arch.invalidation.Descriptor;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.TableMode;
import java.util.Optional;

/**
 * The ring in memory: where a descriptor lies, what it says, and what is wrong with it or with the registers
 * (§6.5.2, §11.4.9). Places are counted in 128-bit units, so a wide descriptor takes two.
 */
final class Ring {

    private static final Entry128 NOTHING = new Entry128(0, 0);

    private final TableMemory memory;
    private final Capabilities capabilities;
    private final DescriptorRules rules;
    private QueueRegisters registers = QueueRegisters.RESET;

    Ring(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.capabilities = capabilities;
        this.rules = new DescriptorRules(capabilities);
    }

    /** What a fetch brings. */
    sealed interface Fetched {
    }

    record Valid(Descriptor descriptor) implements Fetched {
    }

    record Invalid(QueueError error) implements Fetched {
    }

    void program(QueueRegisters now) {
        registers = now;
    }

    boolean enabled() {
        return registers.enabled();
    }

    boolean endsAt(int place) {
        return place == registers.tail();
    }

    int after(int place) {
        return (place + step()) % units();
    }

    /** With 256-bit descriptors bit 4 of IQH is always 0 (§11.4.9.1). */
    int aligned(int place) {
        return place & -step();
    }

    Fetched fetch(int place) {
        Optional<QueueError> wrong = wrongRegisters(place);
        if (wrong.isPresent()) {
            return new Invalid(wrong.get());
        }
        Gpa at = registers.base().plus((long) Descriptor.SIZE * place);
        Optional<Entry128> low = memory.read128(at); // §3.10: always snoops
        Optional<Entry128> upper = registers.wide() ? memory.read128(at.plus(Descriptor.SIZE)) : Optional.of(NOTHING);
        if (low.isEmpty() || upper.isEmpty()) {
            return new Invalid(QueueError.FETCH_ERROR);
        }
        Descriptor descriptor = new Descriptor(low.get());
        return rules.flaw(descriptor, upper.get(), registers.mode())
                .<Fetched>map(Invalid::new).orElseGet(() -> new Valid(descriptor));
    }

    /** Registers are judged at a fetch, and in this order (freedom {@code queue-registers}). */
    private Optional<QueueError> wrongRegisters(int place) {
        if (!modeExists()) {
            return Optional.of(QueueError.INVALID_TABLE_MODE);
        }
        if (!widthFits()) {
            return Optional.of(QueueError.INVALID_WIDTH);
        }
        if (registers.tail() % step() != 0) {
            return Optional.of(QueueError.TAIL_NOT_ALIGNED);
        }
        if (registers.tail() < 0) {
            return Optional.of(QueueError.INVALID_TAIL);
        }
        return registers.tail() < units() && place < units() ? Optional.empty() : Optional.of(QueueError.INVALID_TAIL);
    }

    private boolean modeExists() {
        return switch (registers.mode()) {
            case LEGACY -> true;
            case SCALABLE -> scalable();
            case RESERVED -> false;
            case ABORT -> capabilities.platform().abortMode();
        };
    }

    /** §11.4.9.9: legacy mode takes both widths where there is another mode; the others take 256 bits alone. */
    private boolean widthFits() {
        return registers.wide()
                ? scalable() || capabilities.platform().abortMode()
                : registers.mode() == TableMode.LEGACY;
    }

    private boolean scalable() {
        return capabilities.scalable().offered();
    }

    private int step() {
        return registers.wide() ? Descriptor.WIDE_SIZE / Descriptor.SIZE : 1;
    }

    /** IQA.QS: 2^QS pages of 4 KiB, 256 units each, whatever the width (§11.4.9.3). */
    private int units() {
        return 256 << registers.size();
    }
}
