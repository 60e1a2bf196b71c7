package iommu.grade;

import iommu.grade.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Runs commands of the kit as a user would, without its launcher. */
public final class KitCommand {

    /** What a command printed, and its exit code. */
    public record Result(int exit, String out, String err) {
    }

    private KitCommand() {
    }

    public static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Result(exit, out.toString(), err.toString());
    }

    public static Path home() {
        return Path.of(System.getProperty("iommu.home")).toAbsolutePath().normalize();
    }

    public static Path examples() {
        return home().resolve("autograder/examples/submissions");
    }

    /** The folder or zip of an example. */
    public static Path example(String name) {
        try (Stream<Path> all = Files.list(examples())) {
            return all.filter(p -> p.getFileName().toString().equals(name) || p.getFileName().toString().equals(name + ".zip"))
                    .findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
