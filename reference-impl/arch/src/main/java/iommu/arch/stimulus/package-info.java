/**
 * What can reach a unit, or one room of it, in the smallest steps: stores, register accesses, requests, seam calls;
 * and the {@linkplain iommu.arch.stimulus.Answer answers} they get.
 *
 * <p>Scenarios expand to these. They are all that a probe is sent, all that the oracle reads, and all that drives the
 * emulator, so that the three can never be told different things.
 */
package iommu.arch.stimulus;
