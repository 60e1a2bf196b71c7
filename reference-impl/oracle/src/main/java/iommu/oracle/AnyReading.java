package iommu.oracle;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be read in more than one way: a freedom that a unit takes once for all, or to which descriptor an effect belongs. One
 * relation for each reading; those that an answer refutes drop out.
 */
final class AnyReading implements RunRelation {

    private List<RunRelation> left;

    AnyReading(RunRelation... readings) {
        left = List.of(readings);
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        List<RunRelation> agreeing = new ArrayList<>();
        Optional<String> first = Optional.empty();
        for (RunRelation reading : left) {
            Optional<String> objection = reading.judge(step, answer);
            if (objection.isEmpty()) {
                agreeing.add(reading);
            } else if (first.isEmpty()) {
                first = objection;
            }
        }
        if (first.isPresent() && agreeing.stream().allMatch(reading -> reading.silence().isPresent())) {
            return first; // who says nothing does not agree
        }
        left = agreeing;
        return Optional.empty();
    }

    @Override
    public Optional<String> silence() {
        return left.stream().map(RunRelation::silence).flatMap(Optional::stream).findFirst();
    }
}
