package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.LinkedHashSet;
import java.util.Set;

/** The law of room 02: stores and readability of pages make memory, {@link Stimulus.Walk} asks. */
public final class WalkRelation implements Relation {

    private final TableWords memory;
    private final SecondStage rules;

    public WalkRelation(Capabilities capabilities) {
        memory = new TableWords(capabilities.hostAddressWidth());
        rules = new SecondStage(capabilities);
    }

    @Override
    public Set<Answer> on(Stimulus step) {
        if (memory.take(step)) {
            return Set.of(new Answer.Done());
        }
        Set<Answer> allowed = new LinkedHashSet<>();
        if (step instanceof Stimulus.Walk(var start, var address, var access)) {
            rules.results(memory, start, address, access).forEach(r -> allowed.add(new Answer.Walk(r)));
        }
        return allowed;
    }
}
