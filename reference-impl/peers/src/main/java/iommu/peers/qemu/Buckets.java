package iommu.peers.qemu;

import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a run should have met, by name. Each name begins with the kind of thing that it counts. */
final class Buckets {

    /** Upper ends of the ranges of address masks. */
    private static final int[] MASKS = {0, 1, 4, 8, 9, 10, 17, 18};

    /**
     * Every fault that QEMU can be made to show: legacy ones but 0x0D, which needs a device that asks for translations; and
     * those of scalable mode's second stage. It has no first stage, requests with PASID or fault records of interrupts.
     */
    private static final Set<FaultReason> SHOWN = EnumSet.of(FaultReason.ROOT_NOT_PRESENT, FaultReason.CONTEXT_NOT_PRESENT,
            FaultReason.CONTEXT_INVALID, FaultReason.ADDRESS_BEYOND_WIDTH, FaultReason.WRITE_DENIED, FaultReason.READ_DENIED,
            FaultReason.TABLE_ACCESS_ERROR, FaultReason.ROOT_ACCESS_ERROR, FaultReason.CONTEXT_ACCESS_ERROR,
            FaultReason.ROOT_RESERVED, FaultReason.CONTEXT_RESERVED, FaultReason.TABLE_RESERVED,
            FaultReason.INTERRUPT_RANGE_OUTPUT, FaultReason.SCALABLE_ROOT_ACCESS_ERROR,
            FaultReason.SCALABLE_ROOT_NOT_PRESENT, FaultReason.SCALABLE_ROOT_RESERVED,
            FaultReason.SCALABLE_CONTEXT_ACCESS_ERROR, FaultReason.SCALABLE_CONTEXT_NOT_PRESENT,
            FaultReason.SCALABLE_CONTEXT_RESERVED, FaultReason.PASID_DIRECTORY_ACCESS_ERROR,
            FaultReason.PASID_DIRECTORY_NOT_PRESENT, FaultReason.PASID_ENTRY_ACCESS_ERROR, FaultReason.PASID_ENTRY_NOT_PRESENT,
            FaultReason.PASID_ENTRY_INVALID, FaultReason.SECOND_STAGE_ACCESS_ERROR, FaultReason.SECOND_STAGE_NOT_PRESENT,
            FaultReason.SECOND_STAGE_RESERVED, FaultReason.SECOND_STAGE_POINTER_ACCESS_ERROR,
            FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH, FaultReason.SCALABLE_WRITE_DENIED, FaultReason.SCALABLE_READ_DENIED,
            FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT);

    private Buckets() {
    }

    static String of(ScalableInvalidation command) {
        return switch (command) {
            case PasidCacheInvalidation p -> "queue PASID cache " + p.scope();
            case PasidIotlbInvalidation p -> "queue PASID iotlb " + (p.pageSelective() ? "PAGE" : "PASID");
        };
    }

    static String fault(FaultReason reason) {
        return "fault recorded by QEMU " + reason;
    }

    static String page(int level) {
        return "page " + new String[] {"4K", "2M", "1G"}[level - 1];
    }

    /** @param port {@code queue} or {@code register} */
    static List<String> of(Invalidation command, String port) {
        List<String> buckets = new ArrayList<>();
        switch (command) {
            case ContextInvalidation c -> buckets.add(port + " context " + c.granularity()
                    + (c.granularity() == Granularity.DEVICE ? " fm=" + c.functionMask() : ""));
            case IotlbInvalidation i -> {
                buckets.add(port + " iotlb " + i.granularity());
                if (i.granularity() == Granularity.PAGE) {
                    buckets.add(port + " iotlb am=" + mask(i.addressMask()));
                    buckets.add(port + " iotlb ih=" + (i.leafOnly() ? 1 : 0));
                }
            }
        }
        return buckets;
    }

    private static String mask(int am) {
        int from = 0;
        for (int to : MASKS) {
            if (am <= to) {
                return from == to ? String.valueOf(to) : from + "-" + to;
            }
            from = to + 1;
        }
        return "above 18";
    }

    static void count(Tally tally, RequestCheck.Case c, CacheLog log) {
        log.hits.forEach(cache -> tally.count("hit " + cache));
        if (c.ours() instanceof DmaOutcome.Translated && log.pageSize > 0) {
            tally.count(page((Long.numberOfTrailingZeros(log.pageSize) - 3) / 9));
        }
        tally.count("request " + c.request().access());
        tally.count("request by " + c.request().source());
    }

    /** Every bucket that a run of the legacy streams must fill. */
    static Set<String> required() {
        Set<String> required = new TreeSet<>();
        SHOWN.forEach(reason -> required.add(fault(reason)));
        for (int level = 1; level <= 3; level++) {
            required.add(page(level));
        }
        for (String port : List.of("queue", "register")) {
            required.add(port + " context GLOBAL");
            required.add(port + " context DOMAIN");
            for (int fm = 0; fm <= 3; fm++) {
                required.add(port + " context DEVICE fm=" + fm);
            }
            required.add(port + " iotlb GLOBAL");
            required.add(port + " iotlb DOMAIN");
            required.add(port + " iotlb PAGE");
            for (int am : MASKS) {
                required.add(port + " iotlb am=" + mask(am));
            }
            required.add(port + " iotlb ih=0");
            required.add(port + " iotlb ih=1");
        }
        required.addAll(List.of("hit IOTLB", "hit context", "interrupt seen", "interrupt not seen",
                "hit scalable IOTLB", "hit scalable context", "hit PASID", "queue PASID cache DOMAIN", "queue PASID cache PASID",
                "queue PASID cache GLOBAL", "queue PASID iotlb PAGE", "request READ", "request WRITE"));
        Edu.ALL.forEach(edu -> required.add("request by " + edu.source()));
        for (Op op : Op.values()) {
            required.add(op.bucket());
        }
        return required;
    }
}
