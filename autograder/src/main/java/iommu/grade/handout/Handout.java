package iommu.grade.handout;

import iommu.arch.SeamVersion;
import iommu.grade.intake.KitVersion;
import iommu.grade.explain.Explainer;
import iommu.grade.judge.Lawbook;
import iommu.grade.judge.VisibleCases;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.recorded.RecordedCases;
import iommu.grade.recorded.RecordedFiles;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What students get who must not receive the reference: the labs with their visible cases and what is allowed in them,
 * the learner's commands as one jar, and a Maven repository. Everything comes from {@link HandoutList}, from templates
 * beside this class, or is recorded from the oracle.
 */
public final class Handout {

    /** The folder that the zip unpacks to. */
    public static final String FOLDER = "iommu-workshop/";

    private static final Set<String> NEVER_ENTERED = Set.of("target", ".git", "work", "node_modules");
    private static final String SERVICE = "META-INF/services/iommu.grade.judge.CaseSource$Maker";
    private static final String TESTS_SERVICE = "META-INF/services/iommu.scenario.CaseJudges";
    private static final String MAIN = "iommu.grade.cli.StudentMain";
    private static final String DEPENDENCY = "arch-dependency.xml";

    private final Path home;
    private final Manifest manifest;
    private final HandoutList list;
    private final Set<String> unjudged = new TreeSet<>();

    public Handout(Path home, Manifest manifest) throws IOException {
        this.home = home;
        this.manifest = manifest;
        list = HandoutList.of(home);
    }

    /** Visible cases that a kit which was made can't judge, for what is allowed in them can't be written down. */
    public Set<String> unjudged() {
        return Set.copyOf(unjudged);
    }

    /**
     * Makes the zip.
     *
     * @param scratch an empty folder
     * @throws IOException also if Maven can't collect what the labs' projects need
     */
    public byte[] zip(Path scratch) throws IOException {
        Archive kit = new Archive();
        Archive content = tree();
        Archive program = program();
        content.add("README.md", Template.fill("README.md", "LABS", labs(), "SEAMS", "" + SeamVersion.MAJOR, "SUITE", manifest.suite()));
        content.add("VERSION", "kit " + KitVersion.KIT + "\nsuite " + manifest.suite() + "\nseams " + SeamVersion.MAJOR + "\n");
        content.add(".mvn/maven.config", "-Daether.offline.protocols=file\n");
        content.add("iommu", Template.text("iommu.sh"));
        content.add("iommu.cmd", Template.text("iommu.cmd").replace("\r", "").replace("\n", "\r\n"));
        for (Lab lab : manifest.labs()) {
            content.add("labs/" + lab.folder() + "/pom.xml", Template.fill("lab.xml", "LAB", lab.folder(), "PLUGINS", Template.text("plugins.xml")));
        }
        content.add("iommu.jar", program.zipped("META-INF/MANIFEST.MF"));
        content.addAll("repository/", repository(scratch));
        kit.addAll(FOLDER, content);
        return kit.zipped(FOLDER + "README.md");
    }

    /** Gives the launcher in this zip the right to run, where zips keep rights. */
    public static void letRun(Path zip) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
            Files.setPosixFilePermissions(files.getPath(FOLDER + "iommu"), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private String labs() {
        return manifest.labs().stream().map(lab -> "| [" + lab.number() + " " + lab.name() + "](labs/" + lab.folder() + "/README.md) | "
                + lab.title() + " | " + lab.hours() + " |").collect(Collectors.joining("\n"));
    }

    /** The files of the tree that the list names. */
    private Archive tree() throws IOException {
        Archive found = new Archive();
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NEVER_ENTERED.contains(folder.getFileName().toString()) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path path = home.relativize(file);
                if (list.ships(path)) {
                    found.add(path.toString().replace('\\', '/'), shipped(path, Files.readAllBytes(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    /** The manifest says where stubs are cut from, which is nobody's business here. */
    private static byte[] shipped(Path path, byte[] bytes) {
        return !path.endsWith("labs.toml") ? bytes : new String(bytes, StandardCharsets.UTF_8)
                .replaceAll("(?m)^(source +=) .*$", "$1 \"not handed out\"").getBytes(StandardCharsets.UTF_8);
    }

    /** The learner's commands, with all that they need, and what was recorded. */
    private Archive program() throws IOException {
        Archive jar = ClassPath.libraries(list::shipsLibrary);
        jar.addAll("", ClassPath.classes(list::shipsClass));
        jar.add("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: " + MAIN + "\nImplementation-Version: " + KitVersion.KIT + "\n");
        jar.add(SERVICE, RecordedCases.OfHandout.class.getName() + "\n");
        jar.add(TESTS_SERVICE, RecordedFiles.class.getName() + "\n");
        String place = RecordedCases.class.getPackageName().replace('.', '/') + "/cases/";
        for (Lab lab : manifest.labs()) {
            for (Group group : lab.groups()) {
                for (Scenario scenario : VisibleCases.of(home.resolve("labs"), lab, group)) {
                    Recorder.Written written = Recorder.record(group, scenario);
                    if (written.read(scenario).begin().silence().isPresent()) {
                        unjudged.add(scenario.name());
                    }
                    String name = scenario.name().substring(scenario.name().lastIndexOf('/') + 1);
                    jar.add(place + group.id() + "/" + name + written.ending(), written.text());
                    String ways = new Explainer(Lawbook.prepare(group, scenario)).ways().text();
                    if (!ways.isEmpty()) {
                        jar.add(place + group.id() + "/" + name + RecordedCases.WAYS, ways);
                    }
                }
            }
        }
        return jar;
    }

    private Archive repository(Path scratch) throws IOException {
        MavenRepository repository = new MavenRepository(home, scratch);
        for (var module : list.modules().entrySet()) {
            String packages = "iommu/" + module.getKey() + "/";
            Archive sources = new Archive();
            Path folder = home.resolve(module.getValue()).resolve("src/main/java");
            for (Path file : Tree.files(folder)) {
                sources.add(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
            repository.add(module.getKey(), ClassPath.classes(name -> name.startsWith(packages)), sources,
                    module.getKey().equals("arch") ? "" : Template.text(DEPENDENCY));
        }
        return repository.collect();
    }
}
