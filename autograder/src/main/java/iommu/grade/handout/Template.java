package iommu.grade.handout;

import iommu.grade.intake.KitVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The texts that are packed as they lie beside this class, but for words between at-signs. */
final class Template {

    private static final String BUILD = "build.properties";

    private Template() {
    }

    static String text(String name) throws IOException {
        return raw(name).replace("@KIT@", KitVersion.KIT).replace("@JUNIT@", build("junit"));
    }

    private static String raw(String name) throws IOException {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the kit lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** @param words a word, what to put in its place, and so on */
    static String fill(String name, String... words) throws IOException {
        String text = text(name);
        for (int i = 0; i < words.length; i += 2) {
            text = text.replace("@" + words[i] + "@", words[i + 1]);
        }
        return text;
    }

    /** What this program was built with: {@code localRepository}, a path, or {@code junit}, a version. */
    static String build(String key) throws IOException {
        return raw(BUILD).lines().filter(line -> line.startsWith(key + " = ")).findFirst()
                .map(line -> line.substring(key.length() + 3).strip()).orElseThrow(() -> new IOException(BUILD + " does not say " + key));
    }
}
