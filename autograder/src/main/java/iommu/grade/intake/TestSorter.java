package iommu.grade.intake;

import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gives every test of a learner's to the lab in whose folder it lies; one that lies in none, to the only lab that was sent. */
final class TestSorter {

    private final Manifest manifest;
    private final Set<String> sent;
    private final Map<String, List<Placed>> byLab = new TreeMap<>();
    private final Set<String> stray = new TreeSet<>();

    /** @param path in the submission @param bytes empty if the file was too large to read */
    private record Placed(String path, Optional<byte[]> bytes) {
    }

    /** @param sent the numbers of labs of which there are sources */
    TestSorter(Manifest manifest, Set<String> sent) {
        this.manifest = manifest;
        this.sent = sent;
    }

    TestSorter sort(Sieve sieve) {
        sieve.tests().forEach(file -> place(new Placed(file.path(), Optional.of(file.bytes()))));
        sieve.largeTests().forEach(path -> place(new Placed(path, Optional.empty())));
        return this;
    }

    private void place(Placed file) {
        Optional<String> lab = Belonging.suggested(manifest, file.path()).map(Lab::number).or(() -> numbered(file.path()))
                .or(() -> sent.size() == 1 ? sent.stream().findFirst() : Optional.empty());
        lab.ifPresentOrElse(number -> byLab.computeIfAbsent(number, n -> new ArrayList<>()).add(file), () -> stray.add(file.path()));
    }

    /** By a folder that is called after a lab's number, such as {@code lab02}. */
    private Optional<String> numbered(String path) {
        for (String part : path.split("/")) {
            if (part.matches("lab[0-9]{2}(-.*)?") && manifest.lab(part.substring(3, 5)).isPresent()) {
                return Optional.of(part.substring(3, 5));
            }
        }
        return Optional.empty();
    }

    /** The tests of each lab that has some, by its number, in the order of their paths. */
    Map<String, List<TestFile>> tests() {
        Map<String, List<TestFile>> tests = new TreeMap<>();
        byLab.forEach((number, files) -> tests.put(number, ofLab(files)));
        return tests;
    }

    private static List<TestFile> ofLab(List<Placed> files) {
        files.sort(Comparator.comparing(Placed::path));
        Set<String> names = new TreeSet<>();
        List<TestFile> tests = new ArrayList<>();
        for (Placed file : files) {
            String shown = Printable.shortened(file.path());
            String plain = Printable.shortened(file.path().substring(file.path().lastIndexOf('/') + 1));
            String name = names.add(plain) ? plain : shown;
            if (tests.size() == TestFile.MOST) {
                tests.add(new TestFile(name, "", Optional.of("is one of " + files.size() + " tests of this lab, and the first "
                        + TestFile.MOST + " by name are judged: leave out those that expose nothing")));
                return tests;
            }
            tests.add(file.bytes().map(bytes -> read(name, bytes)).orElseGet(() -> new TestFile(name, "",
                    Optional.of("is larger than " + TestFile.LARGEST / 1024 + " KiB"))));
        }
        return tests;
    }

    private static TestFile read(String name, byte[] bytes) {
        SourceText text = SourceText.of(bytes);
        return new TestFile(name, text.text(), text.damageLine().map(line -> "is not UTF-8 text (line " + line + ")"));
    }

    Optional<String> note() {
        return stray.isEmpty() ? Optional.empty() : Optional.of("Left out, because it is not plain whose tests they are (they belong "
                + "into a lab's folder, such as " + manifest.labs().getFirst().folder() + "/" + TestFile.FOLDER + "): " + Sieve.list(stray) + ".");
    }
}
