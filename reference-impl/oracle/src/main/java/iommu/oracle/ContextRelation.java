package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.LinkedHashSet;
import java.util.Set;

/** The law of room 01: stores and readability of pages make memory, {@link Stimulus.LookUpContext} asks. */
public final class ContextRelation implements Relation {

    private final TableWords memory;
    private final ContextRules rules;

    public ContextRelation(Capabilities capabilities) {
        memory = new TableWords(capabilities.hostAddressWidth());
        rules = new ContextRules(capabilities);
    }

    @Override
    public Set<Answer> on(Stimulus step) {
        if (memory.take(step)) {
            return Set.of(new Answer.Done());
        }
        Set<Answer> allowed = new LinkedHashSet<>();
        if (step instanceof Stimulus.LookUpContext(var rootTable, var source)) {
            rules.readings(memory, rootTable, source).forEach(r -> allowed.add(new Answer.Context(r.result())));
        }
        return allowed;
    }
}
