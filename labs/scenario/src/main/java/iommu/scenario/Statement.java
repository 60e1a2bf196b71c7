package iommu.scenario;

import iommu.arch.Access;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationType;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What one line makes happen. Each record is one statement of the README, by its words. */
public sealed interface Statement
        permits Statement.Blank, Statement.Version, Statement.Speaks, Statement.Unit, Statement.Attach, Statement.Detach,
        Statement.MapPages, Statement.Unmap, Statement.Edit, Statement.EditContext, Statement.EditRoot, Statement.Reading,
        Statement.Unflushed, Statement.Write64, Statement.Write128, Statement.FlushLine, Statement.SetRoot, Statement.Enable,
        Statement.Dma, Statement.Interrupt, Statement.AskForPage, Statement.DeviceTlb, Statement.Invalidate, Statement.Await,
        Statement.RegisterWrite, Statement.RegisterRead, Statement.Descriptor, Statement.LookUpContext, Statement.Walk,
        Statement.Fill, Statement.Lookup, Statement.FillContext, Statement.FillNoContext, Statement.LookupContext,
        Statement.FillPrefix, Statement.LookupPrefix, Statement.TakeEpoch, RoomStatement {

    /** An empty line, or a comment alone. */
    record Blank() implements Statement {
    }

    /** {@code vtd 1}. */
    record Version() implements Statement {
    }

    /** {@code room NAME}. */
    record Speaks(Room room) implements Statement {
    }

    /** {@code unit KEY=VALUE…}. */
    record Unit(List<Setting> settings) implements Statement {
        public Unit {
            settings = List.copyOf(settings);
        }
    }

    /** One {@code KEY=VALUE} of a unit, already checked. */
    record Setting(String key, String value) {
        @Override
        public String toString() {
            return key + "=" + value;
        }
    }

    /** {@code attach}. @param levels of the domain's table; empty for what it has, or the unit's default */
    record Attach(SourceId source, DomainId domain, OptionalInt levels, TranslationType type, boolean silent)
            implements Statement {
    }

    /** {@code detach}. */
    record Detach(SourceId source) implements Statement {
    }

    /** {@code map}. @param size in bytes @param pages how many of that size, one after another */
    record MapPages(SourceId source, Optional<DomainId> domain, Iova iova, Gpa gpa, long size, int pages, Rights rights,
            boolean snoop) implements Statement {
    }

    /** {@code unmap}. @param pages how many leaves, one after another */
    record Unmap(SourceId source, Iova iova, int pages) implements Statement {
    }

    /** {@code edit}: first {@code value}, then the masks, then the rights. */
    record Edit(SourceId source, Iova iova, int level, Optional<Rights> rights, Bits bits, OptionalLong value)
            implements Statement {
    }

    /** Bits of an 8-byte word to clear, then to set. */
    record Bits(long set, long clear) {
        long applyTo(long word) {
            return word & ~clear | set;
        }
    }

    /** {@code edit-context}. */
    record EditContext(SourceId source, Bits low, Bits high) implements Statement {
    }

    /** {@code edit-root}: the root entry of the source's bus. */
    record EditRoot(SourceId source, Bits low, Bits high) implements Statement {
    }

    /** {@code readable}, {@code unreadable}, {@code whole-only}. */
    record Reading(Stimulus.Reads reads, Structure structure) implements Statement {
    }

    /** One 4 KiB table in memory. */
    sealed interface Structure {

        record Root(SourceId source) implements Structure {
        }

        record Context(SourceId source) implements Structure {
        }

        record Paging(SourceId source, Iova iova, int level) implements Structure {
        }

        /** Whatever lies there. */
        record Page(Gpa at) implements Structure {
        }
    }

    /** {@code … noflush}: the same without the flushes that follow each store of a unit with {@code coherent=off}. */
    record Unflushed(Statement statement) implements Statement {
    }

    /** {@code write64}. */
    record Write64(Gpa at, long value) implements Statement {
    }

    /** {@code write128}. */
    record Write128(Gpa at, Entry128 value) implements Statement {
    }

    /** {@code flush}. */
    record FlushLine(Gpa at) implements Statement {
    }

    /** {@code root}. @param mode RTADDR.TTM */
    record SetRoot(TableMode mode) implements Statement {
    }

    /** {@code te on|off}. */
    record Enable(boolean on) implements Statement {
    }

    /** {@code dma}. */
    record Dma(SourceId source, Access access, Iova iova, RequestKind kind, Prefix prefix) implements Statement {
    }

    /** The PASID prefix of a request. @param pasid or {@link Pasid#NONE}; then the rest is false */
    record Prefix(Pasid pasid, boolean supervisor, boolean execute) {

        static final Prefix NONE = new Prefix(Pasid.NONE, false, false);
    }

    /** {@code interrupt}. */
    record Interrupt(SourceId source, Iova address, int data) implements Statement {
    }

    /** {@code page-request}. */
    record AskForPage(PageRequest request) implements Statement {
    }

    /** {@code device-tlb}. @param done whether the device has answered; else its time has run out */
    record DeviceTlb(boolean done, SourceId source) implements Statement {
    }

    /** {@code invalidate}. @param waits whether a wait follows it */
    record Invalidate(Invalidation command, boolean waits) implements Statement {
    }

    /** {@code wait}. */
    record Await() implements Statement {
    }

    /** {@code mmio write32|write64}. @param size in bytes */
    record RegisterWrite(int size, int offset, long value) implements Statement {
    }

    /** {@code mmio read32|read64}. @param size in bytes */
    record RegisterRead(int size, int offset) implements Statement {
    }

    /** {@code descriptor}. @param upper bits 255:128, of a wide one */
    record Descriptor(Entry128 value, Optional<Entry128> upper) implements Statement {
    }

    /** {@code context}. */
    record LookUpContext(SourceId source) implements Statement {
    }

    /** {@code walk}. @param levels how many are walked, as if there were no more; empty for all that the domain has */
    record Walk(SourceId source, Access access, Iova iova, OptionalInt levels) implements Statement {
    }

    /** {@code fill}. @param epoch the name of a remembered epoch; empty for the epoch of that moment */
    record Fill(SourceId source, Iova iova, long size, Content content, DomainId domain, boolean silent,
            Optional<String> epoch) implements Statement {
    }

    /** What an IOTLB entry says. */
    sealed interface Content {

        record Page(Gpa gpa, Rights rights, boolean snoop) implements Content {
        }

        record Negative(FaultReason reason) implements Content {
        }
    }

    /** {@code lookup}. */
    record Lookup(SourceId source, Iova iova) implements Statement {
    }

    /** {@code fill-context} of a present entry. */
    record FillContext(SourceId source, DomainId domain, int levels, Gpa table, TranslationType type, boolean silent,
            Optional<String> epoch) implements Statement {
    }

    /** {@code fill-context} of a fault. */
    record FillNoContext(SourceId source, FaultReason reason, boolean silent, Optional<String> epoch)
            implements Statement {
    }

    /** {@code lookup-context}. */
    record LookupContext(SourceId source) implements Statement {
    }

    /** {@code fill-prefix}. @param level of the table that the entry points to */
    record FillPrefix(DomainId domain, Iova iova, int level, Gpa table, Rights rights, Optional<String> epoch)
            implements Statement {
    }

    /** {@code lookup-prefix}. */
    record LookupPrefix(DomainId domain, Iova iova) implements Statement {
    }

    /** {@code epoch}. */
    record TakeEpoch(String name) implements Statement {
    }
}
