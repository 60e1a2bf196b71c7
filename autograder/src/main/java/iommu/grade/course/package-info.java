/**
 * A course: the file {@code course.toml}, its secret, its roster, and what it makes of the judge's points.
 *
 * <p>{@link iommu.grade.course.CourseFile} reads it, and says file and line of what is wrong;
 * {@link iommu.grade.course.Course} is what it says. {@link iommu.grade.course.Scoring} weighs labs and takes off what late
 * work costs; {@link iommu.grade.course.FeedbackFilter} leaves out of a student's report what the course does not show yet.
 * Neither changes a point of the other's, nor a verdict. Read {@link iommu.grade.course.Course} first.
 */
package iommu.grade.course;
