package iommu.peers.recording;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The oracle, told the same as the unit: what any legal unit could answer. */
final class Law {

    private final MachineRelation relation;

    /** A recorder sees no flushes: each store counts as flushed, and every walk as one that snoops. */
    Law(Capabilities capabilities) {
        relation = new MachineRelation(capabilities, Prefetch.REQUESTS_ONLY, true);
    }

    void store(Gpa at, long value) {
        relation.on(new Stimulus.Store64(at, value));
        relation.on(new Stimulus.Flush(at));
    }

    void write(int offset, int size, long value) {
        relation.on(new Stimulus.RegisterWrite(offset, size, value));
    }

    void read(int offset, int size) {
        relation.on(new Stimulus.RegisterRead(offset, size));
    }

    /** What this request may be answered; empty if the oracle says nothing of it. */
    List<DmaOutcome> allowed(DmaRequest request) {
        Set<Answer> answers = relation.on(new Stimulus.Dma(request));
        return answers.stream().filter(Answer.Dma.class::isInstance).map(a -> ((Answer.Dma) a).outcome()).toList();
    }

    /** The set in words. */
    static String said(List<DmaOutcome> allowed) {
        return allowed.isEmpty() ? "allowed    unknown: the oracle says nothing here"
                : "allowed    " + String.join(", or ", allowed.stream().map(o -> Words.of(o, OptionalLong.empty())).toList());
    }
}
