package iommu.grade.work;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.report.TerminalStyle;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskTest {

    private final Manifest manifest = Manifest.read(Manifest.below(KitCommand.home()));
    private final Lab lab = manifest.lab("02").orElseThrow();

    @TempDir
    private Path work;
    private Desk desk;

    @BeforeEach
    void begun() throws IOException {
        desk = new Desk(work, manifest);
        desk.begin(lab, KitCommand.home().resolve("labs").resolve(lab.folder()));
    }

    /** A result in which these groups pass and the others that are judged fail. */
    private LabResult result(Predicate<Group> judged, Predicate<Group> passes) {
        List<GroupResult> groups = lab.groups().stream().filter(judged).map(g -> new GroupResult(g.id(), g.title(), g.kind(),
                passes.test(g) ? Verdict.PASSED : Verdict.FAILED, 0, g.points(), g.rule(), "", List.of(), Optional.empty())).toList();
        boolean all = groups.stream().allMatch(g -> g.verdict() == Verdict.PASSED);
        return new LabResult(lab.id(), all ? Verdict.PASSED : Verdict.FAILED, true, 0, Lab.POINTS, groups, "");
    }

    @Test
    void verdictsOfOneStageLeaveThoseOfOthers() {
        Diary diary = Diary.EMPTY.with(lab, result(g -> true, g -> g.stage() == 1), "a")
                .with(lab, result(g -> g.stage() == 2, g -> true), "b");
        assertThat(diary.points(lab)).isEqualTo(9);
        assertThat(diary.next(lab)).hasValueSatisfying(g -> assertThat(g.id()).isEqualTo("02.superpages"));
        assertThat(diary.solved()).isFalse();
    }

    @Test
    void aLabThatPassedOnceStaysSolvedThoughItFailsLater() {
        Diary diary = Diary.EMPTY.with(lab, result(g -> true, g -> true), "a").with(lab, result(g -> true, g -> false), "b");
        assertThat(diary.solved()).isTrue();
        assertThat(diary.points(lab)).isZero();
    }

    @Test
    void whatDoesNotCompileKeepsTheVerdictsBefore() {
        LabResult rejected = new LabResult(lab.id(), Verdict.REJECTED, true, 0, Lab.POINTS, List.of(), "Does not compile:\nX.java:1: no");
        Diary diary = Diary.EMPTY.with(lab, result(g -> true, g -> true), "a").with(lab, rejected, "b");
        assertThat(diary.trouble()).isEqualTo("Does not compile:");
        assertThat(diary.points(lab)).isEqualTo(Lab.POINTS);
    }

    @Test
    void aDiaryIsReadAsItWasWrittenAndADamagedOneIsEmpty() throws IOException {
        Diary diary = Diary.EMPTY.with(lab, result(g -> true, g -> g.stage() < 3), "a").withHints("02.rights", 2);
        desk.remember(lab, diary);
        assertThat(desk.diary(lab)).isEqualTo(diary);
        assertThat(desk.damaged()).isEmpty();
        Files.writeString(desk.diaryFile(lab), "{ \"groups\": [");
        assertThat(desk.diary(lab)).isEqualTo(Diary.EMPTY);
        assertThat(desk.damaged()).containsExactly(lab);
    }

    @Test
    void whatIsPutAsideIsKeptWholeUnderADatedNameAndForgotten() throws IOException {
        Files.writeString(desk.folder(lab).resolve("mine.txt"), "mine");
        desk.remember(lab, Diary.EMPTY.withHints("02.rights", 1));
        Path kept = desk.putAside(lab);
        assertThat(kept.getFileName().toString()).matches("lab02-walk-\\d{4}-\\d\\d-\\d\\d-\\d{6}");
        assertThat(kept.resolve("mine.txt")).hasContent("mine");
        assertThat(desk.hasBegun(lab)).isFalse();
        assertThat(desk.diary(lab)).isEqualTo(Diary.EMPTY);
    }

    @Test
    void aStageHasFailedIfAnyOfItsGroupsHasAndEveryWordIsThereWithoutColour() {
        Diary diary = Diary.EMPTY.with(lab, result(g -> g.stage() != 5, g -> !g.id().equals("02.holes")), "a");
        String map = ProgressMap.of(List.of(new ProgressMap.Place(lab, Optional.of(diary), true)), TerminalStyle.PLAIN);
        assertThat(map).isEqualTo("""
                Your labs: 16 of 20 points, 4 of 6 stages passed.

                lab 02 walk: 16 of 20 points
                  Edited since it was judged.
                  stages 1, 2, 3, 4 passed
                  stage 5 to do
                  stage 6 failed
                """);
    }

    @Test
    void noLineOfTheMapIsWiderThanANarrowTerminal() {
        Diary diary = Diary.EMPTY.with(lab, result(g -> true, g -> g.stage() < 3), "a");
        TerminalStyle narrow = new TerminalStyle(40, false);
        List<ProgressMap.Place> places = manifest.labs().stream()
                .map(l -> new ProgressMap.Place(l, l.equals(lab) ? Optional.of(diary) : Optional.empty(), false)).toList();
        String all = ProgressMap.of(places, narrow) + ProgressMap.ofLab(places.get(1), narrow);
        assertThat(all.lines()).allMatch(line -> line.length() <= 40);
    }
}
