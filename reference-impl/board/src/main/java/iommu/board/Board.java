package iommu.board;

import iommu.arch.Gpa;
import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The board as its processor sees it: ports, and one address space in which the unit comes first, then RAM, then the
 * BARs of the devices. Where there is nothing, memory reads as 0, ports as ones, and writes are lost.
 */
final class Board {

    private static final Gpa UNIT_BASE = new Gpa(0xFED9_0000L);
    private static final int UNIT_SIZE = 1 << 12;
    private static final SourceId HOST_BRIDGE = SourceId.of(0, 0, 0);
    private static final PciFunction.Identity HOST_BRIDGE_IDENTITY = new PciFunction.Identity(0x8086, 0x29C0, 0x06_0000, 0);

    private final Ram ram;
    private final Optional<Unit> unit;
    private final List<PciDevice> devices = new ArrayList<>();
    private final PciBus bus;

    Board(Setup setup) {
        ram = new Ram(setup.ramBytes());
        unit = setup.unit().map(capabilities -> new Unit(capabilities, ram));
        Map<SourceId, PciFunction> functions = new HashMap<>();
        if (setup.present()) {
            functions.put(HOST_BRIDGE, new PciFunction(HOST_BRIDGE_IDENTITY, 0));
        }
        setup.devices().forEach((source, kind) -> {
            PciDevice device = device(source, kind);
            devices.add(device);
            functions.put(source, device.function());
        });
        bus = new PciBus(functions);
    }

    private PciDevice device(SourceId source, Setup.DeviceSetup kind) {
        Upstream upstream = unit.isPresent() ? unit.get() : Upstream.NO_UNIT;
        return switch (kind) {
            case Setup.DeviceSetup.Test test -> new TestDevice(source, upstream, ram);
            case Setup.DeviceSetup.Edu edu -> new Edu(source, upstream, ram, edu.dmaMask());
        };
    }

    /** Reads a port. @param size 1, 2 or 4 bytes @return its value, zero-extended */
    long in(int port, int size) {
        return Integer.toUnsignedLong(bus.in(port, size)) & -1L >>> 64 - 8 * size;
    }

    /** Writes a port. @param size 1, 2 or 4 bytes */
    void out(int port, int size, long value) {
        bus.out(port, size, (int) value);
    }

    /** Reads bytes in the order of their addresses, registers by the widest accesses that are aligned. */
    byte[] read(Gpa at, int length) {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            done += readPiece(at.plus(done), bytes, done);
        }
        return bytes;
    }

    /** Writes bytes in the order of their addresses, registers by the widest accesses that are aligned. */
    void write(Gpa at, byte[] bytes) {
        for (int done = 0; done < bytes.length; ) {
            done += writePiece(at.plus(done), bytes, done);
        }
    }

    /** Writes the same byte over and over. */
    void fill(Gpa at, int length, byte value) {
        byte[] page = new byte[Ram.PAGE];
        Arrays.fill(page, value);
        for (int done = 0; done < length; ) {
            int piece = Math.min(page.length, length - done);
            write(at.plus(done), piece == page.length ? page : Arrays.copyOf(page, piece));
            done += piece;
        }
    }

    /** Power goes off and on, but memory keeps what it holds. */
    void reset() {
        unit.ifPresent(Unit::reset);
        devices.forEach(PciDevice::reset);
        bus.reset();
    }

    private int readPiece(Gpa at, byte[] into, int start) {
        Optional<Place> place = place(at);
        if (place.isEmpty() && ram.roomAt(at) > 0) {
            int size = Math.min(ram.roomAt(at), into.length - start);
            ram.read(at, into, start, size);
            return size;
        }
        int size = accessSize(at, into.length - start, place);
        if (size >= 4 && place.isPresent()) {
            long value = place.get().registers().read(place.get().offset(), size);
            for (int i = 0; i < size; i++) {
                into[start + i] = (byte) (value >>> 8 * i);
            }
        }
        return size;
    }

    private int writePiece(Gpa at, byte[] from, int start) {
        Optional<Place> place = place(at);
        if (place.isEmpty() && ram.roomAt(at) > 0) {
            int size = Math.min(ram.roomAt(at), from.length - start);
            ram.write(at, from, start, size);
            return size;
        }
        int size = accessSize(at, from.length - start, place);
        if (size >= 4 && place.isPresent()) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                value |= (from[start + i] & 0xFFL) << 8 * i;
            }
            place.get().registers().write(place.get().offset(), size, value);
        }
        return size;
    }

    /** The largest power of two that is aligned, wanted and not too wide. One below 4 does nothing to registers. */
    private static int accessSize(Gpa at, int wanted, Optional<Place> place) {
        int size = place.isPresent() ? place.get().registers().widest() : 8;
        while (size > wanted || at.offsetIn(size) != 0) {
            size /= 2;
        }
        return size;
    }

    private record Place(RegisterWindow registers, int offset) {
    }

    private Optional<Place> place(Gpa at) {
        long intoUnit = at.value() - UNIT_BASE.value();
        if (unit.isPresent() && intoUnit >= 0 && intoUnit < UNIT_SIZE) {
            return Optional.of(new Place(unit.get(), (int) intoUnit));
        }
        if (ram.roomAt(at) > 0) {
            return Optional.empty();
        }
        return devices.stream()
                .flatMap(device -> device.function().offsetInBar(at).map(into -> new Place(device, into)).stream())
                .findFirst();
    }
}
