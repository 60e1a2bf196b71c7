package iommu.view;

/** A figure in two forms that say the same. */
public interface Picture {

    /**
     * An {@code <svg>} element that stands alone or within a page: no script, no identifier, nothing loaded from
     * elsewhere. It takes its ink from the page's text colour, and is drawn for a column of 900 px.
     */
    String svg();

    /** The figure in words: lines of at most about 90 characters that end in a line feed. */
    String text();
}
