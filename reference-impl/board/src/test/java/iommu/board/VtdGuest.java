package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/**
 * The guest of QEMU's VT-d tests, command by command: it builds its tables by {@code writeq} from 1000_0000h up and
 * programs the unit, bending the rules as those tests do (several commands in one GCMD write, SRTP again and again, a
 * write to read-only IQH, domain-id 0). Every word is written out here.
 */
final class VtdGuest {

    static final long UNIT = 0xFED9_0000L;
    static final long CAP = UNIT + 0x08;
    static final long ECAP = UNIT + 0x10;
    static final long GCMD = UNIT + 0x18;
    static final long GSTS = UNIT + 0x1C;
    static final long RTADDR = UNIT + 0x20;
    static final long FSTS = UNIT + 0x34;
    static final long FRCD_HIGH = UNIT + 0x228;

    static final long IOVA = 0x1020_0567L;
    static final long TARGET = 0x1010_0567L;
    private static final long TARGET_PAGE = 0x1010_0000L;

    private static final long ROOT = 0x1000_0000L;
    private static final long CONTEXT = 0x1001_0000L;
    private static final long DIRECTORY = 0x1002_0000L;
    private static final long PASIDS = 0x1003_0000L;
    private static final long LEVEL4 = 0x1004_0000L;
    private static final long LEVEL3 = 0x1005_0000L;
    private static final long LEVEL2 = 0x1006_0000L;
    private static final long LEVEL1 = 0x1007_0000L;
    private static final long QUEUE = 0x1008_0000L;

    private static final long INTERRUPTS = 0x1009_0000L;

    private static final long SRTP = 1L << 30;
    private static final long QIE = 1L << 26;
    private static final long IRE = 1L << 25;
    private static final long SIRTP = 1L << 24;
    private static final long TE = 1L << 31;
    private static final long SCALABLE = 1 << 10;

    private final Libqtest test;
    private final int devfn;

    VtdGuest(Libqtest test, int devfn) {
        this.test = test;
        this.devfn = devfn;
    }

    void legacyPassThrough() throws IOException {
        legacyContext(1 | 2 << 2); // P, TT=10
        enable(0);
    }

    void legacyTranslated() throws IOException {
        legacyContext(LEVEL4 | 1); // P, TT=00
        tables(3, 3); // R, W
        enable(0);
    }

    void scalablePassThrough() throws IOException {
        scalableContext();
        test.writeq(PASIDS, 1 | 2 << 2 | 4 << 6); // P, AW=2, PGTT=100
        enable(SCALABLE);
    }

    void scalableSecondStage() throws IOException {
        scalableContext();
        test.writeq(PASIDS, LEVEL4 | 1 | 2 << 2 | 2 << 6); // P, AW=2, PGTT=010
        tables(3, 3);
        enable(SCALABLE);
    }

    void scalableFirstStage() throws IOException {
        scalableContext();
        test.writeq(PASIDS, 1 | 2 << 2 | 1 << 6); // P, PGTT=001
        test.writeq(PASIDS + 16, LEVEL4); // FSPTPTR, FSPM=00: four levels
        tables(0x27, 0x67); // P, RW, US, A; D in the leaf
        enable(SCALABLE);
    }

    /** Interrupt remapping on, with a table of two entries that are not present. */
    void remapInterrupts() throws IOException {
        test.memset(INTERRUPTS, 0x1000, 0);
        test.writeq(UNIT + 0xB8, INTERRUPTS); // IRTA, S=0
        test.writel(GCMD, SIRTP);
        test.writel(GCMD, IRE);
        assertThat(test.readl(GSTS)).as("IRTPS, IRES").isEqualTo(SIRTP | IRE);
    }

    /** Takes the leaf away. */
    void clearLeaf() throws IOException {
        test.writeq(LEVEL1, 0);
    }

    private void legacyContext(long low) throws IOException {
        test.memset(ROOT, 0x1000, 0);
        test.memset(CONTEXT, 0x1000, 0);
        test.writeq(CONTEXT + 16L * devfn, low);
        test.writeq(CONTEXT + 16L * devfn + 8, 2); // AW=2: four levels; domain-id 0
        test.writeq(ROOT + 8, 0);
        test.writeq(ROOT, CONTEXT | 1);
    }

    private void scalableContext() throws IOException {
        test.memset(ROOT, 0x1000, 0);
        test.memset(CONTEXT, 0x1000, 0);
        test.memset(DIRECTORY, 0x1000, 0);
        test.memset(PASIDS, 0x1000, 0);
        test.writeq(DIRECTORY, PASIDS | 1);
        test.writeq(CONTEXT + 32L * devfn, DIRECTORY | 1); // RID_PASID 0
        test.writeq(ROOT, CONTEXT | 1); // LP
    }

    private void tables(int flags, int leafFlags) throws IOException {
        for (long table : new long[] {LEVEL4, LEVEL3, LEVEL2, LEVEL1}) {
            test.memset(table, 0x1000, 0);
        }
        test.writeq(LEVEL1, TARGET_PAGE | leafFlags); // IOVA[20:12] = 0
        test.writeq(LEVEL2 + 8 * 0x81, LEVEL1 | flags); // IOVA[29:21] = 81h
        test.writeq(LEVEL3, LEVEL2 | flags);
        test.writeq(LEVEL4, LEVEL3 | flags);
    }

    private void enable(long mode) throws IOException {
        test.writeq(RTADDR, ROOT | mode);
        test.writel(GCMD, SRTP);
        assertThat(test.readl(GSTS) & SRTP).as("RTPS on the first look").isNotZero();
        test.writeq(UNIT + 0x90, QUEUE | 1 << 11); // IQA, DW=1
        test.writeq(UNIT + 0x80, 0); // IQH
        test.writeq(UNIT + 0x88, 0); // IQT
        test.writel(GCMD, SRTP | QIE);
        assertThat(test.readl(GSTS) & QIE).as("QIES").isNotZero();
        test.writel(UNIT + 0x38, 0); // FECTL
        test.writel(UNIT + 0x3C, 0); // FEDATA
        test.writel(UNIT + 0x40, 0); // FEADDR
        test.writel(GCMD, SRTP | QIE | TE);
        assertThat(test.readl(GSTS) & TE).as("TES").isNotZero();
    }
}
