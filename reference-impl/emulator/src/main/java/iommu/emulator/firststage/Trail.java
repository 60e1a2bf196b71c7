package iommu.emulator.firststage;

import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.StagedMapping;
import iommu.arch.StagedStep;
import iommu.arch.format.FirstStageEntry;
import iommu.arch.format.SecondStageEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The entries that the walk of one request has read, and the flags that it owes them (§3.6.2, §3.7.2).
 *
 * <p>Flags are set last, when nothing else can fault any more, in the order in which the entries were used: the
 * requests that fault leave no trace, though § lets a unit set A and EA for them too (freedom
 * {@code speculative-accessed}).
 */
final class Trail {

    private final Memory memory;
    private final List<StagedStep> steps = new ArrayList<>();
    private final List<Debt> debts = new ArrayList<>();

    /** Flags that an entry lacks. @param permitted the second stage lets the unit write there @param ground of a table's page */
    private record Debt(StagedStep step, long flags, boolean permitted, boolean ground) {

        long dirty() {
            return step.firstStage() ? FirstStageEntry.DIRTY : SecondStageEntry.DIRTY;
        }

        /** Of the page that the request is for. */
        boolean dirties() {
            return !ground && (flags & dirty()) != 0;
        }

        Fault fault(FaultReason firstStage, FaultReason secondStage) {
            FaultReason reason = step.firstStage() ? firstStage : secondStage;
            return new Fault(reason, step.level(), PagingLevel.PAGE, false);
        }
    }

    Trail(Memory memory) {
        this.memory = memory;
    }

    /** Reads an entry; empty on an access error. */
    Optional<StagedStep> read(boolean firstStage, PagingLevel level, Gpa at) {
        OptionalLong bits = memory.read64(at);
        if (bits.isEmpty()) {
            return Optional.empty();
        }
        StagedStep step = new StagedStep(firstStage, level.number(), at, bits.getAsLong());
        steps.add(step);
        return Optional.of(step);
    }

    /** What was read so far, in order. */
    List<StagedStep> steps() {
        return List.copyOf(steps);
    }

    /** The request owes these flags to a second-stage entry, or to a first-stage entry in plain memory. */
    void owe(StagedStep step, long flags) {
        if ((step.entry() & flags) != flags) {
            debts.add(new Debt(step, flags, true, false));
        }
    }

    /**
     * The request owes these flags to a first-stage entry. Setting them is a write to the page that the entry lies in:
     * nested, that page must be writable, and its own dirty bit goes first (§3.8.1; freedom {@code nested-table-dirty}:
     * reading alone does not make it dirty).
     *
     * @param ground the page that the entry lies in; nested, its last step is the entry that maps it
     */
    void owe(StagedStep step, long flags, StagedMapping ground) {
        if ((step.entry() & flags) == flags) {
            return;
        }
        boolean permitted = ground.user().write();
        if (permitted && !ground.writable()) {
            debts.add(new Debt(ground.steps().getLast(), SecondStageEntry.DIRTY, true, true));
        }
        debts.add(new Debt(step, flags, permitted, false));
    }

    /**
     * Sets every flag owed, atomically as far as this memory goes: what is there now, and the flags.
     *
     * @param snooped the walk snoops: only then may it write (§3.10)
     * @return the first debt that can't be paid; permission comes before snooping (freedom {@code flag-order})
     */
    Optional<Fault> settle(boolean snooped) {
        for (Debt debt : debts) {
            if (!debt.permitted()) {
                return Optional.of(debt.fault(FaultReason.NESTED_TABLE_UNWRITABLE, null)); // §7.1.3 SFS.8
            }
            if (!snooped) {
                return Optional.of(debt.fault(FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED, // §7.1.3 SFS.9
                        FaultReason.SECOND_STAGE_DIRTY_NOT_SNOOPED)); // §7.1.3 SSS.5
            }
        }
        return unpaid().map(debt -> debt.fault(FaultReason.FIRST_STAGE_DIRTY_FAILED, // §7.1.3 SFS.10
                FaultReason.SECOND_STAGE_DIRTY_FAILED)); // §7.1.3 SSS.6
    }

    /**
     * Pays; a request that is aborted after all must leave no dirty bit of the page it was for (§3.6.2, §3.7.2). So these
     * come last, and only once it is known that each of them can be stored.
     *
     * @return the first entry that can't be stored to
     */
    private Optional<Debt> unpaid() {
        List<Debt> last = debts.stream().filter(Debt::dirties).toList();
        List<Debt> first = debts.stream().filter(debt -> !debt.dirties()).toList();
        Optional<Debt> unpaid = first.stream().filter(debt -> !set(debt, debt.flags())).findFirst();
        for (int i = 0; i + 1 < last.size() && unpaid.isEmpty(); i++) {
            unpaid = set(last.get(i), last.get(i).flags() & ~last.get(i).dirty()) ? unpaid : Optional.of(last.get(i));
        }
        List<Debt> backwards = new ArrayList<>(last);
        Collections.reverse(backwards);
        return unpaid.or(() -> backwards.stream().filter(debt -> !set(debt, debt.flags())).findFirst());
    }

    /** @return whether this can be stored, or all is set that is owed: an entry may be used more than once */
    private boolean set(Debt debt, long flags) {
        OptionalLong now = memory.read64(debt.step().at());
        boolean already = now.isPresent() && (now.getAsLong() & debt.flags()) == debt.flags();
        return already || now.isPresent() && memory.write64(debt.step().at(), now.getAsLong() | flags);
    }
}
