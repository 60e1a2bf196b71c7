package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.TableMode;
import java.util.List;
import java.util.Optional;

/** What GCMD, CCMD and IOTLB_REG lead to (§11.4.4-§11.4.6), and what GSTS says then. */
final class RegisterCommands {

    private static final int TE = 1 << 31;
    private static final int SRTP = 1 << 30;
    private static final int WBF = 1 << 27;
    private static final int QIE = 1 << 26;
    private static final int IRE = 1 << 25;
    private static final int SIRTP = 1 << 24;
    private static final int CFI = 1 << 23;
    private static final int GSTS = 0x01C;

    private final Capabilities unit;
    private final int major;
    private final RegisterBits bits;
    /** RTADDR and IRTA as SRTP and SIRTP took them over. */
    private long root;
    private long table;
    private boolean freshRoot;
    private boolean freshTable;
    private Optional<String> silence = Optional.empty();

    RegisterCommands(Capabilities unit, int major, RegisterBits bits) {
        this.unit = unit;
        this.major = major;
        this.bits = bits;
        if (unit.interrupts().remapping()) {
            bits.open(GSTS, CFI, true);
        }
    }

    Optional<String> silence() {
        return silence;
    }

    TableMode mode() {
        return RegisterRelation.mode(root);
    }

    boolean queueEnabled() {
        return is(QIE);
    }

    InterruptRegisters remapping() {
        return new InterruptRegisters(is(IRE), new Gpa(table & -4096L), 2 << (int) (table & 0xF), (table & 1 << 11) != 0, is(CFI));
    }

    private boolean is(int field) {
        return (bits.get(GSTS) & field) != 0;
    }

    Optional<String> on(int offset, int value, List<Effect> actions, List<Effect> states) {
        if (offset == 0x018) {
            return global(value, actions, states);
        }
        if (offset == 0x02C && value < 0) {
            return context(actions);
        }
        return offset == RegisterPlan.IOTLB + 4 && value < 0 ? iotlb(actions) : Optional.empty();
    }

    private Optional<String> global(int value, List<Effect> actions, List<Effect> states) {
        boolean remaps = unit.interrupts().remapping();
        int levels = TE | (unit.platform().queuedInvalidation() ? QIE : 0) | (remaps ? IRE | CFI : 0);
        int shots = SRTP | (unit.platform().writeBufferFlush() ? WBF : 0) | (remaps ? SIRTP : 0);
        int changed = (value ^ bits.get(GSTS)) & levels | value & shots;
        if (Integer.bitCount(changed) > 1) {
            silence = Optional.of("several commands in one write of GCMD"); // Freedom commands
            return Optional.empty();
        }
        boolean on = (value & changed) != 0;
        return switch (changed) {
            case SRTP -> rootPointer(actions);
            case SIRTP -> interruptPointer();
            case TE -> translation(on, actions);
            case IRE -> {
                // Freedom enable-without-root: without a fresh SIRTP it takes effect, or not
                boolean refused = on && !freshTable && states.stream().noneMatch(s -> s instanceof Effect.ProgramInterruptRemapping(var r) && r.enabled());
                freshTable &= on;
                set(IRE, on && !refused);
                yield Optional.empty();
            }
            case QIE, CFI -> {
                set(changed, on);
                yield Optional.empty();
            }
            default -> Optional.empty(); // WBF: WBFS is 0 again at once
        };
    }

    private void set(int field, boolean on) {
        bits.change(GSTS, field, on ? field : 0);
        if (unit.interrupts().remapping()) {
            bits.open(GSTS, CFI, !is(IRE) || (table & 1 << 11) != 0); // §11.4.4.2: CFIS counts with IRES and without EIME
        }
    }

    private Optional<String> rootPointer(List<Effect> actions) {
        long programmed = bits.get64(0x020);
        if (is(TE) && !unit.platform().rootPointerInvalidates() && ((programmed ^ root) & 0xC80) != 0) {
            silence = Optional.of("the table mode was changed while translating"); // §11.4.5
            return Optional.empty();
        }
        root = programmed;
        freshRoot = true;
        set(SRTP, true); // RTPS
        long within = (1L << unit.hostAddressWidth()) - 1;
        for (Effect action : List.copyOf(actions)) {
            if (action instanceof Effect.UseRootTable(Gpa at, TableMode mode, boolean separate) && mode == mode()
                    && separate == ((root & 1 << 7) != 0) && (at.value() == (root & -4096L) || at.value() == (root & -4096L & within))) {
                actions.remove(action);
                return Optional.empty();
            }
        }
        return Optional.of("did not take the root pointer over");
    }

    private Optional<String> interruptPointer() {
        long programmed = bits.get64(0x0B8);
        if (is(IRE) && ((programmed ^ table) & 1 << 11) != 0) {
            silence = Optional.of("EIME was changed while remapping"); // §11.4.10
            return Optional.empty();
        }
        table = programmed;
        freshTable = true;
        set(SIRTP, true); // IRTPS
        return Optional.empty();
    }

    private Optional<String> translation(boolean on, List<Effect> actions) {
        boolean done = actions.remove(new Effect.Translate(on));
        boolean free = on && !freshRoot; // Freedom enable-without-root
        set(TE, done == on || !done && !free && on);
        freshRoot &= on;
        return done || free ? Optional.empty() : Optional.of("did not switch translation " + (on ? "on" : "off"));
    }

    /** Whether a command may be ignored as incorrect, and whether it must be (§11.4.6). */
    private boolean mayFail(int granularity) {
        boolean modes = mode() != TableMode.LEGACY || RegisterRelation.mode(bits.get64(0x020)) != TableMode.LEGACY;
        return mustFail() || granularity == 0 || is(QIE) || modes; // Freedom both-interfaces
    }

    /** Freedom: which of the two modes counts, the one programmed or the one in effect. */
    private boolean mustFail() {
        return major >= 6 || mode() != TableMode.LEGACY && RegisterRelation.mode(bits.get64(0x020)) != TableMode.LEGACY;
    }

    private Optional<String> context(List<Effect> actions) {
        long word = bits.raw64(0x028);
        int asked = (int) (word >>> 61) & 3;
        bits.change(0x02C, 1 << 31, 0); // ICC
        for (Effect action : List.copyOf(actions)) {
            if (action instanceof Effect.Invalidate(ContextInvalidation c) && !mustFail()) {
                actions.remove(action);
                int done = c.granularity() == Granularity.GLOBAL ? 1 : c.granularity() == Granularity.DOMAIN ? 2 : 3;
                QueuedCommand same = QueuedCommand.inOrder(QueuedCommand.Kind.CONTEXT_CACHE, new Entry128((long) asked << 4
                        | (word & 0xFFFF) << 16 | (word >>> 16 & 0xFFFF) << 32 | (word >>> 32 & 3) << 48, 0));
                if (asked == 0 ? done != 1 : same.fit(action, unit) == QueuedCommand.Fit.NONE) {
                    return Optional.of("did " + action + " for CCMD 0x" + Long.toHexString(word));
                }
                actual(0x02C, 27, done);
                return Optional.empty();
            }
        }
        actual(0x02C, 27, 0);
        return mayFail(asked) ? Optional.empty() : Optional.of("ignored CCMD 0x" + Long.toHexString(word));
    }

    private Optional<String> iotlb(List<Effect> actions) {
        long word = bits.raw64(RegisterPlan.IOTLB);
        long address = bits.raw64(RegisterPlan.IVA);
        int asked = (int) (word >>> 60) & 3;
        boolean wide = asked == 3 && unit.pageSelective() && (address & 0x3F) > unit.maxAddressMask();
        boolean unoffered = asked == 3 && !unit.pageSelective(); // Freedom: an error, or coarser
        bits.change(RegisterPlan.IOTLB + 4, 1 << 31, 0); // IVT
        for (Effect action : List.copyOf(actions)) {
            if (action instanceof Effect.Invalidate(IotlbInvalidation c) && !mustFail() && !wide) {
                actions.remove(action);
                int done = c.granularity() == Granularity.GLOBAL ? 1 : c.granularity() == Granularity.DOMAIN ? 2 : 3;
                QueuedCommand same = QueuedCommand.inOrder(QueuedCommand.Kind.IOTLB,
                        new Entry128((long) asked << 4 | (word >>> 32 & 0xFFFF) << 16, address));
                if (asked == 0 ? done != 1 : same.fit(action, unit) == QueuedCommand.Fit.NONE || unoffered && done == 3) {
                    return Optional.of("did " + action + " for IOTLB 0x" + Long.toHexString(word) + ", IVA 0x" + Long.toHexString(address));
                }
                actual(RegisterPlan.IOTLB + 4, 25, done);
                return Optional.empty();
            }
        }
        actual(RegisterPlan.IOTLB + 4, 25, 0);
        return mayFail(asked) || wide || unoffered ? Optional.empty() : Optional.of("ignored IOTLB 0x" + Long.toHexString(word));
    }

    /** CAIG, IAIG: known once a command was given. */
    private void actual(int offset, int bit, int granularity) {
        bits.open(offset, 3 << bit, false);
        bits.change(offset, 3 << bit, granularity << bit);
    }
}
