/**
 * How fast the reference is, measured against itself and, in the same run, against a naive unit.
 *
 * <p>{@link iommu.bench.Bench} is the command; {@link iommu.bench.Row} says what is compared with what and which ratio
 * is asked for; the classes named after a piece of work hold the measured methods. {@link iommu.bench.NaiveUnit} is the
 * denominator that makes figures of different machines comparable.
 */
package iommu.bench;
