package iommu.grade.confidence;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import iommu.grade.verdict.Behaviour;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScoresTest {

    private static final Lab LAB = Manifest.read(Manifest.below(KitCommand.home())).lab("02").orElseThrow();

    private static Observation seen(String named, int lines, String... failed) {
        return new Observation("", List.of(failed), named, lines, "");
    }

    private static Subject bug(String base) {
        return new Subject("02", "sample", "s", "§1", base, Optional.empty(),
                Optional.of(new Subject.Mistake("02.rights", Behaviour.WRONG_RIGHTS)), List.of());
    }

    private static final Seen CAUGHT = new Seen(LAB, bug("reference"), seen("", 0, "02.rights"),
            List.of(seen("wrong-rights", 5, "02.rights"), seen("wrong-rights", 7, "02.rights")));
    private static final Seen MISSED_ONCE = new Seen(LAB, bug("solved"), seen("", 0),
            List.of(seen("stale", 9, "02.rights", "02.steps"), seen("", 0)));
    private static final Seen RIGHT = new Seen(LAB, new Subject("02", "right", "s", "§1", "solved", Optional.empty(), Optional.empty(), List.of()),
            seen("", 0, "02.steps"), List.of(seen("", 0)));

    @Test
    void aBugIsCaughtIfEverySeedFailsIt() {
        Scores scores = Scores.of("two", List.of(CAUGHT, MISSED_ONCE), new Rate(0, 10));
        assertThat(scores.hidden()).isEqualTo(new Rate(1, 2));
        assertThat(scores.visible()).isEqualTo(new Rate(1, 2));
        assertThat(scores.named()).isEqualTo(new Rate(2, 4));
        assertThat(scores.transplanted()).isEqualTo(new Rate(1, 2));
        assertThat(scores.lines()).isEqualTo(7);
        assertThat(scores.outsideMost()).as("one of twenty points").isEqualTo(5);
        assertThat(scores.missed()).hasSize(4);
    }

    @Test
    void anEquivalentMayLoseWhatTheContractGivesButNoPointOfTheLaw() {
        assertThat(Scores.of("one", List.of(CAUGHT, RIGHT), new Rate(0, 10)).missed()).isEmpty();
        Seen wrong = new Seen(LAB, RIGHT.subject(), seen("", 0), List.of(seen("", 0), seen("", 0, "02.bounds")));
        assertThat(Scores.of("one", List.of(CAUGHT, wrong), new Rate(0, 10)).missed()).singleElement().asString()
                .contains("equivalent");
    }

    @Test
    void oneFlakeIsTooMany() {
        assertThat(Scores.of("one", List.of(CAUGHT), new Rate(1, 200)).missed()).singleElement().asString().contains("repeat");
    }

    @Test
    void whatABugBlocksIsNotOutsideItsGroupButIsCounted() {
        Seen blocks = new Seen(LAB, new Subject("02", "first", "s", "§1", "reference", Optional.empty(),
                Optional.of(new Subject.Mistake("02.levels", Behaviour.WRONG_ENTRY)), List.of()), seen("", 0, "02.levels"),
                List.of(seen("wrong-entry", 5, "02.levels", "02.rights")));
        assertThat(blocks.outside()).isZero();
        assertThat(blocks.elsewhere()).isEqualTo(4);
    }

    @Test
    void aRateCarriesWilsonsBounds() {
        assertThat(new Rate(50, 100).low()).isCloseTo(40.38, Offset.offset(0.01));
        assertThat(new Rate(50, 100).high()).isCloseTo(59.62, Offset.offset(0.01));
        assertThat(new Rate(10, 10).low()).isCloseTo(72.25, Offset.offset(0.01));
        assertThat(new Rate(10, 10).high()).isCloseTo(100, Offset.offset(0.01));
        assertThat(new Rate(20, 20)).hasToString("20/20 (84-100 %)");
    }
}
