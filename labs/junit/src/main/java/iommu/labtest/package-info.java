/**
 * A lab's scenarios as JUnit tests: feedback in an IDE, with a breakpoint in the learner's own class. Never a grade.
 *
 * <p>Each lab has one test class, which says how its room is made; {@link iommu.labtest.LabTests} does the rest. It takes
 * the same steps and compares with the same matcher as the judge.
 */
package iommu.labtest;
