package lab12;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A structure of some words of 64 bits, asked for its fields by the numbers in the specification's pictures. */
record Words(long... all) {

    /** A field that must be 0 where the unit does not offer what it is for. It lies in one word. */
    record Field(int to, int from, Predicate<Capabilities> offered) {

        static Field never(int to, int from) {
            return new Field(to, from, unit -> false);
        }
    }

    /** Reads so many times 16 bytes, each in one access. */
    static Optional<Words> load(TableMemory memory, Gpa at, int pieces) {
        long[] all = new long[2 * pieces];
        for (int i = 0; i < pieces; i++) {
            Optional<Entry128> piece = memory.read128(at.plus(16L * i));
            if (piece.isEmpty()) {
                return Optional.empty();
            }
            all[2 * i] = piece.get().low();
            all[2 * i + 1] = piece.get().high();
        }
        return Optional.of(new Words(all));
    }

    /** Bits {@code to} down to {@code from} of one word. */
    long field(int to, int from) {
        int above = 63 - to % 64;
        return all[from / 64] << above >>> above + from % 64;
    }

    int number(int to, int from) {
        return (int) field(to, from);
    }

    boolean is(int bit) {
        return field(bit, bit) != 0;
    }

    /** The address in bits 63:12 of a word. */
    Gpa pointer(int word) {
        return new Gpa(all[word] & -4096);
    }

    boolean violates(List<Field> reserved, Capabilities unit) {
        return reserved.stream().anyMatch(field -> field(field.to(), field.from()) != 0 && !field.offered().test(unit));
    }

    /** Whether a word has bits from the host's address width up. */
    boolean exceeds(int word, Capabilities unit) {
        return all[word] >>> unit.hostAddressWidth() != 0;
    }
}
