package iommu.emulator.shadow;

import iommu.arch.seam.MappingNotifier.Piece;

/** Where an entry of a table leads. */
sealed interface Step {

    record Stop() implements Step {
    }

    /** On to another table. */
    record Down(Place place) implements Step {
    }

    /** To the end. */
    record Reached(Piece piece) implements Step {
    }

    Stop STOP = new Stop();
}
