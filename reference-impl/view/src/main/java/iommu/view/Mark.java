package iommu.view;

/**
 * The step at which two rooms first differ.
 *
 * @param step which entry read, from 0; the number of entries read, or more, means the outcome
 * @param text what differs, in one sentence
 */
public record Mark(int step, String text) {
}
