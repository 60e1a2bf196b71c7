package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Set;

/**
 * What the README of room 01 asks beyond the law: nothing of the answers. That entries are read whole shows where a
 * page is {@link Stimulus.Reads#WHOLE_ENTRIES}: a lookup that uses 16-byte reads has the law's answers there too.
 */
public final class ContextContract implements Relation {

    private final ContextRelation law;

    public ContextContract(Capabilities capabilities) {
        law = new ContextRelation(capabilities);
    }

    @Override
    public Set<Answer> on(Stimulus step) {
        return law.on(step);
    }
}
