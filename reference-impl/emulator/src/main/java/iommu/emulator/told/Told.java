package iommu.emulator.told;

import iommu.arch.Iova;
import iommu.arch.seam.MappingNotifier.Piece;

/** A piece that the listener knows of. @param skipped it is no memory: reported, and not mapped */
record Told(Piece piece, boolean skipped) {

    long first() {
        return piece.start().value();
    }

    long last() {
        return piece.start().value() + (piece.size() - 1);
    }

    /** The natural part of it that begins here. */
    Told part(Iova start, long size) {
        return size == piece.size() ? this : new Told(new Piece(start, size,
                piece.frame().plus(start.value() - first()), piece.rights(), piece.snoop()), skipped);
    }

    /** Whether these addresses, which both hold, mean the same by both. */
    boolean agreesAt(long address, Told other) {
        return piece.frame().value() + (address - first()) == other.piece.frame().value() + (address - other.first())
                && piece.rights() == other.piece.rights() && piece.snoop() == other.piece.snoop();
    }
}
