package iommu.grade.handout;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.SeamVersion;
import iommu.grade.KitCommand;
import iommu.grade.confidence.Subjects;
import iommu.grade.intake.Intake;
import iommu.grade.intake.IntakeResult;
import iommu.grade.intake.SourceFile;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.proof.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What students are handed out, unpacked in a folder with a space in its name, with an empty home and no network. */
@Timeout(900)
class HandoutTest {

    private static final Path HOME = KitCommand.home();
    /** Nothing of these is handed out, not even a name. */
    private static final List<String> EXCLUDED = List.of("reference-impl/emulator", "reference-impl/oracle", "reference-impl/guest",
            "reference-impl/board", "reference-impl/peers", "reference-impl/bench");
    private static final List<String> NAMES = List.of("iommu/emulator", "iommu.emulator", "iommu/oracle", "iommu.oracle", "iommu/guest",
            "iommu.guest", "iommu/board", "iommu.board", "iommu/peers", "iommu.peers");
    /** But for what judges a driver by Table 28, as classes. */
    private static final Pattern JUDGE = Pattern.compile("iommu/guest/(judge/(Changes|Debt|DriverJudge|Frames|Structures)|Change|Covers)\\b");
    private static final Set<String> MADE = Set.of("README.md", "VERSION", "iommu", "iommu.cmd", "iommu.jar", ".mvn/maven.config");
    private static final int TELLING = 50;

    @TempDir
    private static Path place;
    private static Path kit;
    private static final Map<String, byte[]> FILES = new TreeMap<>();

    @BeforeAll
    static void packAndUnpack() throws IOException {
        byte[] zip = new Handout(HOME, Manifest.read(Manifest.below(HOME))).zip(Files.createDirectory(place.resolve("scratch")));
        kit = place.resolve("a kit of mine").resolve(Handout.FOLDER);
        for (Map.Entry<String, byte[]> file : unzipped(zip).entrySet()) {
            assertThat(file.getKey()).startsWith(Handout.FOLDER).doesNotContain("..");
            String name = file.getKey().substring(Handout.FOLDER.length());
            FILES.put(name, file.getValue());
            Files.createDirectories(kit.resolve(name).getParent());
            Files.write(kit.resolve(name), file.getValue());
        }
        System.out.println("the handout: " + FILES.size() + " files, " + zip.length / 1024 + " KiB");
    }

    private static Map<String, byte[]> unzipped(byte[] zip) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return files;
    }

    /** Every file, and every file in a jar, by its name. */
    private static Map<String, byte[]> everything() throws IOException {
        Map<String, byte[]> all = new TreeMap<>(FILES);
        for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
            if (file.getKey().endsWith(".jar")) {
                unzipped(file.getValue()).forEach((name, bytes) -> all.put(file.getKey() + "!" + name, bytes));
            }
        }
        return all;
    }

    @Test
    void whatTheListDoesNotNameIsNotShipped() throws IOException {
        HandoutList list = HandoutList.of(HOME);
        List<String> unlisted = FILES.keySet().stream().filter(name -> !list.ships(Path.of(name)) && !MADE.contains(name)
                && !name.startsWith("repository/") && !name.matches("labs/lab[^/]+/pom\\.xml")).toList();
        assertThat(unlisted).isEmpty();
        assertThat(list.ships(Path.of("labs/lab03-faults/README.md"))).isTrue();
        for (String never : List.of("labs/lab03-faults/INSTRUCTOR.md", "labs/lab03-faults/solution/Answer.java", "labs/lab03-faults/notes.txt",
                "reference-impl/emulator/src/main/java/iommu/emulator/fault/PrimaryFaultLog.java", "autograder/handout.list",
                "autograder/confidence/01/bugs/a.bug", "course.toml")) {
            assertThat(list.ships(Path.of(never))).as(never).isFalse();
        }
        assertThat(list.shipsClass("iommu/grade/judge/Lawbook.class")).isFalse();
        assertThat(list.shipsClass("iommu/guest/TableDriver.class")).isFalse();
        assertThat(list.shipsClass("iommu/guest/Ranges$Block.class")).isFalse();
        assertThat(FILES.keySet()).filteredOn(name -> name.contains("INSTRUCTOR")).isEmpty();
    }

    @Test
    void noNameAndNoLineOfWhatStaysHomeIsInAnyByte() throws IOException {
        Set<String> canaries = new TreeSet<>(NAMES);
        Set<String> shippedLines = new TreeSet<>();
        HandoutList list = HandoutList.of(HOME);
        for (Path file : Tree.files(HOME.resolve("labs"))) {
            if (file.endsWith("INSTRUCTOR.md")) {
                lines(file).forEach(canaries::add);
            } else if (list.ships(HOME.relativize(file)) || file.toString().contains("/src/main/java/")) {
                lines(file).forEach(shippedLines::add);
            }
        }
        for (String shipped : List.of("reference-impl/arch/src/main/java", "autograder/src/main/resources/iommu/grade/proof/constant/identity")) {
            for (Path file : Tree.files(HOME.resolve(shipped))) {
                lines(file).forEach(shippedLines::add);
            }
        }
        for (String module : EXCLUDED) {
            for (Path file : Tree.files(HOME.resolve(module).resolve("src/main/java"))) {
                lines(file).forEach(canaries::add);
            }
        }
        canaries.removeAll(shippedLines);
        assertThat(canaries).hasSizeGreaterThan(1000);
        List<String> leaks = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : everything().entrySet()) {
            boolean others = file.getKey().contains("jackson") || file.getKey().contains("picocli")
                    || file.getKey().startsWith("repository/") && !file.getKey().contains("iommuworkshop");
            if (!others && !file.getKey().endsWith(".jar")) {
                String text = new String(file.getValue(), StandardCharsets.UTF_8);
                String names = JUDGE.matcher(text).replaceAll("");
                NAMES.stream().filter(names::contains).forEach(name -> leaks.add(file.getKey() + ": " + name));
                text.lines().map(String::strip).filter(canaries::contains).forEach(line -> leaks.add(file.getKey() + ": " + line));
            }
        }
        assertThat(leaks).isEmpty();
    }

    /** Lines long enough to be nobody else's. */
    private static Stream<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(String::strip).filter(line -> line.length() >= TELLING && !line.startsWith("import "));
    }

    @Test
    void everyPluginHasTheVersionThatTheKitIsBuiltWith() throws IOException {
        String pom = Files.readString(HOME.resolve("pom.xml")).replaceAll("\\s+", "");
        for (String plugin : Template.text("plugins.xml").replaceAll("\\s+", "").split("</plugin>")) {
            String named = plugin.replaceAll(".*(<artifactId>.*</version>).*", "$1");
            assertThat(pom).contains(named);
        }
    }

    /** @param error where standard error goes, too */
    private record Ended(int status, String text) {
    }

    private static Ended run(Path folder, String... command) throws Exception {
        Path output = Files.createTempFile(place, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("HOME", Files.createDirectories(place.resolve("empty home")).toString(), "PATH", "/usr/bin:/bin",
                "JAVA_HOME", System.getProperty("java.home")));
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }

    private static String iommu(int status, String... arguments) throws Exception {
        return iommu(kit.resolve("work"), status, arguments);
    }

    private static String iommu(Path work, int status, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Diommu.work=" + work, "-jar", kit.resolve("iommu.jar").toString()));
        command.addAll(List.of(arguments));
        Ended ended = run(kit, command.toArray(String[]::new));
        assertThat(ended.status()).as(String.join(" ", arguments) + "\n" + ended.text()).isEqualTo(status);
        assertThat(ended.text()).doesNotContain("Exception");
        return ended.text();
    }

    private static void write(String example) throws IOException {
        Path sources = kit.resolve("work/lab02-walk/src/main/java/lab02");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(KitCommand.example(example).resolve("lab02-walk/src/main/java/lab02"))) {
            for (Path file : files) {
                Files.copy(file, sources.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void aStudentGoesThroughALabWithAJdkAlone() throws Exception {
        assertThat(iommu(0, "start", "02")).contains("work/lab02-walk/README.md");
        write("leaf-permission");
        assertThat(iommu(1, "check", "02")).contains("02.rights", "failed", "A run that shows it:", "16/20");
        assertThat(iommu(1, "replay", "work/lab02-walk/counterexamples/02.rights.vtd")).contains("WRONG", "allowed");
        assertThat(iommu(0, "explain")).contains("02.rights", "The rule: ", "What a right room does", "§3.7.1: a write needs W");
        Path room = kit.resolve("work/lab02-walk/src/main/java/lab02/SecondStageWalk.java");
        Files.writeString(room, Files.readString(room).replace("Access access) {", "Access access) {\n        System.out.println(\"seen \" + address);"));
        assertThat(iommu(1, "replay", "work/lab02-walk/counterexamples/02.rights.vtd")).contains("Your room printed:", "seen 0x1000");
        write("solved");
        assertThat(iommu(0, "watch", "02", "--until-passed", "--plain")).contains("passed, 20 of 20 points");
        assertThat(iommu(0, "pack", "02")).contains("Receipt");
        Path packed = kit.resolve("work/submission-02.zip");
        assertThat(new Intake(Manifest.read(Manifest.below(HOME))).read(packed)).isInstanceOf(IntakeResult.Received.class);
        assertThat(unzipped(Files.readAllBytes(packed)).get("iommu-kit.txt")).asString(StandardCharsets.UTF_8).contains("seams " + SeamVersion.MAJOR);
        aLabIsAMavenProjectThatNeedsNeitherNetworkNorRepository();
    }

    private void aLabIsAMavenProjectThatNeedsNeitherNetworkNorRepository() throws Exception {
        assertThat(junit("lab02-walk")).contains("BUILD SUCCESS").containsPattern("Tests run: [1-9]\\d*, Failures: 0, Errors: 0, Skipped: 0");
    }

    @Test
    void junitJudgesARoomOfAnotherReadingAsTheGraderDoes() throws Exception {
        iommu(0, "start", "05");
        subject("05", "05/says-everything-every-time");
        assertThat(junit("lab05-registers")).contains("BUILD SUCCESS").containsPattern("Tests run: [1-9]\\d*, Failures: 0, Errors: 0, Skipped: 0");
        subject("05", "05/the-tail-is-not-told");
        assertThat(junit("lab05-registers")).contains("BUILD FAILURE", "05.commands");
        iommu(0, "start", "13");
        subject("13", "13/the-requester-is-verified-last");
        assertThat(junit("lab13-interrupts")).contains("BUILD SUCCESS").containsPattern("Tests run: [1-9]\\d*, Failures: 0, Errors: 0, Skipped: 0");
        subject("13", "13/decoded-what-is-pending-is-lost");
        assertThat(junit("lab13-interrupts")).contains("BUILD FAILURE", "13.posting");
        iommu(0, "start", "10");
        subject("10", "10/a-context-page-is-read-anew-whatever-is-stored-to-it");
        assertThat(junit("lab10-shadow")).contains("BUILD SUCCESS").containsPattern("Tests run: [1-9]\\d*, Failures: 0, Errors: 0, Skipped: 0");
        subject("10", "10/a-copy-outlives-the-use-of-its-page");
        assertThat(junit("lab10-shadow")).contains("BUILD FAILURE", "10.freed");
    }

    @Test
    void aDriverIsJudgedByWhatItDoes() throws Exception {
        iommu(0, "start", "07");
        subject("07", "07/keeps-its-tables");
        assertThat(iommu(0, "check", "07")).contains("passed").doesNotContain("not judged here");
        assertThat(junit("lab07-driver")).contains("BUILD SUCCESS").containsPattern("Tests run: [1-9]\\d*, Failures: 0, Errors: 0, Skipped: 0");
        subject("07", "07/tables-give-no-write");
        assertThat(iommu(1, "check", "07.1")).contains("07.map", "failed", "must find ", "and it finds ");
        assertThat(junit("lab07-driver")).contains("BUILD FAILURE", "07.map");
    }

    private String junit(String lab) throws Exception {
        return run(kit.resolve("work").resolve(lab), "mvn", "-o", "-B", "-ntp", "-Dstyle.color=never",
                "-Dmaven.repo.local=" + place.resolve("empty home/repository"), "test").text();
    }

    private static void subject(String number, String name) throws IOException {
        subject(kit.resolve("work"), number, name);
    }

    private static void subject(Path work, String number, String name) throws IOException {
        Manifest manifest = Manifest.read(Manifest.below(HOME));
        Lab lab = manifest.lab(number).orElseThrow();
        Subjects subjects = new Subjects(HOME, manifest, name);
        write(work, lab, subjects.sources(lab, subjects.of(lab).getFirst()).files());
    }

    private static void reference(Path work, String number) throws IOException {
        Manifest manifest = Manifest.read(Manifest.below(HOME));
        Lab lab = manifest.lab(number).orElseThrow();
        write(work, lab, Samples.reference(HOME, List.of(lab)).labs().get(number).files());
    }

    private static void write(Path work, Lab lab, List<SourceFile> files) throws IOException {
        Path sources = work.resolve(lab.folder()).resolve("src/main/java").resolve(lab.packageName());
        for (Path old : Tree.files(sources)) {
            Files.delete(old);
        }
        for (SourceFile source : files) {
            Files.writeString(sources.resolve(Path.of(source.path()).getFileName()), source.text());
        }
    }

    @Test
    void everyReferenceRoomPassesItsLabAndNoOther() throws Exception {
        Path work = place.resolve("all labs");
        List<Lab> labs = Manifest.read(Manifest.below(HOME)).labs();
        iommu(work, 0, "start", labs.getFirst().number());
        for (int i = 0; i < labs.size(); i++) {
            Lab lab = labs.get(i);
            reference(work, lab.number());
            assertThat(iommu(work, 0, "check", lab.number())).as(lab.id()).contains("20/20").doesNotContain("failed", "ot judged here");
            if (i + 1 < labs.size()) {
                Lab next = labs.get(i + 1);
                iommu(work, 0, "start", next.number());
                assertThat(iommu(work, 1, "check", next.number())).as(next.id()).contains("as it was handed out", "0/20");
            }
        }
    }

    /** No trusted room is handed out, and no lab is needed for another. */
    @Test
    void aUnitIsJudgedByWhatItsRoomsWereHeardToSay() throws Exception {
        iommu(0, "start", "11");
        Path unit = kit.resolve("work/lab11-machine/src/main/java/lab11/LegacyUnit.java");
        Files.writeString(unit, Files.readString(unit) + "\n// touched\n");
        assertThat(iommu(1, "check", "11")).contains("Not written yet.").doesNotContain("ot judged here");
        reference(kit.resolve("work"), "11");
        assertThat(iommu(0, "check", "11")).contains("20/20", "the kit's: lab 01 is not begun", "boots Linux   yes");
        assertThat(junit("lab11-machine")).contains("BUILD SUCCESS").containsPattern("Tests run: [1-9]\\d*, Failures: 0, Errors: 0, Skipped: 0");
        subject("11", "11/queue-effects-are-dropped");
        assertThat(iommu(1, "check", "11")).contains("11.commands", "failed", "boots Linux   no: ");
        assertThat(iommu(1, "replay", "work/lab11-machine/counterexamples/11.commands.vtd")).contains("WRONG", "allowed");
        assertThat(junit("lab11-machine")).contains("BUILD FAILURE", "11.commands", "counterexamples/11.commands.vtd").containsPattern("Skipped: 0");
    }

    @Test
    void aUnitBootsWithRoomsOfTheLearnersOwn() throws Exception {
        Path work = place.resolve("my own rooms");
        for (String room : List.of("11", "04", "06")) {
            iommu(work, 0, "start", room);
            reference(work, room);
        }
        assertThat(iommu(work, 0, "check", "11.6")).contains("yours, of lab 04", "the kit's: lab 05 is not begun", "boots Linux   yes");
        subject(work, "06", "06/the-status-is-not-stored");
        assertThat(iommu(work, 0, "check", "11.6")).contains("yours, of lab 06").doesNotContain("boots Linux   yes");
    }

    @Test
    void whatNoRecordedUnitAsksIsNotJudged() throws Exception {
        Path work = place.resolve("strange");
        iommu(work, 0, "start", "11");
        reference(work, "11");
        Path unit = work.resolve("lab11-machine/src/main/java/lab11/LegacyUnit.java");
        String strange = "long epoch = rooms.cache().epoch();";
        assertThat(Files.readString(unit)).contains(strange);
        Files.writeString(unit, Files.readString(unit).replace(strange, strange
                + "\n        rooms.context().lookUp(new iommu.arch.Gpa(0x7777_0000L), request.source());"));
        assertThat(iommu(work, 0, "check", "11.1")).contains("not judged here: ", "context.lookUp(rootTable=0x77770000", ", line ")
                .doesNotContain("failed");
    }
}
