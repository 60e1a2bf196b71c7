package iommu.bench;

/**
 * One thing that is measured.
 *
 * @param holder  the class of the measured method
 * @param method  its name
 * @param entries how many entries the cache holds; 0 if the method does not ask
 * @param threads how many threads do it at once
 */
record Work(Class<?> holder, String method, int entries, int threads) {

    static Work of(Class<?> holder, String method) {
        return new Work(holder, method, 0, 1);
    }

    static Work holding(String method, int entries) {
        return new Work(Invalidations.class, method, entries, 1);
    }

    /** The pattern that picks this method alone. */
    String pattern() {
        return "^" + holder.getName().replace(".", "\\.") + "\\." + method + "$";
    }

    @Override
    public String toString() {
        return method + (entries > 0 ? String.format(" at %,d entries", entries) : "")
                + (threads > 1 ? " on " + threads + " threads" : "");
    }
}
