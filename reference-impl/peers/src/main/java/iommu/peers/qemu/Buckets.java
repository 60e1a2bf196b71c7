package iommu.peers.qemu;

import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.Set;

/** What a run should have met, by name. Each name begins with the kind of thing that it counts. */
final class Buckets {

    /** Upper ends of the ranges of address masks. */
    private static final int[] MASKS = {0, 1, 4, 8, 9, 10, 17, 18};

    private Buckets() {
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
        for (FaultReason reason : FaultReason.values()) {
            // 0x0D needs a device that asks for translations, which edu is not.
            if (reason.mode() == FaultReason.Mode.LEGACY && reason != FaultReason.REQUEST_TYPE_BLOCKED) {
                required.add(fault(reason));
            }
        }
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
        required.addAll(List.of("hit IOTLB", "hit context", "request READ", "request WRITE"));
        Edu.ALL.forEach(edu -> required.add("request by " + edu.source()));
        for (Op op : Op.values()) {
            required.add(op.bucket());
        }
        return required;
    }
}
