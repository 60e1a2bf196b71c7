/** What an observer may be told of a request on its way through the unit; drawn by {@code view}. */
package iommu.arch.trace;
