/** Commands that remove cache entries, and the descriptors that carry them through the queue (§6.5.2). */
package iommu.arch.invalidation;
