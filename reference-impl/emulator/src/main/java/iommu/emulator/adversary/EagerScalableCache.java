package iommu.emulator.adversary;

import iommu.arch.Access;
import iommu.arch.CachedStaged;
import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.ScalableLookup;
import iommu.arch.seam.StagedWalk;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The twin of {@link EagerCache} for scalable mode. Its walks set accessed bits, as those of a prefetching unit do (§3.6.2). */
public final class EagerScalableCache extends LazyScalableCache {

    /** The neighbours that read the tables. @param separateRightsWalk walks while SSIRWE is set */
    public record Readers(ScalableLookup lookup, StagedWalk walk, StagedWalk separateRightsWalk) {
    }

    private static final long IDENTITY = 1L << 30;

    private final Readers readers;
    private final RegisterWatch registers;
    private final Interest interest = new Interest();
    private boolean due;

    public EagerScalableCache(Capabilities capabilities, Readers readers, RegisterWatch registers) {
        super(capabilities);
        this.readers = readers;
        this.registers = registers;
    }

    /** Fills for this requester and page from now on, though nobody has asked. */
    public void expect(SourceId source, Pasid pasid, Iova address) {
        due |= interest.add(source, pasid, address);
    }

    /** Memory or registers may have changed. */
    public void changed() {
        due = true;
    }

    /** Fills what it may; to be called after each step. */
    public void prefetch() {
        Optional<Effect.UseRootTable> tables = registers.tables().filter(t -> t.mode() == TableMode.SCALABLE);
        if (due && tables.isPresent()) {
            due = false;
            interest.requesters().forEach(requester -> prefetch(tables.get(), requester));
        }
    }

    @Override
    public Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address) {
        expect(source, pasid, address);
        return super.translation(source, pasid, address);
    }

    @Override
    public void invalidate(Invalidation command) {
        super.invalidate(command);
        due = true;
        prefetch();
    }

    @Override
    public void invalidate(ScalableInvalidation command) {
        super.invalidate(command);
        due = true;
        prefetch();
    }

    private void prefetch(Effect.UseRootTable tables, Interest.Requester requester) {
        ScalableContextResult now = readers.lookup().context(tables.table(), requester.source());
        fill(requester.source(), now, epoch());
        Set<ScalableContextResult> known = new LinkedHashSet<>(List.of(now));
        context(requester.source()).ifPresent(known::add);
        ScalableLookup.Query query = new ScalableLookup.Query(requester.pasid(), ScalableLookup.Purpose.UNTRANSLATED);
        for (ScalableContextResult result : known) {
            if (result instanceof ScalableContext context && readers.lookup().refusal(context, query).isEmpty()) {
                prefetch(tables, requester, context);
            }
        }
    }

    private void prefetch(Effect.UseRootTable tables, Interest.Requester requester, ScalableContext context) {
        int pasid = requester.pasid().present() ? requester.pasid().value() : context.ridPasid(); // §3.4.3
        PasidResult now = readers.lookup().entry(context, pasid);
        fill(requester.source(), pasid, now, epoch());
        Set<PasidResult> known = new LinkedHashSet<>(List.of(now));
        entry(requester.source(), pasid).ifPresent(known::add);
        for (PasidResult result : known) {
            if (result instanceof PasidContext entry) {
                StagedWalk walk = tables.separateRights() ? readers.separateRightsWalk() : readers.walk();
                boolean supervisor = !requester.pasid().present() && context.ridPrivilege();
                for (Iova page : interest.pages()) {
                    StagedResult found = entry.type() == PasidType.PASS_THROUGH ? identity(entry, page)
                            : walk(walk, entry, page, supervisor);
                    fill(requester.source(), requester.pasid(), page, new CachedStaged(entry.domain(), pasid, entry.type(),
                            context.silent() || entry.silent(), found), epoch());
                }
            }
        }
    }

    /** §6.2.7: like a unity entry. */
    private static StagedMapping identity(PasidContext entry, Iova page) {
        Iova start = page.alignedTo(IDENTITY);
        Rights supervisor = entry.flags().supervisor() ? Rights.RW : Rights.NONE;
        return new StagedMapping(start, new Gpa(start.value()), IDENTITY, Rights.RW, supervisor, entry.flags().snoopedPages(),
                true, List.of());
    }

    private static StagedResult walk(StagedWalk walk, PasidContext entry, Iova page, boolean supervisor) {
        StagedResult read = walk.walk(entry, new StagedWalk.Request(page, Access.READ, supervisor));
        return read instanceof Fault fault ? new Fault(fault.reason(), fault.level(), onePage(fault), fault.silent()) : read;
    }

    /** A missing right is this page's alone (§6.2.4). */
    private static long onePage(Fault fault) {
        return switch (fault.reason()) {
            case SCALABLE_READ_DENIED, SCALABLE_WRITE_DENIED -> 0;
            default -> fault.holeSize();
        };
    }
}
