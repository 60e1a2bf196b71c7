/**
 * The command line: {@code ./iommu COMMAND}. {@link iommu.grade.cli.Main} names the commands, one class each.
 *
 * <p>Exit codes: 0 done, 1 the learner's work fails, 2 wrong usage or input, 3 the kit itself failed.
 */
package iommu.grade.cli;
