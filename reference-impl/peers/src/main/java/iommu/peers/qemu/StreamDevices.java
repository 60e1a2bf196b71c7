package iommu.peers.qemu;

import iommu.peers.qemu.StreamTables.Domain;

/** What decides the tables of each device, in one of the two table modes: entries to be written, spoilt and mended. */
interface StreamDevices {

    /** Puts a device into a domain, by one store. */
    void attach(String source, Domain domain, boolean passThrough, boolean silent);

    /** Takes a device out of every domain. */
    void detach(String source);

    /** Makes something on the way from the root entry, which stays sound, to the tables wrong or odd. */
    void spoil(String source);

    /** Mends whatever {@link #spoil} did, but for the domain, which {@link #attach} puts right. */
    void mend(String source);

    void spoilRoot(int bus);

    void mendRoot(int bus);

    /** Tells the caches that this device's entries have changed, and that it was in that domain. */
    void announce(String source, Domain before);
}
