package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.LinkedHashSet;
import java.util.Set;

/** A guest in a few words: places tables, writes registers and descriptors, and sends what comes out to a relation. */
final class Bench {

    static final SourceId A = SourceId.of(0, 3, 0);
    static final SourceId B = SourceId.of(0, 4, 0);
    static final long ROOT = 0x10_0000;
    static final long CONTEXTS = 0x10_1000;
    static final long QUEUE = 0x10_2000;
    static final long RW = 3;

    private final Relation relation;
    private int tail;

    Bench(Relation relation) {
        this.relation = relation;
    }

    /** The same guest, that from now on speaks to another. */
    Bench speakingTo(Relation other) {
        Bench copy = new Bench(other);
        copy.tail = tail;
        return copy;
    }

    /** Root entry of bus 0, queue enabled, root pointer set, translation on. */
    Bench start() {
        store128(ROOT, CONTEXTS | 1, 0);
        register64(Registers.IQA, QUEUE);
        register32(Registers.GCMD, 1 << 26);
        register64(Registers.RTADDR, ROOT);
        register32(Registers.GCMD, 1 << 26 | 1 << 30);
        return translation(true);
    }

    Bench translation(boolean on) {
        return register32(Registers.GCMD, 1 << 26 | (on ? 1 << 31 : 0));
    }

    Bench store(long at, long value) {
        relation.on(new Stimulus.Store64(new Gpa(at), value));
        return this;
    }

    Bench store128(long at, long low, long high) {
        relation.on(new Stimulus.Store128(new Gpa(at), new Entry128(low, high)));
        return this;
    }

    /** A context entry of type 0 with 3 levels. */
    Bench attach(SourceId source, int domain, long table) {
        return context(source, table | 1, 1 | (long) domain << 8);
    }

    Bench context(SourceId source, long low, long high) {
        return store128(CONTEXTS + (source.value() & 0xFF) * 16L, low, high);
    }

    /** Three tables, one page apart from {@code top} on, that lead to the page tables of the first 2 MiB; and one leaf. */
    Bench table(long top, long iova, long leaf) {
        return store(top, top + 0x1000 | RW).store(top + 0x1000, top + 0x2000 | RW).leaf(top, iova, leaf);
    }

    Bench leaf(long top, long iova, long leaf) {
        return store(top + 0x2000 + (iova >>> 12) * 8, leaf);
    }

    Bench register32(int offset, int value) {
        relation.on(new Stimulus.RegisterWrite(offset, 4, value & 0xFFFF_FFFFL));
        return this;
    }

    Bench register64(int offset, long value) {
        relation.on(new Stimulus.RegisterWrite(offset, 8, value));
        return this;
    }

    Bench descriptor(long low, long high) {
        store128(QUEUE + tail, low, high);
        tail = (tail + 16) % 4096;
        return register64(Registers.IQT, tail);
    }

    Bench open(Invalidation command) {
        return switch (command) {
            case ContextInvalidation c -> descriptor(1 | (c.granularity().ordinal() + 1L) << 4 | (long) c.domain().value() << 16
                    | (long) c.source().value() << 32 | (long) c.functionMask() << 48, 0);
            case IotlbInvalidation i -> descriptor(2 | (long) (i.granularity().ordinal() == 3 ? 3 : i.granularity().ordinal() + 1) << 4
                    | (long) i.domain().value() << 16, i.address().value() | i.addressMask() | (i.leafOnly() ? 1 << 6 : 0));
        };
    }

    Bench await() {
        return descriptor(5 | 1 << 6, 0);
    }

    Bench invalidate(Invalidation command) {
        return open(command).await();
    }

    Set<DmaOutcome> dma(SourceId source, Access access, long iova) {
        Set<DmaOutcome> outcomes = new LinkedHashSet<>();
        for (Answer answer : relation.on(new Stimulus.Dma(DmaRequest.untranslated(source, new Iova(iova), access)))) {
            outcomes.add(((Answer.Dma) answer).outcome());
        }
        return outcomes;
    }

    Set<DmaOutcome> read(SourceId source, long iova) {
        return dma(source, Access.READ, iova);
    }

    static DmaOutcome at(long gpa) {
        return new DmaOutcome.Translated(new Gpa(gpa));
    }

    static DmaOutcome blocked(FaultReason reason) {
        return new DmaOutcome.Blocked(reason, false);
    }

    static DomainId did(int domain) {
        return new DomainId(domain);
    }
}
