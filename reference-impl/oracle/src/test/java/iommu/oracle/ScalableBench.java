package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.LinkedHashSet;
import java.util.Set;

/** A guest of scalable mode in a few words: every device has a PASID table of its own, for PASIDs 0 to 63. */
final class ScalableBench {

    static final SourceId A = SourceId.of(0, 3, 0);
    static final SourceId B = SourceId.of(0, 4, 0);
    static final long ROOT = 0x10_0000;
    static final long CONTEXTS = 0x10_1000;
    static final long QUEUE = 0x10_2000;
    static final long RW = 3;
    /** A first-stage entry with all of P, R/W, U/S, A and D. */
    static final long ALL = 0x67;
    static final long SNOOPED = 1 << 23;
    static final int RID_PASID = 0;

    /** Everything that this oracle speaks of. */
    static final Capabilities FULL = Capabilities.DEFAULT.with(c -> {
        c.scalableMode = true;
        c.firstStage = true;
        c.secondStage = true;
        c.nested = true;
        c.fiveLevelFirstStage = true;
        c.gigabyteFirstStage = true;
        c.pasidBits = 20;
        c.snoopedWalks = true;
        c.secondStageDirty = true;
        c.ridPasid = true;
        c.supervisorRequests = true;
        c.ridPrivilege = true;
        c.extendedAccessed = true;
        c.noWriteFlag = true;
        c.translatedWithPasid = true;
        c.deviceTlb = true;
        c.abortMode = true;
    });

    private final Relation relation;
    private int tail;

    ScalableBench(Relation relation) {
        this.relation = relation;
    }

    ScalableBench speakingTo(Relation other) {
        ScalableBench copy = new ScalableBench(other);
        copy.tail = tail;
        return copy;
    }

    ScalableBench start() {
        store128(ROOT, CONTEXTS | 1, 0);
        register64(Registers.IQA, QUEUE | 1 << 11);
        register32(Registers.GCMD, 1 << 26);
        register64(Registers.RTADDR, ROOT | 1 << 10);
        register32(Registers.GCMD, 1 << 26 | 1 << 30);
        return translation(true);
    }

    ScalableBench translation(boolean on) {
        return register32(Registers.GCMD, 1 << 26 | (on ? 1 << 31 : 0));
    }

    ScalableBench store(long at, long value) {
        relation.on(new Stimulus.Store64(new Gpa(at), value));
        return this;
    }

    ScalableBench store128(long at, long low, long high) {
        relation.on(new Stimulus.Store128(new Gpa(at), new Entry128(low, high)));
        return this;
    }

    ScalableBench flush(long line) {
        relation.on(new Stimulus.Flush(new Gpa(line)));
        return this;
    }

    static long directory(SourceId source) {
        return 0x40_0000 + source.value() * 0x2000L;
    }

    static long pasidEntry(SourceId source, int pasid) {
        return directory(source) + 0x1000 + pasid * 64L;
    }

    static long contextEntry(SourceId source) {
        return CONTEXTS + (source.value() & 0x7F) * 32L;
    }

    /** A context entry that serves every kind of request, with its directory. */
    ScalableBench attach(SourceId source) {
        return context(source, 0b1001101, RID_PASID);
    }

    ScalableBench context(SourceId source, long flags, long high) {
        store(directory(source), directory(source) + 0x1000 | 1);
        return store128(contextEntry(source), directory(source) | flags, high);
    }

    ScalableBench pasid(SourceId source, int pasid, long first, long second, long third) {
        store128(pasidEntry(source, pasid) + 16, third, 0);
        return store128(pasidEntry(source, pasid), first, second);
    }

    /** 3 levels. */
    ScalableBench secondStage(SourceId source, int pasid, int domain, long table) {
        return pasid(source, pasid, table | 1 << 2 | 2 << 6 | 1, domain | SNOOPED, 0);
    }

    /** 4 levels. */
    ScalableBench firstStage(SourceId source, int pasid, int domain, long table) {
        return pasid(source, pasid, 1 << 6 | 1, domain | SNOOPED, table);
    }

    ScalableBench nested(SourceId source, int pasid, int domain, long first, long second) {
        return pasid(source, pasid, second | 1 << 2 | 3 << 6 | 1, domain | SNOOPED, first);
    }

    /** Three second-stage tables, one page apart from {@code top} on, for the first 2 MiB; and one leaf. */
    ScalableBench table(long top, long iova, long leaf) {
        return store(top, top + 0x1000 | RW).store(top + 0x1000, top + 0x2000 | RW).leaf(top, iova, leaf);
    }

    ScalableBench leaf(long top, long iova, long leaf) {
        return store(top + 0x2000 + (iova >>> 12) * 8, leaf);
    }

    /** Four first-stage tables, likewise. */
    ScalableBench upper(long top, long iova, long leaf) {
        return store(top, top + 0x1000 | ALL).store(top + 0x1000, top + 0x2000 | ALL).store(top + 0x2000, top + 0x3000 | ALL)
                .upperLeaf(top, iova, leaf);
    }

    ScalableBench upperLeaf(long top, long iova, long leaf) {
        return store(top + 0x3000 + (iova >>> 12) * 8, leaf);
    }

    ScalableBench register32(int offset, int value) {
        relation.on(new Stimulus.RegisterWrite(offset, 4, value & 0xFFFF_FFFFL));
        return this;
    }

    ScalableBench register64(int offset, long value) {
        relation.on(new Stimulus.RegisterWrite(offset, 8, value));
        return this;
    }

    ScalableBench descriptor(long low, long high) {
        store128(QUEUE + tail, low, high);
        store128(QUEUE + tail + 16, 0, 0);
        tail = (tail + 32) % 4096;
        return register64(Registers.IQT, tail);
    }

    ScalableBench open(ContextInvalidation c) {
        return descriptor(1 | (c.granularity().ordinal() + 1L) << 4 | (long) c.domain().value() << 16
                | (long) c.source().value() << 32 | (long) c.functionMask() << 48, 0);
    }

    ScalableBench open(IotlbInvalidation i) {
        return descriptor(2 | (long) (i.granularity().ordinal() == 3 ? 3 : i.granularity().ordinal() + 1) << 4
                | (long) i.domain().value() << 16, i.address().value() | i.addressMask() | (i.leafOnly() ? 1 << 6 : 0));
    }

    ScalableBench open(PasidCacheInvalidation p) {
        long granularity = switch (p.scope()) {
            case DOMAIN -> 0;
            case PASID -> 1;
            case GLOBAL -> 3;
        };
        return descriptor(7 | granularity << 4 | (long) p.domain().value() << 16 | (long) p.pasid() << 32, 0);
    }

    ScalableBench open(PasidIotlbInvalidation p) {
        return descriptor(6 | (p.pageSelective() ? 3L : 2L) << 4 | (long) p.domain().value() << 16 | (long) p.pasid() << 32,
                p.address().value() | p.addressMask() | (p.leafOnly() ? 1 << 6 : 0));
    }

    ScalableBench await() {
        return descriptor(5 | 1 << 6, 0);
    }

    Set<DmaOutcome> send(DmaRequest request) {
        Set<DmaOutcome> outcomes = new LinkedHashSet<>();
        for (Answer answer : relation.on(new Stimulus.Dma(request))) {
            outcomes.add(((Answer.Dma) answer).outcome());
        }
        return outcomes;
    }

    Set<DmaOutcome> dma(SourceId source, Access access, long iova) {
        return send(DmaRequest.untranslated(source, new Iova(iova), access));
    }

    Set<DmaOutcome> read(SourceId source, long iova) {
        return dma(source, Access.READ, iova);
    }

    Set<DmaOutcome> read(SourceId source, int pasid, long iova) {
        return with(source, pasid, Access.READ, iova, false);
    }

    Set<DmaOutcome> with(SourceId source, int pasid, Access access, long iova, boolean supervisor) {
        return send(new DmaRequest(source, new Pasid(pasid), new Iova(iova), access, RequestKind.UNTRANSLATED, supervisor,
                false));
    }
}
