package iommu.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The sample files beside the tests, one for each feature of the language. */
final class Samples {

    static final List<String> NAMES = List.of("01-two-devices.vtd", "01-types-and-silence.vtd",
            "01-access-errors.vtd", "02-rights.vtd", "02-superpages.vtd", "02-broken-tables.vtd", "04-lookup.vtd",
            "04-contexts.vtd", "04-late-fills.vtd", "machine-stale.vtd", "machine-unsnooped.vtd",
            "machine-registers.vtd", "machine-devices.vtd", "03-faults.vtd", "05-registers.vtd", "06-queue.vtd",
            "07-driver.vtd", "09-safety.vtd", "08-notifier.vtd", "11-unit.vtd");

    private Samples() {
    }

    static String text(String name) {
        try (InputStream in = Samples.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Scenario scenario(String name) {
        return Scenario.parse(name, text(name));
    }
}
