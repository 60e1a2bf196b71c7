package iommu.grade.cli;

import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.work.Desk;
import iommu.grade.work.Diary;
import iommu.grade.work.ProgressMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "status", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Shows how far you are: every lab with its stages, by the last verdict of check or watch.",
        footer = {"", "Examples: ./iommu status       all labs",
                "          ./iommu status 02    every group of one"})
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB", arity = "0..1", description = "The number of one lab. Default: all of them")
    private String number;

    @Override
    public Integer call() throws IOException {
        Kit kit = Kit.here();
        PrintWriter out = spec.commandLine().getOut();
        if (number != null) {
            out.print(ProgressMap.ofLab(place(kit, kit.lab(number)), Console.style()));
        } else {
            List<ProgressMap.Place> places = new ArrayList<>();
            for (Lab lab : kit.manifest().labs()) {
                places.add(place(kit, lab));
            }
            out.print(ProgressMap.of(places, Console.style()));
            out.println();
            out.print(next(kit));
        }
        out.flush();
        return Exit.DONE;
    }

    private static ProgressMap.Place place(Kit kit, Lab lab) throws IOException {
        Desk desk = kit.desk();
        if (!desk.hasBegun(lab)) {
            return new ProgressMap.Place(lab, Optional.empty(), false);
        }
        Diary diary = desk.diary(lab);
        boolean edited = !diary.receipt().isEmpty()
                && new LabChoice(kit, lab, "").receipt().filter(diary.receipt()::equals).isEmpty();
        return new ProgressMap.Place(lab, Optional.of(diary), edited);
    }

    /** What to do now, in the lab that was worked on last, or else in the first that is left. */
    private static String next(Kit kit) throws IOException {
        Desk desk = kit.desk();
        Optional<Lab> last = desk.lastWorked();
        Optional<Group> group = last.isEmpty() ? Optional.empty() : desk.diary(last.get()).next(last.get());
        if (group.isPresent()) {
            return Console.text("Next: stage " + group.get().stage() + " of lab " + last.get().number() + ", which "
                    + group.get().title() + ".") + "    ./iommu check " + last.get().number() + "." + group.get().stage() + "\n";
        }
        Optional<Lab> fresh = kit.manifest().labs().stream().filter(lab -> !desk.hasBegun(lab)).findFirst();
        return fresh.map(lab -> Console.text("Next: lab " + lab.number() + ", " + lab.title() + ".") + "    ./iommu start "
                + lab.number() + "\n").orElse("Next: ./iommu pack\n");
    }
}
