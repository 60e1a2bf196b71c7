package lab13;

import java.util.function.IntPredicate;

/** So many places for entries; a place that is free is taken first, else all in turn. */
class Slots {

    private final int[] indices;
    private final Bits[] contents;
    private int turn;

    Slots(int capacity) {
        indices = new int[capacity];
        contents = new Bits[capacity];
    }

    /** What is known of this index, or null. */
    Bits get(int index) {
        for (int i = 0; i < contents.length; i++) {
            if (contents[i] != null && indices[i] == index) {
                return contents[i];
            }
        }
        return null;
    }

    void put(int index, Bits content) {
        if (contents.length > 0) {
            int place = place();
            indices[place] = index;
            contents[place] = content;
        }
    }

    private int place() {
        for (int i = 0; i < contents.length; i++) {
            if (contents[i] == null) {
                return i;
            }
        }
        return turn++ % contents.length;
    }

    void free(IntPredicate which) {
        for (int i = 0; i < contents.length; i++) {
            if (which.test(indices[i])) {
                contents[i] = null;
            }
        }
    }
}
