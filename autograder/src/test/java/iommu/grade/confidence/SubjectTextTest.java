package iommu.grade.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.grade.verdict.Behaviour;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTextTest {

    private static final String HEAD = "sentence: It is wrong.\nrule: §9.1\ngroup: 01.lookup\nclass: wrong-entry\nbase: reference\n";

    private static Subject bug(String text) {
        return SubjectText.read("01", "sample", text, true);
    }

    @Test
    void aBugSaysWhatIsWrongWhatItCostsAndWhatChanges() {
        Subject subject = bug(HEAD + "\nin A.java\n- one\n- two\n+ three\n\n- four\n+\nin B.java\n- five\n+ six\n");
        assertThat(subject.name()).isEqualTo("01/sample");
        assertThat(subject.mistake()).contains(new Subject.Mistake("01.lookup", Behaviour.WRONG_ENTRY));
        assertThat(subject.shapedLikeTheReference()).isTrue();
        assertThat(subject.changes()).isEqualTo(List.of(new Change("A.java", "one\ntwo", "three"), new Change("A.java", "four", ""),
                new Change("B.java", "five", "six")));
    }

    @Test
    void aSubjectMaySayWhichGroupsItCosts() {
        assertThat(bug(HEAD).costs()).isEmpty();
        assertThat(bug(HEAD + "costs:    nothing\n").costs()).contains(Set.of());
        assertThat(bug(HEAD + "costs:    lookup silence +\n").costs()).contains(Set.of("lookup", "silence", "+"));
    }

    @Test
    void anEquivalentCostsNothing() {
        assertThat(SubjectText.read("01", "other", "sentence: s\nrule: §1\nbase: solved\n", false).isBug()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "sentence: s; says no rule",
        "nonsense; what is 'nonsense'",
        "colour: red; what is 'colour: red'",
        "sentence: s\\nsentence: t; what is 'sentence: t'",
        "sentence: s\\nrule: r\\nbase: b\\ngroup: g\\nclass: rude; no class 'rude'",
        "in A.java\\n- old; needs a file, old text and new text",
        "- old\\n+ new; needs a file, old text and new text"})
    void whatIsNoSubjectIsNamedWithItsFault(String text, String complaint) {
        assertThatThrownBy(() -> bug(text.replace("\\n", "\n"))).isInstanceOf(SubjectException.class)
                .hasMessageContaining("01/sample").hasMessageContaining(complaint);
    }

    @Test
    void aChangeMustFindItsTextJustOnce() {
        Change change = new Change("A.java", "aa", "b");
        assertThat(change.applyTo("xaay")).isEqualTo("xby");
        assertThatThrownBy(() -> change.applyTo("xy")).hasMessageContaining("A.java no longer has: aa");
        assertThatThrownBy(() -> change.applyTo("aaa")).hasMessageContaining("A.java has more than once: aa");
    }
}
