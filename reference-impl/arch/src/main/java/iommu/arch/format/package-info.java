/**
 * Formats of the structures in memory: fields by name, with their bits, and nothing else (§9).
 *
 * <p>Which bits are reserved depends on the unit's capabilities and on the entry's place, so it is for the room that
 * reads an entry to judge.
 */
package iommu.arch.format;
