package iommu.peers.recording;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Memory;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.ScalableContext;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.register.Field;
import iommu.arch.register.TableMode;
import iommu.arch.seam.StagedWalk.Request;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.firststage.ScalableWalk;
import iommu.emulator.pasid.PasidTableLookup;
import iommu.emulator.secondstage.SecondStageWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the tables hold for an address at this moment: each entry on the way to it, read once more without any cache. */
final class TablesNow {

    private final Capabilities capabilities;
    private final Watched memory;

    TablesNow(Capabilities capabilities, Memory memory) {
        this.capabilities = capabilities;
        this.memory = new Watched(memory);
    }

    /** The entries, a line each. @param rtaddr the root pointer with its table mode */
    List<String> lines(long rtaddr, SourceId source, Iova address) {
        Gpa root = new Gpa(Field.RTADDR_RTA.get(rtaddr) << Field.RTADDR_RTA.low());
        if (Field.RTADDR_TTM.get(rtaddr) == TableMode.SCALABLE.ordinal()) {
            scalable(root, source, address);
        } else {
            legacy(root, source, address);
        }
        return memory.lines;
    }

    private void legacy(Gpa root, SourceId source, Iova address) {
        if (new RootAndContextLookup(memory, capabilities).lookUp(root, source) instanceof TranslationContext context
                && context.type() != TranslationType.PASS_THROUGH) {
            new SecondStageWalk(memory, capabilities).walk(context.walkStart(), address, Access.READ);
        }
    }

    private void scalable(Gpa root, SourceId source, Iova address) {
        PasidTableLookup lookup = new PasidTableLookup(memory, capabilities);
        if (lookup.context(root, source) instanceof ScalableContext context
                && lookup.entry(context, context.ridPasid()) instanceof PasidContext entry
                && entry.type() != PasidType.PASS_THROUGH) {
            new ScalableWalk(memory, capabilities).walk(entry, new Request(address, Access.READ, context.ridPrivilege()));
        }
    }

    /** Notes every read; keeps nothing that the walk would store. */
    private static final class Watched implements Memory {

        private final Memory memory;
        private final List<String> lines = new ArrayList<>();

        private Watched(Memory memory) {
            this.memory = memory;
        }

        @Override
        public OptionalLong read64(Gpa at) {
            OptionalLong bits = memory.read64(at);
            lines.add("table      " + at + " holds " + (bits.isPresent() ? Words.hex(bits.getAsLong()) : "nothing readable"));
            return bits;
        }

        @Override
        public Optional<Entry128> read128(Gpa at) {
            Optional<Entry128> bits = memory.read128(at);
            lines.add("table      " + at + " holds "
                    + bits.map(b -> Words.hex(b.high()) + " " + Words.hex(b.low())).orElse("nothing readable"));
            return bits;
        }

        @Override
        public boolean write32(Gpa at, int value) {
            return true;
        }

        @Override
        public boolean write64(Gpa at, long value) {
            return true;
        }

        @Override
        public boolean write128(Gpa at, Entry128 value) {
            return true;
        }
    }
}
