/** How fast the reference is. */
package iommu.bench;
