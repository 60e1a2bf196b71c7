package lab09;

import iommu.arch.Todo;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy;
import java.util.Set;

/**
 * Who may listen to this unit, and how it may be configured while they do. What goes together with what is one question,
 * asked for every listener alone, so the answer is the same in every order. Nothing is stored before it is allowed.
 */
public final class MatrixPolicy implements SafetyPolicy {

    private Configuration configuration;

    /** Of a unit that is as it is without anyone's choice. */
    public MatrixPolicy() {
        this(Configuration.DEFAULT);
    }

    /** @param configuration if it is none that a unit can have, nobody may listen */
    public MatrixPolicy(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public Verdict attach(Listener listener) {
        throw new Todo("09");
    }

    @Override
    public void detach(Listener listener) {
        throw new Todo("09");
    }

    /** All or nothing: one listener that stands against it is enough, and the one with the smallest id is named. */
    @Override
    public Verdict reconfigure(Configuration next, boolean running) {
        throw new Todo("09");
    }

    @Override
    public Configuration configuration() {
        throw new Todo("09");
    }

    @Override
    public Set<Listener> attached() {
        throw new Todo("09");
    }
}
