package iommu.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {

    @Test
    void terminalSequencesVanishWhole() {
        assertThat(SafeText.line("a\u001b[1;31mred\u001b[0m b")).isEqualTo("ared b");
        assertThat(SafeText.line("\u001b]0;title\u0007x\u001b]8;;http://e\u001b\\y")).isEqualTo("xy");
        assertThat(SafeText.line("\u009b31mx\u001bc\u001b")).isEqualTo("x");
        assertThat(SafeText.line("cut \u001b[31")).isEqualTo("cut ");
    }

    @Test
    void charactersThatReorderHideOrAreNoXmlAreSeen() {
        assertThat(SafeText.line("a\u202Eb\u0000c\uFFFEd\uD800e\u200Bf\uFDD0"))
                .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFD");
    }

    @Test
    void aLineHasNoBreaksAndLinesKeepThem() {
        assertThat(SafeText.line("a\nb\tc")).isEqualTo("a b c");
        assertThat(SafeText.lines("a\r\nb\tc\rd")).isEqualTo("a\nb\tc\uFFFDd");
    }

    @Test
    void markupCantOpenATagOrLeaveAnAttribute() {
        assertThat(SafeText.markup("<script>\"'&amp;")).isEqualTo("&lt;script&gt;&quot;&#39;&amp;amp;");
    }

    @Test
    void lettersOfEveryScriptStay() {
        String names = "Zo\u00eb \u738b\u5c0f\u660e \u0645\u062d\u0645\u062f \uD83D\uDE80";
        assertThat(SafeText.line(names)).isEqualTo(names);
    }
}
