package iommu.grade.intake;

import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives every Java file to the lab whose package it declares. A file of a package that the grader has itself is left
 * out, since ours wins; so is a file of any other package, which can harm no lab but the one that misses it.
 */
final class LabSorter {

    private static final int NOTES = 5;

    private final Manifest manifest;
    private final Map<String, LabBuilder> builders = new TreeMap<>();
    private final List<String> left = new ArrayList<>();

    LabSorter(Manifest manifest) {
        this.manifest = manifest;
        manifest.labs().forEach(lab -> builders.put(lab.number(), new LabBuilder(lab)));
    }

    void sort(List<RawFile> files) {
        files.stream().sorted(Comparator.comparing(RawFile::path)).forEach(this::sort);
    }

    private void sort(RawFile file) {
        SourceText source = SourceText.of(file.bytes());
        JavaHeader header = JavaHeader.of(source.text());
        String shown = Printable.shortened(file.path());
        switch (Belonging.of(manifest, header.packageName(), shown)) {
            case Belonging.Of(Lab lab) -> builders.get(lab.number()).add(shown, source, header);
            case Belonging.Below(Lab lab, String sentence) -> builders.get(lab.number()).addFault(sentence);
            case Belonging.Ours(String sentence) -> leave(file.path(), sentence);
            case Belonging.Nobodys(String sentence) -> leave(file.path(), sentence);
        }
    }

    private void leave(String path, String sentence) {
        Optional<Lab> lab = Belonging.suggested(manifest, path);
        if (lab.isPresent()) {
            builders.get(lab.get().number()).addStray(sentence);
        } else {
            left.add(sentence);
        }
    }

    /** Only labs for which something was sent. */
    Map<String, LabSources> labs() {
        Map<String, LabSources> labs = new TreeMap<>();
        builders.forEach((number, builder) -> {
            if (!builder.isEmpty()) {
                labs.put(number, builder.build());
            }
        });
        return labs;
    }

    /** A sentence for each file that no lab has got, and for the rest of many a number. */
    List<String> notes() {
        List<String> sentences = new ArrayList<>();
        builders.values().forEach(builder -> sentences.addAll(builder.harmlessStrays()));
        sentences.addAll(left);
        List<String> notes = new ArrayList<>();
        sentences.stream().limit(NOTES).forEach(sentence -> notes.add("Left out: " + sentence + "."));
        if (sentences.size() > NOTES) {
            notes.add("Left out for the like reasons: " + (sentences.size() - NOTES) + " more Java files.");
        }
        return notes;
    }
}
