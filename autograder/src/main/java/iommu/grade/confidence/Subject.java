package iommu.grade.confidence;

import iommu.grade.verdict.Behaviour;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A whole submission for one lab of which the right verdict is known: a base with some changes of its text.
 *
 * @param lab       the lab's number
 * @param id        its file's name, unique in its lab
 * @param sentence  what is wrong with it, or how it differs
 * @param rule      the law or section that it breaks, or that leaves it free
 * @param base      {@link #REFERENCE}, or the name of an example or shape: code that is not shaped like the reference
 * @param costs     names of the groups that it costs under every seed, and no other, without the lab's number; {@code *}
 *                  for all of them; {@code +}: others may suffer too, for it lies in what they build on; empty if it says
 *                  nothing of that
 * @param mistake   what a seeded bug must cost; empty for an equivalent, which must pass every law group
 */
public record Subject(String lab, String id, String sentence, String rule, String base, Optional<Set<String>> costs, Optional<Mistake> mistake,
        List<Change> changes) {

    /** The base of what is made from the reference's own plain class. */
    public static final String REFERENCE = "reference";

    /** @param group the group that is about it @param behaviour what a learner should be told of it */
    public record Mistake(String group, Behaviour behaviour) {
    }

    public Subject {
        changes = List.copyOf(changes);
    }

    public boolean isBug() {
        return mistake.isPresent();
    }

    public boolean shapedLikeTheReference() {
        return base.equals(REFERENCE);
    }

    /** Such as {@code 04/one-domain}. */
    public String name() {
        return lab + "/" + id;
    }
}
