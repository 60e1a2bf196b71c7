package lab12;

import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.StagedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Flags that the entries of a walk lack, until all of them can be set. */
class Account {

    /** @param dirty the flag that must wait until all others are set; 0 if there is none */
    private record Item(StagedStep step, long flags, long dirty, boolean permitted) {
    }

    private final List<Item> items = new ArrayList<>();

    /** Owed to a second-stage entry. */
    void owe(StagedStep step, long flags) {
        add(step, flags, 0x200, true);
    }

    /** Owed to a first-stage entry. @param holder the second-stage entry of its page, if that page is not dirty yet, else null */
    void owe(StagedStep step, long flags, boolean permitted, StagedStep holder) {
        boolean lacks = (step.entry() & flags) != flags;
        if (lacks && permitted && holder != null) {
            add(holder, 0x200, 0, true);
        }
        add(step, flags, 0x40, permitted);
    }

    private void add(StagedStep step, long flags, long dirty, boolean permitted) {
        if ((step.entry() & flags) != flags) {
            items.add(new Item(step, flags, flags & dirty, permitted));
        }
    }

    void settle(Memory memory, boolean snooped) {
        for (Item item : items) {
            if (!item.permitted()) {
                throw new Journey.Lost(FaultReason.NESTED_TABLE_UNWRITABLE);
            }
            if (!snooped) {
                throw new Journey.Lost(item.step().firstStage() ? FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED
                        : FaultReason.SECOND_STAGE_DIRTY_NOT_SNOOPED);
            }
        }
        for (Item item : items) {
            set(memory, item, item.flags() & ~item.dirty());
        }
        for (Item item : items.reversed()) {
            if (item.dirty() != 0) {
                set(memory, item, item.flags());
            }
        }
    }

    /** Stores even what is there already: only so it shows whether more could be stored. */
    private static void set(Memory memory, Item item, long flags) {
        Gpa at = item.step().at();
        OptionalLong now = memory.read64(at);
        boolean done = now.isPresent() && ((now.getAsLong() & item.flags()) == item.flags()
                || memory.write64(at, now.getAsLong() | flags));
        if (!done) {
            throw new Journey.Lost(item.step().firstStage() ? FaultReason.FIRST_STAGE_DIRTY_FAILED
                    : FaultReason.SECOND_STAGE_DIRTY_FAILED);
        }
    }
}
