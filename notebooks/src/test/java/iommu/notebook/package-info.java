/**
 * Proof that the notebooks run: every code cell of every notebook, in order, in a fresh JShell.
 *
 * <p>{@link iommu.notebook.Notebook} reads a file, {@link iommu.notebook.CellRunner} executes its cells. Read
 * {@code NotebooksTest} first.
 */
package iommu.notebook;
