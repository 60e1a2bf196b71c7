package iommu.grade.labs;

import java.util.List;

/**
 * A group of cases of one lab: all or nothing.
 *
 * @param id     the lab's number, a dot and a name, such as {@code 02.superpages}
 * @param title  what it asks, in a few words
 * @param kind   {@value #LAW}: what the architecture demands; {@value #CONTRACT}: what the lab's README asks beyond it
 * @param points what it earns, at least 1
 * @param stage  the stage of the README that it belongs to, from 1
 * @param needs  ids of earlier groups of the lab, without which its failure says nothing new
 * @param rule   the law or § that it checks
 * @param hints  from the gentlest to the plainest, at least one
 * @param judges what it judges of the room's answers
 */
public record Group(String id, String title, String kind, int points, int stage, List<String> needs, String rule,
        List<String> hints, Judged judges) {

    public static final String LAW = "law";
    public static final String CONTRACT = "contract";

    public Group {
        needs = List.copyOf(needs);
        hints = List.copyOf(hints);
    }

    public boolean isContract() {
        return kind.equals(CONTRACT);
    }
}
