package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Set;

/**
 * What the README of room 02 asks beyond the law: the steps and the size of a mapping, the level and the hole of a
 * fault. The law's canonical answers carry them already, each as its own member; here they are to be compared whole.
 */
public final class WalkContract implements Relation {

    private final WalkRelation law;

    public WalkContract(Capabilities capabilities) {
        law = new WalkRelation(capabilities);
    }

    @Override
    public Set<Answer> on(Stimulus step) {
        return law.on(step);
    }
}
