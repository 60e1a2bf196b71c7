package iommu.arch.seam;

/**
 * Room 12 as a whole: what the tables of scalable mode say of a request, and the walks that they lead to. A machine takes its
 * two halves apart; a learner builds both in one class.
 */
public interface ScalableTables extends ScalableLookup, StagedWalk {
}
