package iommu.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes scenarios from a seed, without expectations: the judge asks the oracle for them.
 *
 * <p>A profile is a group of the labs' manifest, whose topic alone its cases are about, so that a mistake in one topic
 * costs no other group; or {@code 01.all}, {@code 02.all}, {@code 04.all}, {@code machine} and
 * {@code careless}, which mix everything.
 */
public final class Generator {

    /** Writes the body of one case. */
    @FunctionalInterface
    interface Cases {
        void write(Draw draw, Script script);
    }

    private static final Map<String, Cases> PROFILES = profiles();

    private Generator() {
    }

    private static Map<String, Cases> profiles() {
        Map<String, Cases> profiles = new LinkedHashMap<>();
        ContextCases.addTo(profiles);
        WalkCases.addTo(profiles);
        FirstCases.addTo(profiles);
        FaultCases.addTo(profiles);
        DriverCases.addTo(profiles);
        CacheCases.addTo(profiles);
        RegisterCases.addTo(profiles);
        QueueCases.addTo(profiles);
        InvalidationCases.addTo(profiles);
        SafetyCases.addTo(profiles);
        NotifierCases.addTo(profiles);
        ShadowCases.addTo(profiles);
        UnitCases.addTo(profiles);
        InterruptCases.addTo(profiles);
        ScalableCases.addTo(profiles);
        profiles.put("machine", MachineCases::write);
        profiles.put("careless", CarelessCases::write);
        return profiles;
    }

    /** The names of all profiles. */
    public static List<String> profileNames() {
        return List.copyOf(PROFILES.keySet());
    }

    /**
     * The first {@code count} scenarios of this profile and seed: the same for ever.
     *
     * @throws IllegalArgumentException if there is no such profile
     */
    public static List<Scenario> generate(String profile, long seed, int count) {
        Cases cases = PROFILES.get(profile);
        if (cases == null) {
            throw new IllegalArgumentException("no profile '" + profile + "': there are "
                    + String.join(", ", PROFILES.keySet()));
        }
        long stream = seed;
        for (int i = 0; i < profile.length(); i++) {
            stream = new Draw(stream * 31 + profile.charAt(i)).bits();
        }
        Draw seeds = new Draw(stream);
        List<Scenario> scenarios = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Script script = new Script();
            cases.write(new Draw(seeds.bits(), stream, i - 1), script);
            scenarios.add(script.scenario(profile + "-seed" + Long.toUnsignedString(seed) + "-" + i + ".vtd"));
        }
        return scenarios;
    }
}
