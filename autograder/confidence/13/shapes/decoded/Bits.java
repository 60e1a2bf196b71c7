package lab13;

/** A structure in memory, asked for its fields by the numbers in the specification's pictures. */
record Bits(long low, long high) {

    /** Bits {@code to} down to {@code from}, both in one half. */
    long field(int to, int from) {
        long half = from < 64 ? low : high;
        int above = 63 - to % 64;
        return half << above >>> above + from % 64;
    }

    int number(int to, int from) {
        return (int) field(to, from);
    }

    boolean is(int bit) {
        return field(bit, bit) == 1;
    }

    /** Whether all these fields are 0. */
    boolean empty(int[][] fields) {
        for (int[] each : fields) {
            if (field(each[0], each[1]) != 0) {
                return false;
            }
        }
        return true;
    }
}
