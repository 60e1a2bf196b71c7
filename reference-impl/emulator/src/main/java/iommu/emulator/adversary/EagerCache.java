package iommu.emulator.adversary;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.Effect;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.PageWalk;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link LazyCache} that fills before it is asked, as a unit may that prefetches: after each step and each
 * invalidation for every source and page that it has met, and the pages beside them. So it holds the old translation
 * even of a page that no device had used before the change.
 *
 * <p>Like the oracle it takes prefetching to be allowed while translation is enabled, and only then.
 */
public final class EagerCache extends LazyCache {

    /** The neighbours that read the tables. */
    public record Readers(ContextLookup context, PageWalk walk, TableMemory tables) {
    }

    private static final long IDENTITY = 1L << 30;

    private final Readers readers;
    private final RegisterWatch registers;
    private final Interest interest = new Interest();
    private boolean due;

    /** @param registers those of the unit: which tables are in use */
    public EagerCache(Capabilities capabilities, Readers readers, RegisterWatch registers) {
        super(capabilities, readers.tables());
        this.readers = readers;
        this.registers = registers;
    }

    /** Fills for this source and page from now on, though nobody has asked. */
    public void expect(SourceId source, Iova address) {
        due |= interest.add(source, Pasid.NONE, address);
    }

    /** Memory or registers may have changed. */
    public void changed() {
        due = true;
    }

    /** Fills what it may; to be called after each step. */
    public void prefetch() {
        if (due && registers.tables().filter(t -> t.mode() == TableMode.LEGACY && !t.separateRights()).isPresent()) {
            due = false;
            Gpa root = registers.tables().map(Effect.UseRootTable::table).orElseThrow();
            interest.requesters().forEach(requester -> prefetch(root, requester.source()));
        }
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        expect(source, address);
        return super.translation(source, pasid, address);
    }

    @Override
    public void invalidate(Invalidation command) {
        super.invalidate(command);
        due = true;
        prefetch();
    }

    private void prefetch(Gpa root, SourceId source) {
        ContextResult now = readers.context().lookUp(root, source);
        fill(source, now, epoch());
        Set<ContextResult> known = new LinkedHashSet<>(List.of(now));
        context(source).ifPresent(known::add);
        for (ContextResult entry : known) {
            if (entry instanceof TranslationContext context) {
                interest.pages().forEach(page -> prefetch(source, context, page));
            }
        }
    }

    private void prefetch(SourceId source, TranslationContext context, Iova page) {
        if (context.type() == TranslationType.PASS_THROUGH) {
            keep(source, context, page, new Mapping(page.alignedTo(IDENTITY), new Gpa(page.alignedTo(IDENTITY).value()), IDENTITY,
                    Rights.RW, false, List.of())); // §6.2.7: like a unity entry
            return;
        }
        WalkStart top = context.walkStart();
        walk(source, context, page, top);
        if (page.value() >>> top.addressWidth() == 0) {
            prefix(context.domain(), page).ifPresent(below -> walk(source, context, page, below));
        }
    }

    private void walk(SourceId source, TranslationContext context, Iova page, WalkStart start) {
        WalkResult result = readers.walk().walk(start, page, Access.READ);
        if (result instanceof Fault fault && fault.reason() == FaultReason.READ_DENIED) {
            result = readers.walk().walk(start, page, Access.WRITE);
        }
        if (result instanceof Mapping mapping) {
            aboveLeaf(mapping, start, page).forEach(entry -> fill(context.domain(), page, entry, epoch()));
        }
        keep(source, context, page, result instanceof Fault fault && fault.reason() == FaultReason.WRITE_DENIED
                ? new Fault(fault.reason(), fault.level(), 0, fault.silent()) : result); // §6.2.4: of this page alone
    }

    private List<WalkStart> aboveLeaf(Mapping mapping, WalkStart start, Iova page) {
        return mapping.steps().isEmpty() ? List.of()
                : new UpperLevels(readers.tables()).above(mapping.steps().getLast().level(), start, page);
    }

    private void keep(SourceId source, TranslationContext context, Iova page, WalkResult result) {
        fill(source, Pasid.NONE, page, new CachedTranslation(context.domain(), context.silent(), result), epoch());
    }
}
