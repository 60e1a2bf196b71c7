package iommu.grade.intake;

import static iommu.grade.intake.Given.WALK;
import static iommu.grade.intake.Given.received;
import static iommu.grade.intake.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A zip archive")
class ZipIntakeTest {

    @TempDir
    Path folder;

    private Path zip(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("amy.zip"), bytes);
    }

    @ParameterizedTest
    @DisplayName("is received, stored or deflated, with or without folders above the sources")
    @ValueSource(ints = {0, 8})
    void honest(int method) throws IOException {
        Path zip = new ForgedZip().method(method).unixMode(0040755).add("amy's work/", "").unixMode(0100644)
                .add("amy's work/SecondStageWalk.java", WALK).in(folder);
        assertThat(received(zip).name()).isEqualTo("amy");
        assertThat(received(zip).labs().get("02").files().getFirst().text()).isEqualTo(WALK);
        assertThat(received(zip).notes()).isEmpty();
    }

    @Test
    @DisplayName("is received if its names begin with a dot and a slash, as some tools write them")
    void dotSlash() throws IOException {
        Path zip = new ForgedZip().add("./lab02/SecondStageWalk.java", WALK).in(folder);
        assertThat(received(zip).labs().get("02").rejection()).isEmpty();
    }

    @Test
    @DisplayName("is received as the JDK writes it, sizes behind the data, with a comment at the end")
    void streamed() throws IOException {
        Path zip = folder.resolve("Amy Lee.ZIP");
        try (OutputStream out = Files.newOutputStream(zip); ZipOutputStream stream = new ZipOutputStream(out)) {
            stream.setComment("made by hand");
            stream.putNextEntry(new ZipEntry("SecondStageWalk.java"));
            stream.write(WALK.getBytes());
            stream.closeEntry();
        }
        assertThat(received(zip).name()).isEqualTo("Amy Lee");
        assertThat(received(zip).labs()).containsOnlyKeys("02");
    }

    @ParameterizedTest
    @DisplayName("that names a place outside itself is refused, litter or not (28)")
    @ValueSource(strings = {"../evil.java", "a/../../evil.java", "/etc/evil.java", "C:/evil.java", "c:evil.java",
        "..\\evil.java", "a\\..\\..\\evil.java", "../amy-evil/evil.java", "a/..", "target/../../evil.class"})
    void slip(String name) throws IOException {
        Path zip = new ForgedZip().add("SecondStageWalk.java", WALK).add(name, WALK).in(folder);
        assertThat(refused(zip)).contains("outside itself").contains(name);
        assertThat(folder.resolve("evil.java")).doesNotExist();
        assertThat(folder.resolveSibling("evil.java")).doesNotExist();
    }

    @ParameterizedTest
    @DisplayName("with a name that no folder can hold is refused (28)")
    @ValueSource(strings = {"a\\b.java", "a\0.java", ""})
    void impossibleNames(String name) throws IOException {
        assertThat(refused(new ForgedZip().add(name, WALK).in(folder))).contains("no folder can hold");
    }

    @Test
    @DisplayName("with a symbolic link or a device is refused (29)")
    void links() throws IOException {
        ForgedZip zip = new ForgedZip().add("SecondStageWalk.java", WALK);
        assertThat(refused(zip.unixMode(0120777).add("Mine.java", "/etc/passwd").in(folder)))
                .contains("Mine.java", "symbolic link");
        ForgedZip other = new ForgedZip().unixMode(0020644).add("zero.java", "");
        assertThat(refused(other.in(folder))).contains("zero.java", "neither a file nor a folder");
    }

    @Test
    @DisplayName("with a password is refused, and so is one packed by an unknown method (30)")
    void unreadableEntries() throws IOException {
        assertThat(refused(new ForgedZip().flags(1).add("A.java", WALK).in(folder))).contains("A.java", "encrypted");
        assertThat(refused(new ForgedZip().method(14).add("A.java", WALK).in(folder))).contains("A.java", "method");
    }

    @Test
    @DisplayName("that unpacks to far more than it holds is refused as a bomb (30)")
    void bomb() throws IOException {
        byte[] blanks = new byte[1 << 20];
        Arrays.fill(blanks, (byte) ' ');
        assertThat(refused(new ForgedZip().add("A.java", blanks).in(folder))).contains("A.java", "bomb");
    }

    @Test
    @DisplayName("that claims or holds more than 1 MiB a file or 8 MiB in all is refused (30)")
    void large() throws IOException {
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        assertThat(refused(new ForgedZip().add("A.java", Arrays.copyOf(noise, noise.length + 1)).in(folder)))
                .contains("A.java", "1024 KiB");
        ForgedZip nine = new ForgedZip();
        for (int i = 0; i < 9; i++) {
            nine.method(0).add("A" + i + ".java", noise);
        }
        assertThat(refused(nine.in(folder))).contains("8 MiB");
        assertThat(refused(zip(new byte[(16 << 20) + 1]))).contains("16 MiB");
    }

    @ParameterizedTest
    @DisplayName("whose header lies about a size is refused, and inflated no further than the claim (30)")
    @ValueSource(ints = {-10, -1, 1, 1000})
    void sizeLies(int lie) throws IOException {
        String sentence = refused(new ForgedZip().sizeLie(lie).add("A.java", WALK).in(folder));
        assertThat(sentence).contains("lies about the size of A.java");
    }

    @Test
    @DisplayName("whose header claims a huge or negative size is refused (30)")
    void hugeClaim() throws IOException {
        assertThat(refused(new ForgedZip().sizeLie(Integer.MAX_VALUE - 1000).add("A.java", WALK).in(folder)))
                .contains("larger than");
        assertThat(refused(new ForgedZip().sizeLie(-WALK.length() - 2).add("A.java", WALK).in(folder)))
                .contains("larger than");
    }

    @Test
    @DisplayName("with a wrong check sum is refused")
    void checkSum() throws IOException {
        assertThat(refused(new ForgedZip().crcLie(1).add("A.java", WALK).in(folder))).contains("A.java", "check sum");
    }

    @Test
    @DisplayName("that hides files by counting fewer than it holds is refused, and so is one that counts more")
    void countLies() throws IOException {
        ForgedZip two = new ForgedZip().add("A.java", WALK).add("B.java", "package lab02;");
        assertThat(refused(zip(two.bytes(1)))).contains("number of its files");
        assertThat(refused(zip(two.bytes(3)))).contains("damaged");
    }

    @Test
    @DisplayName("of tens of thousands of empty files is refused before any is opened (30)")
    void manyFiles() throws IOException {
        ForgedZip many = new ForgedZip().method(0);
        for (int i = 0; i < 60_000; i++) {
            many.add("f" + i, "");
        }
        assertThat(refused(many.in(folder))).contains("10000 files");
        ForgedZip java = new ForgedZip().method(0);
        for (int i = 0; i < 501; i++) {
            java.add("f" + i + ".java", "");
        }
        assertThat(refused(java.in(folder))).contains("500 Java files");
    }

    @Test
    @DisplayName("in another format, empty, cut short or damaged anywhere gives a sentence, never an exception")
    void damage() throws IOException {
        assertThat(refused(zip(new byte[0]))).contains("no zip archive");
        assertThat(refused(zip("Rar!".getBytes()))).contains("no zip archive");
        assertThat(refused(zip(new ForgedZip().bytes()))).contains("no Java file");
        byte[] whole = new ForgedZip().add("SecondStageWalk.java", WALK).add("B.java", "package lab02;").bytes();
        for (int length = 0; length < whole.length; length++) {
            refused(zip(Arrays.copyOf(whole, length)));
        }
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            assertThat(new Intake(Given.MANIFEST).read(zip(damaged))).as("seed 7, round %d", round).isNotNull();
        }
    }

    @Test
    @DisplayName("inside a zip archive is litter")
    void nested() throws IOException {
        byte[] inner = new ForgedZip().add("SecondStageWalk.java", WALK).bytes();
        assertThat(refused(new ForgedZip().add("amy.zip", inner).in(folder))).contains("no Java file", "amy.zip");
    }
}
