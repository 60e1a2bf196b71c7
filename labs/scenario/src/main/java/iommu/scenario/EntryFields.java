package iommu.scenario;

import iommu.arch.Gpa;
import iommu.arch.Entry128;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of scalable mode as the guest writes them: which field lies where (§9.2, §9.4-§9.8). Put down here apart from
 * who reads them.
 */
enum EntryFields {
    /** One half of a scalable root entry: for devices 0 to 15, or 16 to 31 of a bus. */
    SM_ROOT("sm-root", 1, true, "contexts=12+"),
    SM_CONTEXT("sm-context", 4, true, "fpd=1 device-tlb=2 pasids=3 page-requests=4 translated-pasid=6 pdts=9:3 directory=12+"
            + " rid-pasid=64:20 rid-privileged=84"),
    PASID_DIRECTORY("pasid-directory", 1, true, "fpd=1 table=12+"),
    PASID_ENTRY("pasid-entry", 8, true, "fpd=1 aw=2:3 type=6:3 second-dirty=9 second=12+ did=64:16 snooped-walk=87 snooped-pages=88"
            + " supervisor=128 fspm=130:2 write-protect=132 extended=135 first=140+"),
    FIRST_STAGE("first-stage", 1, true, "write=1 user=2 accessed=5 dirty=6 large=7 extended=10 to=12+"),
    SECOND_STAGE("second-stage", 1, false, "read=0 write=1 large=7 accessed=8 dirty=9 snoop=11 to=12+");

    private static final int BITS = 64;

    /** Where a field lies. @param address it holds an address in place */
    record Field(int bit, int width, boolean address) {
    }

    private final String word;
    private final int words;
    private final boolean present;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    /** @param words how many of 8 bytes @param present bit 0 is P @param layout NAME=BIT, NAME=BIT:WIDTH, or NAME=BIT+ for an address */
    EntryFields(String word, int words, boolean present, String layout) {
        this.word = word;
        this.words = words;
        this.present = present;
        for (String each : layout.split(" ")) {
            String name = each.substring(0, each.indexOf('='));
            String[] place = each.substring(name.length() + 1).replace("+", ":52").split(":");
            fields.put(name, new Field(Integer.parseInt(place[0]), place.length == 1 ? 1 : Integer.parseInt(place[1]), each.endsWith("+")));
        }
    }

    String word() {
        return word;
    }

    boolean hasPresent() {
        return present;
    }

    Map<String, Field> fields() {
        return fields;
    }

    /** How many bits the entry has. */
    int size() {
        return words * BITS;
    }

    String usage() {
        StringBuilder usage = new StringBuilder(word).append(" GPA");
        fields.forEach((name, field) -> usage.append(" [").append(name).append(field.width() == 1 ? "" : field.address() ? "=GPA" : "=N").append(']'));
        return usage.append(present ? " [absent]" : "").append(" [flip=BIT,…]").toString();
    }

    /** The stores of an entry with these fields: of 8 bytes, or of 16 each. @param flips bits to invert */
    List<Stimulus> stores(Gpa at, Map<String, Long> values, boolean absent, List<Integer> flips) {
        long[] content = new long[words];
        content[0] = present && !absent ? 1 : 0;
        values.forEach((name, value) -> {
            Field field = fields.get(name);
            content[field.bit() / BITS] |= field.address() ? value : value << field.bit() % BITS;
        });
        flips.forEach(bit -> content[bit / BITS] ^= 1L << bit % BITS);
        List<Stimulus> stores = new ArrayList<>();
        if (words == 1) {
            stores.add(new Stimulus.Store64(at, content[0]));
        }
        for (int i = 0; i + 1 < words; i += 2) {
            stores.add(new Stimulus.Store128(at.plus(8L * i), new Entry128(content[i], content[i + 1])));
        }
        return stores;
    }
}
