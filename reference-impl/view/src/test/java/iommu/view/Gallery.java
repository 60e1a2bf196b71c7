package iommu.view;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes every sample as an SVG and as text into the folder given, to be looked at. */
final class Gallery {

    private Gallery() {
    }

    public static void main(String[] arguments) throws IOException {
        Map<String, Picture> samples = new LinkedHashMap<>();
        samples.put("walk", Samples.walk());
        samples.put("walk-denied", Samples.deniedWrite().marked(
                new Mark(1, "your room took the rights of the leaf alone; the entry of level 3 has W 0")));
        samples.put("walk-superpage", Samples.superpage());
        samples.put("walk-unreadable", Samples.unreadable());
        samples.put("walk-prefix", Samples.fromPrefix());
        samples.put("context", Samples.context());
        samples.put("context-fault", Samples.contextFault());
        samples.put("timeline", Samples.timeline());
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (Map.Entry<String, Picture> sample : samples.entrySet()) {
            Files.writeString(folder.resolve(sample.getKey() + ".svg"), sample.getValue().svg());
            Files.writeString(folder.resolve(sample.getKey() + ".txt"), sample.getValue().text());
        }
    }
}
