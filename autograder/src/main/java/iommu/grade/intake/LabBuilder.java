package iommu.grade.intake;

import iommu.grade.labs.Lab;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Collects what was sent for one lab, and why it may not be gradable. */
final class LabBuilder {

    private static final int LONGEST_NAME = 100;
    private static final int SENTENCES = 3;

    private record Declared(String type, String shown) {
    }

    private final Lab lab;
    private final List<SourceFile> files = new ArrayList<>();
    /** By the type's name in lower case: some file systems can't tell more. */
    private final Map<String, Declared> types = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> strays = new ArrayList<>();
    private boolean isSent;
    private boolean hasEntry;

    LabBuilder(Lab lab) {
        this.lab = lab;
    }

    /**
     * Adds a file of the lab's package. It stays among the files even if the lab is rejected for it: the receipt counts
     * it. One that declares no type, as {@code package-info.java} does, is nothing to compile.
     */
    void add(String shown, SourceText source, JavaHeader header) {
        isSent = true;
        header.mainType().ifPresent(type -> {
            if (isPlainName(type)) {
                files.add(new SourceFile(shown, lab.packageName() + "/" + type + ".java", source.text()));
            } else {
                faults.add(shown + " declares a class whose name is not of at most " + LONGEST_NAME
                        + " letters a-z, A-Z, digits, _ and $: " + Printable.shortened(type));
            }
        });
        source.damageLine().ifPresent(line -> faults.add(shown + " is not UTF-8 text (line " + line
                + "): save it as UTF-8"));
        header.types().forEach(type -> declare(type, shown));
        hasEntry |= header.types().contains(lab.entry());
    }

    void addFault(String sentence) {
        faults.add(sentence);
    }

    /** A file that was perhaps meant for this lab. */
    void addStray(String sentence) {
        strays.add(sentence);
    }

    boolean isEmpty() {
        return !isSent && faults.isEmpty() && strays.isEmpty();
    }

    /** What to say of strays that are no reason to reject the lab. */
    List<String> harmlessStrays() {
        return hasEntry ? List.copyOf(strays) : List.of();
    }

    LabSources build() {
        List<String> reasons = new ArrayList<>(faults);
        if (!hasEntry) {
            reasons.addAll(strays);
        }
        if (!hasEntry && reasons.isEmpty()) {
            reasons.add("none of its files declares class " + lab.entry());
        }
        files.sort(Comparator.comparing(SourceFile::path).thenComparing(SourceFile::text));
        return new LabSources(lab.number(), files, sentence(reasons));
    }

    private void declare(String type, String shown) {
        Declared other = types.putIfAbsent(type.toLowerCase(Locale.ROOT), new Declared(type, shown));
        if (other == null) {
            return;
        }
        if (other.type().equals(type)) {
            faults.add(other.shown() + " and " + shown + " both declare class " + Printable.shortened(type));
        } else {
            faults.add(other.shown() + " and " + shown + " declare classes that differ in case only: "
                    + Printable.shortened(other.type()) + " and " + Printable.shortened(type));
        }
    }

    private static boolean isPlainName(String name) {
        return name.length() <= LONGEST_NAME && name.matches("[A-Za-z_$][A-Za-z0-9_$]*");
    }

    private static Optional<String> sentence(List<String> reasons) {
        if (reasons.isEmpty()) {
            return Optional.empty();
        }
        String more = reasons.size() > SENTENCES ? "; and " + (reasons.size() - SENTENCES) + " more of the kind" : "";
        return Optional.of(String.join("; ", reasons.subList(0, Math.min(SENTENCES, reasons.size()))) + more);
    }
}
