package iommu.scenario;

import iommu.arch.Gpa;
import iommu.scenario.Words.Word;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code stores=GPA:V,…|-}: the words of memory that hold other values after a room's answer. */
final class StoreWords {

    private StoreWords() {
    }

    static Optional<Map<Gpa, Long>> read(Words words) {
        return words.named("stores").map(all -> {
            Map<Gpa, Long> stores = new TreeMap<>();
            int column = all.column();
            for (String each : all.text().equals("-") ? new String[0] : all.text().split(",", -1)) {
                int colon = each.indexOf(':');
                if (colon < 0) {
                    throw words.error(column, "a store is GPA:VALUE");
                }
                stores.put(words.aligned(new Word(each.substring(0, colon), column), 8),
                        words.number(new Word(each.substring(colon + 1), column + colon + 1)));
                column += each.length() + 1;
            }
            return stores;
        });
    }

    static String text(Map<Gpa, Long> stores) {
        return " stores=" + (stores.isEmpty() ? "-" : stores.entrySet().stream()
                .map(store -> store.getKey() + ":" + Numbers.hex(store.getValue())).collect(Collectors.joining(",")));
    }
}
