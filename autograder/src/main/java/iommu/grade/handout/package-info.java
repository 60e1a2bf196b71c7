/**
 * Makes what a course gives to students who must not receive the reference: {@code ./iommu handout}.
 *
 * <p>{@link iommu.grade.handout.Handout} is the door: it packs what {@code autograder/handout.list} names and nothing
 * else, the visible cases with what the oracle allows in them, and a Maven repository of its own.
 * {@link iommu.grade.handout.Recorder} writes down what is allowed, for {@link iommu.grade.recorded} to judge by; what the rooms beside a unit say is heard in
 * {@link iommu.grade.handout.unit}.
 */
package iommu.grade.handout;
