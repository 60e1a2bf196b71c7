package iommu.grade.handout;

import iommu.grade.intake.KitVersion;
import iommu.grade.judge.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Maven repository of files with all that the labs' projects need to build and to test: the kit's own modules, JUnit,
 * and Maven's plugins. What those are Maven itself finds out: it builds a project like the labs' with an empty local
 * repository, and what is in there afterwards is what is needed.
 */
final class MavenRepository {

    private static final String GROUP = "org/iommuworkshop/";
    private static final int PATIENCE_MINUTES = 10;

    private final Archive own = new Archive();
    private final Path home;
    private final Path scratch;

    /** @param scratch an empty folder */
    MavenRepository(Path home, Path scratch) {
        this.home = home;
        this.scratch = scratch;
    }

    /** Adds a module of the kit. @param classes what is in its jar */
    void add(String module, Archive classes, Archive sources, String dependencies) throws IOException {
        String place = GROUP + module + "/" + KitVersion.KIT + "/" + module + "-" + KitVersion.KIT;
        own.add(place + ".jar", classes.zipped("META-INF/MANIFEST.MF"));
        if (!sources.isEmpty()) {
            own.add(place + "-sources.jar", sources.zipped(""));
        }
        own.add(place + ".pom", Template.fill("module.xml", "ARTIFACT", module, "DEPENDENCIES", dependencies));
    }

    /** Lets Maven build the labs' tests, and takes what it needed. @throws IOException if it can't, with its own words */
    Archive collect() throws IOException {
        Path modules = scratch.resolve("modules");
        write(own, modules);
        Path project = scratch.resolve("project");
        Path sources = home.resolve("labs/junit/src/main/java");
        Files.createDirectories(project.resolve("src/main"));
        Folders.copy(sources, project.resolve("src/main/java"));
        Files.createDirectories(project.resolve("src/test/java/probe"));
        Files.writeString(project.resolve("src/test/java/probe/ProbeTest.java"),
                "package probe;\nclass ProbeTest {\n@org.junit.jupiter.api.Test\nvoid runs() { }\n}\n");
        Files.writeString(project.resolve("pom.xml"), Template.fill("collect.xml",
                "BUILT", Path.of(Template.build("localRepository")).toUri().toString(), "MODULES", modules.toUri().toString(),
                "DEPENDENCIES", Template.text("labtest-dependencies.xml"), "PLUGINS", Template.text("plugins.xml")));
        Path needed = scratch.resolve("needed");
        maven(project, needed);
        Archive labtest = new Archive();
        take(project.resolve("target/classes"), "", labtest);
        Archive testSources = new Archive();
        take(sources, "", testSources);
        add("labtest", labtest, testSources, Template.text("labtest-dependencies.xml"));
        Archive all = new Archive();
        take(needed, "", all);
        all.addAll("", own);
        return all;
    }

    private void maven(Path project, Path needed) throws IOException {
        Path log = scratch.resolve("maven.log");
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        ProcessBuilder builder = new ProcessBuilder(windows ? "mvn.cmd" : "mvn", "-B", "-q", "--no-transfer-progress",
                "-Dstyle.color=never", "-Dmaven.repo.local=" + needed, "clean", "test").directory(project.toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("MAVEN_ARGS");
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException none) {
            throw new IOException("Maven is needed to collect what the labs' projects need, and there is no mvn on PATH", none);
        }
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("Maven could not collect what the labs' projects need:\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** All but what a local repository keeps of where things came from, and of the kit's own modules. */
    private static void take(Path root, String prefix, Archive into) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                String last = name.substring(name.lastIndexOf('/') + 1);
                if (!name.startsWith(GROUP) && !List.of("_remote.repositories", "resolver-status.properties").contains(last)
                        && !last.endsWith(".lastUpdated") && !last.startsWith("maven-metadata") && !last.endsWith(".sha1")) {
                    into.add(prefix + name, Files.readAllBytes(file));
                }
            }
        }
    }

    private static void write(Archive archive, Path folder) throws IOException {
        for (var file : archive.files().entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
    }
}
