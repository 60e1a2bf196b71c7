package iommu.grade.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.WalkStart;
import iommu.arch.stimulus.Stimulus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The archive of the kit's classes")
@Timeout(300)
class ClassArchiveTest {

    private static final Stimulus WALK =
            new Stimulus.Walk(new WalkStart(new Gpa(0x1000), 4, Rights.RW, 48), new Iova(0), Access.READ);
    private static final String HONEST = "return Fault.of(FaultReason.READ_DENIED);";

    private static Reply answer(Bench bench) {
        try (ProbeSession session = bench.open("", HONEST)) {
            session.startCase(Capabilities.DEFAULT, 0);
            return session.ask(WALK);
        }
    }

    private static Path archive(Bench bench) throws IOException {
        return bench.sandbox.job("none", List.of(), 1).folder().getParent().resolveSibling("kit").resolve(ClassArchive.NAME);
    }

    @Test
    @DisplayName("is made when many processes were started, holds nothing of a learner's, and changes no answer")
    void made() throws IOException {
        Bench bench = Bench.walled();
        Path archive = archive(bench);
        try {
            Reply first = answer(bench);
            while (!Files.exists(archive)) {
                assertThat(answer(bench)).isEqualTo(first);
            }
            for (int i = 0; i < 3; i++) {
                assertThat(answer(bench)).isEqualTo(first);
            }
            String bytes = Files.readString(archive, StandardCharsets.ISO_8859_1);
            assertThat(bytes).contains("iommu/probe/StimulusCodec", "iommu/probe/ScalableCalls").doesNotContain("lab02");
        } finally {
            bench.close();
        }
        assertThat(archive.getParent()).doesNotExist();
    }

    @Test
    @DisplayName("does not outlive a sandbox that is closed while it is made")
    void closed() throws IOException {
        Bench bench = Bench.walled();
        for (int i = 0; i < 8; i++) {
            answer(bench);
        }
        Path archive = archive(bench);
        bench.close();
        assertThat(archive.getParent()).doesNotExist();
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).doesNotContain("class-archive");
    }
}
