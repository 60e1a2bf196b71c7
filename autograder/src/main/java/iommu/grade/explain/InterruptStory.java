package iommu.grade.explain;

import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.interrupt.TableRemapper;
import iommu.view.AccessPicture.Kind;
import java.util.List;

/** Tells an interrupt: the message, the entry that its index names, and what becomes of it (§5.1). */
final class InterruptStory {

    private static final int POSTED = 1 << 15;

    private final Telling telling;

    /** @param result what the unit is going to answer */
    InterruptStory(Played played, Stimulus.Interrupt interrupt, InterruptOutcome result) {
        telling = new Telling("interrupt of " + interrupt.source() + ": " + Telling.hex(Integer.toUnsignedLong(interrupt.data()))
                + " to " + interrupt.address());
        InterruptRegisters registers = played.registers().interrupts();
        telling.fact(registers.enabled() ? "remapping is on, " + registers.entries() + " entries at " + registers.table()
                + (registers.extendedMode() ? ", 32-bit APIC ids" : "") : "remapping is off (GSTS.IRES=0)");
        long address = interrupt.address().value();
        boolean remappable = (address >>> 4 & 1) != 0;
        telling.fact(remappable ? "remappable format (address bit 4)" : "compatibility format (address bit 4 is 0)");
        int handle = telling.part("handle", address, 19, 5);
        telling.part("SHV", address, 3, 3);
        telling.part("handle 15", address, 2, 2);
        telling.part("subhandle", interrupt.data(), 15, 0);

        Trail trail = new Trail(played.memory());
        TableRemapper again = new TableRemapper(trail.of(Trail.Stage.INTERRUPT), played.capabilities(), 0);
        again.program(registers);
        InterruptOutcome byTables = again.remap(interrupt.source(), interrupt.address(), interrupt.data());
        boolean read = !trail.seen().isEmpty();
        if (!result.equals(byTables)) {
            telling.stop(Kind.HIT, "interrupt-entry cache: an entry read before", List.of(),
                    "§6.2: it may be used until an invalidation of its index completes, whatever the table says.");
            end(result, false);
            telling.stop(Kind.REMARK, "not read for this interrupt: the table as it is now", List.of(), "");
        }
        if (read) {
            tell(trail.seen().get(0), handle, registers.table(), byTables);
        }
        end(byTables, read);
    }

    Telling telling() {
        return telling;
    }

    private void tell(Trail.Seen seen, int handle, Gpa table, InterruptOutcome byTables) {
        long index = (seen.at().value() - table.value()) / 16;
        boolean posted = !seen.words().isEmpty() && (seen.words().get(0) & POSTED) != 0;
        Layout layout = posted ? Layouts.POSTED_INTERRUPT : Layouts.INTERRUPT;
        telling.found(Kind.ENTRY, layout.name() + " at " + seen.at(), ContextStops.lines(seen, layout), handle,
                table + " + 16 * " + Telling.hex(index), switch (byTables) {
                    case InterruptOutcome.Blocked b -> Rules.of(b.fault().reason());
                    case InterruptOutcome.Posted p -> "§9.10: P=1, nothing reserved is set, the source may use it: it is posted.";
                    default -> "§9.9: P=1, nothing reserved is set, the source may use it.";
                });
    }

    /** @param told whether the rule that it ends by stands with the entry */
    private void end(InterruptOutcome end, boolean told) {
        switch (end) {
            case InterruptOutcome.Interrupt i -> telling.stop(Kind.GOOD, "vector " + Telling.hex(i.vector()) + " to APIC "
                    + Telling.hex(Integer.toUnsignedLong(i.destination())), List.of((i.logical() ? "logical" : "physical")
                    + " destination, delivery mode " + i.deliveryMode() + (i.redirect() ? ", redirection hint" : "")
                    + (i.level() ? ", level" : ", edge")), "§5.1.4: the entry says all of it, the message only which entry.");
            case InterruptOutcome.Posted p -> telling.stop(Kind.GOOD, "posted into the descriptor at " + p.descriptor(),
                    List.of(p.notifies() ? "notified: vector " + Telling.hex(p.vector()) + " to APIC "
                            + Telling.hex(Integer.toUnsignedLong(p.destination())) : "nobody is notified now"), "§5.2.3");
            case InterruptOutcome.Unchanged u -> telling.stop(Kind.GOOD, "the message goes on as it is", List.of(),
                    "§5.1.4: remapping is off, or compatibility format may pass.");
            case InterruptOutcome.Blocked b -> Ends.fault(telling, b.fault(), told);
        }
    }
}
