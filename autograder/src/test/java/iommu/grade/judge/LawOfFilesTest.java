package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.InterruptOutcome;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.KitCommand;
import iommu.scenario.CaseJudges;
import iommu.scenario.Expander;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("JUnit beside the whole kit")
class LawOfFilesTest {

    private static final Path LABS = KitCommand.home().resolve("labs");
    private static final Path CASES = LABS.resolve("lab13-interrupts/scenarios/13.index");

    @TempDir
    private Path elsewhere;

    private static Path first(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    private static Optional<CaseJudges.Run> begin(Path file, Path place) throws IOException {
        Scenario scenario = Scenario.parse(file.getFileName().toString(), Files.readString(file));
        assertThat(ServiceLoader.load(CaseJudges.class)).hasOnlyElementsOfType(LawOfFiles.class);
        return new LawOfFiles().begin(place.toAbsolutePath().toString(), scenario, Expander.expand(scenario));
    }

    /** @return the steps that are objected to */
    private static long objections(Path file, CaseJudges.Run run, Function<Answer, Answer> change) throws IOException {
        Plan plan = Expander.expand(Scenario.parse(file.getFileName().toString(), Files.readString(file)));
        Function<Stimulus, Answer> reference = Reference.of(plan);
        long objections = 0;
        for (int i = 0; i < plan.steps().size(); i++) {
            objections += run.judge(i, change.apply(reference.apply(plan.steps().get(i).stimulus()))).isPresent() ? 1 : 0;
        }
        assertThat(run.silence()).isEmpty();
        return objections;
    }

    @Test
    @DisplayName("judges a group's case by its law, in the lab and in a learner's copy")
    void byTheLaw() throws IOException {
        Path file = first(CASES);
        Path copy = KitCommand.home().resolve("work/lab13-interrupts/scenarios/13.index");
        for (Path place : List.of(CASES, copy)) {
            assertThat(objections(file, begin(file, place).orElseThrow(), answer -> answer)).isZero();
            assertThat(objections(file, begin(file, place).orElseThrow(), answer -> answer instanceof RoomAnswer.Remapped
                    ? new RoomAnswer.Remapped(new InterruptOutcome.Unchanged(), Map.of()) : answer)).isPositive();
        }
    }

    @Test
    @DisplayName("leaves to its own lines what is no group's case")
    void others() throws IOException {
        Path file = first(CASES);
        assertThat(begin(file, LABS.resolve("lab13-interrupts/tests"))).isEmpty();
        assertThat(begin(file, elsewhere.resolve("scenarios/13.index"))).isEmpty();
    }

    @Test
    @DisplayName("judges every run of a unit, and has its rooms")
    void units() throws IOException {
        Path file = first(LABS.resolve("lab11-machine/scenarios/11.linux"));
        for (Path place : List.of(file.getParent(), LABS.resolve("lab11-machine/counterexamples"), elsewhere)) {
            assertThat(begin(file, place).orElseThrow().neighbours()).as(place.toString()).isPresent();
        }
    }
}
