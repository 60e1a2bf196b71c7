package iommu.grade.confidence;

import java.util.List;

/**
 * What one judgement of a subject showed.
 *
 * @param key       which judgement it is: subject, sources, part of the suite, seed, grader
 * @param failed    the groups that failed, in the manifest's order
 * @param behaviour the class that the first of them was given; empty if none was asked for
 * @param lines     of its smallest failing run; 0 if there is none
 * @param host      what the grader could not do; empty if it could
 */
public record Observation(String key, List<String> failed, String behaviour, int lines, String host) {

    public Observation {
        failed = List.copyOf(failed);
    }
}
