package iommu.arch.seam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The seams are frozen within a major version: {@code signatures.txt} says how they look. */
class SeamSignatureTest {

    @Test
    void everySeamLooksAsItWasPublished() throws IOException {
        try (InputStream golden = getClass().getResourceAsStream("signatures.txt")) {
            assertThat(signatures()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void everySeamIsAPublicInterfaceThatAnyoneCanImplement() throws IOException {
        assertThat(seams()).isNotEmpty().allMatch(c -> c.isInterface() && !c.isSealed() && Modifier.isPublic(c.getModifiers()));
    }

    private static String signatures() throws IOException {
        StringBuilder text = new StringBuilder();
        seams().forEach(seam -> describe(seam, "", text));
        return text.toString();
    }

    private static void describe(Class<?> type, String indent, StringBuilder text) {
        text.append(indent).append(kind(type)).append(' ').append(type.getSimpleName()).append(content(type)).append('\n');
        if (type.isInterface()) {
            methods(type).forEach(method -> text.append(indent).append("  ").append(method).append('\n'));
        }
        Arrays.stream(type.getDeclaredClasses()).sorted(Comparator.comparing(Class::getSimpleName))
                .forEach(nested -> describe(nested, indent + "  ", text));
    }

    private static String kind(Class<?> type) {
        return type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isSealed() ? "sealed interface" : "interface";
    }

    private static String content(Class<?> type) {
        if (type.isRecord()) {
            return Arrays.stream(type.getRecordComponents()).map(SeamSignatureTest::component)
                    .collect(Collectors.joining(", ", "(", ")"));
        }
        return type.isEnum() ? " " + Arrays.toString(type.getEnumConstants()) : "";
    }

    private static String component(RecordComponent component) {
        return plain(component.getGenericType().getTypeName()) + " " + component.getName();
    }

    private static List<String> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods()).filter(method -> !method.isSynthetic())
                .map(SeamSignatureTest::signature).sorted().toList();
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.stream(method.getGenericParameterTypes()).map(t -> plain(t.getTypeName()))
                .collect(Collectors.joining(", ", "(", ")")) + ": " + plain(method.getGenericReturnType().getTypeName());
    }

    private static String plain(String name) {
        return name.replaceAll("[a-z]+\\.", "").replace('$', '.');
    }

    private static List<Class<?>> seams() throws IOException {
        Path classes = Path.of(ContextLookup.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        List<Class<?>> seams = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve("iommu/arch/seam"))) {
            for (String name : files.map(file -> file.getFileName().toString()).sorted().toList()) {
                if (name.endsWith(".class") && !name.contains("$") && !name.equals("package-info.class")) {
                    seams.add(loaded("iommu.arch.seam." + name.replace(".class", "")));
                }
            }
        }
        return seams;
    }

    private static Class<?> loaded(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
