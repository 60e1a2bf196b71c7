package iommu.board;

import iommu.arch.SourceId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Configuration access to bus 0 by the ports CF8h (address, 4 bytes) and CFCh to CFFh (data). */
final class PciBus {

    private static final int ADDRESS = 0xCF8;
    private static final int DATA = 0xCFC;
    private static final int ENABLE = 1 << 31;
    private static final int NOTHING = -1;

    private final SortedMap<SourceId, PciFunction> functions;
    private int address;

    PciBus(Map<SourceId, PciFunction> functions) {
        this.functions = new TreeMap<>(functions);
    }

    /** Reads 1, 2 or 4 bytes of a port; all ones where nothing answers. */
    int in(int port, int size) {
        if (port == ADDRESS && size == 4) {
            return address;
        }
        PciFunction function = isData(port) ? addressed() : null;
        return function == null ? NOTHING : function.read(register(port), size);
    }

    /** Writes 1, 2 or 4 bytes to a port. */
    void out(int port, int size, int value) {
        if (port == ADDRESS && size == 4) {
            address = value;
        }
        PciFunction function = isData(port) ? addressed() : null;
        if (function != null) {
            function.write(register(port), size, value);
        }
    }

    void reset() {
        address = 0;
        functions.values().forEach(PciFunction::reset);
    }

    private static boolean isData(int port) {
        return port >= DATA && port < DATA + 4;
    }

    private PciFunction addressed() {
        return (address & ENABLE) == 0 ? null : functions.get(new SourceId(address >>> 8 & 0xFFFF));
    }

    /** The two low bits of the address count, as they do on a q35. */
    private int register(int port) {
        return address & 0xFF | port - DATA;
    }
}
