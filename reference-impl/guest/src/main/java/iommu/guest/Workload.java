package iommu.guest;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingDriver.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Runs of calls for a driver, the same for the same seed. Frames are never used twice, so that an old one shows. */
public final class Workload {

    /** The devices of every run, all of bus 0. */
    public static final List<SourceId> DEVICES = List.of(SourceId.of(0, 3, 0), SourceId.of(0, 4, 0), SourceId.of(0, 5, 1));

    /** The domains of {@link #mixed}; domain-id 0 is not used, as caching mode forbids. */
    public static final List<DomainId> DOMAINS = List.of(new DomainId(1), new DomainId(2), new DomainId(6));

    /** Pages that {@link #mixed} maps and unmaps time and again, alone or as parts of large ones; pages beside them. */
    public static final List<Iova> PAGES = List.of(new Iova(0x4000_0000L), new Iova(0x4000_1000L), new Iova(0x401F_F000L),
            new Iova(0x4020_0000L), new Iova(0x7FFF_F000L), new Iova(0x8000_3000L));

    private static final long SMALL = 4096;
    private static final long LARGE = 1 << 21;
    private static final long HUGE = 1 << 30;

    /** One thing that happens. */
    public sealed interface Step {

        record Call(Request request) implements Step {
        }

        /** The device writes to this page, which the unit must allow now. */
        record Access(SourceId source, Iova page) implements Step {
        }
    }

    private final Random random;
    private final List<Request> calls = new ArrayList<>();
    private long nextFrame = 0x10_0000_0000L;

    private Workload(long seed) {
        random = new Random(seed);
    }

    /**
     * Everything that a driver can be asked, mixed: devices attached, moved and taken away, pages of every size mapped
     * over each other, split and merged, unmapped in part and in ranges.
     */
    public static List<Request> mixed(Capabilities unit, long seed, int calls) {
        Workload run = new Workload(seed);
        for (int i = 0; i < calls; i++) {
            run.calls.add(run.any(unit));
        }
        run.calls.add(new Request.Sync());
        return List.copyOf(run.calls);
    }

    /**
     * What a network or disk driver does: one device; buffers of 1 to {@code most} pages of 4 KiB are mapped, written to
     * by the device, and a little later unmapped, at most 16 at once.
     *
     * @param cachingMode what is mapped must be announced before it is used: a {@code sync} comes after each buffer
     * @param pages       how many pages are mapped and unmapped in all, at least
     * @param every       a {@code sync} comes after so many unmappings; their addresses rest until then
     */
    public static List<Step> buffers(boolean cachingMode, long seed, int pages, int most, int every) {
        Workload run = new Workload(seed);
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Call(new Request.Attach(DEVICES.getFirst(), DOMAINS.getFirst())));
        List<Request.Unmap> live = new ArrayList<>();
        List<Request.Unmap> resting = new ArrayList<>(); // what was there may still be cached
        for (int mapped = 0; mapped < pages || !live.isEmpty(); ) {
            if (mapped < pages && (live.isEmpty() || live.size() < 16 && run.random.nextBoolean())) {
                Request.Unmap buffer = buffer(1 + run.random.nextInt(most), Stream.concat(live.stream(), resting.stream()).toList());
                run.use(buffer, cachingMode, steps);
                resting = cachingMode ? new ArrayList<>() : resting;
                live.add(buffer);
                mapped += (int) (buffer.size() / SMALL);
            } else {
                resting.add(live.remove(run.random.nextInt(live.size())));
                steps.add(new Step.Call(resting.getLast()));
                if (resting.size() == every) {
                    steps.add(new Step.Call(new Request.Sync()));
                    resting.clear();
                }
            }
        }
        steps.add(new Step.Call(new Request.Sync()));
        return List.copyOf(steps);
    }

    /** A place for a buffer. @return the call that will unmap it */
    private static Request.Unmap buffer(int pages, List<Request.Unmap> taken) {
        Iova start = new Iova(0x10_0000);
        while (overlaps(start, pages, taken)) {
            start = start.plus(SMALL << 8);
        }
        return new Request.Unmap(DOMAINS.getFirst(), start, pages * SMALL);
    }

    private void use(Request.Unmap buffer, boolean cachingMode, List<Step> steps) {
        for (long offset = 0; offset < buffer.size(); offset += SMALL) {
            steps.add(new Step.Call(new Request.Map(buffer.domain(), page(buffer.start().plus(offset), SMALL, Rights.RW))));
        }
        if (cachingMode) {
            steps.add(new Step.Call(new Request.Sync()));
        }
        for (long offset = 0; offset < buffer.size(); offset += SMALL) {
            steps.add(new Step.Access(DEVICES.getFirst(), buffer.start().plus(offset)));
        }
    }

    private static boolean overlaps(Iova start, int pages, List<Request.Unmap> taken) {
        return taken.stream().anyMatch(l -> l.start().value() < start.value() + pages * SMALL
                && start.value() < l.start().value() + l.size());
    }

    private Request any(Capabilities unit) {
        DomainId domain = one(DOMAINS);
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> new Request.Attach(one(DEVICES), domain);
            case 3 -> new Request.Detach(one(DEVICES));
            case 4, 5, 6 -> new Request.Map(domain, page(one(PAGES), SMALL, one(List.of(Rights.RW, Rights.R, Rights.W))));
            case 7 -> new Request.Map(domain, large(unit));
            case 8, 9 -> new Request.Unmap(domain, one(PAGES), SMALL);
            case 10 -> new Request.Unmap(domain, one(PAGES).alignedTo(LARGE), LARGE * (1 + random.nextInt(2)));
            default -> random.nextInt(6) == 0 ? new Request.Unmap(domain, new Iova(0x4000_0000L), HUGE) : new Request.Sync();
        };
    }

    private Mapping large(Capabilities unit) {
        Iova page = one(PAGES);
        boolean huge = unit.superpages().contains(3) && random.nextInt(6) == 0;
        long size = huge ? HUGE : unit.superpages().contains(2) ? LARGE : SMALL;
        return page(page.alignedTo(size), size, Rights.RW);
    }

    private Mapping page(Iova page, long size, Rights rights) {
        Gpa frame = new Gpa(nextFrame + size - 1).alignedTo(size);
        nextFrame = frame.value() + size;
        return new Mapping(page, frame, size, rights, false, List.of());
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
