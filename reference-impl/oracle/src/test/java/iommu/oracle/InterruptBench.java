package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.LinkedHashSet;
import java.util.Set;

/** A guest that remaps interrupts, and devices that send them. */
final class InterruptBench {

    static final long TABLE = 0x50_0000;
    static final SourceId A = SourceId.of(0, 3, 0);
    static final int QIE = 1 << 26;
    static final int IRE = 1 << 25;
    static final int SIRTP = 1 << 24;
    static final int CFI = 1 << 23;
    /** IRTA: 256 entries, and destinations of 32 bits or 8. */
    static final long WIDE = TABLE | 1 << 11 | 7;
    static final long NARROW = TABLE | 7;
    /** Everything about interrupts; caching mode off. */
    static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> {
        c.cachingMode = false;
        c.interruptRemapping = true;
        c.extendedInterruptMode = true;
        c.postedInterrupts = true;
        c.maxHandleMask = 15;
    });

    final MachineRelation law;
    final Bench bench;

    InterruptBench(Capabilities unit, Prefetch prefetch, long irta) {
        law = new MachineRelation(unit, prefetch);
        bench = new Bench(law);
        bench.register64(Registers.IQA, Bench.QUEUE).register32(Registers.GCMD, QIE);
        pointer(irta, QIE).commands(QIE | IRE);
    }

    /** IRTA, taken over while these commands are on. */
    InterruptBench pointer(long irta, int levels) {
        bench.register64(Registers.IRTA, irta);
        return commands(levels | SIRTP);
    }

    InterruptBench commands(int gcmd) {
        bench.register32(Registers.GCMD, gcmd);
        return this;
    }

    InterruptBench entry(int index, long low, long high) {
        bench.store128(TABLE + index * 16L, low, high);
        return this;
    }

    InterruptBench open(boolean all, int index, int mask) {
        bench.descriptor(4 | (all ? 0 : 1L << 4) | (long) mask << 27 | (long) index << 32, 0);
        return this;
    }

    InterruptBench invalidate(boolean all, int index, int mask) {
        open(all, index, mask).bench.await();
        return this;
    }

    Set<InterruptOutcome> write(SourceId source, long address, int data) {
        Set<InterruptOutcome> results = new LinkedHashSet<>();
        for (Answer answer : law.on(new Stimulus.Interrupt(source, new Iova(address), data))) {
            results.add(((Answer.Interrupt) answer).result());
        }
        return results;
    }

    Set<InterruptOutcome> remappable(int index) {
        return remappable(A, index);
    }

    Set<InterruptOutcome> remappable(SourceId source, int index) {
        return write(source, 0xFEE0_0010L | (index & 0x7FFF) << 5 | (index >>> 15) << 2, 0);
    }

    /** Present, fixed, physical, edge. */
    static long entry(int destination, int vector) {
        return 1 | (long) vector << 16 | (long) destination << 32;
    }

    static InterruptOutcome interrupt(int destination, int vector) {
        return new InterruptOutcome.Interrupt(destination, false, false, vector, 0, false);
    }

    static InterruptOutcome blocked(FaultReason reason, int index) {
        return new InterruptOutcome.Blocked(Fault.of(reason), index);
    }
}
