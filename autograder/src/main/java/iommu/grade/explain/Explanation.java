package iommu.grade.explain;

import iommu.view.Picture;
import java.util.List;

/**
 * How the reference came to an answer.
 *
 * @param line    of the scenario
 * @param text    the line as it is written
 * @param picture the way
 * @param remarks what was answered, what is allowed, what the file expects; a line each
 */
public record Explanation(int line, String text, Picture picture, List<String> remarks) {

    public Explanation {
        remarks = List.copyOf(remarks);
    }
}
