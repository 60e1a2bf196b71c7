package iommu.view;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PictureTest {

    private static final String HOSTILE = "</text><script>alert(1)</script>\u001b[31m\u202E\u0000\uFFFE \" onload='x'";

    static Stream<Picture> everySample() {
        return Stream.of(Samples.walk(), Samples.deniedWrite(), Samples.superpage(), Samples.unreadable(),
                Samples.fromPrefix(), everyBitSet(), Samples.context(), Samples.contextFault(), Samples.timeline(),
                Samples.walk().marked(new Mark(2, HOSTILE)), Samples.context().marked(new Mark(9, HOSTILE.repeat(20))),
                CacheTimeline.of(List.of(new TimelineRow(1, HOSTILE, HOSTILE, TimelineRow.Kind.OTHER, true)),
                        List.of(new AllowedAnswer(HOSTILE, 1, HOSTILE), new AllowedAnswer("miss", 77, ""))),
                CacheTimeline.of(List.of(), List.of()), Samples.matrix(new Verdict.Allowed()),
                Samples.matrix(new Verdict.Refused(Witness.NEVER_SERVED, HOSTILE, HOSTILE)),
                Samples.matrix(new Verdict.NoConfiguration(HOSTILE)),
                BarChart.of(HOSTILE, List.of(HOSTILE), List.of(new BarChart.Case(HOSTILE.repeat(3), List.of(OptionalLong.of(7))))),
                BarChart.of("nothing", List.of(), List.of()));
    }

    private static Picture everyBitSet() {
        WalkStart deep = new WalkStart(new Gpa(-4096L), 5, Rights.RW, 57);
        return WalkPicture.of(deep, new Iova(-1L), Access.ZERO_LENGTH_READ, List.of(new WalkStep(5, new Gpa(-8L), -1L)),
                Fault.atLevel(FaultReason.TABLE_RESERVED, 5));
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @ParameterizedTest
    @MethodSource("everySample")
    void everyPictureIsWellFormedSaysItsNameAndLoadsNothing(Picture picture) throws Exception {
        String svg = picture.svg();
        Element root = parsed(svg).getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getAttribute("role")).isEqualTo("img");
        assertThat(root.getElementsByTagName("title").item(0).getTextContent()).isNotBlank();
        assertThat(root.getElementsByTagName("desc").item(0).getTextContent()).isEqualTo(picture.text());
        assertThat(root.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.replace("xmlns=\"http://www.w3.org/2000/svg\"", "")).doesNotContain("http:", "url(", "href", " id=");
    }

    @ParameterizedTest
    @MethodSource("everySample")
    void nothingIsDrawnOutsideTheColumn(Picture picture) throws Exception {
        Element root = parsed(picture.svg()).getDocumentElement();
        int height = Integer.parseInt(root.getAttribute("height"));
        for (int i = 0; i < root.getElementsByTagName("text").getLength(); i++) {
            Element text = (Element) root.getElementsByTagName("text").item(i);
            int width = text.getTextContent().length() * Svg.CHARACTER;
            int left = Integer.parseInt(text.getAttribute("x")) - switch (text.getAttribute("text-anchor")) {
                case "middle" -> width / 2;
                case "end" -> width;
                default -> 0;
            };
            assertThat(left).as(text.getTextContent()).isBetween(0, Svg.WIDTH - width);
            assertThat(Integer.parseInt(text.getAttribute("y"))).isBetween(0, height);
        }
    }

    @ParameterizedTest
    @MethodSource("everySample")
    void theTextTwinHasNoControlCharacters(Picture picture) {
        assertThat(picture.text().replace("\n", "")).doesNotContainPattern("\\p{Cntrl}");
        assertThat(picture.text()).endsWith("\n");
    }

    @Test
    void aWalkSaysEveryEntryTheRightsSoFarAndWhereItEnds() {
        assertThat(Samples.superpage().text()).isEqualTo("""
                read of 0x7f8040201008
                  4 levels, 48-bit input
                  top table at 0x1000000
                  bits 63:48 = 0x0        beyond (not used)
                  bits 47:39 = 0xff       level 4
                  bits 38:30 = 0x1        level 3
                  bits 29:21 = 0x1        level 2
                  bits 20:0  = 0x1008     offset
                -> level 4 table at 0x1000000   + 8*0xff
                     at 0x10007f8: 0x0000000001001003
                     R 1  W 1  PS 0  SNP 0  address 0x1001000
                     rights so far: rw
                -> level 3 table at 0x1001000   + 8*0x1
                     at 0x1001008: 0x0000000001002001
                     R 1  W 0  PS 0  SNP 0  address 0x1002000
                     rights so far: r
                -> level 2 table at 0x1002000   + 8*0x1
                     at 0x1002008: 0x00000000a0000083
                     R 1  W 1  PS 1  SNP 0  address 0xa0000000
                     rights so far: r
                => 0xa0001008   + 0x1008
                     page frame 0xa0000000, 2 MiB
                     rights r
                """);
    }

    @Test
    void anEntryThatCouldNotBeReadHasItsPlaceInTheWalk() {
        assertThat(Samples.unreadable().text()).contains("at 0x10017f8: could not be read", "also set: 62",
                "fault TABLE_ACCESS_ERROR (LSS.1, 07h)", "silent");
    }

    @Test
    void anAddressBeyondTheWidthShowsItsUpperBits() {
        WalkPicture beyond = WalkPicture.of(Samples.FOUR_LEVELS, new Iova(-1L), Access.WRITE, List.of(),
                Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH));
        assertThat(beyond.text()).contains("bits 63:48 = 0xffff", "bits 11:0  = 0xfff", "fault ADDRESS_BEYOND_WIDTH");
    }

    @Test
    void aWalkFromAPagingStructureCacheNamesTheBitsItSkips() {
        assertThat(Samples.fromPrefix().text()).contains("begins at level 2 of 4", "bits 47:30 = 0x1fe01    prefix");
    }

    @Test
    void theFirstDifferenceIsSaidInWordsAtItsEntryAndDrawnWithASign() {
        WalkPicture marked = Samples.walk().marked(new Mark(1, "look here"));
        List<String> lines = Arrays.asList(marked.text().split("\n"));
        assertThat(lines.get(lines.indexOf(" *** First difference: look here") - 2)).contains("W 0");
        assertThat(marked.svg()).contains("class=\"mark\"", "class=\"flag\"", ">First difference: look here<");
    }

    @Test
    void aContextEntryIsSaidFieldByField() {
        assertThat(Samples.context().text()).contains("root table at 0x1000000   + 16*0x3a", "context table at 0x1001000   + 16*0x19",
                "P 1  FPD 1  TT 0 (untranslated only)", "SSPTPTR 0x1002000", "AW 2 (4 levels)  DID 7", "domain 7");
    }

    @Test
    void aTimelineTiesEachAllowedAnswerToItsFill() {
        assertThat(Samples.timeline().text()).contains("first difference at line 9",
                "    9  ?  lookup 00:03.0 0x201000\n *** First difference: your room said 0xa01000 rw did=1\n",
                "=>  0x700000 rw did=1 (from line 8: filled after the invalidation)", "=>  miss (a cache may");
    }
}
