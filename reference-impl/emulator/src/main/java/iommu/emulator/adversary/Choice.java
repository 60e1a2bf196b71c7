package iommu.emulator.adversary;

/** What a cache does where it may do several things. */
interface Choice {

    /** Keeps everything, and uses what comes first. */
    Choice FIRST = new Choice() {
        @Override
        public boolean keeps(long object) {
            return true;
        }

        @Override
        public int among(long object, int entries) {
            return 0;
        }
    };

    /** @param object names what is offered @return whether it is kept */
    boolean keeps(long object);

    /**
     * @param object  names what is asked for
     * @param entries how many could answer, at least one
     * @return the number of the one that does, from 0; -1 for none of them (§6.2.4: no entry need be kept)
     */
    int among(long object, int entries);
}
