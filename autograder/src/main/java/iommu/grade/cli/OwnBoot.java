package iommu.grade.cli;

import iommu.grade.intake.LabSources;
import iommu.grade.intake.Submission;
import iommu.grade.judge.Folders;
import iommu.grade.judge.OwnMachine;
import iommu.grade.judge.Rooms;
import iommu.grade.labs.Lab;
import iommu.grade.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** For a lab that wires rooms: how a guest boots with the learner's own. Earns nothing, and needs no lab. */
final class OwnBoot {

    private OwnBoot() {
    }

    /** Whether the groups that were chosen have a boot among them. */
    static boolean isAsked(LabChoice choice) {
        return !choice.lab().neighbours().isEmpty() && choice.groups().stream().anyMatch(g -> g.id().equals(OwnMachine.BOOT));
    }

    /** Boots, and says how that went. */
    static String told(LabChoice choice, Submission submission, Sandbox sandbox) throws IOException {
        Kit kit = choice.kit();
        Path scratch = Files.createTempDirectory("iommu-own");
        try {
            OwnMachine machine = new OwnMachine(kit.suite(1), new Rooms(sandbox), kit.stubs(), choice.lab());
            Map<Lab, LabSources> sources = new LinkedHashMap<>();
            for (Lab other : machine.wired()) {
                if (kit.desk().hasBegun(other)) {
                    sources.put(other, new LabChoice(kit, other, "").submission().labs().get(other.number()));
                }
            }
            sources.put(choice.lab(), submission.labs().get(choice.lab().number()));
            sources.values().removeIf(Objects::isNull);
            return words(machine.boot(sources, scratch));
        } finally {
            Folders.delete(scratch);
        }
    }

    private static String words(OwnMachine.Told told) {
        StringBuilder text = new StringBuilder("\nWith your own rooms wired in (no points):\n");
        told.rooms().forEach((room, whose) -> text.append(String.format("    %-14s%s%n", room, whose)));
        text.append("    boots Linux   ").append(Console.text(told.boots()).strip()).append('\n');
        told.alone().forEach((room, how) -> text.append("    with ").append(room).append(" alone: ").append(how).append('\n'));
        return text.toString();
    }
}
