package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.Memory;
import iommu.arch.SourceId;
import iommu.arch.format.InterruptEntry;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.seam.InterruptRemapper;
import iommu.emulator.interrupt.TableRemapper;
import java.util.Optional;
import java.util.OptionalLong;

/** Interrupt remapping that reads its table without snooping; posted-interrupt descriptors are always snooped (§3.10). */
final class UnsnoopedInterruptTable implements InterruptRemapper {

    private final InterruptRemapper remapper;
    private InterruptRegisters registers = InterruptRegisters.RESET;

    /** @param table the memory as reads see it that don't snoop */
    UnsnoopedInterruptTable(Memory memory, Memory table, Capabilities capabilities, int capacity) {
        remapper = new TableRemapper(new Divided(memory, table), capabilities, capacity);
    }

    @Override
    public void program(InterruptRegisters now) {
        registers = now;
        remapper.program(now);
    }

    @Override
    public void invalidate(boolean all, int index, int mask) {
        remapper.invalidate(all, index, mask);
    }

    @Override
    public InterruptOutcome remap(SourceId source, Iova address, int data) {
        return remapper.remap(source, address, data);
    }

    /** Entries of the table come from one memory, everything else from the other. */
    private final class Divided implements Memory {

        private final Memory memory;
        private final Memory table;

        Divided(Memory memory, Memory table) {
            this.memory = memory;
            this.table = table;
        }

        @Override
        public OptionalLong read64(Gpa at) {
            return memory.read64(at);
        }

        @Override
        public Optional<Entry128> read128(Gpa at) {
            long entry = (at.value() - registers.table().value()) / InterruptEntry.SIZE;
            boolean inTable = at.compareTo(registers.table()) >= 0 && entry < registers.entries();
            return (inTable ? table : memory).read128(at);
        }

        @Override
        public boolean write32(Gpa at, int value) {
            return memory.write32(at, value);
        }

        @Override
        public boolean write64(Gpa at, long value) {
            return memory.write64(at, value);
        }

        @Override
        public boolean write128(Gpa at, Entry128 value) {
            return memory.write128(at, value);
        }
    }
}
