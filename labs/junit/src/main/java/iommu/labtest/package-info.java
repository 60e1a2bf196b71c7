/**
 * A lab's scenarios as JUnit tests: feedback in an IDE, with a breakpoint in the learner's own class. Never a grade.
 *
 * <p>Each lab has one test class, which says how its room is made; {@link iommu.labtest.LabTests} does the rest. It takes
 * the same steps, and asks the judge that lies on the class path ({@link iommu.scenario.CaseJudges}): the grader's own
 * beside the whole kit, what was recorded of it in what students are handed out. Only a run that no judge knows is held
 * against what is written in its file.
 */
package iommu.labtest;
