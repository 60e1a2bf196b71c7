package iommu.emulator.shadow;

import iommu.arch.Rights;

/** What for the addresses of a window are translated. */
sealed interface Goal {

    /** Requests go there. */
    Goal REQUESTS = new ToPage(0, Rights.RW, 1L << 62);

    /** The requests' own addresses that depend on these addresses of the window. */
    Window inputs(Window part);

    /** Whether what an entry leaves of the rights is enough to go on. */
    boolean isServedBy(Rights left);

    /**
     * A request reaches the page.
     *
     * @param shift  from an address of the window to the request's own
     * @param rights what the first stage allows
     * @param size   of the first stage's page: a larger one beneath counts for no more
     */
    record ToPage(long shift, Rights rights, long size) implements Goal {

        @Override
        public Window inputs(Window part) {
            return part.shifted(shift);
        }

        @Override
        public boolean isServedBy(Rights left) {
            return left.and(rights) != Rights.NONE;
        }
    }

    /**
     * Nested, the window is the page of a first-stage table, which is to be read (§3.8).
     *
     * @param level    of that table
     * @param inputs   what the table is asked for
     * @param above    what the first-stage entries above it allow
     * @param writeToo to read it the unit needs W as well, for it keeps dirty bits (§3.8.1)
     */
    record ToTable(int level, Window inputs, Rights above, boolean writeToo) implements Goal {

        @Override
        public Window inputs(Window part) {
            return inputs;
        }

        @Override
        public boolean isServedBy(Rights left) {
            return left.read() && (left.write() || !writeToo); // §7.1.3 SFS.6, SFS.7
        }
    }
}
