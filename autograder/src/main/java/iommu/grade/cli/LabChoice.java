package iommu.grade.cli;

import iommu.grade.intake.Intake;
import iommu.grade.intake.IntakeResult;
import iommu.grade.intake.Submission;
import iommu.grade.intake.UsageException;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A lab that a learner names, or a stage of it: {@code 02}, {@code 2}, {@code 02.3}, or the id of a group.
 *
 * @param part the stage or the group's name; empty for the whole lab
 */
record LabChoice(Kit kit, Lab lab, String part) {

    /**
     * What was named on the command line.
     *
     * @param what null for the lab that was worked on last
     * @throws UsageException naming the labs, stages or groups that there are
     */
    static LabChoice of(Kit kit, String what) throws IOException {
        if (what == null) {
            Lab last = kit.desk().lastWorked().orElseThrow(() -> new UsageException(
                    "no lab has been begun in " + kit.shown(kit.work()) + ": name one, or begin with ./iommu start "
                            + kit.manifest().labs().getFirst().number()));
            return new LabChoice(kit, last, "");
        }
        String[] parts = what.split("\\.", 2);
        LabChoice choice = new LabChoice(kit, kit.lab(parts[0]), parts.length == 1 ? "" : parts[1]);
        if (choice.groups().isEmpty()) {
            throw new UsageException("lab " + choice.lab.number() + " has no stage " + choice.part
                    + ": its README has stages 1 to " + choice.lab.groups().stream().mapToInt(Group::stage).max().orElse(0));
        }
        return choice;
    }

    /** Whether a group is meant. */
    boolean means(Group group) {
        return part.isEmpty() || Integer.toString(group.stage()).equals(part)
                || group.id().equals(lab.number() + "." + part);
    }

    /** The groups that are meant. */
    List<Group> groups() {
        return lab.groups().stream().filter(this::means).toList();
    }

    /** @throws UsageException if the lab is not in {@code work/} */
    LabChoice requireBegun() {
        if (!kit.desk().hasBegun(lab)) {
            throw new UsageException("lab " + lab.number() + " is not in work/ yet. Begin it with ./iommu start " + lab.number());
        }
        return this;
    }

    /** What is written so far. @throws UsageException if it can't be read as a submission */
    Submission submission() {
        return switch (new Intake(kit.manifest()).read(kit.work(lab))) {
            case IntakeResult.Refused refused -> throw new UsageException(refused.sentence());
            case IntakeResult.Received received -> received.submission();
        };
    }

    /** The receipt of what is written so far; empty if it can't be read. */
    Optional<String> receipt() {
        return new Intake(kit.manifest()).read(kit.work(lab)) instanceof IntakeResult.Received received
                ? Optional.of(received.submission().receipt()) : Optional.empty();
    }
}
