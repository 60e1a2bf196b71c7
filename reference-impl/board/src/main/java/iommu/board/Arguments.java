package iommu.board;

import iommu.arch.SourceId;
import iommu.board.Setup.DeviceSetup;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The command line, in QEMU's words. What a test may say and the board has no use for is passed over.
 *
 * @param qtest   the listening socket of the qtest protocol
 * @param monitor the listening socket of QMP
 * @param ignored devices that this board does not have
 */
record Arguments(Path qtest, Optional<Path> monitor, Setup setup, List<String> ignored) {

    private static final int FIRST_FREE_DEVICE = 3;
    private static final long MIB = 1 << 20;
    private static final long DEFAULT_RAM = 128 * MIB;
    private static final long MOST_RAM = 64 << 10;

    /** @throws SetupException if no qtest socket is named or a value makes no sense */
    static Arguments parse(List<String> words) throws SetupException {
        return new Reading().read(words);
    }

    private static final class Reading {

        private Optional<Path> qtest = Optional.empty();
        private Optional<Path> monitor = Optional.empty();
        private boolean present = true;
        private long ram = DEFAULT_RAM;
        private final List<Properties> devices = new ArrayList<>();

        Arguments read(List<String> words) throws SetupException {
            for (int i = 0; i + 1 < words.size(); i++) {
                option(words.get(i).replaceFirst("^--", "-"), words.get(i + 1));
            }
            if (qtest.isEmpty()) {
                throw new SetupException("-qtest unix:PATH is missing: the socket where a qtest program listens");
            }
            return onBoard();
        }

        private void option(String name, String value) throws SetupException {
            switch (name) {
                case "-qtest" -> {
                    if (!value.startsWith("unix:")) {
                        throw new SetupException("-qtest " + value + ": only unix:PATH can be served");
                    }
                    qtest = Optional.of(path(value.substring("unix:".length()).split(",", 2)[0]));
                }
                case "-chardev" -> {
                    Properties chardev = Properties.parse(value);
                    if (chardev.kind().equals("socket") && monitor.isEmpty() && chardev.has("path")) {
                        monitor = Optional.of(path(chardev.text("path", "")));
                    }
                }
                case "-M", "-machine" -> machine(Properties.parse(value));
                case "-m" -> ram = memory(Properties.parse(value));
                case "-device" -> devices.add(Properties.parse(value));
                default -> { }
            }
        }

        private void machine(Properties machine) throws SetupException {
            String type = machine.text("type", machine.kind());
            present = !type.equals("none");
            if (present && !type.equals("q35") && !type.startsWith("pc-q35-")) {
                throw new SetupException("-machine " + type + ": there is q35, and none");
            }
        }

        private Arguments onBoard() throws SetupException {
            List<String> ignored = new ArrayList<>();
            if (!present) {
                devices.forEach(device -> ignored.add(device.kind()));
                return new Arguments(qtest.orElseThrow(), monitor, new Setup(false, 0, Optional.empty(), new TreeMap<>()),
                        ignored);
            }
            Optional<Properties> unit = Optional.empty();
            SortedMap<SourceId, DeviceSetup> onBus = new TreeMap<>();
            for (Properties device : devices) {
                switch (device.kind()) {
                    case "intel-iommu" -> unit = Optional.of(device);
                    case "iommu-testdev" -> place(onBus, device, 2, new DeviceSetup.Test());
                    case "edu" -> place(onBus, device, FIRST_FREE_DEVICE,
                            new DeviceSetup.Edu(device.number("dma_mask", (1L << 28) - 1)));
                    default -> ignored.add(device.kind());
                }
            }
            return new Arguments(qtest.orElseThrow(), monitor, new Setup(true, ram,
                    unit.isPresent() ? Optional.of(UnitOptions.capabilities(unit.get())) : Optional.empty(), onBus), ignored);
        }
    }

    private static void place(SortedMap<SourceId, DeviceSetup> onBus, Properties device, int from, DeviceSetup what)
            throws SetupException {
        if (device.has("addr")) {
            SourceId asked = address(device.text("addr", ""));
            if (asked.value() == 0 || onBus.putIfAbsent(asked, what) != null) {
                throw new SetupException("-device " + device.kind() + ": " + asked + " is taken");
            }
            return;
        }
        for (int number = from; number < 32; number++) {
            if (onBus.putIfAbsent(SourceId.of(0, number, 0), what) == null) {
                return;
            }
        }
        throw new SetupException("-device " + device.kind() + ": no place is left on the bus; give addr=");
    }

    private static SourceId address(String text) throws SetupException {
        try {
            String[] parts = text.split("\\.", 2);
            int device = Integer.parseInt(parts[0].replaceFirst("^0x", ""), 16);
            return SourceId.of(0, device, parts.length < 2 ? 0 : Integer.parseInt(parts[1]));
        } catch (IllegalArgumentException e) {
            throw new SetupException("addr=" + text + ": a place on bus 0 looks like 03.0, device 00 to 1f, function 0 to 7");
        }
    }

    private static long memory(Properties memory) throws SetupException {
        String text = memory.text("size", memory.kind()).toUpperCase(Locale.ROOT).replaceFirst("B$", "");
        try {
            boolean gib = text.endsWith("G");
            long mib = Long.parseLong(text.replaceFirst("[MG]$", "")) * (gib ? 1024 : 1);
            if (mib >= 1 && mib <= MOST_RAM) {
                return mib * MIB;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new SetupException("-m " + text + ": a size in MiB, or with the suffix G in GiB, up to 64G");
    }

    private static Path path(String text) throws SetupException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new SetupException("not a path: " + text);
        }
    }
}
