package iommu.view;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.view.AccessPicture.Kind;
import iommu.view.AccessPicture.Part;
import iommu.view.AccessPicture.Stop;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** An access is drawn and written with the same words. */
class AccessPictureTest {

    private static final AccessPicture PICTURE = AccessPicture.of("read of 0x1010 by 00:03.0", List.of("translation is on"),
            List.of(new Part("15:8", "0x0", "bus", true), new Part("63:48", "0x0", "beyond", false)),
            List.of(Stop.of(Kind.MISS, "IOTLB: miss", List.of(), "§6.2.4: looked up by source-id and address."),
                    new Stop(Kind.ENTRY, "root entry at 0x1000", List.of("P=1  CTP=0x2000"), 0,
                            "0x1000 + 16 * 0x0", "§9.1: fine."),
                    Stop.of(Kind.BAD, "fault CONTEXT_NOT_PRESENT (LCT.2, 02h)", List.of("blocked"), "§9.3: P=0.")));

    @Test
    void everyStopIsWrittenWithHowItWasFoundAndItsRule() {
        assertThat(PICTURE.text()).isEqualTo("""
                read of 0x1010 by 00:03.0
                  translation is on
                  A  bus       15:8   = 0x0
                     beyond    63:48  = 0x0   (not used)
                 ?   IOTLB: miss
                     §6.2.4: looked up by source-id and address.
                ->   root entry at 0x1000   A: 0x1000 + 16 * 0x0
                     P=1  CTP=0x2000
                     §9.1: fine.
                =x   fault CONTEXT_NOT_PRESENT (LCT.2, 02h)
                     blocked
                     §9.3: P=0.
                """);
    }

    @Test
    void theDrawingIsWellFormedAndHoldsTheSameWords() throws Exception {
        String svg = PICTURE.svg();
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(svg).contains("root entry at 0x1000", "0x1000 + 16 * 0x0", "§9.1: fine.", ">A<", "LCT.2");
    }

    @Test
    void foreignWordsAreHarmlessInBothForms() throws Exception {
        AccessPicture picture = AccessPicture.of("<b>\u001B[31m", List.of(), List.of(),
                List.of(Stop.of(Kind.REMARK, "</svg>&", List.of("\u0000"), "")));
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(picture.svg())));
        assertThat(picture.text()).doesNotContain("\u001B").doesNotContain("\u0000");
    }

    @Test
    void longLinesAreBrokenNotCut() {
        String words = "word ".repeat(60).strip();
        AccessPicture picture = AccessPicture.of("t", List.of(), List.of(), List.of(Stop.of(Kind.GOOD, "h", List.of(), words)));
        assertThat(picture.text().lines()).allMatch(line -> line.length() <= 90);
        assertThat(picture.text().replaceAll("\\s+", " ")).contains(words);
    }
}
