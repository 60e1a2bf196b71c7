package iommu.emulator.fast;

import iommu.arch.ContextResult;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The context cache: one immutable entry per slot, its slot chosen by the source-id (§6.2.2). */
final class ContextTable {

    /**
     * @param start where walks of this source begin; null if there are none
     * @param tags  a word of {@link Packed} with domain-id and FPD only: of a fault, domain-id 0 (§6.1)
     */
    record Entry(int source, ContextResult result, WalkStart start, long tags, int generation) {

        static Entry of(int source, ContextResult result, int generation) {
            if (!(result instanceof TranslationContext context)) {
                return new Entry(source, result, null, 0, generation);
            }
            WalkStart start = context.type() == TranslationType.PASS_THROUGH ? null : context.walkStart();
            return new Entry(source, result, start, Packed.tagged(0, context.domain().value(), context.silent()), generation);
        }

        int domain() {
            return Packed.domain(tags);
        }
    }

    private static final int MOST = 1 << 16;

    private final Epoch epoch;
    private final Generations generations;
    private final AtomicReferenceArray<Entry> slots;

    ContextTable(Epoch epoch, int capacity, int domainIdBits) {
        this.epoch = epoch;
        this.generations = new Generations(domainIdBits, 0, Integer.MAX_VALUE);
        this.slots = new AtomicReferenceArray<>(Integer.highestOneBit(Math.min(capacity, MOST)));
    }

    /** The entry of this source, or null. */
    Entry find(int source) {
        Entry entry = slots.length() == 0 ? null : slots.getAcquire(slot(source));
        boolean found = entry != null && entry.source() == source
                && generations.holdsButForRanges(entry.generation(), entry.domain());
        return found ? entry : null;
    }

    /** Under the same lock as removal: whichever comes second sees the other. */
    synchronized void fill(int source, ContextResult result, long before) {
        if (slots.length() > 0 && !epoch.overtaken(before)) {
            slots.setRelease(slot(source), Entry.of(source, result, generations.now()));
        }
    }

    synchronized void removeAll() {
        restartIfExhausted();
        generations.removeAll();
    }

    synchronized void removeDomain(int domain) {
        restartIfExhausted();
        generations.removeDomain(domain);
    }

    /** @param ignored the bits of the function number that don't count (Table 21) */
    synchronized void removeDevice(int domain, int source, int ignored) {
        for (int function = 0; function < 8 && slots.length() > 0; function++) {
            int other = source & ~7 | function;
            Entry entry = slots.getAcquire(slot(other));
            if (((other ^ source) & ~ignored) == 0 && entry != null && entry.source() == other
                    && generations.sameDomain(entry.domain(), domain)) { // §6.5.2.1: by source-id and domain-id
                slots.setRelease(slot(other), null);
            }
        }
    }

    private void restartIfExhausted() {
        if (generations.exhausted()) {
            for (int i = 0; i < slots.length(); i++) {
                slots.setRelease(i, null);
            }
            generations.restart();
        }
    }

    private int slot(int source) {
        return (source ^ source >>> 8) & slots.length() - 1; // the same device on many buses
    }
}
