package iommu.grade.judge;

import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.scenario.Generator;
import java.nio.file.Path;
import java.util.List;

/** The kit's own cases: those that lie in a lab's folder, and generated ones, judged by the oracle. */
public final class OracleCases implements CaseSource {

    /** How many generated cases a group has beside its visible ones. */
    static final int GENERATED = 12;

    private final Path labsFolder;
    private final Manifest manifest;
    private final CaseSeeds seeds;

    private OracleCases(Path labsFolder, Manifest manifest, CaseSeeds seeds) {
        this.labsFolder = labsFolder;
        this.manifest = manifest;
        this.seeds = seeds;
    }

    /** The service. */
    public static final class OfKit implements Maker {

        @Override
        public CaseSource make(Path labsFolder, Manifest manifest, CaseSeeds seeds) {
            return new OracleCases(labsFolder, manifest, seeds);
        }

        @Override
        public boolean knowsTheOracle() {
            return true;
        }
    }

    @Override
    public List<PreparedCase> visible(Lab lab, Group group) {
        return VisibleCases.of(labsFolder, lab, group).stream().map(scenario -> Lawbook.prepare(group, scenario)).toList();
    }

    @Override
    public List<PreparedCase> generated(Lab lab, Group group) {
        return Generator.generate(group.id(), seeds.of(manifest.suite(), lab.number(), group.id()), GENERATED).stream()
                .map(scenario -> Lawbook.prepare(group, scenario)).toList();
    }

    @Override
    public Shrink shrink() {
        return (group, room, graded, failure) -> new CaseShrinker(group, room).shrink(graded, failure);
    }
}
