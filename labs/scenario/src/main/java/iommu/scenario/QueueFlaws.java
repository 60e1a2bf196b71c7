package iommu.scenario;

import java.util.ArrayList;
import java.util.List;

/** Descriptors of the invalidation queue that are wrong. */
final class QueueFlaws {

    private QueueFlaws() {
    }

    /**
     * Two of three descriptors that each are wrong in a way of their own: of their type, their reserved bits, their granularity;
     * and those of the upper half.
     */
    static List<String> some(Draw draw, boolean wide) {
        List<String> all = new ArrayList<>(List.of("bits 0x0 0x0", "bits 0x3 0x0", "bits 0xa 0x0", "bits 0xf 0x0", // no type
                "bits 0x1 0x0", "bits 0x2 0x0")); // granularity 0
        for (int bit = 9; bit <= 11; bit++) {
            all.add(bits(draw.of(0x11L, 0x12L, 0x4L, 0x5L) | 1L << bit, 0));
        }
        reserved(all, 0x11, draw.between(6, 8), draw.between(12, 15), draw.between(50, 63), draw.between(64, 127)); // §6.5.2.1
        reserved(all, 0x12, 8, draw.between(12, 15), draw.between(32, 63), draw.between(71, 75)); // §6.5.2.3
        reserved(all, 0x4, draw.between(5, 8), draw.between(12, 26), draw.between(48, 63), draw.between(64, 127)); // §6.5.2.8
        reserved(all, 0x5, 7, 8, draw.between(12, 31), draw.between(64, 65)); // §6.5.2.9: bit 7 without page request drain
        int leftOut = draw.inTurn(0, 1, 2);
        List<String> some = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (i % 3 != leftOut) {
                some.add(all.get(i));
            }
        }
        if (wide) {
            some.addAll(List.of("bits 0x11 0x0 0x1 0x0", "bits 0x12 0x0 0x0 0x1", "bits 0x5 0x0 0x0 0x8000000000000000"));
        }
        return draw.shuffled(some);
    }

    private static void reserved(List<String> all, long low, int... bits) {
        for (int bit : bits) {
            all.add(bit < 64 ? bits(low | 1L << bit, 0) : bits(low, 1L << bit - 64));
        }
    }

    private static String bits(long low, long high) {
        return "bits " + Numbers.hex(low) + " " + Numbers.hex(high);
    }
}
