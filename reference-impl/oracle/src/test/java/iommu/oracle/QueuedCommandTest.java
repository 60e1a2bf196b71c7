package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation.Scope;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.oracle.QueuedCommand.Fit;
import iommu.oracle.QueuedCommand.Kind;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What carries a descriptor out: exactly, by more than was asked, or not. */
class QueuedCommandTest {

    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> {
        c.domainIdBits = 8;
        c.guestAddressWidth = 39;
        c.levels = Set.of(3);
    });

    private static void fits(Kind kind, long low, long high, Fit fit, Effect effect) {
        assertThat(QueuedCommand.inOrder(kind, new Entry128(low, high)).fit(effect, UNIT)).as("%s for %x %x", effect, high, low).isEqualTo(fit);
    }

    private static void context(long low, Fit global, Fit domain, Fit device) {
        fits(Kind.CONTEXT_CACHE, low, 0, global, new Effect.Invalidate(ContextInvalidation.global()));
        fits(Kind.CONTEXT_CACHE, low, 0, domain, new Effect.Invalidate(ContextInvalidation.domain(new DomainId(5))));
        fits(Kind.CONTEXT_CACHE, low, 0, device, new Effect.Invalidate(ContextInvalidation.device(new DomainId(5), new SourceId(0x18), 2)));
    }

    @Test
    void contextCacheByGranularity() {
        context(0x11, Fit.EXACT, Fit.NONE, Fit.NONE);
        context(0x0005_0021L, Fit.COARSER, Fit.EXACT, Fit.NONE);
        context(0x2_0018_0005_0031L, Fit.COARSER, Fit.COARSER, Fit.EXACT);
        context(0x2_0018_0006_0031L, Fit.COARSER, Fit.NONE, Fit.NONE);
        context(0x1_0018_0005_0031L, Fit.COARSER, Fit.COARSER, Fit.NONE);
        context(0x2_0019_0005_0031L, Fit.COARSER, Fit.COARSER, Fit.NONE);
    }

    @Test
    void domainIdsCountAsFarAsTheUnitHasBits() {
        context(0xFF05_0021L, Fit.COARSER, Fit.EXACT, Fit.NONE);
    }

    private static void translations(long low, long high, Fit global, Fit domain, Fit page) {
        fits(Kind.IOTLB, low, high, global, new Effect.Invalidate(IotlbInvalidation.global()));
        fits(Kind.IOTLB, low, high, domain, new Effect.Invalidate(IotlbInvalidation.domain(new DomainId(5))));
        fits(Kind.IOTLB, low, high, page, new Effect.Invalidate(IotlbInvalidation.page(new DomainId(5), new Iova(0x4000), 1, false)));
    }

    @Test
    void translationsByGranularityRangeAndHint() {
        translations(0x12, 0, Fit.EXACT, Fit.NONE, Fit.NONE);
        translations(0x0005_0022L, 0, Fit.COARSER, Fit.EXACT, Fit.NONE);
        translations(0x0005_0032L, 0x5001, Fit.COARSER, Fit.COARSER, Fit.EXACT);
        translations(0x0005_0032L, 0x5000, Fit.COARSER, Fit.COARSER, Fit.COARSER);
        translations(0x0005_0032L, 0x5041, Fit.COARSER, Fit.COARSER, Fit.COARSER);
        translations(0x0005_0032L, 0x5002, Fit.COARSER, Fit.COARSER, Fit.NONE);
        translations(0x0005_0032L, 0x7001, Fit.COARSER, Fit.COARSER, Fit.NONE);
        translations(0x0006_0032L, 0x5001, Fit.COARSER, Fit.NONE, Fit.NONE);
        translations(0x0005_0032L, 0xFF00_0000_0000_5001L, Fit.COARSER, Fit.COARSER, Fit.EXACT);
        fits(Kind.IOTLB, 0x0005_0032L, 0x5001, Fit.NONE, new Effect.Invalidate(IotlbInvalidation.page(new DomainId(5), new Iova(0x4000), 1, true)));
        fits(Kind.IOTLB, 0x0005_0032L, 0x503F, Fit.EXACT, new Effect.Invalidate(IotlbInvalidation.page(new DomainId(5), new Iova(0), 63, false)));
    }

    private static void pasids(long low, Fit global, Fit domain, Fit pasid) {
        fits(Kind.PASID_CACHE, low, 0, global, new Effect.InvalidateScalable(new PasidCacheInvalidation(Scope.GLOBAL, DomainId.ZERO, 0)));
        fits(Kind.PASID_CACHE, low, 0, domain, new Effect.InvalidateScalable(new PasidCacheInvalidation(Scope.DOMAIN, new DomainId(5), 0)));
        fits(Kind.PASID_CACHE, low, 0, pasid, new Effect.InvalidateScalable(new PasidCacheInvalidation(Scope.PASID, new DomainId(5), 9)));
    }

    @Test
    void pasidsByScope() {
        pasids(0x37, Fit.EXACT, Fit.NONE, Fit.NONE);
        pasids(0x0005_0007L, Fit.COARSER, Fit.EXACT, Fit.NONE);
        pasids(0x9_0005_0017L, Fit.COARSER, Fit.COARSER, Fit.EXACT);
        pasids(0x8_0005_0017L, Fit.COARSER, Fit.COARSER, Fit.NONE);
        pasids(0x9_0006_0017L, Fit.COARSER, Fit.NONE, Fit.NONE);
    }

    private static Effect ofPasid(boolean page, int domain, int pasid) {
        return new Effect.InvalidateScalable(new PasidIotlbInvalidation(page, new DomainId(domain), pasid, new Iova(page ? 0x5000 : 0), 0, false));
    }

    @Test
    void translationsOfAPasid() {
        fits(Kind.PASID_IOTLB, 0x9_0005_0026L, 0, Fit.EXACT, ofPasid(false, 5, 9));
        fits(Kind.PASID_IOTLB, 0x9_0005_0026L, 0x5000, Fit.NONE, ofPasid(true, 5, 9));
        fits(Kind.PASID_IOTLB, 0x9_0005_0036L, 0x5000, Fit.EXACT, ofPasid(true, 5, 9));
        fits(Kind.PASID_IOTLB, 0x9_0005_0036L, 0x5000, Fit.COARSER, ofPasid(false, 5, 9));
        fits(Kind.PASID_IOTLB, 0x9_0005_0036L, 1L << 62 | 0x5000, Fit.NONE, ofPasid(true, 5, 9));
        fits(Kind.PASID_IOTLB, 0x9_0005_0026L, 0, Fit.NONE, ofPasid(false, 6, 9));
        fits(Kind.PASID_IOTLB, 0x9_0005_0026L, 0, Fit.NONE, ofPasid(false, 5, 8));
    }

    @Test
    void interruptEntriesByIndexAndMask() {
        fits(Kind.INTERRUPTS, 0x04, 0, Fit.EXACT, new Effect.InvalidateInterruptEntries(true, 0, 0));
        fits(Kind.INTERRUPTS, 0x04, 0, Fit.NONE, new Effect.InvalidateInterruptEntries(false, 0, 0));
        fits(Kind.INTERRUPTS, 0x5_1000_0014L, 0, Fit.EXACT, new Effect.InvalidateInterruptEntries(false, 4, 2));
        fits(Kind.INTERRUPTS, 0x5_1000_0014L, 0, Fit.NONE, new Effect.InvalidateInterruptEntries(false, 8, 2));
        fits(Kind.INTERRUPTS, 0x5_1000_0014L, 0, Fit.NONE, new Effect.InvalidateInterruptEntries(false, 4, 1));
        fits(Kind.INTERRUPTS, 0x5_1000_0014L, 0, Fit.COARSER, new Effect.InvalidateInterruptEntries(true, 0, 0));
    }

    @Test
    void devicesByRequesterAndRange() {
        fits(Kind.DEVICE_TLB, 0x18_0000_0003L, 0x5000, Fit.EXACT, new Effect.InvalidateDeviceTlb(0, new SourceId(0x18), new Iova(0x5000), 4096));
        fits(Kind.DEVICE_TLB, 0x18_0000_0003L, 0x5000, Fit.NONE, new Effect.InvalidateDeviceTlb(0, new SourceId(0x18), new Iova(0x6000), 4096));
        fits(Kind.DEVICE_TLB, 0x18_0000_0003L, 0x5000, Fit.NONE, new Effect.InvalidateDeviceTlb(0, new SourceId(0x18), new Iova(0x5000), 8192));
        fits(Kind.DEVICE_TLB, 0x18_0000_0003L, 0x5001, Fit.EXACT, new Effect.InvalidateDeviceTlb(0, new SourceId(0x18), new Iova(0x4000), 0x4000));
        fits(Kind.DEVICE_TLB, 0x18_0000_0003L, 0x5001, Fit.NONE, new Effect.InvalidateDeviceTlb(0, new SourceId(0x18), new Iova(0), 0x4000));
        fits(Kind.DEVICE_TLB, 0x18_0000_0003L, 0x7FFF_FFFF_FFFF_F001L, Fit.EXACT, new Effect.InvalidateDeviceTlb(0, new SourceId(0x18), new Iova(0), 0));
        Effect one = new Effect.InvalidatePasidDeviceTlb(0, new SourceId(0x18), 9, false, new Iova(0x5000), 4096);
        Effect every = new Effect.InvalidatePasidDeviceTlb(0, new SourceId(0x18), 9, true, new Iova(0x5000), 4096);
        fits(Kind.PASID_DEVICE_TLB, 0x9_0018_0008L, 0x5000, Fit.EXACT, one);
        fits(Kind.PASID_DEVICE_TLB, 0x8_0018_0008L, 0x5000, Fit.NONE, one);
        fits(Kind.PASID_DEVICE_TLB, 0x9_0018_0008L, 0x5001, Fit.NONE, one);
        fits(Kind.PASID_DEVICE_TLB, 0x8_0018_0008L, 0x5001, Fit.EXACT, every);
        fits(Kind.PASID_DEVICE_TLB, 0x9_0019_0008L, 0x5001, Fit.NONE, every);
    }

    @Test
    void responsesByAllTheirFields() {
        Effect said = new Effect.RespondToPageGroup(new SourceId(0x18), new Pasid(9), 3, 1);
        fits(Kind.RESPONSE, 0x9_0018_1019L, 0x18, Fit.EXACT, said);
        fits(Kind.RESPONSE, 0x9_0018_1009L, 0x18, Fit.NONE, said);
        fits(Kind.RESPONSE, 0x9_0018_1019L, 0x20, Fit.NONE, said);
        fits(Kind.RESPONSE, 0x9_0019_1019L, 0x18, Fit.NONE, said);
        fits(Kind.RESPONSE, 0x9_0018_0019L, 0x18, Fit.NONE, said);
        fits(Kind.RESPONSE, 0x9_0018_F019L, 0x18, Fit.NONE, said);
        fits(Kind.RESPONSE, 0x9_0018_7019L, 0x18, Fit.EXACT, said); // a code that is not used
    }

    @Test
    void effectsOfOtherKindsNeverFit() {
        for (Kind kind : Kind.values()) {
            fits(kind, 0, 0, Fit.NONE, new Effect.SendMessage(new Gpa(0), 0));
            fits(kind, 0, 0, Fit.NONE, new Effect.StoreStatus(new Gpa(0), 0)); // no SW
        }
        fits(Kind.WAIT, 0x77_0000_0025L, 0xF000_0000_0000_2000L, Fit.EXACT, new Effect.StoreStatus(new Gpa(0x2000), 0x77));
        fits(Kind.WAIT, 0x77_0000_0025L, 0x2000, Fit.NONE, new Effect.StoreStatus(new Gpa(0x2000), 0x78));
        fits(Kind.WAIT, 0x77_0000_0025L, 0x2000, Fit.NONE, new Effect.StoreStatus(new Gpa(0x2004), 0x77));
    }
}
