package iommu.grade.intake;

import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whose a file is, by the package that it declares. */
sealed interface Belonging {

    /** A lab's own package. */
    record Of(Lab lab) implements Belonging {
    }

    /** A package below a lab's: it shows whose the file is meant to be, and can't stay. */
    record Below(Lab lab, String sentence) implements Belonging {
    }

    /** A package of the kit, of the JDK or of a test library: what the grader has itself. */
    record Ours(String sentence) implements Belonging {
    }

    /** No package, or one that the course doesn't know. */
    record Nobodys(String sentence) implements Belonging {
    }

    List<String> TAKEN = List.of("iommu", "java", "javax", "jdk", "sun", "com.sun", "org.junit", "org.opentest4j",
            "org.apiguardian", "org.assertj", "org.w3c.dom", "org.xml.sax");

    /** @param shown the file's printable name */
    static Belonging of(Manifest manifest, Optional<String> packageName, String shown) {
        if (packageName.isEmpty()) {
            return new Nobodys(shown + " declares no package, so it belongs to no lab: its first line should be "
                    + choices(manifest.labs().stream().map(lab -> "\"package " + lab.packageName() + ";\"")));
        }
        String name = packageName.get();
        String declares = shown + " declares package " + Printable.shortened(name);
        Optional<Lab> lab = manifest.labOfPackage(name);
        if (lab.isPresent()) {
            return new Of(lab.get());
        }
        for (Lab candidate : manifest.labs()) {
            if (isBelow(name, candidate.packageName())) {
                return new Below(candidate, declares + ": every class of lab " + candidate.number()
                        + " belongs in package " + candidate.packageName() + " itself");
            }
        }
        if (TAKEN.stream().anyMatch(taken -> name.equals(taken) || isBelow(name, taken))) {
            return new Ours(declares + ", which the grader has itself: ours wins");
        }
        return new Nobodys(declares + ", which is no lab's: a lab's classes are in "
                + choices(manifest.labs().stream().map(Lab::packageName)));
    }

    /** The lab that the file's place or name suggests, for want of a package. */
    static Optional<Lab> suggested(Manifest manifest, String path) {
        List<String> parts = Arrays.asList(path.split("/"));
        return manifest.labs().stream().filter(lab -> parts.contains(lab.packageName()) || parts.contains(lab.folder())
                || parts.getLast().equals(lab.entry() + ".java")).findFirst();
    }

    private static boolean isBelow(String name, String parent) {
        return name.startsWith(parent + ".");
    }

    private static String choices(Stream<String> names) {
        return names.collect(Collectors.joining(" or "));
    }
}
