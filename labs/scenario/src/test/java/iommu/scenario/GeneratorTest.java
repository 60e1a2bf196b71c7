package iommu.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.FaultReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The generator")
class GeneratorTest {

    private static final int CASES = 20;
    private static final List<String> CONTRACTS = List.of("01.whole-entries", "02.holes", "02.steps", "04.reuse",
            "04.keeps");
    private static final List<Long> SEEDS = List.of(1L, 2L, 3L, 77L, -5L);

    private static final Map<String, List<Scenario>> GENERATED = new TreeMap<>();

    /**
     * What a mistake, or one of a group, may cost besides its own: by the manifest's {@code needs}, or because one can't be without.
     */
    private static final Map<String, List<String>> MAY_COST = Map.of(
            "04.context", List.of("04.negatives"),
            "02.superpages", List.of("02.steps"),
            "02.reserved", List.of("02.superpages", "02.holes"), // a large leaf that isn't offered is a reserved bit, too
            "02.bounds", List.of("02.holes"), // which tells the level of each kind of fault
            "INTERRUPT_RANGE_TOO_WIDE", List.of("02.superpages"), // its other half shares a large page with the range
            "04.reuse", List.of("04.keeps"));

    /** A room with one mistake. @param basic the mistake is in what every other group builds on */
    record Mutant(String name, String group, String lab, boolean basic, PlainContext.Bug context, PlainWalk.Bug walk,
            PlainCache.Bug cache) {
        boolean fails(Scenario scenario, String group) {
            return new PlainRun(scenario, context, walk, cache).fails(group, CONTRACTS.contains(group));
        }

        @Override
        public String toString() {
            return lab + " " + name;
        }
    }

    static Stream<Mutant> mutants() {
        List<Mutant> mutants = new ArrayList<>();
        for (PlainContext.Bug bug : PlainContext.Bug.values()) {
            mutants.add(new Mutant(bug.name(), bug.group, "01", bug.group.equals("01.lookup"), bug,
                    PlainWalk.Bug.NONE, PlainCache.Bug.NONE));
        }
        for (PlainWalk.Bug bug : PlainWalk.Bug.values()) {
            mutants.add(new Mutant(bug.name(), bug.group, "02", bug.group.equals("02.levels"),
                    PlainContext.Bug.NONE, bug, PlainCache.Bug.NONE));
        }
        for (PlainCache.Bug bug : PlainCache.Bug.values()) {
            mutants.add(new Mutant(bug.name(), bug.group, "04", bug == PlainCache.Bug.CONTEXT_BY_BUS
                    || bug == PlainCache.Bug.ADDRESS_32_BITS, PlainContext.Bug.NONE, PlainWalk.Bug.NONE, bug));
        }
        return mutants.stream().filter(mutant -> !mutant.group().isEmpty());
    }

    static Stream<String> profiles() {
        return Generator.profileNames().stream();
    }

    private static List<String> groups(String lab) {
        return profiles().filter(p -> p.startsWith(lab + ".") && !p.endsWith(".all")).toList();
    }

    private static boolean caught(Mutant mutant, String group, long seed) {
        return GENERATED.computeIfAbsent(group + " " + seed, key -> Generator.generate(group, seed, CASES)).stream()
                .anyMatch(s -> mutant.fails(s, group));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    @DisplayName("shows each classic mistake in its own group, under every seed")
    void mistakesDieInTheirGroup(Mutant mutant) {
        for (String group : mutant.group().equals("*") ? groups(mutant.lab()) : List.of(mutant.group())) {
            for (long seed : SEEDS) {
                assertThat(caught(mutant, group, seed)).as("%s, seed %d", group, seed).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("mutants")
    @DisplayName("keeps a mistake in one topic out of every other group")
    void mistakesStayInTheirGroup(Mutant mutant) {
        if (mutant.basic() || mutant.group().equals("*")) {
            return;
        }
        List<String> others = groups(mutant.lab()).stream()
                .filter(group -> !group.equals(mutant.group()) && caught(mutant, group, 1)
                        && !mayCost(mutant.group(), group) && !mayCost(mutant.name(), group)).toList();
        assertThat(others).isEmpty();
    }

    private static boolean mayCost(String mistake, String group) {
        return MAY_COST.getOrDefault(mistake, List.of()).contains(group);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    @DisplayName("writes what it can read, the same for the same seed, and what can be carried out")
    void scenariosAreReproducible(String profile) {
        List<Scenario> scenarios = Generator.generate(profile, 42, 10);
        assertThat(scenarios).isEqualTo(Generator.generate(profile, 42, 10))
                .isNotEqualTo(Generator.generate(profile, 43, 10)).startsWith(
                        Generator.generate(profile, 42, 3).toArray(Scenario[]::new));
        for (Scenario scenario : scenarios) {
            assertThat(Scenario.parse(scenario.name(), scenario.text())).isEqualTo(scenario);
            assertThat(scenario.lines()).noneMatch(line -> line.expectation().isPresent());
            assertThat(scenario.lines()).hasSizeBetween(10, most(profile));
        }
    }

    /**
     * How long a run may be. One of 06.errors tries two of three kinds of flaw, and clears each; one of 10.torn has to say every half of
     * a context entry by itself; one of 11.linux is as long as a boot.
     */
    private static int most(String profile) {
        return switch (profile) {
            case "machine", "careless" -> 215;
            case "06.errors" -> 120;
            case "11.linux" -> 850;
            case "11.faults" -> 70;
            case "10.torn" -> 70;
            default -> profile.endsWith(".all") ? 100 : 65;
        };
    }

    /** The plain rooms of these tests play no room that is judged as it goes. */
    static Stream<String> profilesOfSets() {
        return profiles().filter(p -> !Expander.expand(Generator.generate(p, 1, 1).get(0)).room().judgedAsItGoes());
    }

    @ParameterizedTest
    @MethodSource("profilesOfSets")
    @DisplayName("asks in every case of a law group for something that succeeds and something that fails")
    void casesHaveBothOutcomes(String profile) {
        for (Scenario scenario : Generator.generate(profile, 9, 30)) {
            Coverage coverage = new Coverage();
            PlainRun.right(scenario).count(coverage);
            boolean cache = profile.startsWith("04.");
            double failures = Stream.of(FaultReason.values())
                    .mapToDouble(reason -> coverage.percent(Coverage.fault(reason))).sum();
            assertThat(cache ? coverage.percent(Coverage.MISS) : failures).as(scenario.text()).isPositive();
            assertThat(cache ? coverage.percent(Coverage.HIT) : 100 - failures).as(scenario.text()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"01.all", "02.all", "04.all", "machine"})
    @DisplayName("meets every bucket of its room")
    void mixturesCoverTheirRoom(String profile) {
        Coverage coverage = new Coverage();
        Generator.generate(profile, 1, profile.equals("machine") ? 60 : 150)
                .forEach(scenario -> PlainRun.right(scenario).count(coverage));
        System.out.println(profile + " " + coverage.table());
        for (String bucket : CoverageBuckets.of(profile)) {
            assertThat(coverage.percent(bucket)).as(bucket).isGreaterThanOrEqualTo(2);
        }
        if (profile.equals("machine")) {
            assertThat(coverage.percent(Coverage.COVERED)).isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    @DisplayName("names the profiles when it doesn't know one")
    void unknownProfilesAreNamed() {
        assertThatThrownBy(() -> Generator.generate("09.dreams", 1, 1))
                .hasMessageStartingWith("no profile '09.dreams': there are 01.lookup, 01.reserved");
    }
}
