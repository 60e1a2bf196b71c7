package iommu.board;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A device's way to memory. A transfer is cut at page boundaries (§3.13), and each piece asks the unit; at the first
 * that is blocked, or leads to no memory, the transfer ends, and the pieces before it stay done. A write of 4 aligned bytes
 * to FEEx_xxxxh is an interrupt: remapped or blocked, but delivered to nobody here.
 *
 * @param enabled whether the function may master the bus: bit 2 of its PCI command register
 */
record BusMaster(SourceId source, BooleanSupplier enabled, Upstream unit, Ram ram) {

    /** Memory to device. @return whether all of it was read; if not, the rest of the buffer is as before */
    boolean read(Iova at, byte[] into) {
        return transfer(at, into, Access.READ);
    }

    /** Device to memory. @return whether all of it was written */
    boolean write(Iova at, byte[] from) {
        if (at.value() >>> 20 == 0xFEE && from.length == 4 && at.offsetIn(4) == 0) { // §3.15
            int data = ByteBuffer.wrap(from).order(ByteOrder.LITTLE_ENDIAN).getInt();
            return enabled.getAsBoolean() && unit.message(source, at, data);
        }
        return transfer(at, from, Access.WRITE);
    }

    private boolean transfer(Iova at, byte[] buffer, Access access) {
        for (int done = 0; done < buffer.length; ) {
            Iova here = at.plus(done);
            int piece = Math.min(Ram.PAGE - (int) here.offsetIn(Ram.PAGE), buffer.length - done);
            Optional<Gpa> target = target(here, access);
            if (target.isEmpty()) {
                return false;
            }
            if (access == Access.READ) {
                ram.read(target.get(), buffer, done, piece);
            } else {
                ram.write(target.get(), buffer, done, piece);
            }
            done += piece;
        }
        return true;
    }

    private Optional<Gpa> target(Iova here, Access access) {
        if (!enabled.getAsBoolean()) {
            return Optional.empty();
        }
        return switch (unit.translate(DmaRequest.untranslated(source, here, access))) {
            case DmaOutcome.Translated translated when ram.roomAt(translated.address()) > 0 ->
                    Optional.of(translated.address());
            case DmaOutcome.Translated beyond -> Optional.empty();
            case DmaOutcome.Blocked blocked -> Optional.empty();
            case DmaOutcome.Granted granted -> Optional.empty();
            case DmaOutcome.Refused refused -> Optional.empty();
        };
    }
}
