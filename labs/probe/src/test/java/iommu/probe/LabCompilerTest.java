package iommu.probe;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Gpa;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The compiler of a lab")
class LabCompilerTest {

    @TempDir
    private Path scratch;

    private LabCompiler compiler() throws URISyntaxException {
        return new LabCompiler(Path.of(Gpa.class.getProtectionDomain().getCodeSource().getLocation().toURI()), scratch);
    }

    @Test
    @DisplayName("leaves nothing on its small disk, whether it compiled or not")
    void leavesNothing() throws Exception {
        LabCompiler compiler = compiler();
        Order.Source good = new Order.Source("A.java", "package lab02; class A { iommu.arch.Gpa page; record B(int c) { } }");
        Order.Source bad = new Order.Source("C.java", "package lab02; class C { Nothing page; }");
        assertThat(compiler.compile(List.of(good))).isInstanceOf(Report.Compiled.class);
        assertThat(compiler.compile(List.of(good, bad))).isInstanceOf(Report.NotCompiled.class);
        assertThat(((Report.Compiled) compiler.compile(List.of(good))).classes()).extracting(Report.ClassFile::name).contains("lab02/A", "lab02/A$B");
        try (Stream<Path> left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
    }
}
