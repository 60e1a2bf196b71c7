package iommu.view;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class MatrixPictureTest {

    private static final Verdict MISSED = new Verdict.Refused(Witness.MISSED_MAP, "00:03.0", "set caching-mode=on.");
    private static final Verdict BOTH = new Verdict.Refused(Witness.MISSED_MAP, "00:03.0", "set caching-mode=on. want UNMAP.");
    private static final Verdict NEVER = new Verdict.Refused(Witness.NEVER_SERVED, "00:03.0", "want UNMAP.");
    private static final Verdict NONE = new Verdict.NoConfiguration("offer a stage.");

    static List<MatrixCell> cells(BiFunction<Configuration, Set<Wish>, Verdict> function) {
        List<MatrixCell> cells = new ArrayList<>();
        for (int bits = 0; bits < 1 << 5; bits++) {
            for (Shadowing shadowing : Shadowing.values()) {
                for (Snoop snoop : Snoop.values()) {
                    Configuration c = new Configuration((bits & 1) != 0, (bits & 2) != 0, shadowing, (bits & 16) != 0
                            ? Set.of(Stages.SECOND) : Set.of(), snoop, (bits & 4) != 0, (bits & 8) != 0);
                    for (Set<Wish> wishes : List.of(Set.<Wish>of(), Set.of(Wish.MAP), Set.of(Wish.MAP, Wish.UNMAP))) {
                        cells.add(new MatrixCell(c, wishes, function.apply(c, wishes)));
                    }
                }
            }
        }
        return cells;
    }

    private static Verdict plain(Configuration c, Set<Wish> wishes) {
        if (c.stages().isEmpty()) {
            return NONE;
        }
        boolean missed = wishes.contains(Wish.MAP) && !c.cachingMode();
        boolean never = wishes.equals(Set.of(Wish.MAP));
        return missed && never ? BOTH : missed ? MISSED : never ? NEVER : new Verdict.Allowed();
    }

    @Test
    void configurationsThatAreAnsweredAlikeAreOneRow() {
        MatrixTable table = new MatrixTable(cells(MatrixPictureTest::plain));
        assertThat(table.axes()).containsExactly(MatrixAxis.STAGES, MatrixAxis.CACHING_MODE);
        assertThat(table.rows()).extracting(r -> table.words(r, MatrixAxis.STAGES) + " "
                + table.words(r, MatrixAxis.CACHING_MODE) + " " + r.codes()).containsExactly(
                        "S off [yes, AB, A]", "S on [yes, B, yes]", "0 any [1, 1, 1]");
        assertThat(table.notes()).extracting(n -> n.sign() + n.text()).containsExactly("Aset caching-mode=on.",
                "Bwant UNMAP.", "1offer a stage.");
    }

    /** Whatever is answered, the rows say of every cell what was answered there, each once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theRowsSayNoMoreAndNoLessThanTheCells(long seed) {
        Random random = new Random(seed);
        Map<List<Object>, Verdict> drawn = new HashMap<>();
        List<Verdict> verdicts = List.of(MISSED, BOTH, NEVER, NONE, new Verdict.Allowed());
        List<MatrixCell> cells = cells((c, w) -> drawn.computeIfAbsent(List.of(c.snoop(), c.coherent(),
                seed > 2 ? c.shadowing() : 0, seed > 4 ? c.deviceTlb() : 0, w), k -> verdicts.get(random.nextInt(5))));
        MatrixTable table = new MatrixTable(cells);
        assertThat(table.rows()).hasSizeLessThan(288 / (seed > 4 ? 4 : seed > 2 ? 8 : 24));
        Map<Configuration, List<String>> expected = new HashMap<>();
        MatrixNotes notes = new MatrixNotes(cells);
        cells.forEach(c -> expected.computeIfAbsent(c.configuration(), k -> new ArrayList<>()).add(notes.code(c.verdict())));
        expected.forEach((configuration, codes) -> assertThat(table.rows().stream().filter(row -> holds(row, configuration)))
                .as(configuration.toString()).singleElement().extracting(MatrixRow::codes).isEqualTo(codes));
    }

    private static boolean holds(MatrixRow row, Configuration configuration) {
        return row.values().entrySet().stream().allMatch(e -> e.getValue().contains(e.getKey().value(configuration)));
    }

    @Test
    void thePageIsWellFormedAndItsTextHarmless() throws Exception {
        String hostile = "<script>alert(1)</script>&\u001b[31m\"";
        String page = MatrixPicture.of(cells((c, w) -> w.isEmpty() ? plain(c, w)
                : new Verdict.Refused(Witness.NEVER_SERVED, hostile, hostile))).html();
        assertThat(page).doesNotContain("<script", "\u001b", "http:");
        String xml = page.replaceFirst("(?s)<!DOCTYPE.*?</head>", "").replace("</html>", "").replace("<br>", "<br/>");
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)))
                .getElementsByTagName("caption").getLength()).isEqualTo(1);
    }

    @Test
    void aTextInACsvLineIsQuoted() {
        assertThat(MatrixCsv.of(List.of(new MatrixCell(Configuration.DEFAULT, Set.of(Wish.UNMAP, Wish.MAP),
                new Verdict.Refused(Witness.MISSED_MAP, "00:03.0", "a \"b\", c\nd")))).lines().skip(1))
                .containsExactly("second,on,off,not-offered,off,on,on,MAP+UNMAP,refused,missed-map,\"00:03.0\",\"a \"\"b\"\", c d\"");
    }
}
