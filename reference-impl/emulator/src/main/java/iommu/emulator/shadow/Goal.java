package iommu.emulator.shadow;

import iommu.arch.Rights;

/** What for the addresses of a window are translated. */
sealed interface Goal {

    /** Requests go there. */
    Goal REQUESTS = new ToPage(0, Rights.RW, 1L << 62);

    /** The requests' own addresses that depend on these addresses of the window. */
    Window inputs(Window part);

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
    }

    /**
     * Nested, the window is the page of a first-stage table, which is to be read (§3.8).
     *
     * @param level  of that table
     * @param inputs what the table is asked for
     * @param above  what the first-stage entries above it allow
     */
    record ToTable(int level, Window inputs, Rights above) implements Goal {

        @Override
        public Window inputs(Window part) {
            return inputs;
        }
    }
}
