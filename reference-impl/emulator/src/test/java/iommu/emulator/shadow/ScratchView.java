package iommu.emulator.shadow;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Memory;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.ScalableContext;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.TableMemory;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.StagedWalk.Request;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.firststage.ScalableWalk;
import iommu.emulator.pasid.PasidTableLookup;
import iommu.emulator.secondstage.SecondStageWalk;
import iommu.emulator.shadow.HostMap.Seen;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the reference's rooms make of memory as it is now, from the root on; and which pages they read for it. */
final class ScratchView {

    private final ReadOnly memory;
    private final Capabilities unit;
    private final Unit state;
    private final Set<Gpa> pages = new LinkedHashSet<>();

    ScratchView(TableMemory guest, Capabilities unit, Unit state) {
        this.memory = new ReadOnly(guest);
        this.unit = unit;
        this.state = state;
    }

    /** Accessed and dirty bits that a walk sets are lost. */
    private final class ReadOnly implements Memory {

        private final TableMemory guest;

        ReadOnly(TableMemory guest) {
            this.guest = guest;
        }

        @Override
        public OptionalLong read64(Gpa at) {
            pages.add(at.alignedTo(4096));
            return guest.read64(at);
        }

        @Override
        public Optional<Entry128> read128(Gpa at) {
            pages.add(at.alignedTo(4096));
            return guest.read128(at);
        }

        @Override
        public boolean write64(Gpa at, long value) {
            return true;
        }

        @Override
        public boolean write128(Gpa at, Entry128 value) {
            throw new AssertionError("a walk sets flags in words");
        }

        @Override
        public boolean write32(Gpa at, int value) {
            throw new AssertionError("a walk sets flags in words");
        }
    }

    /** Every page that has been read so far. */
    Set<Gpa> pages() {
        return pages;
    }

    Mode mode(SourceId source) {
        if (!state.translating()) {
            return Mode.IDENTITY;
        }
        return switch (meets(source)) {
            case TranslationContext c -> c.type() == TranslationType.PASS_THROUGH ? Mode.IDENTITY : Mode.TRANSLATED;
            case Staged s when s.supervisor && !s.entry.flags().supervisor() -> Mode.BLOCKED;
            case Staged s -> s.entry.type() == PasidType.PASS_THROUGH ? Mode.IDENTITY : Mode.TRANSLATED;
            default -> Mode.BLOCKED;
        };
    }

    Optional<Seen> at(SourceId source, Iova page) {
        Optional<Seen> read = at(source, page, Access.READ);
        Optional<Seen> write = at(source, page, Access.WRITE);
        Optional<Seen> any = read.or(() -> write);
        return any.map(s -> new Seen(s.frame(), Rights.of(read.isPresent(), write.isPresent()), s.snoop()));
    }

    private record Staged(PasidContext entry, boolean supervisor) {
    }

    private Object meets(SourceId source) {
        if (state.mode() == TableMode.LEGACY) {
            return state.separateRights() ? "mode" : new RootAndContextLookup(memory, unit).lookUp(state.root(), source);
        }
        if (state.mode() != TableMode.SCALABLE || !unit.scalable().offered()) {
            return "mode";
        }
        PasidTableLookup lookup = new PasidTableLookup(memory, unit);
        return switch (lookup.context(state.root(), source)) {
            case Fault fault -> fault;
            case ScalableContext context -> switch (lookup.entry(context, context.ridPasid())) {
                case Fault fault -> fault;
                case PasidContext entry -> new Staged(entry, context.ridPrivilege());
            };
        };
    }

    private Optional<Seen> at(SourceId source, Iova page, Access access) {
        if (mode(source) != Mode.TRANSLATED) {
            return Optional.empty();
        }
        return switch (meets(source)) {
            case TranslationContext c -> new SecondStageWalk(memory, unit).walk(c.walkStart(), page, access)
                    instanceof Mapping m ? Optional.of(new Seen(m.translate(page), m.rights(), m.snoop())) : Optional.empty();
            case Staged s -> new ScalableWalk(memory, unit, state.separateRights())
                    .walk(s.entry, new Request(page, access, s.supervisor))
                    instanceof StagedMapping m ? Optional.of(new Seen(m.translate(page), m.user(), m.snoop())) : Optional.empty();
            default -> throw new AssertionError("translated without tables");
        };
    }
}
