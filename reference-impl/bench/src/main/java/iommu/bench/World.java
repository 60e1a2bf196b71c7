package iommu.bench;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Memory;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import java.util.List;

/** One device, one domain, four levels of tables, and a run of mapped 4 KiB pages from 0x1000_0000 on. */
final class World {

    static final SourceId DEVICE = SourceId.parse("00:03.0");
    static final DomainId DOMAIN = new DomainId(1);
    static final DomainId OTHER_DOMAIN = new DomainId(2);
    static final long RAM = 1 << 26;
    /** Pages that hits go round in, and the entries of the caches that they go to. */
    static final int HIT_PAGES = 512;
    static final int CAPACITY = 1024;
    /** More pages than entries: going round in them, every request misses. */
    static final int MISS_PAGES = 4096;

    static final Capabilities UNIT = Capabilities.DEFAULT;
    static final TranslationContext CONTEXT =
            new TranslationContext(DOMAIN, TranslationType.UNTRANSLATED_ONLY, new Gpa(0x11_0000), 4, false);
    /** The content of every entry that is filled past the walk; a cache keeps only what the address does not say. */
    static final CachedTranslation ENTRY = entry(DOMAIN);
    static final CachedTranslation OTHER_ENTRY = entry(OTHER_DOMAIN);

    static final int GCMD = 0x18;
    static final int RTADDR = 0x20;
    static final long TE = 1L << 31;
    static final long SRTP = 1L << 30;
    static final long ROOT = 0x10_0000;

    private static final long FIRST = 0x1000_0000;
    private static final long LEAVES = 0x20_0000;

    private World() {
    }

    private static CachedTranslation entry(DomainId domain) {
        return new CachedTranslation(domain, false,
                new Mapping(new Iova(0), new Gpa(0x8000_0000L), 1 << 12, Rights.RW, false, List.of()));
    }

    static Iova page(int number) {
        return new Iova(FIRST + ((long) number << 12));
    }

    static DmaRequest read(int page) {
        return DmaRequest.untranslated(DEVICE, new Iova(FIRST + ((long) page << 12) + 0x123), Access.READ);
    }

    /** Only what the caller needs of the answer, so that nothing else need exist. */
    static long address(DmaOutcome outcome) {
        return ((DmaOutcome.Translated) outcome).address().value();
    }

    /** Stores tables for this many pages, at most 2^18. */
    static void store(Memory memory, int pages) {
        memory.write64(new Gpa(ROOT), 0x10_1001);
        memory.write128(new Gpa(0x10_1180), new Entry128(0x11_0001, 0x102));
        memory.write64(new Gpa(0x11_0000), 0x11_1003);
        memory.write64(new Gpa(0x11_1000), 0x11_2003);
        for (int table = 0; table < pages / 512; table++) {
            long leaves = LEAVES + ((long) table << 12);
            memory.write64(new Gpa(0x11_2000 + 8 * ((FIRST >>> 21) + table)), leaves | 3);
        }
        for (int page = 0; page < pages; page++) {
            memory.write64(new Gpa(LEAVES + 8L * page), 0x100_0000 + ((long) page << 12) | 3);
        }
    }
}
