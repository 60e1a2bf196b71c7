package iommu.scenario;

import static iommu.arch.FaultReason.ADDRESS_BEYOND_WIDTH;
import static iommu.arch.FaultReason.CONTEXT_ACCESS_ERROR;
import static iommu.arch.FaultReason.CONTEXT_INVALID;
import static iommu.arch.FaultReason.CONTEXT_NOT_PRESENT;
import static iommu.arch.FaultReason.CONTEXT_RESERVED;
import static iommu.arch.FaultReason.INTERRUPT_RANGE_OUTPUT;
import static iommu.arch.FaultReason.READ_DENIED;
import static iommu.arch.FaultReason.REQUEST_TYPE_BLOCKED;
import static iommu.arch.FaultReason.ROOT_ACCESS_ERROR;
import static iommu.arch.FaultReason.ROOT_NOT_PRESENT;
import static iommu.arch.FaultReason.ROOT_RESERVED;
import static iommu.arch.FaultReason.TABLE_ACCESS_ERROR;
import static iommu.arch.FaultReason.TABLE_RESERVED;
import static iommu.arch.FaultReason.WRITE_DENIED;

import iommu.arch.FaultReason;
import java.util.ArrayList;
import java.util.List;

/** The buckets that a mixture must meet. */
final class CoverageBuckets {

    private static final List<String> SIZES = List.of(Coverage.page(1L << 12), Coverage.page(1L << 21),
            Coverage.page(1L << 30));
    private static final List<FaultReason> OF_CONTEXT = List.of(ROOT_NOT_PRESENT, CONTEXT_NOT_PRESENT,
            CONTEXT_INVALID, ROOT_ACCESS_ERROR, CONTEXT_ACCESS_ERROR, ROOT_RESERVED, CONTEXT_RESERVED);
    private static final List<FaultReason> OF_WALK = List.of(CONTEXT_INVALID, ADDRESS_BEYOND_WIDTH, WRITE_DENIED,
            READ_DENIED, TABLE_ACCESS_ERROR, TABLE_RESERVED, INTERRUPT_RANGE_OUTPUT);

    private CoverageBuckets() {
    }

    static List<String> of(String profile) {
        List<String> buckets = new ArrayList<>();
        switch (profile) {
            case "01.all" -> add(buckets, OF_CONTEXT);
            case "02.all" -> {
                add(buckets, OF_WALK);
                buckets.addAll(SIZES);
            }
            case "04.all" -> {
                add(buckets, List.of(READ_DENIED));
                buckets.addAll(SIZES);
                buckets.addAll(List.of(Coverage.HIT, Coverage.MISS, Coverage.STALE));
                invalidations(buckets);
            }
            default -> {
                add(buckets, OF_CONTEXT);
                add(buckets, OF_WALK);
                add(buckets, List.of(REQUEST_TYPE_BLOCKED));
                buckets.addAll(SIZES);
                buckets.addAll(List.of(Coverage.HIT, Coverage.STALE));
                invalidations(buckets);
            }
        }
        return buckets;
    }

    private static void add(List<String> buckets, List<FaultReason> reasons) {
        reasons.forEach(reason -> buckets.add(Coverage.fault(reason)));
    }

    private static void invalidations(List<String> buckets) {
        for (String kind : List.of("context GLOBAL", "context DOMAIN", "context DEVICE", "iotlb GLOBAL",
                "iotlb DOMAIN", "iotlb PAGE")) {
            buckets.add("invalidation " + kind);
        }
    }
}
