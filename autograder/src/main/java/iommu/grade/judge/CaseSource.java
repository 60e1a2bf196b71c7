package iommu.grade.judge;

import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.verdict.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Where a suite has its cases from, each with what may be answered in it. In the kit the oracle says that; what students
 * are handed out brings it along, written down.
 */
public interface CaseSource {

    /** The cases of a group that everybody can read. */
    List<PreparedCase> visible(Lab lab, Group group);

    /** The cases of a group that the seed makes; none where nobody can say what may be answered in them. */
    List<PreparedCase> generated(Lab lab, Group group);

    /** Makes a failing case small. It never changes a verdict. */
    Shrink shrink();

    /** The same cases, which stay as they are. */
    default CaseSource unshrunk() {
        CaseSource all = this;
        return new CaseSource() {
            @Override
            public List<PreparedCase> visible(Lab lab, Group group) {
                return all.visible(lab, group);
            }

            @Override
            public List<PreparedCase> generated(Lab lab, Group group) {
                return all.generated(lab, group);
            }

            @Override
            public Shrink shrink() {
                return Shrink.NOT_AT_ALL;
            }

            @Override
            public Verdict unjudged() {
                return all.unjudged();
            }
        };
    }

    /** What a group is of which no case failed, but one can't be judged to its end. */
    default Verdict unjudged() {
        return Verdict.INCONCLUSIVE;
    }

    /** How a failing case is made small. */
    @FunctionalInterface
    interface Shrink {

        /** Leaves it as it is. */
        Shrink NOT_AT_ALL = (group, room, graded, failure) -> Finding.of(graded, failure);

        Finding shrink(Group group, LearnerRoom room, PreparedCase graded, CaseResult failure);
    }

    /** Makes the one that this program was packed with: a service, so that what is handed out need not name the oracle. */
    interface Maker {

        /** @param labsFolder the {@code labs} folder of the kit @param seeds what the generated cases are made from */
        CaseSource make(Path labsFolder, Manifest manifest, CaseSeeds seeds);

        /** Whether it knows more than was written down: it can judge any case, and explain. */
        boolean knowsTheOracle();
    }

    /** The maker that lies on the class path. */
    static Maker maker() {
        return ServiceLoader.load(Maker.class).findFirst()
                .orElseThrow(() -> new IllegalStateException("this program was packed without anything to judge by"));
    }
}
