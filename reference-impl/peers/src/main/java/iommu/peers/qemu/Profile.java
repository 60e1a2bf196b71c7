package iommu.peers.qemu;

import java.util.List;
import java.util.Set;

/**
 * The departures that a comparison takes into account.
 *
 * @param name       as the command line says it
 * @param departures each a narrow exception
 */
public record Profile(String name, Set<Departure> departures) {

    private static final String PEER = "qemu-";

    /** QEMU 7.2, of Debian 12. */
    public static final Profile QEMU_7_2 = new Profile("qemu-7.2", Set.of(Departure.values()));
    /** Rev 5.10 and nothing else. */
    public static final Profile STRICT = new Profile("strict", Set.of());
    public static final List<Profile> ALL = List.of(QEMU_7_2, STRICT);

    public Profile {
        departures = Set.copyOf(departures);
    }

    /** Whether it says something of this version. @param version QEMU's first line of {@code --version} */
    public boolean isOf(String version) {
        return !name.startsWith(PEER) || version.contains("version " + name.substring(PEER.length()) + ".");
    }

    boolean has(Departure departure) {
        return departures.contains(departure);
    }
}
